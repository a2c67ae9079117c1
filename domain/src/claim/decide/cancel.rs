//! Taking a claim back, for now or for good.

use super::{Decision, Given, must_say_something};
use crate::Refusal;
use crate::claim::{Cancel, Claim, ClaimEvent, Recall, Status};
use crate::fund::{self, ReleaseCause};
use crate::refusal::require;

/// Takes the claim back before its review starts, to where it was submitted from.
///
/// A claim recalled into an open information request keeps its reservation; one recalled into
/// editing gives it back.
pub(super) fn recall(
    claim: &Claim,
    command: &Recall,
    given: &Given<'_>,
) -> Result<Decision, Refusal> {
    let Recall { why } = command;
    require(!claim.status.is_closed(), Refusal::ClaimIsClosed)?;
    let has_started = matches!(claim.status, Status::UnderReview | Status::Disputed);
    require(!has_started, Refusal::ReviewMustNotHaveStarted)?;
    require(
        claim.status == Status::Submitted,
        Refusal::ClaimMustBeSubmitted,
    )?;
    must_say_something(why)?;
    let released = match &claim.request {
        Some(_) => vec![],
        None => fund::release(given.fund()?, given.id, ReleaseCause::Recalled),
    };
    Ok(Decision::with_fund(
        ClaimEvent::ClaimRecalled { why: why.clone() },
        released,
    ))
}

/// Gives the claim up.
pub(super) fn cancel(
    claim: &Claim,
    command: &Cancel,
    given: &Given<'_>,
) -> Result<Decision, Refusal> {
    let Cancel { why } = command;
    claim.must_be_editable()?;
    must_say_something(why)?;
    let released = fund::release(given.fund()?, given.id, ReleaseCause::Cancelled);
    Ok(Decision::with_fund(
        ClaimEvent::ClaimCancelled { why: why.clone() },
        released,
    ))
}
