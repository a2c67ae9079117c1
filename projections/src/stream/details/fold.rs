//! The fold of a claim's stream into its details.
//!
//! Beside the domain's state it keeps what the pages show and the laws do not ask for: who put a document on and when, what was
//! written in comments and requests.

use std::collections::HashMap;

use domain::claim::{Claim, ExpiryCause};
use domain::{ClaimEvent, ContributionId, Document, DocumentId, MetricCode, Stamped};

use super::{
    AskedItem, ClaimDetails, GivenApproval, GivenRejection, HeldDocument, InfoRequest,
    PostedComment, RaisedDispute, RecordedMetric,
};
use crate::stream::{FoldedClaim, Latest, Place};

/// The fold of a claim's stream into its details.
#[derive(Clone, Debug)]
pub struct DetailsFold {
    folded: FoldedClaim,
    /// As each came on; what it is now, the domain knows.
    added: HashMap<DocumentId, HeldDocument>,
    comments: Vec<PostedComment>,
    metrics: HashMap<MetricCode, RecordedMetric>,
    requests: Vec<InfoRequest>,
    approval: Option<GivenApproval>,
    rejection: Option<GivenRejection>,
    dispute: Option<RaisedDispute>,
    expiry: Option<ExpiryCause>,
}

impl DetailsFold {
    /// Begins with the creation of the claim; no other event begins one.
    pub fn begin(event: &Stamped<ClaimEvent>, place: Place) -> Option<Self> {
        Some(Self {
            folded: FoldedClaim::begin(event, place)?,
            added: HashMap::new(),
            comments: vec![],
            metrics: HashMap::new(),
            requests: vec![],
            approval: None,
            rejection: None,
            dispute: None,
            expiry: None,
        })
    }

    /// Gives the claim as far as it was folded.
    pub fn folded(&self) -> &FoldedClaim {
        &self.folded
    }

    /// Applies the next event; never fails.
    pub fn apply(&mut self, event: &Stamped<ClaimEvent>, place: Place) {
        self.note(event, place);
        self.folded.apply(event, place);
    }

    /// Notes what an event says; what it does to the claim is the domain's.
    fn note(&mut self, stamped: &Stamped<ClaimEvent>, place: Place) {
        let (at, by) = (stamped.at, &stamped.by);
        match &stamped.event {
            ClaimEvent::DocumentAttached {
                document,
                contribution,
                ..
            } => self.add(document, *contribution, stamped),
            ClaimEvent::DocumentReplaced { document, .. } => self.add(document, None, stamped),
            ClaimEvent::MetricRecorded { code, value, unit } => {
                let recorded = RecordedMetric {
                    code: code.clone(),
                    value: value.clone(),
                    unit: unit.clone(),
                    at,
                    by: by.person(),
                };
                self.metrics.insert(code.clone(), recorded);
            }
            ClaimEvent::CommentAdded {
                id,
                text,
                document,
                in_reply_to,
                visibility,
            } => self.comments.push(PostedComment {
                id: *id,
                text: text.clone(),
                document: *document,
                in_reply_to: *in_reply_to,
                visibility: *visibility,
                at,
                by: by.clone(),
                sequence: place.sequence,
            }),
            ClaimEvent::ClaimSubmitted { answers, .. } => {
                let items = self
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
                self.requests.push(InfoRequest {
                    id: *id,
                    items: items.collect(),
                    due_on: *due_on,
                    at,
                    by: by.person(),
                });
            }
            ClaimEvent::ClaimApproved {
                approved,
                lines,
                payment_due,
                ..
            } => {
                self.approval = Some(GivenApproval {
                    approved: *approved,
                    lines: lines.clone(),
                    payment_due: *payment_due,
                    at,
                    by: by.person(),
                });
            }
            ClaimEvent::ClaimRejected {
                reasons,
                text,
                dispute_until,
            } => {
                self.rejection = Some(GivenRejection {
                    reasons: reasons.clone(),
                    text: text.clone(),
                    dispute_until: *dispute_until,
                    at,
                    by: by.person(),
                });
            }
            ClaimEvent::ClaimDisputed {
                justification,
                documents,
                review_due,
            } => {
                for document in documents {
                    self.add(document, None, stamped);
                }
                self.dispute = Some(RaisedDispute {
                    justification: justification.clone(),
                    documents: documents.iter().map(|document| document.id).collect(),
                    review_due: *review_due,
                    at,
                    by: by.person(),
                });
            }
            ClaimEvent::ClaimExpired { cause, .. } => self.expiry = Some(*cause),
            ClaimEvent::ClaimCreated { .. }
            | ClaimEvent::DetailsEdited { .. }
            | ClaimEvent::DocumentRemoved { .. }
            | ClaimEvent::DocumentAnnotated { .. }
            | ClaimEvent::ContributionRequested { .. }
            | ClaimEvent::ContributionCancelled { .. }
            | ClaimEvent::ClaimRecalled { .. }
            | ClaimEvent::ClaimCancelled { .. }
            | ClaimEvent::ReviewStarted { .. }
            | ClaimEvent::ApprovalRevoked { .. }
            | ClaimEvent::RejectionClosed {}
            | ClaimEvent::PaymentRecorded { .. }
            | ClaimEvent::PaymentReversed { .. }
            | ClaimEvent::DeadlineExtended { .. } => {}
        }
    }

    fn add(
        &mut self,
        document: &Document,
        contribution: Option<ContributionId>,
        event: &Stamped<ClaimEvent>,
    ) {
        let added = HeldDocument {
            document: document.clone(),
            added_at: event.at,
            added_by: event.by.clone(),
            contribution,
        };
        self.added.insert(document.id, added);
    }

    /// Puts it together with the domain's state, which knows what still stands; its version and last
    /// change are its reader's.
    pub fn finish(mut self, latest: Latest) -> ClaimDetails {
        let folded = self.folded;
        let claim = folded.claim();
        let documents = documents(self.added, claim);
        let metrics = claim.metrics.keys();
        let metrics = metrics.filter_map(|code| self.metrics.remove(code));
        let metrics = metrics.collect();
        if let (Some(last), Some(open)) = (self.requests.last_mut(), &claim.request) {
            last.due_on = open.due_on;
        }
        if let Some(rejection) = &mut self.rejection {
            rejection.dispute_until = claim.dispute_until;
        }
        ClaimDetails {
            claim: claim.clone(),
            facts: folded.facts(),
            progress: folded.progress(),
            latest,
            documents,
            comments: self.comments,
            metrics,
            contributions: folded.asked().collect(),
            requests: self.requests,
            approval: self.approval.filter(|_| claim.approval.is_some()),
            rejection: self.rejection,
            dispute: self.dispute,
            payments: folded.payments().to_vec(),
            expiry: self.expiry,
        }
    }
}

fn documents(mut added: HashMap<DocumentId, HeldDocument>, claim: &Claim) -> Vec<HeldDocument> {
    let held = claim.documents.iter().filter_map(|document| {
        let (document, added) = (document.clone(), added.remove(&document.id)?);
        Some(HeldDocument { document, ..added })
    });
    held.collect()
}
