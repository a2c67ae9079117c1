//! Taking a claim on.

use super::{Decision, Given, must_be_impartial};
use crate::Refusal;
use crate::claim::{Claim, ClaimEvent, Status};
use crate::refusal::require;

/// Starts the review, or hands it to another reviewer.
pub(super) fn start_review(claim: &Claim, given: &Given<'_>) -> Result<Decision, Refusal> {
    must_be_impartial(claim, given)?;
    require(!claim.status.is_closed(), Refusal::ClaimIsClosed)?;
    let is_waiting = matches!(
        claim.status,
        Status::Submitted | Status::UnderReview | Status::Disputed
    );
    require(is_waiting, Refusal::ClaimMustBeSubmitted)?;
    let has_it = claim.status == Status::UnderReview
        && claim
            .reviewer
            .as_ref()
            .is_some_and(|reviewer| given.by.is(reviewer));
    require(!has_it, Refusal::SomethingMustChange)?;
    Ok(ClaimEvent::ReviewStarted {
        reviewer: given.by.person(),
        round: claim.round,
    }
    .into())
}
