//! Bringing an exported log back: the same events under the same positions, times and leaves.
//!
//! A batch goes in by one statement that moves the head from where it must stand, so a log that is
//! broken off goes on from there, and one that something else appends to meanwhile is left alone.

use sqlx::PgPool;

use super::batch::column;
use super::scan::StoredEvent;

/// Moves the head on, from where it must stand, and inserts what comes after it.
const APPEND: &str = "
with head as (
    update log_head
    set position = position + $1, recorded_at = $2
    where position = $3
    and recorded_at <= $2
    returning position
), restored as (
    insert into events (
        position, aggregate_type, aggregate_id, sequence, event_type, event_version,
        payload, metadata, recorded_at, leaf
    )
    select old.position, kind, id, sequence, event_type, event_version,
        payload::json, metadata::json, recorded_at, leaf
    from head, unnest($4::bigint[], $5::text[], $6::text[], $7::bigint[], $8::text[], $9::text[], $10::text[], $11::text[], $12::timestamptz[], $13::bytea[])
        as old (position, kind, id, sequence, event_type, event_version, payload, metadata, recorded_at, leaf)
)
select position
from head";

const LEAVES: &str = "
select position, leaf
from events
where position > $1
and position <= $2
order by position";

/// Why a log was not brought back.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    #[error("the database could not be read or written")]
    Database(#[from] sqlx::Error),
    /// The ledger holds another history.
    #[error("the ledger holds another event at position {position}")]
    OtherEvent { position: u64 },
    /// Something else appends to the ledger at the same time.
    #[error("something else appended to the ledger after position {position}")]
    MovedOn { position: u64 },
}

/// The writing end of a log that is brought back.
#[derive(Debug)]
pub struct Restore {
    pool: PgPool,
    /// The last position that the ledger held at the beginning.
    held: u64,
    /// The last position that was put, or found there.
    position: u64,
}

impl Restore {
    /// Begins on a migrated database.
    pub async fn begin(pool: PgPool) -> Result<Self, RestoreError> {
        let held: i64 = sqlx::query_scalar("select position from log_head")
            .fetch_one(&pool)
            .await?;
        Ok(Self {
            pool,
            held: held.unsigned_abs(),
            position: 0,
        })
    }

    /// Gives the last position that the ledger held at the beginning.
    pub fn held(&self) -> u64 {
        self.held
    }

    /// Puts the next events, which a [`KnownLog`](super::KnownLog) took; gives how many were new.
    ///
    /// Those that the ledger holds already are compared by their leaves.
    pub async fn put(&mut self, events: &[StoredEvent]) -> Result<u64, RestoreError> {
        let known = events.partition_point(|event| event.position <= self.held);
        let (known, new) = events.split_at(known);
        self.compare(known).await?;
        self.append(new).await?;
        Ok(new.len() as u64)
    }

    async fn compare(&mut self, events: &[StoredEvent]) -> Result<(), RestoreError> {
        let (Some(first), Some(last)) = (events.first(), events.last()) else {
            return Ok(());
        };
        let held: Vec<(i64, [u8; 32])> = sqlx::query_as(LEAVES)
            .bind(first.position as i64 - 1)
            .bind(last.position as i64)
            .fetch_all(&self.pool)
            .await?;
        for (place, event) in events.iter().enumerate() {
            let position = event.position;
            if held.get(place) != Some(&(position as i64, event.leaf)) {
                return Err(RestoreError::OtherEvent { position });
            }
        }
        self.position = last.position;
        Ok(())
    }

    async fn append(&mut self, events: &[StoredEvent]) -> Result<(), RestoreError> {
        let Some(last) = events.last() else {
            return Ok(());
        };
        let moved = sqlx::query_scalar::<_, i64>(APPEND)
            .bind(events.len() as i64)
            .bind(last.recorded_at)
            .bind(self.position as i64)
            .bind(column(events, |event| event.position as i64))
            .bind(column(events, |event| event.aggregate_type.as_str()))
            .bind(column(events, |event| event.aggregate_id.as_str()))
            .bind(column(events, |event| event.sequence as i64))
            .bind(column(events, |event| event.event_type.as_str()))
            .bind(column(events, |event| event.event_version.as_str()))
            .bind(column(events, |event| event.payload.as_str()))
            .bind(column(events, |event| event.metadata.as_str()))
            .bind(column(events, |event| event.recorded_at))
            .bind(column(events, |event| event.leaf))
            .fetch_optional(&self.pool)
            .await?;
        let position = self.position;
        let moved = moved.ok_or(RestoreError::MovedOn { position })?;
        self.position = moved.unsigned_abs();
        Ok(())
    }
}
