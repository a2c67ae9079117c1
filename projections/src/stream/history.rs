//! A claim's history: every event, oldest first, as it stands in the log.

use chrono::{DateTime, Utc};
use domain::claim::Visibility;
use domain::{ClaimEvent, Person, Role, Stamped};

use crate::log::scan::StoredEvent;

/// An event in a claim's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryLine {
    /// Its place among the events that the reader reads of.
    pub sequence: u64,
    pub position: u64,
    /// When the ledger recorded it.
    pub recorded_at: DateTime<Utc>,
    /// The name of the event.
    pub event_type: String,
    /// Whether only the vendor's side may read of it.
    pub is_vendor_only: bool,
    /// When it happened, who did it, and what happened.
    pub event: Stamped<ClaimEvent>,
    /// The same as it stands in the log.
    pub payload: String,
}

impl HistoryLine {
    /// Tells of an event that was read.
    pub(crate) fn new(stored: &StoredEvent, event: Stamped<ClaimEvent>, sequence: u64) -> Self {
        Self {
            sequence,
            position: stored.position,
            recorded_at: stored.recorded_at,
            event_type: stored.event_type.clone(),
            is_vendor_only: is_vendor_only(&event.event),
            event,
            payload: stored.payload.clone(),
        }
    }

    /// Gives when it happened in the business.
    pub fn at(&self) -> DateTime<Utc> {
        self.event.at
    }

    /// Gives who did it, and as what.
    pub fn by(&self) -> (Person, Role) {
        (self.event.by.person(), self.event.by.role)
    }
}

/// Tells whether only the vendor's side may read of an event.
pub fn is_vendor_only(event: &ClaimEvent) -> bool {
    match event {
        ClaimEvent::CommentAdded { visibility, .. } => *visibility == Visibility::VendorOnly,
        ClaimEvent::ClaimCreated { .. }
        | ClaimEvent::DetailsEdited { .. }
        | ClaimEvent::DocumentAttached { .. }
        | ClaimEvent::DocumentReplaced { .. }
        | ClaimEvent::DocumentRemoved { .. }
        | ClaimEvent::DocumentAnnotated { .. }
        | ClaimEvent::MetricRecorded { .. }
        | ClaimEvent::ContributionRequested { .. }
        | ClaimEvent::ContributionCancelled { .. }
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
        | ClaimEvent::PaymentReversed { .. }
        | ClaimEvent::ClaimExpired { .. }
        | ClaimEvent::DeadlineExtended { .. } => false,
    }
}
