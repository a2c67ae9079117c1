//! Reading streams as they are stored, each event proven, and each stream to its end.
//!
//! A leaf proves that an event was not changed and sequences that none is gone from between; what a
//! stream ended with, the rows of the views bear witness to.

use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use sqlx::PgPool;

use super::Place;
use crate::log::scan::{PageSize, StoredEvent, event_columns, gather, signed};
use crate::log::{LogError, StreamKind};
use crate::witness::{Ends, Passed};
use cqrs_es::Aggregate;

const BY_STREAM: &str = concat!(
    "
select ",
    event_columns!(),
    "
from events
where aggregate_type = $1
and (aggregate_id, sequence) > ($2, $3)
and position <= $4
order by aggregate_id, sequence
limit $5"
);

const OF_STREAM: &str = concat!(
    "
select ",
    event_columns!(),
    "
from events
where aggregate_type = $1
and aggregate_id = $2
and position <= $3
order by sequence"
);

const OF_STREAMS: &str = concat!(
    "
select ",
    event_columns!(),
    "
from unnest($2::text[]) with ordinality as wanted (id, place)
cross join lateral (
    select *
    from events
    where aggregate_type = $1
    and aggregate_id = wanted.id
    and position <= $3
) as event
order by wanted.place, event.sequence"
);

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
    pub async fn next_page(&mut self) -> Result<Vec<StoredEvent>, LogError> {
        if self.is_over {
            return Ok(vec![]);
        }
        let rows = sqlx::query(BY_STREAM)
            .bind(self.kind.as_str())
            .bind(&self.after.0)
            .bind(signed(self.after.1))
            .bind(signed(self.until))
            .bind(PageSize::USUAL.events as i64)
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

/// Reads one stream up to a position; empty if it had not begun by then.
pub async fn stream_until(
    pool: &PgPool,
    kind: StreamKind,
    id: &str,
    until: u64,
) -> Result<Vec<StoredEvent>, LogError> {
    let ids = [id.to_owned()];
    streams_until(pool, kind, &ids, until).try_collect().await
}

/// Reads some streams up to a position, one after the other, as the events come.
///
/// Where a connection is taken from a pool it is held until the last event: nothing may ask for
/// another one meanwhile.
pub(crate) fn streams_until<'a>(
    executor: impl sqlx::PgExecutor<'a> + 'a,
    kind: StreamKind,
    ids: &[String],
    until: u64,
) -> BoxStream<'a, Result<StoredEvent, LogError>> {
    let rows = match ids {
        // By its key alone: one stream may be too long to be put in order.
        [only] => sqlx::query(OF_STREAM)
            .bind(kind.as_str())
            .bind(only.clone())
            .bind(signed(until))
            .fetch(executor),
        several => sqlx::query(OF_STREAMS)
            .bind(kind.as_str())
            .bind(several.to_vec())
            .bind(signed(until))
            .fetch(executor),
    };
    rows.map(|row| StoredEvent::read(&row?)).boxed()
}

/// Shows the events of some streams up to a position, each stream's in order and in place.
///
/// That nothing is gone from their ends is not looked at.
pub(crate) async fn each<'a, A: Aggregate>(
    executor: impl sqlx::PgExecutor<'a> + 'a,
    (kind, ids): (StreamKind, &[String]),
    until: u64,
    mut show: impl FnMut(&StoredEvent, A::Event) + Send,
) -> Result<(), LogError> {
    if ids.is_empty() {
        return Ok(());
    }
    let mut events = streams_until(executor, kind, ids, until);
    let mut last = (String::new(), Place::default());
    while let Some(stored) = events.try_next().await? {
        if last.0 != stored.aggregate_id {
            last = (stored.aggregate_id.clone(), Place::default());
        }
        stored.must_follow(last.1)?;
        last.1 = Place::of(&stored);
        let event = stored.read_as::<A>()?;
        show(&stored, event);
    }
    Ok(())
}

/// The same, and requires that the streams do not go on where the log has a hole.
pub(crate) async fn each_whole<A: Aggregate>(
    pool: &PgPool,
    (kind, ids): (StreamKind, &[String]),
    until: u64,
    mut show: impl FnMut(&StoredEvent, A::Event) + Send,
) -> Result<(), LogError> {
    let mut ends = Ends::of(kind, ids.iter().map(String::as_str));
    each::<A>(pool, (kind, ids), until, |stored, event| {
        ends.reach(stored);
        show(stored, event);
    })
    .await?;
    ends.must_be_ends(pool, until).await
}

/// Folds one stream up to a position: its state, and the sequence of its last event; 0: it had not
/// begun by then.
pub(crate) async fn folded<A: Aggregate>(
    pool: &PgPool,
    kind: StreamKind,
    id: &str,
    until: u64,
) -> Result<(A, u64), LogError> {
    let (mut state, mut sequence) = (A::default(), 0);
    each_whole::<A>(pool, (kind, &[id.to_owned()]), until, |stored, event| {
        state.apply(event);
        sequence = stored.sequence;
    })
    .await?;
    Ok((state, sequence))
}
