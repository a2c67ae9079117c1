//! One batch: many appends in one statement and one commit.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::append::{Append, KeyedCommand, NewEvent, StreamAppend, StreamKind};
use super::head::Anchor;
use super::leaf::{Leaf, written};

/// Takes positions from the head, inserts the events, and whatever else `$also` inserts.
///
/// The head's row stays locked until the commit: no reader sees a position before those below it.
/// No row comes back when the head is later than the proposed time, when the event that this
/// process knows is not in the log, or when a stream that was read has not its last event any more.
macro_rules! append {
    ($also:literal) => {
        concat!(
            "
with head as (
    update log_head
    set position = position + $1, recorded_at = $2
    where recorded_at <= $2
    and ($11 = 0 or exists (
        select
        from events
        where position = $11
        and leaf = $12
    ))
    and not exists (
        select
        from unnest($13::text[], $14::text[], $15::bigint[]) as before (kind, id, version)
        where not exists (
            select
            from events
            where aggregate_type = before.kind
            and aggregate_id = before.id
            and sequence = before.version
        )
    )
    returning position - $1 as base
), appended as (
    insert into events (
        position, aggregate_type, aggregate_id, sequence, event_type, event_version,
        payload, metadata, recorded_at, leaf
    )
    select head.base + ordinality, kind, id, sequence, event_type, event_version,
        payload::json, metadata::json, $2, leaf
    from head, unnest($4::text[], $5::text[], $6::bigint[], $7::text[], $3::text[], $8::text[], $9::text[], $10::bytea[])
        with ordinality
        as new (kind, id, sequence, event_type, event_version, payload, metadata, leaf, ordinality)
)",
            $also,
            "
select base
from head"
        )
    };
}

const APPEND: &str = append!("");

/// The same, with the ids of the commands that carry one.
const APPEND_WITH_KEYS: &str = append!(
    ", keyed as (
    insert into commands (
        principal, key, request_hash, stream_type, stream_id, first_sequence, event_count,
        position, answer
    )
    select principal, key, request_hash, kind, id, first_sequence, event_count,
        head.base + place, answer::json
    from head, unnest($16::text[], $17::text[], $18::bytea[], $19::text[], $20::text[], $21::bigint[], $22::int[], $23::bigint[], $24::text[])
        as command (principal, key, request_hash, kind, id, first_sequence, event_count, place, answer)
)"
);

/// An event of a batch.
struct New<'a> {
    stream: &'a StreamAppend,
    sequence: u64,
    event: &'a NewEvent,
}

/// A command of a batch that carries an id.
struct Keyed<'a> {
    command: &'a KeyedCommand,
    /// The stream the command was for.
    stream: &'a StreamAppend,
    /// How many events of the batch come up to its last one.
    place: i64,
}

/// What became of a batch.
pub(super) enum Inserted {
    /// It is in the log, after a position; the leaf is that of its last event.
    After { base: u64, leaf: Option<[u8; 32]> },
    /// Nothing was inserted: the head is later than the proposed time, or something is not in the
    /// log that must be there.
    Not,
}

/// Inserts all appends, if the log is the one that they are meant for.
pub(super) async fn insert(
    connection: &mut PgConnection,
    appends: &[Append],
    recorded_at: DateTime<Utc>,
    anchor: Anchor,
) -> Result<Inserted, sqlx::Error> {
    let (events, keyed) = events_and_keys(appends);
    let written = written(recorded_at);
    let leaf_of = |new: &New<'_>| leaf(new.stream, new.event, new.sequence, &written);
    let leaves: Vec<[u8; 32]> = events.iter().map(leaf_of).collect();
    let leaf = leaves.last().copied();
    let before = before(appends);
    let mut query = sqlx::query_scalar::<_, i64>(match keyed.is_empty() {
        true => APPEND,
        false => APPEND_WITH_KEYS,
    });
    query = query
        .bind(events.len() as i64)
        .bind(recorded_at)
        .bind(column(&events, |new| new.event.event_version))
        .bind(column(&events, |new| new.stream.kind.as_str()))
        .bind(column(&events, |new| new.stream.id.as_ref()))
        .bind(column(&events, |new| new.sequence as i64))
        .bind(column(&events, |new| new.event.event_type))
        .bind(column(&events, |new| new.event.payload.as_str()))
        .bind(column(&events, |new| new.event.metadata.as_ref()))
        .bind(leaves)
        .bind(anchor.position as i64)
        .bind(anchor.leaf.as_slice())
        .bind(column(&before, |(kind, _, _)| kind.as_str()))
        .bind(column(&before, |(_, id, _)| *id))
        .bind(column(&before, |(_, _, version)| *version as i64));
    if !keyed.is_empty() {
        query = query
            .bind(column(&keyed, |it| it.command.principal.as_str()))
            .bind(column(&keyed, |it| it.command.key.as_str()))
            .bind(column(&keyed, |it| it.command.request_hash))
            .bind(column(&keyed, |it| it.stream.kind.as_str()))
            .bind(column(&keyed, |it| it.stream.id.as_ref()))
            .bind(column(&keyed, |it| it.stream.expected as i64 + 1))
            .bind(column(&keyed, |it| it.stream.events.len() as i32))
            .bind(column(&keyed, |it| it.place))
            .bind(column(&keyed, |it| it.command.answer.as_str()));
    }
    let base = query.fetch_optional(connection).await?;
    Ok(match base.map(i64::unsigned_abs) {
        Some(base) => Inserted::After { base, leaf },
        None => Inserted::Not,
    })
}

/// Lists the streams that go on from what was read, each with the version before its first new
/// event. What this process appended since lies before the event that it knows to be in the log.
fn before(appends: &[Append]) -> Vec<(StreamKind, &str, u64)> {
    let mut seen = HashSet::new();
    let streams = appends.iter().flat_map(|append| &append.streams);
    streams
        .filter(|stream| stream.expected > 0 && !stream.lineage.is_ours())
        .filter(|stream| seen.insert((stream.kind, &stream.id)))
        .map(|stream| (stream.kind, stream.id.as_ref(), stream.expected))
        .collect()
}

/// Gives a column of rows, which are read but not copied.
pub(crate) fn column<'r, T, V>(rows: &'r [T], value: impl Fn(&'r T) -> V) -> Vec<V> {
    rows.iter().map(value).collect()
}

fn events_and_keys(appends: &[Append]) -> (Vec<New<'_>>, Vec<Keyed<'_>>) {
    let (mut events, mut keyed) = (vec![], vec![]);
    for append in appends {
        for stream in &append.streams {
            let placed = (stream.expected + 1..).zip(&stream.events);
            events.extend(placed.map(|(sequence, event)| New {
                stream,
                sequence,
                event,
            }));
        }
        if let (Some(command), Some(stream)) = (&append.command, append.streams.first()) {
            keyed.push(Keyed {
                command,
                stream,
                place: events.len() as i64,
            });
        }
    }
    (events, keyed)
}

/// Gives the leaf of an append's first event, to find it again.
pub(super) fn first_leaf(append: &Append, recorded_at: DateTime<Utc>) -> Option<[u8; 32]> {
    let stream = append.streams.first()?;
    let event = stream.events.first()?;
    let sequence = stream.expected + 1;
    Some(leaf(stream, event, sequence, &written(recorded_at)))
}

/// Gives the leaf of the last event of a batch.
pub(super) fn last_leaf(appends: &[Append], recorded_at: DateTime<Utc>) -> Option<[u8; 32]> {
    let (events, _) = events_and_keys(appends);
    let last = events.last()?;
    let written = written(recorded_at);
    Some(leaf(last.stream, last.event, last.sequence, &written))
}

fn leaf(stream: &StreamAppend, event: &NewEvent, sequence: u64, recorded_at: &str) -> [u8; 32] {
    let leaf = Leaf {
        aggregate_id: &stream.id,
        aggregate_type: stream.kind.as_str(),
        event_type: event.event_type,
        event_version: event.event_version,
        metadata: &event.metadata,
        payload: &event.payload,
        recorded_at,
        sequence,
    };
    leaf.digest()
}
