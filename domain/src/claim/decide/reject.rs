//! Rejecting a claim, and ending the rejection.

use super::{Decision, Given, must_be_impartial};
use crate::Refusal;
use crate::calendar::days_after;
use crate::claim::{Claim, ClaimEvent, Reject, Status};
use crate::fund::{self, ReleaseCause};
use crate::refusal::require;

/// Rejects: disputably the first time, finally after a dispute.
pub(super) fn reject(
    claim: &Claim,
    command: &Reject,
    given: &Given<'_>,
) -> Result<Decision, Refusal> {
    let Reject { reasons, text } = command;
    must_be_impartial(claim, given)?;
    claim.must_be_under_review()?;
    require(!reasons.is_empty(), Refusal::RejectionMustHaveAReason)?;
    let (reasons, text) = (reasons.clone(), text.clone());
    if claim.is_dispute_used {
        let released = fund::release(given.fund()?, given.id, ReleaseCause::RejectedFinally);
        let rejected = ClaimEvent::ClaimRejected {
            reasons,
            text,
            dispute_until: None,
        };
        return Ok(Decision::with_fund(rejected, released));
    }
    let dispute_until = days_after(given.today()?, given.policy()?.deadlines.dispute_days);
    let dispute_until = Some(dispute_until);
    Ok(ClaimEvent::ClaimRejected {
        reasons,
        text,
        dispute_until,
    }
    .into())
}

/// Ends a rejection: the partner accepts it, or nobody disputed it in time.
pub(super) fn close_rejection(claim: &Claim, given: &Given<'_>) -> Result<Decision, Refusal> {
    let role = given.by.role;
    require(!claim.status.is_closed(), Refusal::ClaimIsClosed)?;
    require(
        claim.status == Status::Rejected,
        Refusal::ClaimMustBeRejected,
    )?;
    let until = claim.dispute_until.ok_or(Refusal::ClaimMustBeRejected)?;
    let is_over = role.is_partner() || given.today()? > until;
    require(is_over, Refusal::DisputeWindowMustBeOver { until })?;
    let released = fund::release(given.fund()?, given.id, ReleaseCause::RejectedFinally);
    Ok(Decision::with_fund(
        ClaimEvent::RejectionClosed {},
        released,
    ))
}
