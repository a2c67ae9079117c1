//! Reading the log as it is stored, each event proven by its leaf.
//!
//! Two orders: by position, which is how things happened, and by stream, which has each claim's or
//! fund's events together. Pages are bounded in events and bytes, so a scan of any length needs the
//! memory of one page; no connection is held between pages.

use chrono::{DateTime, Utc};
use cqrs_es::Aggregate;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use sqlx::postgres::PgRow;
use sqlx::{PgPool, Row};

use super::append::StreamKind;
use super::ends::{Ends, Passed};
use super::leaf::{Leaf, written};
use super::order::Order;
use super::upcast::{NotAnEvent, decode};

/// Positions are dense, so the limit is bound enough. A second condition on the position would have
/// a planner without statistics sort the rest of the log for each page.
const BY_POSITION: &str = "
select position, aggregate_type, aggregate_id, sequence, event_type, event_version,
    payload::text, metadata::text, recorded_at, leaf
from events
where position > $1
order by position
limit $2";

const BY_STREAM: &str = "
select position, aggregate_type, aggregate_id, sequence, event_type, event_version,
    payload::text, metadata::text, recorded_at, leaf
from events
where aggregate_type = $1
and (aggregate_id, sequence) > ($2, $3)
and position <= $4
order by aggregate_id, sequence
limit $5";

const OF_STREAM: &str = "
select position, aggregate_type, aggregate_id, sequence, event_type, event_version,
    payload::text, metadata::text, recorded_at, leaf
from events
where aggregate_type = $1
and aggregate_id = $2
and position <= $3
order by sequence";

const PART_OF_STREAM: &str = "
select position, aggregate_type, aggregate_id, sequence, event_type, event_version,
    payload::text, metadata::text, recorded_at, leaf
from events
where aggregate_type = $1
and aggregate_id = $2
and sequence > $3
and position <= $4
order by sequence
limit $5";
const OF_STREAMS: &str = "
select event.position, event.aggregate_type, event.aggregate_id, event.sequence, event.event_type,
    event.event_version, event.payload::text, event.metadata::text, event.recorded_at, event.leaf
from unnest($2::text[]) with ordinality as wanted (id, place)
cross join lateral (
    select *
    from events
    where aggregate_type = $1
    and aggregate_id = wanted.id
    and position <= $3
) as event
order by wanted.place, event.sequence";

/// The most events of a page.
const PAGE_EVENTS: i64 = 5_000;
/// About the most bytes of a page's payloads.
const PAGE_BYTES: usize = 4 << 20;

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
    /// Tells whether the event is what was recorded: its leaf fits.
    pub fn is_intact(&self) -> bool {
        let recorded_at = written(self.recorded_at);
        let leaf = Leaf {
            aggregate_id: &self.aggregate_id,
            aggregate_type: &self.aggregate_type,
            event_type: &self.event_type,
            event_version: &self.event_version,
            metadata: &self.metadata,
            payload: &self.payload,
            recorded_at: &recorded_at,
            sequence: self.sequence,
        };
        leaf.digest() == self.leaf
    }

    /// Reads the payload as an event of today's shape.
    pub fn decode<A: Aggregate>(&self) -> Result<A::Event, NotAnEvent> {
        decode::<A>(&self.event_type, &self.event_version, &self.payload)
    }

    fn read(row: &PgRow) -> Result<Self, ScanError> {
        let leaf: &[u8] = row.try_get(9)?;
        let position = row.try_get::<i64, _>(0)?.unsigned_abs();
        let event = Self {
            position,
            aggregate_type: row.try_get(1)?,
            aggregate_id: row.try_get(2)?,
            sequence: row.try_get::<i64, _>(3)?.unsigned_abs(),
            event_type: row.try_get(4)?,
            event_version: row.try_get(5)?,
            payload: row.try_get(6)?,
            metadata: row.try_get(7)?,
            recorded_at: row.try_get(8)?,
            leaf: leaf
                .try_into()
                .map_err(|_| ScanError::Altered { position })?,
        };
        if event.is_intact() {
            Ok(event)
        } else {
            Err(ScanError::Altered { position })
        }
    }
}

/// Why a scan ended early.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    #[error("the database could not be read")]
    Database(#[from] sqlx::Error),
    /// The event is not what was recorded.
    #[error("the event at position {position} is not what was recorded: its digest no longer fits")]
    Altered { position: u64 },
    /// Positions are dense: something took the event away.
    #[error("the log has no event at position {position}: something took it away")]
    Missing { position: u64 },
    /// Positions are in the order in which events were recorded: some have changed places.
    #[error(
        "the event at position {position} does not stand where it was recorded: \
         something moved it, or the one before it"
    )]
    OutOfOrder { position: u64 },
}

/// Reads the whole log, or a part of it, by position.
#[derive(Debug)]
pub struct ByPosition {
    pool: PgPool,
    /// The position of the last event that was given.
    after: u64,
    until: u64,
    order: Order,
}

impl ByPosition {
    /// Begins after a position; `until` is the last position that is read.
    pub fn new(pool: PgPool, after: u64, until: u64) -> Self {
        Self {
            pool,
            after,
            until,
            order: Order::default(),
        }
    }

    /// Gives the next events; none: that was all.
    pub async fn next_page(&mut self) -> Result<Vec<StoredEvent>, ScanError> {
        if self.after >= self.until {
            return Ok(vec![]);
        }
        let rows = sqlx::query(BY_POSITION)
            .bind(signed(self.after))
            .bind(PAGE_EVENTS.min(signed(self.until - self.after)))
            .fetch(&self.pool);
        let page = gather(rows).await?;
        for (event, expected) in page.iter().zip(self.after + 1..) {
            if event.position != expected {
                return Err(ScanError::Missing { position: expected });
            }
            self.order.take(event)?;
        }
        match page.last() {
            Some(last) => self.after = last.position,
            None => {
                let position = self.after + 1;
                return Err(ScanError::Missing { position });
            }
        }
        Ok(page)
    }
}

/// Reads all streams of one kind, each from its first event on, by the streams' ids.
#[derive(Debug)]
pub struct ByStream {
    pool: PgPool,
    kind: StreamKind,
    /// The stream and sequence of the last event that was given.
    after: (String, u64),
    until: u64,
    passed: Passed,
    is_over: bool,
}

impl ByStream {
    /// Begins with the first stream; events after the position `until` are left out.
    pub fn new(pool: PgPool, kind: StreamKind, until: u64) -> Self {
        Self {
            pool,
            kind,
            after: (String::new(), 0),
            until,
            passed: Passed::new(kind),
            is_over: false,
        }
    }

    /// Gives the next events; none: that was all. A stream may go on in the next page.
    pub async fn next_page(&mut self) -> Result<Vec<StoredEvent>, ScanError> {
        if self.is_over {
            return Ok(vec![]);
        }
        let rows = sqlx::query(BY_STREAM)
            .bind(self.kind.as_str())
            .bind(&self.after.0)
            .bind(signed(self.after.1))
            .bind(signed(self.until))
            .bind(PAGE_EVENTS)
            .fetch(&self.pool);
        let page = gather(rows).await?;
        match page.last() {
            Some(last) => self.after = (last.aggregate_id.clone(), last.sequence),
            None => self.is_over = true,
        }
        let ended = self.passed.take(&page);
        ended.must_be_ends(&self.pool, self.until).await?;
        Ok(page)
    }
}

/// Reads one stream, from its first event on.
#[derive(Debug)]
pub struct OfStream {
    pool: PgPool,
    kind: StreamKind,
    id: String,
    /// The sequence and position of the last event that was given.
    given: (u64, u64),
    until: u64,
    ends: Ends,
    is_over: bool,
}

impl OfStream {
    /// Begins with the first event; those after the position `until` are left out.
    pub fn new(pool: PgPool, kind: StreamKind, id: String, until: u64) -> Self {
        Self {
            pool,
            kind,
            ends: Ends::of(kind, [id.as_str()]),
            id,
            given: (0, 0),
            until,
            is_over: false,
        }
    }

    /// Gives the next events; none: that was all.
    pub async fn next_page(&mut self) -> Result<Vec<StoredEvent>, ScanError> {
        if self.is_over {
            return Ok(vec![]);
        }
        let rows = sqlx::query(PART_OF_STREAM)
            .bind(self.kind.as_str())
            .bind(&self.id)
            .bind(signed(self.given.0))
            .bind(signed(self.until))
            .bind(PAGE_EVENTS)
            .fetch(&self.pool);
        let page = gather(rows).await?;
        if let Some(last) = page.last() {
            self.given = (last.sequence, last.position);
            self.ends.reach(last);
        }
        // Most streams are shorter than a page: no question more for those.
        let bytes = |event: &StoredEvent| event.payload.len() + event.metadata.len();
        let is_full =
            page.len() as i64 >= PAGE_EVENTS || page.iter().map(bytes).sum::<usize>() >= PAGE_BYTES;
        self.is_over = !is_full;
        if self.is_over {
            self.ends.must_be_ends(&self.pool, self.until).await?;
        }
        Ok(page)
    }

    /// Gives the sequence and position of the last event that was given.
    pub(super) fn given(&self) -> (u64, u64) {
        self.given
    }
}

/// Reads one stream up to a position; empty if it had not begun by then.
pub async fn stream_until(
    pool: &PgPool,
    kind: StreamKind,
    id: &str,
    until: u64,
) -> Result<Vec<StoredEvent>, ScanError> {
    let rows = sqlx::query(OF_STREAM)
        .bind(kind.as_str())
        .bind(id)
        .bind(signed(until))
        .fetch_all(pool)
        .await?;
    rows.iter().map(StoredEvent::read).collect()
}

/// Reads some streams up to a position, one after the other, as the events come.
///
/// A connection is held until the last event: nothing may ask for another one meanwhile.
pub fn streams_until<'a>(
    pool: &'a PgPool,
    kind: StreamKind,
    ids: &[String],
    until: u64,
) -> BoxStream<'a, Result<StoredEvent, ScanError>> {
    let rows = match ids {
        // By its key alone: one stream may be too long to be put in order.
        [only] => sqlx::query(OF_STREAM)
            .bind(kind.as_str())
            .bind(only.clone())
            .bind(signed(until))
            .fetch(pool),
        several => sqlx::query(OF_STREAMS)
            .bind(kind.as_str())
            .bind(several.to_vec())
            .bind(signed(until))
            .fetch(pool),
    };
    rows.map(|row| StoredEvent::read(&row?)).boxed()
}

async fn gather(
    mut rows: BoxStream<'_, Result<PgRow, sqlx::Error>>,
) -> Result<Vec<StoredEvent>, ScanError> {
    let (mut page, mut bytes) = (vec![], 0);
    while let Some(row) = rows.try_next().await? {
        let event = StoredEvent::read(&row)?;
        bytes += event.payload.len() + event.metadata.len();
        page.push(event);
        if bytes >= PAGE_BYTES {
            break;
        }
    }
    Ok(page)
}

fn signed(position: u64) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}
