//! The files of documents, whole or in part, and small pictures of pictures.

use application::ask::When;
use application::documents::{Kind, PREVIEW_TYPE};
use axum::extract::State as With;
use axum::http::HeaderMap;
use axum::response::Response;
use domain::{ClaimId, DocumentId};
use projections::log::AsOf;

use crate::State;
use crate::door::caller::{Caller, IfNoneMatch};
use crate::failure::Failure;
use crate::json::path::At;
use crate::json::query::Asked;
use crate::json::read::Fresh;
use crate::json::routes::{Route, get};

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
    let asked = state.questions.file(caller.asker(), claim, document, when);
    state.give(&asked.await?.body, &known, &headers).await
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
    let asked = state.questions.file(caller.asker(), claim, document, when);
    state.give_preview(&asked.await?.body, &known).await
}
