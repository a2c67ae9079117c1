//! Approving all of a claim or a part of it.

use super::{Decision, Given, must_be_impartial};
use crate::claim::{Approve, ApprovedLine, Claim, ClaimEvent};
use crate::document::Cost;
use crate::refusal::require;
use crate::writing::says_something;
use crate::{DocumentId, Money, Refusal, fund};

/// Approves, line by line, and commits the money, first lot first.
pub(super) fn approve(
    claim: &Claim,
    command: &Approve,
    given: &Given<'_>,
) -> Result<Decision, Refusal> {
    let (approved, lines) = (command.approved, &command.lines);
    must_be_impartial(claim, given)?;
    claim.must_be_under_review()?;
    let requested = claim.requested.ok_or(Refusal::ClaimMustBeSubmitted)?;
    require(
        approved.currency() == requested.currency(),
        Refusal::CurrencyMustMatch,
    )?;
    require(approved.is_positive(), Refusal::AmountMustBePositive)?;
    let exceeds = Refusal::ApprovedMustNotExceedRequested { requested };
    require(approved.minor() <= requested.minor(), exceeds)?;
    lines_must_be_sound(claim, lines)?;
    let sum = Money::sum(requested.currency(), lines.iter().map(|line| line.approved))?;
    require(
        sum == approved,
        Refusal::LinesMustSumToApproved { lines: sum },
    )?;
    let fund = given.fund()?;
    let available = fund.available_for(given.id);
    let uncovered = Refusal::FundMustCoverTheClaim {
        requested: approved,
        available,
    };
    require(approved.minor() <= available.minor(), uncovered)?;
    let policy = given.policy()?;
    let event = ClaimEvent::ClaimApproved {
        requested,
        approved,
        lines: lines.clone(),
        payment_due: policy.due(given.at, policy.deadlines.payment_business_days),
    };
    Ok(Decision::with_fund(
        event,
        fund::commit(fund, given.id, approved),
    ))
}

/// One line for each cost document, each above zero and within what the document claims.
fn lines_must_be_sound(claim: &Claim, lines: &[ApprovedLine]) -> Result<(), Refusal> {
    let costs: Vec<(DocumentId, &Cost)> = claim
        .documents
        .iter()
        .filter_map(|d| Some((d.id, d.cost()?)))
        .collect();
    require(
        costs.len() == lines.len(),
        Refusal::LinesMustBeTheCostDocuments,
    )?;
    for (id, cost) in costs {
        let line = lines.iter().find(|line| line.document == id);
        let line = line.ok_or(Refusal::LinesMustBeTheCostDocuments)?;
        let is_in_currency = line.approved.currency() == cost.claimed.currency();
        require(is_in_currency, Refusal::CurrencyMustMatch)?;
        require(line.approved.is_positive(), Refusal::AmountMustBePositive)?;
        let requested = cost.claimed;
        let exceeds = Refusal::ApprovedMustNotExceedRequested { requested };
        require(line.approved.minor() <= requested.minor(), exceeds)?;
        let is_explained =
            line.approved == requested || line.reason.as_deref().is_some_and(says_something);
        require(
            is_explained,
            Refusal::ReducedLineMustHaveAReason { document: id },
        )?;
    }
    Ok(())
}
