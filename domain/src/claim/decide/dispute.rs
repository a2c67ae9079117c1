//! Objecting to a rejection, once.

use super::attach_document::{must_be_new, must_be_sound};
use super::submit::claimed_elsewhere;
use super::{Decision, Given, must_say_something};
use crate::claim::{Claim, ClaimEvent, Dispute, Status};
use crate::refusal::require;
use crate::{Document, Refusal, fund};

/// Puts a rejected claim before a reviewer again; the dispute may carry further proofs.
///
/// There is one dispute: a rejection after it is final, so a disputed claim is never rejected
/// disputably again.
pub(super) fn dispute(
    claim: &Claim,
    command: &Dispute,
    given: &Given<'_>,
) -> Result<Decision, Refusal> {
    let (justification, documents) = (&command.justification, &command.documents);
    must_be_disputable(claim, given)?;
    must_say_something(justification)?;
    for (n, document) in documents.iter().enumerate() {
        require(document.is_proof(), Refusal::DisputeDocumentsMustBeProofs)?;
        must_be_sound(claim, document, given.policy()?)?;
        must_be_new(claim.documents.iter().chain(&documents[..n]), document)?;
    }
    let fund = given.fund()?;
    if let Some(refusal) = claimed_elsewhere(documents, given.id, fund, &[]).next() {
        return Err(refusal);
    }
    let mut keys = claim.keys();
    keys.extend(documents.iter().flat_map(Document::keys));
    let reserved = claim.requested.unwrap_or(claim.declared);
    let policy = given.policy()?;
    let event = ClaimEvent::ClaimDisputed {
        justification: justification.clone(),
        documents: documents.clone(),
        review_due: policy.due(given.at, policy.deadlines.dispute_review_business_days),
    };
    let held = fund.money(fund.share(given.id).map_or(0, |share| share.reserved_minor));
    let amount = if held.is_positive() { held } else { reserved };
    Ok(Decision::with_fund(
        event,
        fund::reserve(fund, given.id, amount, keys),
    ))
}

/// Checks that the rejection can be disputed now.
pub(super) fn must_be_disputable(claim: &Claim, given: &Given<'_>) -> Result<(), Refusal> {
    require(
        claim.status != Status::RejectionFinal,
        Refusal::RejectionIsFinal,
    )?;
    require(claim.status != Status::Paid, Refusal::ClaimMustBeRejected)?;
    require(!claim.status.is_closed(), Refusal::ClaimIsClosed)?;
    require(
        claim.status == Status::Rejected,
        Refusal::ClaimMustBeRejected,
    )?;
    let until = claim.dispute_until.ok_or(Refusal::RejectionIsFinal)?;
    require(
        given.today()? <= until,
        Refusal::DisputeMustBeInTime { until },
    )
}
