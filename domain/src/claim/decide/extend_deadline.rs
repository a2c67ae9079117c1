//! Giving more time.

use super::{Decision, must_say_something};
use crate::Refusal;
use crate::claim::{Claim, ClaimEvent, Deadline, ExtendDeadline, Status};
use crate::refusal::require;

/// Moves a running deadline to a later day.
pub(super) fn extend_deadline(
    claim: &Claim,
    command: &ExtendDeadline,
) -> Result<Decision, Refusal> {
    let (which, to, why) = (command.which, command.to, &command.why);
    require(!claim.status.is_closed(), Refusal::ClaimIsClosed)?;
    let running = match (which, claim.status) {
        (Deadline::Claiming, Status::Editing) => Some(claim.claim_until),
        (Deadline::Answer, Status::ActionRequired) => claim.request.as_ref().map(|r| r.due_on),
        (Deadline::Dispute, Status::Rejected) => claim.dispute_until,
        (Deadline::Claiming | Deadline::Answer | Deadline::Dispute, _) => None,
    };
    let from = running.ok_or(Refusal::DeadlineMustBeRunning)?;
    require(to > from, Refusal::DeadlineMustMoveLater { deadline: from })?;
    must_say_something(why)?;
    Ok(ClaimEvent::DeadlineExtended {
        which,
        from,
        to,
        why: why.clone(),
    }
    .into())
}
