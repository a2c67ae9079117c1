//! Handing a claim over, first and after an information request alike.

use chrono::NaiveDate;

use super::{Decision, Given};
use crate::claim::{
    Claim, ClaimEvent, DuplicateReason, ItemAnswer, OpenRequest, Status, Submit, SubmittedDocument,
};
use crate::refusal::require;
use crate::{ClaimId, Document, Fund, Refusal, fund};

/// Hands the claim to a reviewer and reserves what it asks for.
pub(super) fn submit(
    claim: &Claim,
    command: &Submit,
    given: &Given<'_>,
) -> Result<Decision, Refusal> {
    let Submit {
        answers,
        duplicates,
    } = command;
    claim.must_be_editable()?;
    let policy = given.policy()?;
    let today = given.today()?;
    require(
        claim.has_cost_document(),
        Refusal::ClaimMustCarryACostDocument,
    )?;
    require(claim.has_proof(), Refusal::ClaimMustCarryAProof)?;
    let (requested, declared) = (claim.claimed()?, claim.declared);
    let differs = Refusal::ClaimedMustSumToDeclared {
        claimed: requested,
        declared,
    };
    require(requested == declared, differs)?;
    must_be_in_time(claim, answers, today, given)?;
    let fund = given.fund()?;
    must_not_be_claimed_twice(&claim.documents, given.id, fund, duplicates)?;
    let available = fund.available_for(given.id);
    let uncovered = Refusal::FundMustCoverTheClaim {
        requested,
        available,
    };
    require(requested.minor() <= available.minor(), uncovered)?;
    let submitted = ClaimEvent::ClaimSubmitted {
        round: claim.round + 1,
        requested,
        documents: claim
            .documents
            .iter()
            .map(|document| SubmittedDocument {
                id: document.id,
                sha256: document.file.sha256,
            })
            .collect(),
        answers: answers.clone(),
        duplicates: duplicates.clone(),
        review_due: policy.due(given.at, policy.deadlines.review_business_days),
    };
    let reserved = fund::reserve(fund, given.id, requested, claim.keys());
    Ok(Decision::with_fund(submitted, reserved))
}

/// The first time inside the claiming period; as an answer until it is due, and to every item.
fn must_be_in_time(
    claim: &Claim,
    answers: &[ItemAnswer],
    today: NaiveDate,
    given: &Given<'_>,
) -> Result<(), Refusal> {
    match (&claim.request, claim.status) {
        (Some(request), Status::ActionRequired) => {
            must_answer(request, answers)?;
            let due_on = request.due_on;
            require(today <= due_on, Refusal::AnswerMustBeInTime { due_on })
        }
        _ => {
            require(answers.is_empty(), Refusal::ItemMustBeAsked)?;
            let period = given
                .policy()?
                .period(&claim.period)
                .ok_or(Refusal::PeriodMustExist)?;
            let (from, to) = (period.claimed.from, claim.claim_until);
            let outside = Refusal::SubmissionMustBeInsideTheClaimingPeriod { from, to };
            require(from <= today && today <= to, outside)
        }
    }
}

fn must_answer(request: &OpenRequest, answers: &[ItemAnswer]) -> Result<(), Refusal> {
    for item in &request.items {
        let is_answer =
            |answer: &ItemAnswer| answer.item == *item && !answer.text.trim().is_empty();
        let is_answered = answers.iter().any(is_answer);
        require(is_answered, Refusal::ItemsMustBeAnswered { item: *item })?;
    }
    let all_asked = answers
        .iter()
        .all(|answer| request.items.contains(&answer.item));
    require(all_asked, Refusal::ItemMustBeAsked)
}

/// The same document on another live claim of the fund needs a reason that is kept.
pub(super) fn must_not_be_claimed_twice(
    documents: &[Document],
    id: ClaimId,
    fund: &Fund,
    duplicates: &[DuplicateReason],
) -> Result<(), Refusal> {
    let is_explained = |document| {
        duplicates
            .iter()
            .any(|d: &DuplicateReason| d.document == document && !d.why.trim().is_empty())
    };
    for document in documents
        .iter()
        .filter(|document| !is_explained(document.id))
    {
        let holder = document.keys().find_map(|key| fund.other_holder(&key, id));
        if let Some(other) = holder {
            let document = document.id;
            return Err(Refusal::DocumentMustNotBeOnAnotherClaim {
                document,
                claim: other,
            });
        }
    }
    Ok(())
}
