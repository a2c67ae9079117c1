//! Reading the log as it is stored, by position, each event proven by its leaf.
//!
//! Pages are bounded in events and bytes, so a scan of any length needs the memory of one page; no
//! connection is held between pages. Streams are read by the floor above, which knows their ends.

use chrono::{DateTime, Utc};
use cqrs_es::Aggregate;
use futures::TryStreamExt;
use futures::stream::BoxStream;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, PgPool};

use super::LogError;
use super::upcast::{NotAnEvent, decode};

/// The columns of an event, in the order in which they are read and proven.
macro_rules! event_columns {
    () => {
        "position, aggregate_type, aggregate_id, sequence, event_type, event_version,
    payload::text, metadata::text, recorded_at, leaf"
    };
}
pub(crate) use event_columns;

/// Positions are dense, so the limit is bound enough. A second condition on the position would have
/// a planner without statistics sort the rest of the log for each page.
const BY_POSITION: &str = concat!(
    "
select ",
    event_columns!(),
    "
from events
where position > $1
order by position
limit $2"
);

/// How large a page may be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageSize {
    pub events: usize,
    /// About the most bytes of its payloads.
    pub bytes: usize,
}

impl PageSize {
    /// The size of a page that somebody reads once.
    pub const USUAL: Self = Self {
        events: 5_000,
        bytes: 4 << 20,
    };
}

/// An event as the log holds it, its leaf proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEvent {
    pub position: u64,
    /// `claim`, `fund` or `programme`.
    pub aggregate_type: String,
    pub aggregate_id: String,
    pub sequence: u64,
    pub event_type: String,
    pub event_version: String,
    /// Canonical JSON (RFC 8785).
    pub payload: String,
    /// Canonical JSON (RFC 8785).
    pub metadata: String,
    pub recorded_at: DateTime<Utc>,
    pub leaf: [u8; 32],
}

impl StoredEvent {
    /// Reads the payload as an event of today's shape.
    pub fn decode<A: Aggregate>(&self) -> Result<A::Event, NotAnEvent> {
        decode::<A>(&self.event_type, &self.event_version, &self.payload)
    }
}

/// Reads the whole log, or a part of it, by position.
#[derive(Debug)]
pub struct ByPosition {
    pool: PgPool,
    /// The position of the last event that was given.
    after: u64,
    until: u64,
    /// When that event was recorded; none: the first one has nothing to be compared with.
    recorded_at: Option<DateTime<Utc>>,
}

impl ByPosition {
    /// Begins after a position; `until` is the last position that is read.
    pub fn new(pool: PgPool, after: u64, until: u64) -> Self {
        Self {
            pool,
            after,
            until,
            recorded_at: None,
        }
    }

    /// Gives the next events; none: that was all.
    pub async fn next_page(&mut self) -> Result<Vec<StoredEvent>, LogError> {
        if self.after >= self.until {
            return Ok(vec![]);
        }
        let mut connection = self.pool.acquire().await?;
        let size = PageSize::USUAL;
        let (page, fault) = after(&mut connection, self.after, self.until, size).await?;
        drop(connection);
        if let Some(fault) = fault {
            return Err(fault);
        }
        for event in &page {
            let before = self.recorded_at.replace(event.recorded_at);
            if before.is_some_and(|before| event.recorded_at < before) {
                let position = event.position;
                return Err(LogError::OutOfOrder { position });
            }
        }
        let position = self.after + 1;
        let last = page.last().ok_or(LogError::Missing { position })?;
        self.after = last.position;
        Ok(page)
    }
}

/// Reads the events after a position up to another, each proven and dense.
///
/// Gives those before the first that is not what or where it must be, and what is wrong with that.
pub(crate) async fn after(
    connection: &mut PgConnection,
    after: u64,
    until: u64,
    size: PageSize,
) -> Result<(Vec<StoredEvent>, Option<LogError>), sqlx::Error> {
    let limit = u64::try_from(size.events).unwrap_or(u64::MAX);
    let limit = limit.min(until.saturating_sub(after));
    let mut rows = sqlx::query(BY_POSITION)
        .bind(signed(after))
        .bind(signed(limit))
        .fetch(connection);
    let (mut page, mut bytes, mut expected) = (vec![], 0, after);
    while let Some(row) = rows.try_next().await? {
        expected += 1;
        let event = match StoredEvent::read(&row) {
            Ok(event) if event.position == expected => event,
            Ok(_) => return Ok((page, Some(LogError::Missing { position: expected }))),
            Err(LogError::Database(error)) => return Err(error),
            Err(fault) => return Ok((page, Some(fault))),
        };
        bytes += event.raw().bytes();
        page.push(event);
        if bytes >= size.bytes {
            break;
        }
    }
    Ok((page, None))
}

/// Gathers and proves rows until a page is full.
pub(crate) async fn gather(
    mut rows: BoxStream<'_, Result<PgRow, sqlx::Error>>,
) -> Result<Vec<StoredEvent>, LogError> {
    let (mut page, mut bytes) = (vec![], 0);
    while let Some(row) = rows.try_next().await? {
        let event = StoredEvent::read(&row)?;
        bytes += event.raw().bytes();
        page.push(event);
        if bytes >= PageSize::USUAL.bytes {
            break;
        }
    }
    Ok(page)
}

/// Gives a position or a count as PostgreSQL holds it.
pub(crate) fn signed(position: u64) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}
