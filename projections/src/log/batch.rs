//! One batch: many appends in one statement and one commit.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::append::Append;
use super::leaf::{Leaf, written};

/// Takes positions from the head, inserts the events, and whatever else `$also` inserts.
///
/// The head's row stays locked until the commit: no reader sees a position before those below it.
/// No row comes back when the head is later than the proposed time.
macro_rules! append {
    ($also:literal) => {
        concat!(
            "
with head as (
    update log_head
    set position = position + $1, recorded_at = $2
    where recorded_at <= $2
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
    from head, unnest($11::text[], $12::text[], $13::bytea[], $14::text[], $15::text[], $16::bigint[], $17::int[], $18::bigint[], $19::text[])
        as command (principal, key, request_hash, kind, id, first_sequence, event_count, place, answer)
)"
);

/// The columns of a batch, one entry an event, borrowed from the appends.
#[derive(Default)]
struct Events<'a> {
    kinds: Vec<&'static str>,
    ids: Vec<&'a str>,
    sequences: Vec<i64>,
    types: Vec<&'static str>,
    versions: Vec<&'static str>,
    payloads: Vec<&'a str>,
    metadata: Vec<&'a str>,
    leaves: Vec<[u8; 32]>,
}

/// The columns of the keyed commands of a batch.
#[derive(Default)]
struct Commands<'a> {
    principals: Vec<&'a str>,
    keys: Vec<&'a str>,
    hashes: Vec<&'a [u8]>,
    kinds: Vec<&'static str>,
    ids: Vec<&'a str>,
    first_sequences: Vec<i64>,
    event_counts: Vec<i32>,
    places: Vec<i64>,
    answers: Vec<&'a str>,
}

/// Inserts all appends; gives the position before the first event, or nothing if the head is later.
pub(super) async fn insert(
    connection: &mut PgConnection,
    appends: &[Append],
    recorded_at: DateTime<Utc>,
) -> Result<Option<u64>, sqlx::Error> {
    let (events, commands) = columns(appends, &written(recorded_at));
    let leaves: Vec<&[u8]> = events.leaves.iter().map(<[u8; 32]>::as_slice).collect();
    let statement = if commands.keys.is_empty() {
        APPEND
    } else {
        APPEND_WITH_KEYS
    };
    let mut query = sqlx::query_scalar::<_, i64>(statement)
        .bind(events.ids.len() as i64)
        .bind(recorded_at)
        .bind(&events.versions)
        .bind(&events.kinds)
        .bind(&events.ids)
        .bind(&events.sequences)
        .bind(&events.types)
        .bind(&events.payloads)
        .bind(&events.metadata)
        .bind(&leaves);
    if !commands.keys.is_empty() {
        query = query
            .bind(&commands.principals)
            .bind(&commands.keys)
            .bind(&commands.hashes)
            .bind(&commands.kinds)
            .bind(&commands.ids)
            .bind(&commands.first_sequences)
            .bind(&commands.event_counts)
            .bind(&commands.places)
            .bind(&commands.answers);
    }
    let base = query.fetch_optional(connection).await?;
    Ok(base.map(i64::unsigned_abs))
}

/// Gives the leaf of an append's first event, to find it again.
pub(super) fn first_leaf(append: &Append, recorded_at: DateTime<Utc>) -> Option<[u8; 32]> {
    let stream = append.streams.first()?;
    let event = stream.events.first()?;
    let leaf = Leaf {
        aggregate_id: &stream.id,
        aggregate_type: stream.kind.as_str(),
        event_type: event.event_type,
        event_version: event.event_version,
        metadata: &event.metadata,
        payload: &event.payload,
        recorded_at: &written(recorded_at),
        sequence: stream.expected + 1,
    };
    Some(leaf.digest())
}

fn columns<'a>(appends: &'a [Append], recorded_at: &str) -> (Events<'a>, Commands<'a>) {
    let mut events = Events::default();
    let mut commands = Commands::default();
    for append in appends {
        for stream in &append.streams {
            for (event, sequence) in stream.events.iter().zip(stream.expected + 1..) {
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
                events.leaves.push(leaf.digest());
                events.kinds.push(stream.kind.as_str());
                events.ids.push(&stream.id);
                events.sequences.push(sequence as i64);
                events.types.push(event.event_type);
                events.versions.push(event.event_version);
                events.payloads.push(&event.payload);
                events.metadata.push(&event.metadata);
            }
        }
        if let (Some(command), Some(stream)) = (&append.command, append.streams.first()) {
            commands.principals.push(&command.principal);
            commands.keys.push(&command.key);
            commands.hashes.push(&command.request_hash);
            commands.kinds.push(stream.kind.as_str());
            commands.ids.push(&stream.id);
            commands.first_sequences.push(stream.expected as i64 + 1);
            commands.event_counts.push(stream.events.len() as i32);
            commands.places.push(events.ids.len() as i64);
            commands.answers.push(&command.answer);
        }
    }
    (events, commands)
}
