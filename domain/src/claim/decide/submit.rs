//! Handing a claim over, first and after an information request alike.

use chrono::NaiveDate;

use super::{Decision, Given};
use crate::claim::{
    Claim, ClaimEvent, DuplicateReason, OpenRequest, Status, Submit, SubmittedDocument,
};
use crate::programme::Activity;
use crate::writing::says_something;
use crate::{ClaimId, Document, Fund, MetricCode, Policy, Refusal, fund};

/// Hands the claim to a reviewer and reserves what it asks for.
pub(super) fn submit(
    claim: &Claim,
    command: &Submit,
    given: &Given<'_>,
) -> Result<Decision, Refusal> {
    let submission = Submission::of(claim, command, given)?;
    if let Some(refusal) = submission.obstacles().next() {
        return Err(refusal);
    }
    let requested = claim.claimed()?;
    let (policy, fund) = (submission.policy, submission.fund);
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
        answers: command.answers.clone(),
        duplicates: command.duplicates.clone(),
        review_due: policy.due(given.at, policy.deadlines.review_business_days),
    };
    let reserved = fund::reserve(fund, given.id, requested, claim.keys());
    Ok(Decision::with_fund(submitted, reserved))
}

/// Gives everything that stands in the way of submitting the claim like this, the first law first.
///
/// Asked with the guards of `submit` themselves: nothing is given where a partner's submission is
/// accepted, and otherwise the first is what it is refused with. A claim that cannot be edited says
/// only that. Who may submit, or ask this, is another question: see [`crate::access`].
pub fn missing(claim: &Claim, command: &Submit, given: &Given<'_>) -> Vec<Refusal> {
    match Submission::of(claim, command, given) {
        Ok(submission) => submission.obstacles().collect(),
        Err(refusal) => vec![refusal],
    }
}

/// A claim that can be edited, and all that its submission is measured by.
struct Submission<'a> {
    claim: &'a Claim,
    command: &'a Submit,
    id: ClaimId,
    policy: &'a Policy,
    fund: &'a Fund,
    today: NaiveDate,
}

/// One law, or one for each thing it is about; gives what breaks it.
type Guard = fn(&Submission<'_>) -> Vec<Refusal>;

/// The laws of a submission, in the order of precedence.
const GUARDS: [Guard; 8] = [
    must_carry_a_cost_document,
    must_carry_a_proof,
    must_carry_required_proofs,
    must_have_required_metrics,
    must_sum_to_what_is_declared,
    must_be_in_time,
    must_be_claimed_once,
    must_be_covered,
];

impl<'a> Submission<'a> {
    fn of(claim: &'a Claim, command: &'a Submit, given: &Given<'a>) -> Result<Self, Refusal> {
        claim.must_be_editable()?;
        let (_, policy) = given.policy.ok_or(Refusal::ProgrammeMustExist)?;
        Ok(Self {
            claim,
            command,
            id: given.id,
            policy,
            fund: given.fund.ok_or(Refusal::FundMustExist)?,
            today: policy.local_date(given.at),
        })
    }

    fn activity(&self) -> Option<&'a Activity> {
        self.policy.activity(&self.claim.activity)
    }

    /// Gives what breaks a law, one guard after the other, each asked only when it is reached.
    fn obstacles(&self) -> impl Iterator<Item = Refusal> {
        GUARDS.iter().flat_map(|guard| guard(self))
    }
}

/// Gives the refusal unless the law holds.
fn unless(holds: bool, refusal: Refusal) -> Vec<Refusal> {
    if holds { vec![] } else { vec![refusal] }
}

fn must_carry_a_cost_document(submission: &Submission<'_>) -> Vec<Refusal> {
    unless(
        submission.claim.has_cost_document(),
        Refusal::ClaimMustCarryACostDocument,
    )
}

fn must_carry_a_proof(submission: &Submission<'_>) -> Vec<Refusal> {
    unless(submission.claim.has_proof(), Refusal::ClaimMustCarryAProof)
}

fn must_carry_required_proofs(submission: &Submission<'_>) -> Vec<Refusal> {
    let claim = submission.claim;
    let is_answered = |code: &MetricCode| {
        let mut proofs = claim
            .documents
            .iter()
            .filter(|document| document.is_proof());
        proofs.any(|proof| proof.answers.as_ref() == Some(code))
    };
    let asked = submission.activity().into_iter().flat_map(|a| &a.proofs);
    asked
        .filter(|proof| proof.required && !is_answered(&proof.code))
        .map(|proof| Refusal::RequiredProofMustBeAttached {
            code: proof.code.clone(),
        })
        .collect()
}

fn must_have_required_metrics(submission: &Submission<'_>) -> Vec<Refusal> {
    let recorded = &submission.claim.metrics;
    let asked = submission.activity().into_iter().flat_map(|a| &a.metrics);
    asked
        .filter(|metric| metric.required && !recorded.contains_key(&metric.code))
        .map(|metric| Refusal::RequiredMetricMustBeRecorded {
            code: metric.code.clone(),
        })
        .collect()
}

fn must_sum_to_what_is_declared(submission: &Submission<'_>) -> Vec<Refusal> {
    let declared = submission.claim.declared;
    match submission.claim.claimed() {
        Ok(claimed) => unless(
            claimed == declared,
            Refusal::ClaimedMustSumToDeclared { claimed, declared },
        ),
        Err(refusal) => vec![refusal],
    }
}

/// The first time inside the claiming period; as an answer until it is due, and to every item.
fn must_be_in_time(submission: &Submission<'_>) -> Vec<Refusal> {
    let (claim, today) = (submission.claim, submission.today);
    match (&claim.request, claim.status) {
        (Some(request), Status::ActionRequired) => {
            let mut broken = must_answer(request, submission.command);
            let due_on = request.due_on;
            broken.extend(unless(
                today <= due_on,
                Refusal::AnswerMustBeInTime { due_on },
            ));
            broken
        }
        _ => {
            let is_unasked = submission.command.answers.is_empty();
            let mut broken = unless(is_unasked, Refusal::ItemMustBeAsked);
            match submission.policy.period(&claim.period) {
                None => broken.push(Refusal::PeriodMustExist),
                Some(period) => {
                    let (from, to) = (period.claimed.from, claim.claim_until);
                    broken.extend(unless(
                        from <= today && today <= to,
                        Refusal::SubmissionMustBeInsideTheClaimingPeriod { from, to },
                    ));
                }
            }
            broken
        }
    }
}

fn must_answer(request: &OpenRequest, command: &Submit) -> Vec<Refusal> {
    let answers = &command.answers;
    let is_answered = |item| {
        answers
            .iter()
            .any(|answer| answer.item == item && says_something(&answer.text))
    };
    let open = request.items.iter().filter(|item| !is_answered(**item));
    let mut broken: Vec<_> = open
        .map(|item| Refusal::ItemsMustBeAnswered { item: *item })
        .collect();
    let all_asked = answers
        .iter()
        .all(|answer| request.items.contains(&answer.item));
    broken.extend(unless(all_asked, Refusal::ItemMustBeAsked));
    broken
}

fn must_be_claimed_once(submission: &Submission<'_>) -> Vec<Refusal> {
    claimed_elsewhere(
        &submission.claim.documents,
        submission.id,
        submission.fund,
        &submission.command.duplicates,
    )
    .collect()
}

fn must_be_covered(submission: &Submission<'_>) -> Vec<Refusal> {
    // What cannot be summed has been said already.
    let Ok(requested) = submission.claim.claimed() else {
        return vec![];
    };
    let available = submission.fund.available_for(submission.id);
    unless(
        requested.minor() <= available.minor(),
        Refusal::FundMustCoverTheClaim {
            requested,
            available,
        },
    )
}

/// Gives a refusal for each document that is on another live claim of the fund too, unless a
/// reason is kept.
pub(super) fn claimed_elsewhere<'a>(
    documents: &'a [Document],
    id: ClaimId,
    fund: &'a Fund,
    duplicates: &'a [DuplicateReason],
) -> impl Iterator<Item = Refusal> + 'a {
    let is_explained = |document| {
        duplicates
            .iter()
            .any(|reason| reason.document == document && says_something(&reason.why))
    };
    let unexplained = documents
        .iter()
        .filter(move |document| !is_explained(document.id));
    unexplained.filter_map(move |document| {
        let holder = document.keys().find_map(|key| fund.other_holder(&key, id));
        holder.map(|claim| Refusal::DocumentMustNotBeOnAnotherClaim {
            document: document.id,
            claim,
        })
    })
}
