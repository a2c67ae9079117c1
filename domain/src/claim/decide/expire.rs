//! Ending a claim after a deadline; the vendor being slow never does.

use super::{Decision, Given};
use crate::Refusal;
use crate::claim::{Claim, ClaimEvent, ExpiryCause, Status};
use crate::fund::{self, ReleaseCause};
use crate::refusal::require;

/// Expires a claim that was not submitted, or not answered, in time.
pub(super) fn expire(claim: &Claim, given: &Given<'_>) -> Result<Decision, Refusal> {
    claim.must_be_editable()?;
    let (cause, deadline) = match (&claim.request, claim.status) {
        (Some(request), Status::ActionRequired) => (ExpiryCause::NoAnswer, request.due_on),
        _ => (ExpiryCause::NotSubmitted, claim.claim_until),
    };
    require(
        given.today()? > deadline,
        Refusal::DeadlineMustHavePassed { deadline },
    )?;
    let released = fund::release(given.fund()?, given.id, ReleaseCause::Expired);
    Ok(Decision::with_fund(
        ClaimEvent::ClaimExpired { cause, deadline },
        released,
    ))
}
