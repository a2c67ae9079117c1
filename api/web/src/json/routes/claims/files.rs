//! The files of documents, whole or in part, and small pictures of pictures.

use application::ask::{ShownFile, When};
use application::documents::{DocumentsError, Kind, NoPreview, PREVIEW_TYPE, preview};
use axum::body::Body;
use axum::extract::State as With;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::{ClaimId, DocumentId};
use projections::log::AsOf;

use crate::State;
use crate::door::caller::{Caller, IfNoneMatch};
use crate::failure::Failure;
use crate::json::download::{Download, Wanted, whole};
use crate::json::path::At;
use crate::json::query::Asked;
use crate::json::read::Fresh;
use crate::json::routes::{Route, get};
use crate::problem::Problem;

pub(in crate::json::routes) fn routes() -> Vec<Route> {
    vec![
        get("/v1/claims/{claim}/documents/{document}/file", file)
            .says(
                "download_file",
                "Gives the file of a document, or a part of it.",
            )
            .gives(&TYPES)
            .gives_parts(&TYPES)
            .asks()
            .may_be(404, &["file_not_stored"])
            .may_be(500, &["file_altered"])
            .may_be(503, &["documents_away"]),
        get("/v1/claims/{claim}/documents/{document}/preview", small)
            .says("preview_file", "Gives a small picture of a picture.")
            .gives(&[PREVIEW_TYPE])
            .asks()
            .may_be(404, &["file_not_stored", "no_preview"])
            .may_be(500, &["file_altered"])
            .may_be(503, &["documents_away"]),
    ]
}

/// The types that files are given out as.
const TYPES: [&str; 9] = [
    Kind::Pdf.media_type(),
    Kind::Png.media_type(),
    Kind::Jpeg.media_type(),
    Kind::Heic.media_type(),
    Kind::Csv.media_type(),
    Kind::Docx.media_type(),
    Kind::Xlsx.media_type(),
    Kind::Eml.media_type(),
    "application/octet-stream",
];

async fn found(
    state: &State,
    caller: &Caller,
    claim: ClaimId,
    document: DocumentId,
    when: When,
) -> Result<ShownFile, Failure> {
    let asked = state.questions.file(caller.asker(), claim, document, when);
    Ok(asked.await?.body)
}

/// Gives a file to whoever reads its claim; one that was replaced or removed as well.
async fn file(
    With(state): With<State>,
    caller: Caller,
    (At(claim), At(document)): (At<ClaimId>, At<DocumentId>),
    Fresh(fresh): Fresh,
    known: IfNoneMatch,
    Asked(as_of): Asked<Option<AsOf>>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let when = When { as_of, fresh };
    let ShownFile { org, file } = found(&state, &caller, claim, document, when).await?;
    let download = Download::of(&file);
    if known.has(&download.tag) {
        return Ok(download.not_modified());
    }
    let wanted = Wanted::of(&headers, &download.tag, file.size);
    let part = match wanted {
        Wanted::Whole => None,
        Wanted::Part(ref part) => Some(part.clone()),
        Wanted::Unsatisfiable => return Ok(download.unsatisfiable()),
    };
    let opened = state
        .documents
        .store()
        .read(&org, file.sha256, part)
        .await?;
    let opened = opened.ok_or(DocumentsError::NotStored)?;
    if opened.size != file.size {
        return Err(DocumentsError::Altered.into());
    }
    Ok(download.respond(wanted, opened.bytes))
}

/// Gives a small picture of a picture, drawn anew.
async fn small(
    With(state): With<State>,
    caller: Caller,
    (At(claim), At(document)): (At<ClaimId>, At<DocumentId>),
    Fresh(fresh): Fresh,
    known: IfNoneMatch,
    Asked(as_of): Asked<Option<AsOf>>,
) -> Result<Response, Failure> {
    let when = When { as_of, fresh };
    let ShownFile { org, file } = found(&state, &caller, claim, document, when).await?;
    let kind = Kind::of_media_type(&file.media_type).ok_or(NoPreview::NotAPicture)?;
    if !matches!(kind, Kind::Png | Kind::Jpeg) {
        return Err(NoPreview::NotAPicture.into());
    }
    let download = Download::of_preview(&file, PREVIEW_TYPE);
    if known.has(&download.tag) {
        return Ok(download.not_modified());
    }
    let _drawer = state.drawers.acquire().await;
    let opened = state
        .documents
        .store()
        .read(&org, file.sha256, None)
        .await?;
    let opened = opened.ok_or(DocumentsError::NotStored)?;
    if opened.size != file.size {
        return Err(DocumentsError::Altered.into());
    }
    let bytes = whole(opened.bytes, file.sha256).await?;
    let drawn = tokio::task::spawn_blocking(move || preview(kind, &bytes)).await;
    let drawn = drawn.map_err(|_| Problem::internal())??;
    let mut response = (StatusCode::OK, Body::from(drawn)).into_response();
    download.mark(response.headers_mut());
    Ok(response)
}
