//! Asking colleagues for documents.

use super::{Decision, must_say_something};
use crate::Refusal;
use crate::claim::{
    CancelContribution, Claim, ClaimEvent, Contribution, ContributionState, RequestContribution,
};
use crate::refusal::require;

/// Asks a colleague; from then on they see the claim.
pub(super) fn request(claim: &Claim, command: &RequestContribution) -> Result<Decision, Refusal> {
    let RequestContribution { id, to, what, due } = command;
    claim.must_be_editable()?;
    let is_new = claim.contributions.iter().all(|known| known.id != *id);
    require(is_new, Refusal::ContributionMustBeNew)?;
    must_say_something(what)?;
    let (to, what) = (to.clone(), what.clone());
    Ok(ClaimEvent::ContributionRequested {
        id: *id,
        to,
        what,
        due: *due,
    }
    .into())
}

/// Takes a request back, whether it was fulfilled or not and wherever the claim stands; who was asked
/// no longer sees the claim through it. What they brought stays.
pub(super) fn cancel(claim: &Claim, command: &CancelContribution) -> Result<Decision, Refusal> {
    let id = command.id;
    let stands =
        |known: &Contribution| known.id == id && known.state != ContributionState::Cancelled;
    let is_there = claim.contributions.iter().any(stands);
    require(is_there, Refusal::ContributionMustExist)?;
    Ok(ClaimEvent::ContributionCancelled { id }.into())
}
