//! Files on their way in: from a form beside what they are, or as uploads that JSON names.

use application::documents::Sound;
use application::wire::{FactsOfDocument, UploadedDocument, Wire};
use axum::extract::{FromRequest, Request};
use domain::claim::FilesFor;
use domain::{ClaimCommand, ContributionId, Document};

use super::body::{Body, is_json, read};
use super::command::Done;
use super::query::Params;
use super::target::OnClaim;
use crate::BODY_BYTES_MAX;
use crate::failure::{Failure, FormError};
use crate::files::{Form, bounded, take};

/// The part that is a file.
pub(super) const FILE: &str = "file";

/// The part that says what a document is.
const FACTS: &str = "facts";

/// How large what a document says may be, in bytes.
const FACTS_MAX: usize = 64 * 1024;

/// Carries out a command that brings one document, whichever way its file comes.
///
/// Who may not do this is told so before the file is read; what would be refused leaves nothing in
/// the store; and the event follows once the bytes are durable.
pub(super) async fn bring<J, F, P>(
    on: &OnClaim<P>,
    purpose: FilesFor,
    request: Request,
    command: impl FnOnce(Document, Option<ContributionId>) -> ClaimCommand,
) -> Result<Done, Failure>
where
    J: Wire<Into = UploadedDocument>,
    F: Wire<Into = FactsOfDocument>,
{
    let admitted = on.admit(purpose).await?;
    let documents = &on.state().documents;
    if Form::is_one(request.headers()) {
        Params::read::<()>(request.uri())?;
        let (sound, (facts, contribution)) = filled::<F, P>(on, Form::begin(request)?).await?;
        let command = command(facts.with(sound.file()), contribution);
        on.rehearse(&command).await?;
        documents.keep(&admitted, sound).await?;
        return on.carry_out(command).await;
    }
    if !is_json(request.headers()) {
        return Err(FormError::WrongType.into());
    }
    let request = bounded(request, BODY_BYTES_MAX);
    let Body(((facts, contribution), upload)) =
        Body::<J>::from_request(request, on.state()).await?;
    let file = documents.uploaded(admitted.claim, upload).await?;
    on.carry_out(command(facts.with(file), contribution)).await
}

/// Reads a form of one file and what it is, in either order.
async fn filled<F, P>(on: &OnClaim<P>, mut form: Form) -> Result<(Sound, FactsOfDocument), Failure>
where
    F: Wire<Into = FactsOfDocument>,
{
    let (mut file, mut facts) = (None, None);
    while let Some(mut part) = form.next().await? {
        match part.name() {
            FILE if file.is_none() => {
                file = Some(take(&on.state().documents, &mut part).await??);
            }
            FACTS if facts.is_none() => {
                let bytes = part.whole(FACTS_MAX).await?;
                facts = Some(read::<F>(&bytes, &on.caller)?);
            }
            FILE | FACTS => return Err(FormError::PartTwice.into()),
            _ => return Err(FormError::UnknownPart.into()),
        }
    }
    let file = file.ok_or(FormError::NoFile)?;
    Ok((file, facts.ok_or(FormError::NoFacts)?))
}
