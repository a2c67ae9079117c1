//! The ids of commands with their first answers: what beside the log is worth taking along.
//!
//! They are not events and no leaf covers them; without them, a command that is repeated after its
//! ledger moved to another database would be decided anew.

use sqlx::postgres::PgRow;
use sqlx::{PgPool, Row};

use super::{CommandKey, Standing};
use crate::log::batch::column;
use crate::log::restore::RestoreError;
use crate::log::{KnownLog, LogError};

const BY_KEY: &str = "
select principal, key, request_hash, stream_type, stream_id, first_sequence, event_count,
    position, answer::text
from commands
where (principal, key) > ($1, $2)
and position <= $3
order by principal, key
limit $4";

const RESTORE: &str = "
insert into commands (
    principal, key, request_hash, stream_type, stream_id, first_sequence, event_count,
    position, answer
)
select principal, key, request_hash, kind, id, first_sequence, event_count,
    position, answer::json
from unnest($1::text[], $2::text[], $3::bytea[], $4::text[], $5::text[], $6::bigint[], $7::int[], $8::bigint[], $9::text[])
    as old (principal, key, request_hash, kind, id, first_sequence, event_count, position, answer)
on conflict on constraint commands_pkey do nothing";

/// The most commands of a page.
const PAGE: i64 = 5_000;

/// A command's id, as the ledger keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCommand {
    /// Who gave the command, as `user@org`.
    pub principal: String,
    pub key: String,
    /// SHA-256 of the command's canonical JSON.
    pub request_hash: [u8; 32],
    pub stream_type: String,
    pub stream_id: String,
    pub first_sequence: u64,
    pub event_count: u32,
    /// The position of its last event.
    pub position: u64,
    /// What the caller was told beside ids and positions, as JSON.
    pub answer: String,
}

/// Why a command's id cannot belong to a log.
#[derive(Debug, thiserror::Error)]
pub enum NotACommand {
    #[error("{0:?} is no person")]
    Principal(String),
    #[error("{0:?} is no key")]
    Key(String),
    #[error("the log has no events of it")]
    Events,
    #[error("its answer is none: {0}")]
    Answer(#[from] serde_json::Error),
}

impl StoredCommand {
    /// Checks that the command can have led to events of a log.
    pub fn belongs_to(&self, log: &KnownLog) -> Result<(), NotACommand> {
        let is_person = self.principal.parse::<domain::Person>().is_ok();
        if !is_person {
            return Err(NotACommand::Principal(self.principal.clone()));
        }
        if self.key.parse::<CommandKey>().is_err() {
            return Err(NotACommand::Key(self.key.clone()));
        }
        let last = self.first_sequence.checked_add(u64::from(self.event_count));
        let there = log.sequence_of(&self.stream_type, &self.stream_id);
        let has_events = self.first_sequence >= 1
            && last.is_some_and(|after| after - 1 <= there)
            && (1..=log.position()).contains(&self.position);
        if !has_events {
            return Err(NotACommand::Events);
        }
        serde_json::from_str::<Standing>(&self.answer)?;
        Ok(())
    }

    fn read(row: &PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            principal: row.try_get(0)?,
            key: row.try_get(1)?,
            request_hash: row.try_get(2)?,
            stream_type: row.try_get(3)?,
            stream_id: row.try_get(4)?,
            first_sequence: row.try_get::<i64, _>(5)?.unsigned_abs(),
            event_count: row.try_get::<i32, _>(6)?.unsigned_abs(),
            position: row.try_get::<i64, _>(7)?.unsigned_abs(),
            answer: row.try_get(8)?,
        })
    }
}

/// Reads the ids of all commands up to a position, by principal and key.
#[derive(Debug)]
pub struct ByKey {
    pool: PgPool,
    after: (String, String),
    until: u64,
}

impl ByKey {
    /// Begins with the first; commands whose events come after the position `until` are left out.
    pub fn new(pool: PgPool, until: u64) -> Self {
        let after = (String::new(), String::new());
        Self { pool, after, until }
    }

    /// Gives the next ones; none: that was all.
    pub async fn next_page(&mut self) -> Result<Vec<StoredCommand>, LogError> {
        let rows = sqlx::query(BY_KEY)
            .bind(&self.after.0)
            .bind(&self.after.1)
            .bind(self.until as i64)
            .bind(PAGE)
            .fetch_all(&self.pool)
            .await?;
        let page = rows.iter().map(StoredCommand::read);
        let page = page.collect::<Result<Vec<_>, _>>()?;
        if let Some(last) = page.last() {
            self.after = (last.principal.clone(), last.key.clone());
        }
        Ok(page)
    }
}

/// Brings ids of commands back, after the events they led to; those that are there are left.
///
/// Gives how many were new.
pub async fn restore(pool: &PgPool, commands: &[StoredCommand]) -> Result<u64, RestoreError> {
    let done = sqlx::query(RESTORE)
        .bind(column(commands, |it| it.principal.as_str()))
        .bind(column(commands, |it| it.key.as_str()))
        .bind(column(commands, |it| it.request_hash))
        .bind(column(commands, |it| it.stream_type.as_str()))
        .bind(column(commands, |it| it.stream_id.as_str()))
        .bind(column(commands, |it| it.first_sequence as i64))
        .bind(column(commands, |it| it.event_count as i32))
        .bind(column(commands, |it| it.position as i64))
        .bind(column(commands, |it| it.answer.as_str()))
        .execute(pool)
        .await?;
    Ok(done.rows_affected())
}
