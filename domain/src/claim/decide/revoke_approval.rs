//! Taking an approval back before anything is paid.

use super::{Decision, Given, must_be_impartial, must_say_something};
use crate::claim::{Claim, ClaimEvent, RevokeApproval, Status};
use crate::refusal::require;
use crate::{Refusal, fund};

/// Takes the approval back; the claim is under review again and its money reserved again.
///
/// Where less was approved than asked for and others have taken the difference since, only what
/// the fund still has is reserved; the next approval stays within that.
pub(super) fn revoke_approval(
    claim: &Claim,
    command: &RevokeApproval,
    given: &Given<'_>,
) -> Result<Decision, Refusal> {
    let RevokeApproval { why } = command;
    must_be_impartial(claim, given)?;
    require(claim.status != Status::Paid, Refusal::ClaimMustNotBePaid)?;
    require(!claim.status.is_closed(), Refusal::ClaimIsClosed)?;
    require(
        claim.status == Status::Approved,
        Refusal::ClaimMustBeApproved,
    )?;
    require(!claim.paid().is_positive(), Refusal::ClaimMustNotBePaid)?;
    let approval = claim
        .approval
        .as_ref()
        .ok_or(Refusal::ClaimMustBeApproved)?;
    require(
        !given.by.is(&approval.by),
        Refusal::RevokerMustNotBeTheApprover,
    )?;
    must_say_something(why)?;
    let requested = claim.requested.unwrap_or(approval.approved);
    let reversed = fund::reverse_commitment(given.fund()?, given.id, requested);
    Ok(Decision::with_fund(
        ClaimEvent::ApprovalRevoked { why: why.clone() },
        reversed,
    ))
}
