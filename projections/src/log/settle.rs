//! Sorting out a batch that did not go in: who is at fault, and what is in the log after all.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor};

use super::append::{Append, Lineage, Outcome, StreamAppend, StreamKind};
use super::batch;

const VERSIONS: &str = "
select (
    select coalesce(max(sequence), 0)
    from events
    where aggregate_type = stream.kind
    and aggregate_id = stream.id
)
from unnest($1::text[], $2::text[]) with ordinality as stream (kind, id, place)
order by stream.place";

const KNOWN_KEYS: &str = "
select commands.principal, commands.key
from unnest($1::text[], $2::text[]) as command (principal, key)
join commands using (principal, key)";

/// What of a batch's streams and command ids the log has already.
pub(super) struct Known {
    versions: HashMap<(StreamKind, Arc<str>), u64>,
    keys: HashSet<(String, String)>,
}

/// Looks up what the log has of a batch that broke a unique constraint.
pub(super) async fn known(
    connection: &mut PgConnection,
    appends: &[Append],
) -> Result<Known, sqlx::Error> {
    Ok(Known {
        versions: versions(connection, appends).await?,
        keys: known_keys(connection, appends).await?,
    })
}

/// Splits such a batch: the appends that can go in, and the others.
///
/// A conflict never harms its neighbours, but those decided upon it fail with it.
pub(super) fn split(
    appends: Vec<Append>,
    mut known: Known,
) -> (Vec<Append>, Vec<(Append, Outcome)>) {
    let (mut sound, mut faulty) = (vec![], vec![]);
    for append in appends {
        let key = append.command.as_ref();
        let key = key.map(|command| (command.principal.clone(), command.key.clone()));
        let is_known = key.is_some_and(|key| !known.keys.insert(key));
        let fits = append.streams.iter().all(|stream| {
            let version = known.versions.get(&name(stream));
            !stream.lineage.is_broken() && version == Some(&stream.expected)
        });
        if fits && !is_known {
            for stream in &append.streams {
                known.versions.insert(name(stream), stream.version_after());
            }
            sound.push(append);
            continue;
        }
        let lineages = append.streams.iter().map(|stream| &stream.lineage);
        lineages.for_each(Lineage::break_off);
        let outcome = match is_known {
            true => Outcome::KeyKnown,
            false => Outcome::Conflict,
        };
        faulty.push((append, outcome));
    }
    (sound, faulty)
}

async fn versions(
    connection: &mut PgConnection,
    appends: &[Append],
) -> Result<HashMap<(StreamKind, Arc<str>), u64>, sqlx::Error> {
    let streams = appends.iter().flat_map(|append| &append.streams);
    let names: HashSet<_> = streams.map(name).collect();
    let streams = names.iter().map(|(kind, id)| (*kind, id.as_ref()));
    let versions = latest(connection, streams).await?;
    Ok(names.into_iter().zip(versions).collect())
}

fn name(stream: &StreamAppend) -> (StreamKind, Arc<str>) {
    (stream.kind, Arc::clone(&stream.id))
}

/// Reads the latest versions of streams, in the order given; 0: there is no such stream.
pub(crate) async fn latest<'s>(
    executor: impl PgExecutor<'_>,
    streams: impl Iterator<Item = (StreamKind, &'s str)>,
) -> Result<Vec<u64>, sqlx::Error> {
    let (kinds, ids): (Vec<&str>, Vec<&str>) =
        streams.map(|(kind, id)| (kind.as_str(), id)).unzip();
    let versions: Vec<i64> = sqlx::query_scalar(VERSIONS)
        .bind(kinds)
        .bind(ids)
        .fetch_all(executor)
        .await?;
    Ok(versions.into_iter().map(i64::unsigned_abs).collect())
}

async fn known_keys(
    connection: &mut PgConnection,
    appends: &[Append],
) -> Result<HashSet<(String, String)>, sqlx::Error> {
    let commands = appends.iter().filter_map(|append| append.command.as_ref());
    let (principals, keys): (Vec<&str>, Vec<&str>) = commands
        .map(|c| (c.principal.as_str(), c.key.as_str()))
        .unzip();
    if keys.is_empty() {
        return Ok(HashSet::new());
    }
    let rows: Vec<(String, String)> = sqlx::query_as(KNOWN_KEYS)
        .bind(&principals)
        .bind(&keys)
        .fetch_all(connection)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Makes the head later than a statement whose connection was lost.
///
/// Its backend may be running still, and wait for the head's row: once it has it, it finds a head
/// that is later than its own time, and inserts nothing. If it has the row already, this waits until
/// it is done.
const SHUT_OUT: &str = "
update log_head
set recorded_at = greatest(recorded_at, $1 + interval '1 microsecond')";

/// Sees to it that a statement that carried a time has either committed or never will.
pub(super) async fn shut_out(
    connection: &mut PgConnection,
    sent_at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query(SHUT_OUT)
        .bind(sent_at)
        .execute(connection)
        .await?;
    Ok(())
}

const WHERE_IS_LEAF: &str = "
select position
from events
where aggregate_type = $1
and aggregate_id = $2
and sequence = $3
and leaf = $4";

/// Finds the position of an append's first event, if just that event is in the log.
///
/// The leaf covers everything, the time included: if it fits, it is ours, and the rest of its
/// batch, being one statement, is there too.
pub(super) async fn position_of(
    connection: &mut PgConnection,
    append: &Append,
    sent_at: DateTime<Utc>,
) -> Result<Option<u64>, sqlx::Error> {
    let leaf = batch::first_leaf(append, sent_at);
    let (Some(stream), Some(leaf)) = (append.streams.first(), leaf) else {
        return Ok(None);
    };
    let position: Option<i64> = sqlx::query_scalar(WHERE_IS_LEAF)
        .bind(stream.kind.as_str())
        .bind(stream.id.as_ref())
        .bind(stream.expected as i64 + 1)
        .bind(leaf.as_slice())
        .fetch_optional(connection)
        .await?;
    Ok(position.map(i64::unsigned_abs))
}
