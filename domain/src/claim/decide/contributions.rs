//! Asking colleagues for documents.

use super::{Decision, must_say_something};
use crate::Refusal;
use crate::claim::{CancelContribution, Claim, ClaimEvent, ContributionState, RequestContribution};
use crate::refusal::require;

/// Asks a colleague; from then on he sees the claim.
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

/// Takes a request back; who was asked no longer sees the claim through it.
pub(super) fn cancel(claim: &Claim, command: &CancelContribution) -> Result<Decision, Refusal> {
    let id = command.id;
    claim.must_be_editable()?;
    let mut open = claim
        .contributions
        .iter()
        .filter(|c| c.state == ContributionState::Open);
    require(
        open.any(|known| known.id == id),
        Refusal::ContributionMustExist,
    )?;
    Ok(ClaimEvent::ContributionCancelled { id }.into())
}
