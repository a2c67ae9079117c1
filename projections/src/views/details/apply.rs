//! What each event adds to the details of its claim.

use cqrs_es::{EventEnvelope, View};
use domain::aggregate::ClaimStream;
use domain::claim::{Change, ContributionState, Deadline};
use domain::{ClaimEvent, ContributionId, Document, DocumentId, Stamped};

use super::{
    AskedContribution, AskedItem, ClaimDetails, ClaimView, Dossier, Facts, GivenApproval,
    GivenRejection, HeldDocument, InfoRequest, MadePayment, PostedComment, RaisedDispute,
    RecordedMetric, Reversal,
};
use crate::views::course::Course;

impl View<ClaimStream> for ClaimView {
    fn update(&mut self, event: &EventEnvelope<ClaimStream>) {
        match &mut self.0 {
            Some(details) => details.apply(event),
            None => self.0 = ClaimDetails::created(event),
        }
    }
}

impl Facts {
    /// Takes the facts from the creation of a claim; no other event has them.
    pub(in crate::views) fn created(event: &Stamped<ClaimEvent>) -> Option<Self> {
        let ClaimEvent::ClaimCreated {
            programme,
            policy_version,
            period,
            fund,
            partner,
            activity,
            title,
            executed_on,
            declared: _,
            location,
            claim_until: _,
        } = &event.event
        else {
            return None;
        };
        Some(Self {
            programme: programme.clone(),
            policy_version: *policy_version,
            period: period.clone(),
            fund: *fund,
            partner: partner.clone(),
            activity: activity.clone(),
            title: title.clone(),
            executed_on: *executed_on,
            location: location.clone(),
            opened_at: event.at,
            opened_by: event.by.person(),
        })
    }

    /// Applies a change of details; the declared amount belongs to the course.
    pub(in crate::views) fn change(&mut self, change: &Change) {
        match change {
            Change::Title { to, .. } => self.title.clone_from(to),
            Change::Activity { to, .. } => self.activity.clone_from(to),
            Change::ExecutedOn { to, .. } => self.executed_on = *to,
            Change::Declared { .. } => {}
            Change::Location { to, .. } => self.location.clone_from(to),
        }
    }
}

impl ClaimDetails {
    /// Begins the details with the creation of the claim; no other event begins them.
    pub(in crate::views) fn created(event: &EventEnvelope<ClaimStream>) -> Option<Self> {
        Some(Self {
            facts: Facts::created(&event.payload)?,
            course: Course::created(&event.payload)?,
            version: sequence(event),
            changed_at: event.payload.at,
            documents: vec![],
            comments: vec![],
            dossier: Dossier::default(),
        })
    }

    /// Applies an event; never fails.
    pub(in crate::views) fn apply(&mut self, event: &EventEnvelope<ClaimStream>) {
        self.version = sequence(event);
        self.changed_at = event.payload.at;
        self.course.apply(&event.payload);
        let Stamped {
            at,
            by,
            event: happened,
        } = &event.payload;
        let (at, person) = (*at, by.person());
        match happened {
            ClaimEvent::DetailsEdited { changes } => {
                changes.iter().for_each(|change| self.facts.change(change));
            }
            ClaimEvent::DocumentAttached {
                document,
                contribution,
            } => {
                self.hold(document, *contribution, &event.payload);
                if let Some(id) = contribution {
                    self.set_contribution(*id, ContributionState::Fulfilled);
                }
            }
            ClaimEvent::DocumentReplaced { old, document } => {
                if let Some(held) = self.held_mut(*old) {
                    held.document = document.clone();
                    held.added_at = at;
                    held.added_by = by.clone();
                    held.contribution = None;
                }
            }
            ClaimEvent::DocumentRemoved { id, .. } => {
                self.documents.retain(|held| held.document.id != *id);
            }
            ClaimEvent::DocumentAnnotated { id, note } => {
                if let Some(held) = self.held_mut(*id) {
                    held.document.note = Some(note.clone());
                }
            }
            ClaimEvent::MetricRecorded { code, value, unit } => {
                let recorded = RecordedMetric {
                    code: code.clone(),
                    value: value.clone(),
                    unit: unit.clone(),
                    at,
                    by: person,
                };
                let metrics = &mut self.dossier.metrics;
                match metrics.binary_search_by(|known| known.code.cmp(code)) {
                    Ok(index) => metrics[index] = recorded,
                    Err(index) => metrics.insert(index, recorded),
                }
            }
            ClaimEvent::ContributionRequested { id, to, what, due } => {
                self.dossier.contributions.push(AskedContribution {
                    id: *id,
                    to: to.clone(),
                    what: what.clone(),
                    due: *due,
                    state: ContributionState::Open,
                    at,
                    by: person,
                });
            }
            ClaimEvent::ContributionCancelled { id } => {
                self.set_contribution(*id, ContributionState::Cancelled);
            }
            ClaimEvent::CommentAdded {
                id,
                text,
                document,
                in_reply_to,
                visibility,
            } => {
                self.comments.push(PostedComment {
                    id: *id,
                    text: text.clone(),
                    document: *document,
                    in_reply_to: *in_reply_to,
                    visibility: *visibility,
                    at,
                    by: by.clone(),
                    sequence: sequence(event),
                });
            }
            ClaimEvent::ClaimSubmitted { answers, .. } => {
                let items = self
                    .dossier
                    .requests
                    .iter_mut()
                    .flat_map(|request| &mut request.items);
                for item in items {
                    if let Some(answer) = answers.iter().find(|answer| answer.item == item.id) {
                        item.answer = Some(answer.text.clone());
                    }
                }
            }
            ClaimEvent::InfoRequested { id, items, due_on } => {
                let items = items.iter().map(|item| AskedItem {
                    id: item.id,
                    document: item.document,
                    text: item.text.clone(),
                    answer: None,
                });
                self.dossier.requests.push(InfoRequest {
                    id: *id,
                    items: items.collect(),
                    due_on: *due_on,
                    at,
                    by: person,
                });
            }
            ClaimEvent::ClaimApproved {
                approved,
                lines,
                payment_due,
                ..
            } => {
                self.dossier.approval = Some(GivenApproval {
                    approved: *approved,
                    lines: lines.clone(),
                    payment_due: *payment_due,
                    at,
                    by: person,
                });
            }
            ClaimEvent::ClaimRejected {
                reasons,
                text,
                dispute_until,
            } => {
                self.dossier.rejection = Some(GivenRejection {
                    reasons: reasons.clone(),
                    text: text.clone(),
                    dispute_until: *dispute_until,
                    at,
                    by: person,
                });
            }
            ClaimEvent::ApprovalRevoked { .. } => self.dossier.approval = None,
            ClaimEvent::ClaimDisputed {
                justification,
                documents,
                review_due,
            } => {
                for document in documents {
                    self.hold(document, None, &event.payload);
                }
                self.dossier.dispute = Some(RaisedDispute {
                    justification: justification.clone(),
                    documents: documents.iter().map(|document| document.id).collect(),
                    review_due: *review_due,
                    at,
                    by: person,
                });
            }
            ClaimEvent::PaymentRecorded {
                id,
                amount,
                reference,
                value_date,
            } => {
                self.dossier.payments.push(MadePayment {
                    id: *id,
                    amount: *amount,
                    reference: reference.clone(),
                    value_date: *value_date,
                    at,
                    by: person,
                    reversal: None,
                });
            }
            ClaimEvent::PaymentReversed { id, why } => {
                let mut payments = self.dossier.payments.iter_mut();
                if let Some(payment) = payments.find(|payment| payment.id == *id) {
                    payment.reversal = Some(Reversal {
                        why: why.clone(),
                        at,
                        by: person,
                    });
                }
            }
            ClaimEvent::ClaimExpired { cause, .. } => self.dossier.expiry = Some(*cause),
            ClaimEvent::DeadlineExtended { which, to, .. } => self.extend(*which, *to),
            ClaimEvent::ClaimCreated { .. }
            | ClaimEvent::ClaimRecalled { .. }
            | ClaimEvent::ClaimCancelled { .. }
            | ClaimEvent::ReviewStarted { .. }
            | ClaimEvent::RejectionClosed {} => {}
        }
    }

    fn hold(
        &mut self,
        document: &Document,
        contribution: Option<ContributionId>,
        event: &Stamped<ClaimEvent>,
    ) {
        self.documents.push(HeldDocument {
            document: document.clone(),
            place: self.dossier.places,
            added_at: event.at,
            added_by: event.by.clone(),
            contribution,
        });
        self.dossier.places += 1;
    }

    fn held_mut(&mut self, id: DocumentId) -> Option<&mut HeldDocument> {
        self.documents
            .iter_mut()
            .find(|held| held.document.id == id)
    }

    fn set_contribution(&mut self, id: ContributionId, state: ContributionState) {
        let mut contributions = self.dossier.contributions.iter_mut();
        if let Some(contribution) = contributions.find(|known| known.id == id) {
            contribution.state = state;
        }
    }

    fn extend(&mut self, which: Deadline, to: chrono::NaiveDate) {
        match which {
            Deadline::Claiming => {}
            Deadline::Answer => {
                if let Some(request) = self.dossier.requests.last_mut() {
                    request.due_on = to;
                }
            }
            Deadline::Dispute => {
                if let Some(rejection) = &mut self.dossier.rejection {
                    rejection.dispute_until = Some(to);
                }
            }
        }
    }
}

fn sequence(event: &EventEnvelope<ClaimStream>) -> u64 {
    event.sequence as u64
}
