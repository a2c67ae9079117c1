//! The files of documents for people: the same bytes, parts and pictures as through any door.

use axum::http::HeaderMap;
use axum::response::Response;
use domain::{ClaimId, DocumentId};

use crate::door::caller::IfNoneMatch;
use crate::failure::Failure;
use crate::json::path::At;
use crate::pages::visitor::Visitor;

/// Gives a file to whoever reads its claim; one that was replaced or removed as well.
pub(in crate::pages) async fn file(
    visitor: Visitor,
    (At(claim), At(document)): (At<ClaimId>, At<DocumentId>),
    known: IfNoneMatch,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let (questions, asker) = (&visitor.state.questions, visitor.asker());
    let shown = questions
        .file(asker, claim, document, visitor.when())
        .await?;
    visitor.state.give(&shown.body, &known, &headers).await
}

/// Gives a small picture of a picture.
pub(in crate::pages) async fn preview(
    visitor: Visitor,
    (At(claim), At(document)): (At<ClaimId>, At<DocumentId>),
    known: IfNoneMatch,
) -> Result<Response, Failure> {
    let (questions, asker) = (&visitor.state.questions, visitor.asker());
    let shown = questions
        .file(asker, claim, document, visitor.when())
        .await?;
    visitor.state.give_preview(&shown.body, &known).await
}
