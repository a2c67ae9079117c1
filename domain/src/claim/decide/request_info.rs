//! Asking the partner for more.

use super::{Decision, Given, must_be_impartial, must_say_something};
use crate::Refusal;
use crate::claim::{Claim, ClaimEvent, RequestInfo};
use crate::refusal::require;

/// Hands the claim back with items to answer, due after the policy's business days.
pub(super) fn request_info(
    claim: &Claim,
    command: &RequestInfo,
    given: &Given<'_>,
) -> Result<Decision, Refusal> {
    let (id, items) = (command.id, &command.items);
    must_be_impartial(claim, given)?;
    claim.must_be_under_review()?;
    require(!items.is_empty(), Refusal::RequestMustHaveItems)?;
    let are_new = items.iter().enumerate().all(|(n, item)| {
        !claim.known_items.contains(&item.id) && items[..n].iter().all(|other| other.id != item.id)
    });
    let is_new = !claim.known_requests.contains(&id);
    require(is_new && are_new, Refusal::RequestMustBeNew)?;
    for item in items {
        must_say_something(&item.text)?;
        let is_on_claim = item.document.is_none_or(|id| claim.document(id).is_some());
        require(is_on_claim, Refusal::DocumentMustBeOnTheClaim)?;
    }
    let policy = given.policy()?;
    let due_on = policy.due(given.at, policy.deadlines.answer_business_days);
    Ok(ClaimEvent::InfoRequested {
        id,
        items: items.clone(),
        due_on,
    }
    .into())
}
