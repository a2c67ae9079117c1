//! Reading one shard: the events of whole streams as they lie in the table, each proven where it
//! lies in what PostgreSQL sends.
//!
//! No order is asked for: a bitmap of the key finds the pages of the table, and those are read from
//! the first to the last, a tenth of what looking up each event costs. The table is about in the
//! order of the log, so nearly every event comes after those it follows; one that does not waits.

use std::collections::{HashMap, VecDeque};

use bytes::Bytes;
use chrono::DateTime;
use futures::TryStreamExt;
use futures::stream::BoxStream;
use sqlx::{Executor, PgConnection};

use super::RebuildError;
use super::shards::Shard;
use crate::log::copied::{FIRST_INSTANT, Row};
use crate::log::leaf::written;
use crate::log::raw::Raw;
use crate::log::{LogError, StreamKind};
use crate::views::log_page::Recorded;

/// For the statements that follow alone: whoever uses the connection next has its own settings.
const BEGIN: &str = "
    begin isolation level repeatable read read only;
    set local enable_indexscan = off;
    set local enable_seqscan = off;
    set local effective_io_concurrency = 0;
    set local work_mem = '32MB';
    set local max_parallel_workers_per_gather = 0";

/// A shard that is being read.
pub(super) struct ShardScan<'c> {
    kind: StreamKind,
    messages: BoxStream<'c, Result<Bytes, sqlx::Error>>,
    streams: Streams,
    clock: Clock,
    /// Events that come next, in the order of their streams.
    ready: VecDeque<Recorded>,
    /// How many events were read.
    pub events: u64,
}

/// Streams on their way: how far each was read, and what came before it could be folded.
#[derive(Default)]
struct Streams {
    /// The sequence and position of the last event that was given.
    last: HashMap<Box<str>, (i64, i64)>,
    waiting: HashMap<Box<str>, Vec<Recorded>>,
}

/// Makes a connection ready to scan; `rollback` makes it as it was.
pub(super) async fn begin(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    connection.execute(BEGIN).await?;
    Ok(())
}

impl<'c> ShardScan<'c> {
    /// Begins to read a shard up to a position.
    pub(super) async fn of(
        connection: &'c mut PgConnection,
        shard: &Shard,
        until: i64,
    ) -> Result<Self, sqlx::Error> {
        Ok(Self {
            kind: shard.kind,
            messages: connection.copy_out_raw(&statement(shard, until)).await?,
            streams: Streams::default(),
            clock: Clock::default(),
            ready: VecDeque::new(),
            events: 0,
        })
    }

    /// Gives the next event, proven and in place; none: that was all.
    pub(super) async fn next(&mut self) -> Result<Option<Recorded>, RebuildError> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Ok(Some(event));
            }
            let Some(message) = self.messages.try_next().await? else {
                self.streams.must_be_whole()?;
                return Ok(None);
            };
            if let Some(row) = Row::of_message(&message)? {
                self.events += 1;
                let raw = raw(row, self.kind, &mut self.clock)?;
                self.streams.arrive(&raw, &mut self.ready)?;
            }
        }
    }

    /// Reads on to the end, or the connection would be left in the middle of an answer.
    pub(super) async fn drain(mut self) -> Result<(), sqlx::Error> {
        while self.messages.try_next().await?.is_some() {}
        Ok(())
    }
}

impl Streams {
    /// Gives an event, and those that waited for it; or lets it wait.
    fn arrive(
        &mut self,
        raw: &Raw<'_>,
        ready: &mut VecDeque<Recorded>,
    ) -> Result<(), RebuildError> {
        let id = raw.aggregate_id;
        let recorded = Recorded::of(raw);
        let last = match self.last.get_mut(id) {
            Some(last) => last,
            None => self.last.entry(id.into()).or_default(),
        };
        if recorded.sequence != last.0 + 1 {
            self.waiting.entry(id.into()).or_default().push(recorded);
            return Ok(());
        }
        give(last, recorded, ready)?;
        if self.waiting.is_empty() {
            return Ok(());
        }
        let Some(waiting) = self.waiting.get_mut(id) else {
            return Ok(());
        };
        while let Some(next) = waiting.iter().position(|it| it.sequence == last.0 + 1) {
            give(last, waiting.swap_remove(next), ready)?;
        }
        if waiting.is_empty() {
            self.waiting.remove(id);
        }
        Ok(())
    }

    /// Requires that no event waits for one that is gone.
    fn must_be_whole(&self) -> Result<(), RebuildError> {
        let first = self.waiting.values().flatten().min_by_key(|it| it.position);
        match first {
            Some(event) => Err(RebuildError::Poison {
                position: event.position.unsigned_abs(),
                why:
                    "it does not follow those before it in its stream: something took an event away"
                        .to_owned(),
            }),
            None => Ok(()),
        }
    }
}

fn give(
    last: &mut (i64, i64),
    event: Recorded,
    ready: &mut VecDeque<Recorded>,
) -> Result<(), RebuildError> {
    if event.position <= last.1 {
        let position = event.position.unsigned_abs();
        return Err(LogError::OutOfOrder { position }.into());
    }
    *last = (event.sequence, event.position);
    ready.push_back(event);
    Ok(())
}

/// The time of leaves as it is written: events of a batch share theirs.
#[derive(Default)]
struct Clock {
    micros: i64,
    written: String,
}

/// Proves a row of position, id, sequence, type, version, payload, metadata, time and leaf.
fn raw<'a>(mut row: Row<'a>, kind: StreamKind, clock: &mut Clock) -> Result<Raw<'a>, RebuildError> {
    let position = row.int8()?.unsigned_abs();
    let (aggregate_id, sequence) = (row.text()?, row.int8()?.unsigned_abs());
    let (event_type, event_version) = (row.text()?, row.text()?);
    let (payload, metadata) = (row.text()?, row.text()?);
    let micros = row.int8()?;
    let recorded_at = micros.checked_add(FIRST_INSTANT);
    let recorded_at = recorded_at.and_then(DateTime::from_timestamp_micros);
    let recorded_at = recorded_at.ok_or(LogError::Altered { position })?;
    if clock.written.is_empty() || clock.micros != micros {
        (clock.micros, clock.written) = (micros, written(recorded_at));
    }
    let raw = Raw {
        position,
        aggregate_type: kind.as_str(),
        aggregate_id,
        sequence,
        event_type,
        event_version,
        payload,
        metadata,
        recorded_at,
        leaf: row.bytes()?,
    };
    Ok(raw.proven_at(&clock.written)?)
}

/// Gives the statement that reads a shard; `copy` takes no parameters.
fn statement(shard: &Shard, until: i64) -> String {
    format!(
        "copy (
             select position, aggregate_id, sequence, event_type, event_version, payload, metadata,
                 recorded_at, leaf
             from events
             where aggregate_type = {kind}
             and aggregate_id >= {from}
             and aggregate_id < {before}
             and position <= {until}
         ) to stdout (format binary)",
        kind = quoted(shard.kind.as_str()),
        from = quoted(&shard.from),
        before = quoted(&shard.before),
    )
}

/// Writes a text as a literal, whatever is in it.
fn quoted(text: &str) -> String {
    format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}
