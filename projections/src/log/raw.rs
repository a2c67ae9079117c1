//! One row of the log, as it lies in whatever it was read into, and its proof.
//!
//! Whoever reads events reads them through here: nothing else tells whether a leaf fits.

use chrono::{DateTime, Utc};
use sqlx::Row;
use sqlx::postgres::PgRow;

use super::LogError;
use super::leaf::{Leaf, written};
use super::scan::StoredEvent;

/// A row of the log that is not proven yet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Raw<'a> {
    pub position: u64,
    pub aggregate_type: &'a str,
    pub aggregate_id: &'a str,
    pub sequence: u64,
    pub event_type: &'a str,
    pub event_version: &'a str,
    pub payload: &'a str,
    pub metadata: &'a str,
    pub recorded_at: DateTime<Utc>,
    pub leaf: &'a [u8],
}

impl<'a> Raw<'a> {
    /// Takes position, kind, id, sequence, type, version, payload, metadata, time and leaf out of
    /// the first columns of a row.
    pub fn of(row: &'a PgRow) -> Result<Self, sqlx::Error> {
        Self::at(row, 0)
    }

    /// The same from a later column on.
    pub fn at(row: &'a PgRow, first: usize) -> Result<Self, sqlx::Error> {
        Ok(Self {
            position: row.try_get::<i64, _>(first)?.unsigned_abs(),
            aggregate_type: row.try_get(first + 1)?,
            aggregate_id: row.try_get(first + 2)?,
            sequence: row.try_get::<i64, _>(first + 3)?.unsigned_abs(),
            event_type: row.try_get(first + 4)?,
            event_version: row.try_get(first + 5)?,
            payload: row.try_get(first + 6)?,
            metadata: row.try_get(first + 7)?,
            recorded_at: row.try_get(first + 8)?,
            leaf: row.try_get(first + 9)?,
        })
    }

    /// Requires that the event is what was recorded.
    pub fn proven(self) -> Result<Self, LogError> {
        self.proven_at(&written(self.recorded_at))
    }

    /// The same with the time as it is written: events of a batch share theirs.
    pub fn proven_at(self, recorded_at: &str) -> Result<Self, LogError> {
        let leaf = Leaf {
            aggregate_id: self.aggregate_id,
            aggregate_type: self.aggregate_type,
            event_type: self.event_type,
            event_version: self.event_version,
            metadata: self.metadata,
            payload: self.payload,
            recorded_at,
            sequence: self.sequence,
        };
        if leaf.digest().as_slice() == self.leaf {
            Ok(self)
        } else {
            let position = self.position;
            Err(LogError::Altered { position })
        }
    }

    /// Gives how many bytes the event's texts have.
    pub const fn bytes(&self) -> usize {
        self.payload.len() + self.metadata.len()
    }
}

impl StoredEvent {
    /// Reads and proves an event; the first columns of the row are those of [`Raw::of`].
    pub(crate) fn read(row: &PgRow) -> Result<Self, LogError> {
        Self::of(Raw::of(row)?.proven()?)
    }

    fn of(raw: Raw<'_>) -> Result<Self, LogError> {
        let position = raw.position;
        Ok(Self {
            position,
            aggregate_type: raw.aggregate_type.to_owned(),
            aggregate_id: raw.aggregate_id.to_owned(),
            sequence: raw.sequence,
            event_type: raw.event_type.to_owned(),
            event_version: raw.event_version.to_owned(),
            payload: raw.payload.to_owned(),
            metadata: raw.metadata.to_owned(),
            recorded_at: raw.recorded_at,
            leaf: raw
                .leaf
                .try_into()
                .map_err(|_| LogError::Altered { position })?,
        })
    }

    /// Gives the event as a row of the log.
    pub(crate) fn raw(&self) -> Raw<'_> {
        Raw {
            position: self.position,
            aggregate_type: &self.aggregate_type,
            aggregate_id: &self.aggregate_id,
            sequence: self.sequence,
            event_type: &self.event_type,
            event_version: &self.event_version,
            payload: &self.payload,
            metadata: &self.metadata,
            recorded_at: self.recorded_at,
            leaf: &self.leaf,
        }
    }

    /// Tells whether the event is what was recorded: its leaf fits.
    pub fn is_intact(&self) -> bool {
        self.raw().proven().is_ok()
    }
}
