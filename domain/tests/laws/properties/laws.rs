//! The laws as an onlooker checks them: from what happened, not from how it was decided.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Europe::Paris;
use domain::claim::ContributionState;
use domain::fund::Share;
use domain::{
    Claim, ClaimEvent, ClaimId, Document, Fund, ItemId, Money, Person, Role, Stamped, Status,
};

use crate::common::{self, Logged, Step, World, day};

type Law = Result<(), &'static str>;

fn law(holds: bool, law: &'static str) -> Law {
    if holds { Ok(()) } else { Err(law) }
}

/// What an onlooker remembers of each claim.
#[derive(Default)]
pub struct Memory {
    acted_for_partner: BTreeMap<ClaimId, BTreeSet<Person>>,
    approved_by: BTreeMap<ClaimId, Person>,
    disputed: BTreeSet<ClaimId>,
    /// Revoked since the last submission: the fund may have had less than was asked for.
    revoked: BTreeSet<ClaimId>,
}

impl Memory {
    /// Checks an accepted step.
    pub fn laws_hold(
        &mut self,
        before: &World,
        step: &Step,
        logged: &[Logged],
        after: &World,
    ) -> Law {
        law(!logged.is_empty(), "what is accepted leads to an event")?;
        for logged in logged {
            if let Logged::Claim(id, event) = logged {
                let now = after.claim(*id).ok_or("a claim with events exists")?;
                if let Some(was) = before.claim(*id) {
                    must_be_open(was, &event.event)?;
                    must_be_visible(was, step)?;
                }
                self.happens(*id, event, before, now)?;
            }
        }
        for (id, fund) in after.funds() {
            law(fund.is_conserved(), "20: money is conserved, lot by lot")?;
            let held = |part: fn(&Share) -> i64| -> i64 {
                let claims = after.claims().filter(|(_, claim)| claim.fund == id);
                claims
                    .filter_map(|(claim, _)| fund.share(claim))
                    .map(part)
                    .sum()
            };
            let figures = &fund.figures;
            let agrees = held(|share| share.reserved_minor) == figures.reserved_minor
                && held(|share| share.committed_minor) == figures.committed_minor
                && held(|share| share.paid_minor) == figures.paid_minor;
            law(agrees, "20: the claims hold what the fund says they hold")?;
        }
        for (id, claim) in after.claims() {
            stands(claim)?;
            let fund = after
                .fund(claim.fund)
                .ok_or("the fund of a claim is open")?;
            self.share_agrees(id, claim, fund)?;
        }
        Ok(())
    }

    fn happens(
        &mut self,
        id: ClaimId,
        stamped: &Stamped<ClaimEvent>,
        before: &World,
        now: &Claim,
    ) -> Law {
        let by = &stamped.by;
        match &stamped.event {
            ClaimEvent::ClaimSubmitted {
                requested,
                answers,
                duplicates,
                ..
            } => {
                let was = before.claim(id).ok_or("what is submitted was created")?;
                law(
                    was.has_cost_document() && was.has_proof(),
                    "2: a cost document and a proof",
                )?;
                let sum = was.claimed() == Ok(*requested) && was.declared == *requested;
                law(sum, "4: requested = claimed = declared")?;
                let fund = before.fund(was.fund).ok_or("the fund is open")?;
                let own = fund.share(id).map_or(0, |share| share.reserved_minor);
                let covered = requested.minor() <= fund.figures.available_minor + own;
                law(covered, "6: requested ≤ available + own reservation")?;
                let today = stamped.at.with_timezone(&Paris).date_naive();
                if was.status == Status::ActionRequired {
                    let asked = was.request.as_ref().ok_or("somebody asked")?;
                    let is_answered =
                        |item: &ItemId| answers.iter().any(|answer| answer.item == *item);
                    law(
                        asked.items.iter().all(is_answered),
                        "10: every item is answered",
                    )?;
                    law(today <= asked.due_on, "10: answered in time")?;
                } else {
                    let in_time = day("2024-02-16") <= today && today <= was.claim_until;
                    law(in_time, "8: submitted inside the claiming period")?;
                }
                let others: Vec<_> = before
                    .claims()
                    .filter(|(other, claim)| *other != id && claim.fund == was.fund)
                    .filter_map(|(other, _)| fund.share(other))
                    .flat_map(|share| &share.keys)
                    .collect();
                for document in &was.documents {
                    let is_elsewhere = document.keys().any(|key| others.contains(&&key));
                    let is_explained = duplicates.iter().any(|d| d.document == document.id);
                    law(
                        !is_elsewhere || is_explained,
                        "15: a duplicate has a reason",
                    )?;
                }
                self.revoked.remove(&id);
            }
            ClaimEvent::ClaimApproved {
                requested,
                approved,
                lines,
                ..
            } => {
                let holds = |approved: Money, requested: Money| {
                    approved.is_positive() && approved.minor() <= requested.minor()
                };
                law(holds(*approved, *requested), "11: 0 < approved ≤ requested")?;
                for line in lines {
                    let document = now.document(line.document);
                    let cost = document
                        .and_then(Document::cost)
                        .ok_or("11: a line has a cost")?;
                    law(holds(line.approved, cost.claimed), "11: per line too")?;
                }
                let sum: i64 = lines.iter().map(|line| line.approved.minor()).sum();
                law(sum == approved.minor(), "11: the lines sum to the approval")?;
                self.approved_by.insert(id, by.person());
                self.must_be_impartial(id, stamped, now)?;
            }
            ClaimEvent::ApprovalRevoked { .. } => {
                let approver = self.approved_by.get(&id);
                law(
                    approver != Some(&by.person()),
                    "12: the revoker is not the approver",
                )?;
                self.revoked.insert(id);
                self.must_be_impartial(id, stamped, now)?;
            }
            ClaimEvent::ReviewStarted { .. }
            | ClaimEvent::InfoRequested { .. }
            | ClaimEvent::ClaimRejected { .. } => self.must_be_impartial(id, stamped, now)?,
            ClaimEvent::ClaimDisputed { .. } => {
                law(self.disputed.insert(id), "14: one dispute")?;
            }
            ClaimEvent::ClaimCreated { .. }
            | ClaimEvent::DetailsEdited { .. }
            | ClaimEvent::DocumentAttached { .. }
            | ClaimEvent::DocumentReplaced { .. }
            | ClaimEvent::DocumentRemoved { .. }
            | ClaimEvent::DocumentAnnotated { .. }
            | ClaimEvent::MetricRecorded { .. }
            | ClaimEvent::ContributionRequested { .. }
            | ClaimEvent::ContributionCancelled { .. }
            | ClaimEvent::CommentAdded { .. }
            | ClaimEvent::ClaimRecalled { .. }
            | ClaimEvent::ClaimCancelled { .. }
            | ClaimEvent::RejectionClosed {}
            | ClaimEvent::PaymentRecorded { .. }
            | ClaimEvent::PaymentReversed { .. }
            | ClaimEvent::ClaimExpired { .. }
            | ClaimEvent::DeadlineExtended { .. } => {}
        }
        if by.role.is_partner() || by.role == Role::Contributor {
            self.acted_for_partner
                .entry(id)
                .or_default()
                .insert(by.person());
        }
        Ok(())
    }

    fn must_be_impartial(&self, id: ClaimId, event: &Stamped<ClaimEvent>, claim: &Claim) -> Law {
        let acted = self.acted_for_partner.get(&id);
        let has_acted = acted.is_some_and(|persons| persons.contains(&event.by.person()));
        law(
            !has_acted && event.by.org != claim.partner,
            "12: who decides had no part in it",
        )
    }

    /// What the claim holds of the fund follows from where it stands.
    fn share_agrees(&self, id: ClaimId, claim: &Claim, fund: &Fund) -> Law {
        let nothing = Share::default();
        let share = fund.share(id).unwrap_or(&nothing);
        let requested = claim.requested.map_or(0, Money::minor);
        let approved = claim
            .approval
            .as_ref()
            .map_or(0, |approval| approval.approved.minor());
        let (reserved, committed, paid) = (
            share.reserved_minor,
            share.committed_minor,
            share.paid_minor,
        );
        let agrees = match claim.status {
            Status::Editing | Status::RejectionFinal | Status::Cancelled | Status::Expired => {
                *share == nothing
            }
            Status::Submitted => (reserved, committed, paid) == (requested, 0, 0),
            Status::UnderReview | Status::ActionRequired | Status::Rejected | Status::Disputed => {
                let is_reserved = if self.revoked.contains(&id) {
                    0 < reserved && reserved <= requested
                } else {
                    reserved == requested
                };
                is_reserved && (committed, paid) == (0, 0)
            }
            Status::Approved => {
                reserved == 0 && committed > 0 && committed + paid == approved && approved > 0
            }
            Status::Paid => (reserved, committed, paid) == (0, 0, approved) && approved > 0,
        };
        law(agrees, "20: the share of a claim follows from its status")?;
        law(
            paid == claim.paid().minor() && paid <= approved,
            "13: Σ paid ≤ approved",
        )?;
        let lots: i64 = share.lots.iter().map(|(_, minor)| minor).sum();
        law(
            lots == committed + paid,
            "20: lots are behind what is committed and paid",
        )?;
        let somebody = common::claim(0);
        let is_held = share
            .keys
            .iter()
            .all(|key| fund.other_holder(key, somebody).is_some());
        law(is_held, "15: a live claim holds its documents")
    }
}

/// What holds of a claim wherever it stands.
fn stands(claim: &Claim) -> Law {
    let currency = claim.declared.currency();
    for document in &claim.documents {
        law(
            !document.is_proof() || document.has_note(),
            "3: a proof has a note",
        )?;
        if let Some(cost) = document.cost() {
            law(
                cost.claimed.minor() <= cost.total.minor(),
                "5: claimed ≤ total",
            )?;
            let is_one = cost.claimed.currency() == currency && cost.total.currency() == currency;
            law(is_one, "9: one currency")?;
        }
    }
    let executed = claim.executed_on;
    let in_period = day("2024-01-01") <= executed && executed <= day("2024-06-30");
    law(in_period, "7: executed inside the usage period")
}

/// Nothing but comments on a closed claim, payments that come back and colleagues who are withdrawn;
/// papers only while editable.
fn must_be_open(was: &Claim, event: &ClaimEvent) -> Law {
    match event {
        ClaimEvent::CommentAdded { .. } | ClaimEvent::ContributionCancelled { .. } => Ok(()),
        ClaimEvent::PaymentReversed { .. } => {
            let has_payments = matches!(was.status, Status::Approved | Status::Paid);
            law(has_payments, "13: only what was paid comes back")
        }
        ClaimEvent::DetailsEdited { .. }
        | ClaimEvent::DocumentAttached { .. }
        | ClaimEvent::DocumentReplaced { .. }
        | ClaimEvent::DocumentRemoved { .. }
        | ClaimEvent::DocumentAnnotated { .. }
        | ClaimEvent::MetricRecorded { .. }
        | ClaimEvent::ContributionRequested { .. } => {
            let is_editable = matches!(was.status, Status::Editing | Status::ActionRequired);
            law(is_editable, "1: locked after submit")
        }
        ClaimEvent::ClaimCreated { .. }
        | ClaimEvent::ClaimSubmitted { .. }
        | ClaimEvent::ClaimRecalled { .. }
        | ClaimEvent::ClaimCancelled { .. }
        | ClaimEvent::ReviewStarted { .. }
        | ClaimEvent::InfoRequested { .. }
        | ClaimEvent::ClaimApproved { .. }
        | ClaimEvent::ClaimRejected { .. }
        | ClaimEvent::ApprovalRevoked { .. }
        | ClaimEvent::ClaimDisputed { .. }
        | ClaimEvent::RejectionClosed {}
        | ClaimEvent::PaymentRecorded { .. }
        | ClaimEvent::ClaimExpired { .. }
        | ClaimEvent::DeadlineExtended { .. } => {
            let is_closed = matches!(
                was.status,
                Status::RejectionFinal | Status::Paid | Status::Cancelled | Status::Expired
            );
            law(!is_closed, "no event after the claim is closed")
        }
    }
}

fn must_be_visible(claim: &Claim, step: &Step) -> Law {
    let by = &step.by;
    let is_visible = match by.role {
        Role::PartnerAdmin | Role::PartnerUser => by.org == claim.partner,
        Role::Contributor => claim.contributions.iter().any(|contribution| {
            contribution.state != ContributionState::Cancelled && by.is(&contribution.to)
        }),
        Role::Operator | Role::Auditor => false,
        Role::Reviewer | Role::Approver | Role::Finance | Role::ProgrammeAdmin | Role::System => {
            true
        }
    };
    law(is_visible, "19: who acts on a claim may see it")
}
