//! Giving a document's file out: the whole or a part of it, or a small picture of a picture.

use application::ask::ShownFile;
use application::documents::{DocumentsError, Kind, NoPreview, Opened, PREVIEW_TYPE, preview};
use axum::body::Body;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::download::{Download, Wanted, whole};
use crate::State;
use crate::door::caller::IfNoneMatch;
use crate::failure::Failure;
use crate::problem::Problem;

impl State {
    /// Gives a file as far as its reader does not have it: a part if one is asked for.
    pub(crate) async fn give(
        &self,
        shown: &ShownFile,
        known: &IfNoneMatch,
        headers: &HeaderMap,
    ) -> Result<Response, Failure> {
        let download = Download::of(&shown.file);
        if known.has(&download.tag) {
            return Ok(download.not_modified());
        }
        let wanted = Wanted::of(headers, &download.tag, shown.file.size);
        let part = match wanted {
            Wanted::Whole => None,
            Wanted::Part(ref part) => Some(part.clone()),
            Wanted::Unsatisfiable => return Ok(download.unsatisfiable()),
        };
        let opened = self.opened(shown, part).await?;
        Ok(download.respond(wanted, opened.bytes))
    }

    /// Gives a small picture of a picture, drawn anew.
    pub(crate) async fn give_preview(
        &self,
        shown: &ShownFile,
        known: &IfNoneMatch,
    ) -> Result<Response, Failure> {
        let file = &shown.file;
        let kind = Kind::of_media_type(&file.media_type).ok_or(NoPreview::NotAPicture)?;
        if !matches!(kind, Kind::Png | Kind::Jpeg) {
            return Err(NoPreview::NotAPicture.into());
        }
        let download = Download::of_preview(file, PREVIEW_TYPE);
        if known.has(&download.tag) {
            return Ok(download.not_modified());
        }
        let _drawer = self.drawers.acquire().await;
        let opened = self.opened(shown, None).await?;
        let bytes = whole(opened.bytes, file.sha256).await?;
        let drawn = tokio::task::spawn_blocking(move || preview(kind, &bytes)).await;
        let drawn = drawn.map_err(|_| Problem::internal())??;
        let mut response = (StatusCode::OK, Body::from(drawn)).into_response();
        download.mark(response.headers_mut());
        Ok(response)
    }

    /// Opens a file in the store, as large as it was recorded.
    async fn opened(
        &self,
        shown: &ShownFile,
        part: Option<std::ops::Range<u64>>,
    ) -> Result<Opened, Failure> {
        let store = self.documents.store();
        let opened = store.read(&shown.org, shown.file.sha256, part).await?;
        let opened = opened.ok_or(DocumentsError::NotStored)?;
        match opened.size == shown.file.size {
            true => Ok(opened),
            false => Err(DocumentsError::Altered.into()),
        }
    }
}
