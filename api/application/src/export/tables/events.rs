//! The log as a table: one row an event, payload and metadata as JSON.

use domain::document::Sha256;
use projections::log::LeavesDigest;
use projections::log::scan::StoredEvent;

use crate::export::cell::{Cell, Column, columns};
use crate::export::read::{Events, Source};
use crate::export::table::Table;
use crate::export::{ExportError, Folder, What, Wish};

const EVENTS: &[Column] = columns![
    "position" Whole, "recorded_at" Instant, "aggregate_type" Text, "aggregate_id" Text,
    "sequence" Whole, "event_type" Text, "event_version" Text, "payload" Text, "metadata" Text,
    "leaf" Text,
];

/// Writes every event; gives the digest over the leaves.
pub(in crate::export) async fn events(
    source: Source,
    wish: &Wish,
    folder: &mut Folder,
) -> Result<[u8; 32], ExportError> {
    let mut table = Table::begin(folder, wish.format, What::Events, EVENTS)?;
    let mut leaves = LeavesDigest::default();
    let mut events = Events::new(source);
    while let Some(event) = events.next().await? {
        leaves.add(&event.leaf);
        let position = event.position;
        table.row(folder, position, event_row(event))?;
    }
    table.end(folder)?;
    Ok(leaves.digest())
}

fn event_row(event: StoredEvent) -> Vec<Cell> {
    vec![
        Cell::Whole(event.position),
        Cell::Instant(event.recorded_at),
        Cell::Text(event.aggregate_type),
        Cell::Text(event.aggregate_id),
        Cell::Whole(event.sequence),
        Cell::Text(event.event_type),
        Cell::Text(event.event_version),
        Cell::Text(event.payload),
        Cell::Text(event.metadata),
        Cell::text(Sha256::from_bytes(event.leaf)),
    ]
}
