//! What each event does to a claim; never fails.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Approval, Change, Claim, ClaimEvent, Contribution, ContributionState, Deadline, OpenRequest,
    Payment, Status,
};
use crate::event::Stamped;
use crate::{Actor, Document, DocumentId, Role};

/// Applies an event.
pub fn evolve(claim: &mut Option<Claim>, event: &Stamped<ClaimEvent>) {
    match (&event.event, claim.as_mut()) {
        (ClaimEvent::ClaimCreated { .. }, None) => *claim = created(&event.event),
        (event, Some(claim)) => claim.apply(event),
        (_, None) => {}
    }
    if let Some(claim) = claim {
        claim.note_who_acts(&event.by);
        if let ClaimEvent::ClaimApproved { approved, .. } = &event.event {
            claim.approval = Some(Approval {
                by: event.by.person(),
                approved: *approved,
            });
        }
    }
}

fn created(event: &ClaimEvent) -> Option<Claim> {
    let ClaimEvent::ClaimCreated {
        programme,
        policy_version,
        period,
        fund,
        partner,
        activity,
        title,
        executed_on,
        declared,
        location,
        claim_until,
    } = event
    else {
        return None;
    };
    Some(Claim {
        programme: programme.clone(),
        policy_version: *policy_version,
        period: period.clone(),
        fund: *fund,
        partner: partner.clone(),
        activity: activity.clone(),
        title: title.clone(),
        executed_on: *executed_on,
        declared: *declared,
        location: location.clone(),
        status: Status::Editing,
        round: 0,
        requested: None,
        documents: vec![],
        metrics: BTreeMap::new(),
        contributions: vec![],
        comments: BTreeMap::new(),
        request: None,
        known_requests: BTreeSet::new(),
        known_items: BTreeSet::new(),
        claim_until: *claim_until,
        approval: None,
        payments: vec![],
        dispute_until: None,
        is_dispute_used: false,
        reviewer: None,
        acted_for_partner: BTreeSet::new(),
    })
}

impl Claim {
    fn note_who_acts(&mut self, by: &Actor) {
        let is_new = || !self.acted_for_partner.iter().any(|known| by.is(known));
        if (by.role.is_partner() || by.role == Role::Contributor) && is_new() {
            self.acted_for_partner.insert(by.person());
        }
    }

    fn apply(&mut self, event: &ClaimEvent) {
        match event {
            ClaimEvent::ClaimCreated { .. } => {}
            ClaimEvent::DetailsEdited { changes } => {
                changes.iter().for_each(|change| self.change(change));
            }
            ClaimEvent::DocumentAttached {
                document,
                contribution,
            } => {
                self.documents.push(document.clone());
                if let Some(known) = self
                    .contributions
                    .iter_mut()
                    .find(|known| Some(known.id) == *contribution)
                {
                    known.state = ContributionState::Fulfilled;
                }
            }
            ClaimEvent::DocumentReplaced { old, document } => {
                if let Some(known) = self.document_mut(*old) {
                    *known = document.clone();
                }
            }
            ClaimEvent::DocumentRemoved { id, .. } => self.documents.retain(|d| d.id != *id),
            ClaimEvent::DocumentAnnotated { id, note } => {
                if let Some(known) = self.document_mut(*id) {
                    known.note = Some(note.clone());
                }
            }
            ClaimEvent::MetricRecorded { code, value, .. } => {
                self.metrics.insert(code.clone(), value.clone());
            }
            ClaimEvent::ContributionRequested { id, to, .. } => {
                let state = ContributionState::Open;
                self.contributions.push(Contribution {
                    id: *id,
                    to: to.clone(),
                    state,
                });
            }
            ClaimEvent::ContributionCancelled { id } => {
                if let Some(known) = self.contributions.iter_mut().find(|known| known.id == *id) {
                    known.state = ContributionState::Cancelled;
                }
            }
            ClaimEvent::CommentAdded { id, visibility, .. } => {
                self.comments.insert(*id, *visibility);
            }
            ClaimEvent::ClaimSubmitted {
                round, requested, ..
            } => {
                self.status = Status::Submitted;
                self.round = *round;
                self.requested = Some(*requested);
            }
            ClaimEvent::ClaimRecalled { .. } => {
                let was_asked = self.request.is_some();
                self.status = if was_asked {
                    Status::ActionRequired
                } else {
                    Status::Editing
                };
            }
            ClaimEvent::ClaimCancelled { .. } => self.status = Status::Cancelled,
            ClaimEvent::ReviewStarted { reviewer, .. } => {
                self.status = Status::UnderReview;
                self.reviewer = Some(reviewer.clone());
            }
            ClaimEvent::InfoRequested { id, items, due_on } => {
                self.status = Status::ActionRequired;
                self.known_requests.insert(*id);
                let items: Vec<_> = items.iter().map(|item| item.id).collect();
                self.known_items.extend(&items);
                self.request = Some(OpenRequest {
                    id: *id,
                    items,
                    due_on: *due_on,
                });
            }
            ClaimEvent::ClaimApproved { .. } => self.status = Status::Approved,
            ClaimEvent::ClaimRejected { dispute_until, .. } => {
                self.status = match dispute_until {
                    Some(_) => Status::Rejected,
                    None => Status::RejectionFinal,
                };
                self.dispute_until = *dispute_until;
            }
            ClaimEvent::ApprovalRevoked { .. } => {
                self.status = Status::UnderReview;
                self.approval = None;
            }
            ClaimEvent::ClaimDisputed { documents, .. } => {
                self.status = Status::Disputed;
                self.is_dispute_used = true;
                self.documents.extend(documents.iter().cloned());
            }
            ClaimEvent::RejectionClosed {} => self.status = Status::RejectionFinal,
            ClaimEvent::PaymentRecorded { id, amount, .. } => {
                self.payments.push(Payment {
                    id: *id,
                    amount: *amount,
                    is_reversed: false,
                });
                let approved = self.approval.as_ref().map(|approval| approval.approved);
                if Some(self.paid()) == approved {
                    self.status = Status::Paid;
                }
            }
            ClaimEvent::PaymentReversed { id, .. } => {
                if let Some(payment) = self.payments.iter_mut().find(|known| known.id == *id) {
                    payment.is_reversed = true;
                }
                self.status = Status::Approved;
            }
            ClaimEvent::ClaimExpired { .. } => self.status = Status::Expired,
            ClaimEvent::DeadlineExtended { which, to, .. } => match which {
                Deadline::Claiming => self.claim_until = *to,
                Deadline::Answer => {
                    if let Some(request) = &mut self.request {
                        request.due_on = *to;
                    }
                }
                Deadline::Dispute => self.dispute_until = Some(*to),
            },
        }
    }

    fn change(&mut self, change: &Change) {
        match change {
            Change::Title { to, .. } => self.title.clone_from(to),
            Change::Activity { to, .. } => self.activity.clone_from(to),
            Change::ExecutedOn { to, .. } => self.executed_on = *to,
            Change::Declared { to, .. } => self.declared = *to,
            Change::Location { to, .. } => self.location.clone_from(to),
        }
    }

    fn document_mut(&mut self, id: DocumentId) -> Option<&mut Document> {
        self.documents.iter_mut().find(|document| document.id == id)
    }
}
