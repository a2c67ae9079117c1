//! The history: one row an event of a claim, with its sentence.

use domain::ClaimEvent;
use domain::claim::Visibility;
use domain::event::Named;

use crate::export::cell::{Cell, Column, columns};
use crate::export::read::{ClaimEvents, ClaimHappened, Source};
use crate::export::table::Table;
use crate::export::{ExportError, Folder, What, Wish};
use crate::words::sentence;

const HISTORY: &[Column] = columns![
    "claim" Text, "partner" Text, "sequence" Whole, "position" Whole, "at" Instant,
    "recorded_at" Instant, "who" Text, "role" Text, "event_type" Text, "vendor_only" Fact,
    "sentence" Text,
];

/// Writes every event of every claim, as the history page tells it.
pub(in crate::export) async fn history(
    source: Source,
    wish: &Wish,
    folder: &mut Folder,
) -> Result<(), ExportError> {
    let mut table = Table::begin(folder, wish.format, What::History, HISTORY)?;
    let mut events = ClaimEvents::new(source);
    while let Some(happened) = events.next().await? {
        let position = happened.stored.position;
        table.row(folder, position, history_row(happened))?;
    }
    table.end(folder)
}

fn history_row(happened: ClaimHappened) -> Vec<Cell> {
    let (stored, event) = (happened.stored, happened.event);
    vec![
        Cell::Text(stored.aggregate_id),
        Cell::text(happened.facts),
        Cell::Whole(stored.sequence),
        Cell::Whole(stored.position),
        Cell::Instant(event.at),
        Cell::Instant(stored.recorded_at),
        Cell::text(event.by.person()),
        Cell::text(event.by.role.as_str()),
        Cell::text(event.event.name()),
        Cell::Fact(is_vendor_only(&event.event)),
        Cell::Text(sentence::of_claim(&event.event)),
    ]
}

fn is_vendor_only(event: &ClaimEvent) -> bool {
    matches!(
        event,
        ClaimEvent::CommentAdded {
            visibility: Visibility::VendorOnly,
            ..
        }
    )
}
