//! JSON Lines: tables with the columns as members, and the log itself as it is imported again.

use std::io::{self, Write};

use domain::document::Sha256;
use projections::ledger::commands::StoredCommand;
use projections::log::leaf::written;
use projections::log::scan::StoredEvent;
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::cell::{Cell, Column};
use super::sink::Part;

/// An event as a line; the members are in the order of canonical JSON (RFC 8785).
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventLine<'a> {
    pub aggregate_id: String,
    pub aggregate_type: String,
    pub event_type: String,
    pub event_version: String,
    pub leaf: Sha256,
    #[serde(borrow)]
    pub metadata: &'a RawValue,
    #[serde(borrow)]
    pub payload: &'a RawValue,
    pub position: u64,
    pub recorded_at: String,
    pub sequence: u64,
}

/// The id of a command as a line; the members are in the order of canonical JSON.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommandLine<'a> {
    #[serde(borrow)]
    pub answer: &'a RawValue,
    pub event_count: u32,
    pub first_sequence: u64,
    pub key: String,
    pub position: u64,
    pub principal: String,
    pub request_sha256: Sha256,
    pub stream_id: String,
    pub stream_type: String,
}

/// Writes an event as a line.
pub(super) fn event(part: &mut Part, event: &StoredEvent) -> io::Result<()> {
    let line = EventLine {
        aggregate_id: event.aggregate_id.clone(),
        aggregate_type: event.aggregate_type.clone(),
        event_type: event.event_type.clone(),
        event_version: event.event_version.clone(),
        leaf: Sha256::from_bytes(event.leaf),
        metadata: serde_json::from_str(&event.metadata)?,
        payload: serde_json::from_str(&event.payload)?,
        position: event.position,
        recorded_at: written(event.recorded_at),
        sequence: event.sequence,
    };
    line_of(part, &line)
}

/// Writes the id of a command as a line.
pub(super) fn command(part: &mut Part, command: &StoredCommand) -> io::Result<()> {
    let line = CommandLine {
        answer: serde_json::from_str(&command.answer)?,
        event_count: command.event_count,
        first_sequence: command.first_sequence,
        key: command.key.clone(),
        position: command.position,
        principal: command.principal.clone(),
        request_sha256: Sha256::from_bytes(command.request_hash),
        stream_id: command.stream_id.clone(),
        stream_type: command.stream_type.clone(),
    };
    line_of(part, &line)
}

fn line_of<T: Serialize>(part: &mut Part, line: &T) -> io::Result<()> {
    let mut text = serde_json::to_vec(line)?;
    text.push(b'\n');
    part.write_all(&text)
}

/// A table with one object a line.
pub(super) struct JsonlTable {
    part: Part,
    columns: &'static [Column],
}

impl JsonlTable {
    pub(super) fn begin(part: Part, columns: &'static [Column]) -> Self {
        Self { part, columns }
    }

    pub(super) fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        let row = Row {
            columns: self.columns,
            cells,
        };
        line_of(&mut self.part, &row)
    }

    pub(super) fn end(self) -> Part {
        self.part
    }
}

struct Row<'a> {
    columns: &'a [Column],
    cells: &'a [Cell],
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(self.cells.len()))?;
        for (column, cell) in self.columns.iter().zip(self.cells) {
            match cell {
                Cell::Nothing => object.serialize_entry(column.name, &()),
                Cell::Text(text) => object.serialize_entry(column.name, text),
                Cell::Whole(number) => object.serialize_entry(column.name, number),
                Cell::Instant(at) => object.serialize_entry(column.name, &written(*at)),
                Cell::Day(day) => object.serialize_entry(column.name, day),
                Cell::Amount(money) => object.serialize_entry(column.name, &money.amount()),
                Cell::Currency(currency) => object.serialize_entry(column.name, currency),
                Cell::Fact(fact) => object.serialize_entry(column.name, fact),
            }?;
        }
        object.end()
    }
}
