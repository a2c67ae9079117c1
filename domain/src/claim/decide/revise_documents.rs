//! Replacing, removing and explaining documents.

use super::attach_document::{must_be_new, must_be_sound};
use super::{Decision, Given, must_say_something};
use crate::Refusal;
use crate::claim::{AnnotateDocument, Claim, ClaimEvent, RemoveDocument, ReplaceDocument};
use crate::refusal::require;
use crate::writing::says_something;

/// Puts a document in the place of another.
pub(super) fn replace(
    claim: &Claim,
    command: &ReplaceDocument,
    given: &Given<'_>,
) -> Result<Decision, Refusal> {
    let (old, document) = (command.old, &command.document);
    claim.must_be_editable()?;
    require(
        claim.document(old).is_some(),
        Refusal::DocumentMustBeOnTheClaim,
    )?;
    must_be_sound(claim, document, given.policy()?)?;
    must_be_new(
        claim.documents.iter().filter(|known| known.id != old),
        document,
    )?;
    require(
        claim.document(old) != Some(document),
        Refusal::SomethingMustChange,
    )?;
    Ok(ClaimEvent::DocumentReplaced {
        old,
        document: document.clone(),
    }
    .into())
}

/// Takes a document off the claim; the history keeps it.
pub(super) fn remove(claim: &Claim, command: &RemoveDocument) -> Result<Decision, Refusal> {
    let (id, why) = (command.id, &command.why);
    claim.must_be_editable()?;
    require(
        claim.document(id).is_some(),
        Refusal::DocumentMustBeOnTheClaim,
    )?;
    must_say_something(why)?;
    Ok(ClaimEvent::DocumentRemoved {
        id,
        why: why.clone(),
    }
    .into())
}

/// Explains a document; a proof's note can be changed, never taken away.
pub(super) fn annotate(claim: &Claim, command: &AnnotateDocument) -> Result<Decision, Refusal> {
    let (id, note) = (command.id, &command.note);
    claim.must_be_editable()?;
    let document = claim
        .document(id)
        .ok_or(Refusal::DocumentMustBeOnTheClaim)?;
    let is_explained = !document.is_proof() || says_something(note);
    require(is_explained, Refusal::ProofMustHaveANote)?;
    must_say_something(note)?;
    require(
        document.note.as_deref() != Some(note.as_str()),
        Refusal::SomethingMustChange,
    )?;
    Ok(ClaimEvent::DocumentAnnotated {
        id,
        note: note.clone(),
    }
    .into())
}
