//! `history`: one row per event of a claim. Insert-only; what an event says stays in the log.

use domain::ClaimEvent;
use domain::aggregate::ClaimStream;
use domain::claim::Visibility;
use domain::event::Named;
use sqlx::PgConnection;

use super::{FoldError, Of};
use crate::views::copy::Rows;
use crate::views::registry::of_version;

const COPY: &str = "copy history__v0 (
    claim_id, sequence, position, at, recorded_at, actor, role, event_type, is_vendor_only
) from stdin (format binary)";

pub(super) async fn fold(
    version: i32,
    events: &[Of<'_, ClaimStream>],
    connection: &mut PgConnection,
) -> Result<(), FoldError> {
    let mut rows = Rows::of(9);
    for event in events {
        let stamped = &event.envelope.payload;
        rows.row()
            .uuid(event.id)
            .int8(event.sequence())
            .int8(event.position())
            .instant(stamped.at)
            .instant(event.recorded.recorded_at)
            .text(&stamped.by.person().to_string())
            .text(stamped.by.role.as_str())
            .text(stamped.event.name())
            .is(is_vendor_only(&stamped.event));
    }
    Ok(rows.copy(connection, &of_version(COPY, version)).await?)
}

/// Tells whether only the vendor's side may read of an event.
pub(in crate::views) fn is_vendor_only(event: &ClaimEvent) -> bool {
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
