//! Commands that were asked before.

use domain::Person;
use domain::access::Counting;
use sha2::{Digest, Sha256};
use sqlx::PgPool;

use super::{Answer, Command, CommandKey};
use crate::log::canonical;

/// A command id that is known already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownCommand {
    pub request_hash: [u8; 32],
    pub position: u64,
}

const FIRST_ANSWER: &str = "
select request_hash, stream_id, first_sequence + event_count - 1 as version, position, answer::text,
    (
        select count(*)
        from events
        where events.aggregate_type = commands.stream_type
        and events.aggregate_id = commands.stream_id
        and events.sequence < first_sequence + event_count
        and events.event_type = 'CommentAdded'
        and events.payload #>> '{event,CommentAdded,visibility}' = 'vendor_only'
    ) as vendor_only
from commands
where principal = $1
and key = $2";

const KNOWN: &str = "
select asked.place, commands.request_hash, commands.position
from unnest($2::text[]) with ordinality as asked (key, place)
join commands on commands.principal = $1 and commands.key = asked.key";

/// Hashes a command: SHA-256 of its canonical JSON (RFC 8785).
pub(super) fn request_hash(command: &Command) -> [u8; 32] {
    let canonical = canonical(command).expect("a command is plain JSON");
    Sha256::digest(canonical).into()
}

/// Finds the first answer to a command id, with the hash of its request; its version is as who asks
/// counts.
pub(super) async fn find(
    pool: &PgPool,
    by: &Person,
    key: &CommandKey,
    counting: Counting,
) -> Result<Option<([u8; 32], Answer)>, sqlx::Error> {
    let row: Option<([u8; 32], String, i64, i64, String, i64)> = sqlx::query_as(FIRST_ANSWER)
        .bind(by.to_string())
        .bind(key.as_str())
        .fetch_optional(pool)
        .await?;
    row.map(|(hash, stream, version, position, answer, vendor_only)| {
        let standing = serde_json::from_str(&answer).map_err(|e| sqlx::Error::Decode(e.into()))?;
        let answer = Answer {
            stream,
            version: counting.without(vendor_only.unsigned_abs(), version.unsigned_abs()),
            position: position.unsigned_abs(),
            appended: 0,
            is_replay: true,
            standing,
        };
        Ok((hash, answer))
    })
    .transpose()
}

/// Looks up many command ids of one principal.
pub(super) async fn known(
    pool: &PgPool,
    by: &Person,
    keys: &[CommandKey],
) -> Result<Vec<Option<KnownCommand>>, sqlx::Error> {
    let asked: Vec<&str> = keys.iter().map(CommandKey::as_str).collect();
    let rows: Vec<(i64, [u8; 32], i64)> = sqlx::query_as(KNOWN)
        .bind(by.to_string())
        .bind(&asked)
        .fetch_all(pool)
        .await?;
    let mut known = vec![None; keys.len()];
    for (place, request_hash, position) in rows {
        if let Some(entry) = known.get_mut(place.unsigned_abs() as usize - 1) {
            *entry = Some(KnownCommand {
                request_hash,
                position: position.unsigned_abs(),
            });
        }
    }
    Ok(known)
}
