//! Sorting out a batch that did not go in: who is at fault, and what is in the log after all.

use std::collections::{HashMap, HashSet};

use sqlx::PgConnection;

use super::append::{Append, Outcome};

const VERSIONS: &str = "
select stream.kind, stream.id, coalesce(max(events.sequence), 0)
from unnest($1::text[], $2::text[]) as stream (kind, id)
left join events on events.aggregate_type = stream.kind and events.aggregate_id = stream.id
group by stream.kind, stream.id";

const KNOWN_KEYS: &str = "
select commands.principal, commands.key
from unnest($1::text[], $2::text[]) as command (principal, key)
join commands using (principal, key)";

/// Splits a batch that broke a unique constraint: the appends that can go in, and the others.
///
/// A conflict never harms its neighbours, but those decided upon it fail with it.
pub(super) async fn split(
    connection: &mut PgConnection,
    appends: Vec<Append>,
) -> Result<(Vec<Append>, Vec<(Append, Outcome)>), (Vec<Append>, sqlx::Error)> {
    let versions = match versions(connection, &appends).await {
        Ok(versions) => versions,
        Err(error) => return Err((appends, error)),
    };
    let mut keys = match known_keys(connection, &appends).await {
        Ok(keys) => keys,
        Err(error) => return Err((appends, error)),
    };
    let mut versions = versions;
    let (mut sound, mut faulty) = (vec![], vec![]);
    for append in appends {
        let key = append
            .command
            .as_ref()
            .map(|c| (c.principal.clone(), c.key.clone()));
        let is_known = key.is_some_and(|key| !keys.insert(key));
        let fits = append.streams.iter().all(|stream| {
            let stream_name = (stream.kind.as_str().to_owned(), stream.id.to_string());
            !stream.lineage.is_broken() && versions.get(&stream_name) == Some(&stream.expected)
        });
        if fits && !is_known {
            for stream in &append.streams {
                let stream_name = (stream.kind.as_str().to_owned(), stream.id.to_string());
                versions.insert(stream_name, stream.version_after());
            }
            sound.push(append);
        } else {
            append
                .streams
                .iter()
                .for_each(|stream| stream.lineage.break_off());
            faulty.push((
                append,
                if is_known {
                    Outcome::KeyKnown
                } else {
                    Outcome::Conflict
                },
            ));
        }
    }
    Ok((sound, faulty))
}

async fn versions(
    connection: &mut PgConnection,
    appends: &[Append],
) -> Result<HashMap<(String, String), u64>, sqlx::Error> {
    let streams: HashSet<(&str, &str)> = appends
        .iter()
        .flat_map(|append| &append.streams)
        .map(|stream| (stream.kind.as_str(), stream.id.as_ref()))
        .collect();
    let (kinds, ids): (Vec<&str>, Vec<&str>) = streams.into_iter().unzip();
    let rows: Vec<(String, String, i64)> = sqlx::query_as(VERSIONS)
        .bind(&kinds)
        .bind(&ids)
        .fetch_all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(kind, id, version)| ((kind, id), version.unsigned_abs()))
        .collect())
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
    leaf: [u8; 32],
) -> Result<Option<u64>, sqlx::Error> {
    let Some(stream) = append.streams.first() else {
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
