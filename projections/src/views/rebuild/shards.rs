//! Parts of the log by stream, each read, folded and written in one go.

use sqlx::{PgConnection, PgPool, Row};
use uuid::Uuid;

use super::job::Job;
use crate::log::StreamKind;

/// After the last stream of any kind: ids are plain ASCII.
const END: &str = "~";

/// So many samples of each part tell where it ends.
const SAMPLES: i64 = 40;

/// A part of the log: the streams of a kind from one id to before another.
#[derive(Clone, Debug)]
pub(super) struct Shard {
    pub number: i32,
    pub kind: StreamKind,
    pub from: String,
    pub before: String,
}

const SAMPLE: &str = "
select aggregate_type, aggregate_id
from events
where position = any($1)
order by aggregate_id";

impl Job {
    /// Lists the shards that are not done.
    pub(super) async fn shards(&self, pool: &PgPool) -> Result<Vec<Shard>, sqlx::Error> {
        let rows = sqlx::query(
            "select shard, aggregate_type, after_id, before_id
             from rebuild_shards
             where rebuild_id = $1 and not is_done
             order by shard",
        )
        .bind(self.id)
        .fetch_all(pool)
        .await?;
        let mut shards = vec![];
        for row in rows {
            let kind: &str = row.try_get(1)?;
            let kind = StreamKind::ALL.into_iter().find(|it| it.as_str() == kind);
            let no_kind = || sqlx::Error::Decode("a shard is of no kind of stream".into());
            shards.push(Shard {
                number: row.try_get(0)?,
                kind: kind.ok_or_else(no_kind)?,
                from: row.try_get(2)?,
                before: row.try_get(3)?,
            });
        }
        Ok(shards)
    }

    /// Tells whether no shard was left half done, as a program before this one did.
    pub(super) async fn has_whole_shards(pool: &PgPool, id: Uuid) -> Result<bool, sqlx::Error> {
        sqlx::query_scalar(
            "select not exists (
                 select
                 from rebuild_shards
                 where rebuild_id = $1 and not is_done and events > 0
             )",
        )
        .bind(id)
        .fetch_one(pool)
        .await
    }

    /// Notes that a shard is done, as the first statement of its transaction; `false`: somebody
    /// else holds the job now, or has done it.
    pub(super) async fn finish_shard(
        &self,
        connection: &mut PgConnection,
        shard: &Shard,
        events: u64,
    ) -> Result<bool, sqlx::Error> {
        let moved = sqlx::query(
            "update rebuild_shards
             set events = $4, is_done = true
             where rebuild_id = $1
               and shard = $2
               and epoch = $3
               and not is_done",
        )
        .bind(self.id)
        .bind(shard.number)
        .bind(self.epoch - 1)
        .bind(i64::try_from(events).unwrap_or(i64::MAX))
        .execute(connection)
        .await?;
        Ok(moved.rows_affected() == 1)
    }

    /// Counts the events that the bulk pass folded, by its shards.
    pub(super) async fn counted(&self, pool: &PgPool) -> Result<i64, sqlx::Error> {
        sqlx::query_scalar(
            "select coalesce(sum(events), 0)::bigint from rebuild_shards where rebuild_id = $1",
        )
        .bind(self.id)
        .fetch_one(pool)
        .await
    }
}

/// So many times the events of a shard of claims has one of funds.
///
/// A claim's events lie near each other, those of a fund all over the log: each shard of funds
/// reads nearly every page of the table, whatever its size. Little is held for them, since entries
/// are final at once.
const MORE_OF_FUNDS: i64 = 8;

/// Finds ids that part the streams of a kind into shards of about equal numbers of events.
pub(super) async fn bounds(
    connection: &mut PgConnection,
    kind: StreamKind,
    position: i64,
    shard_events: usize,
) -> Result<Vec<String>, sqlx::Error> {
    let shard_events = i64::try_from(shard_events).unwrap_or(i64::MAX);
    let shard_events = match kind {
        StreamKind::Fund => shard_events.saturating_mul(MORE_OF_FUNDS),
        StreamKind::Claim | StreamKind::Programme => shard_events,
    };
    let samples = (position / shard_events + 1) * SAMPLES;
    let step = (position / samples).max(1);
    let positions: Vec<i64> = (1..=samples)
        .map(|n| n * step)
        .take_while(|at| *at <= position)
        .collect();
    let sampled: Vec<(String, String)> = sqlx::query_as(SAMPLE)
        .bind(&positions)
        .fetch_all(connection)
        .await?;
    let known = sampled.len().max(1) as i64;
    let ids = sampled.into_iter().filter(|(of, _)| of == kind.as_str());
    let ids: Vec<String> = ids.map(|(_, id)| id).collect();
    let events = ids.len() as i64 * position / known;
    let parts = usize::try_from(events / shard_events + 1).unwrap_or(1);
    let mut bounds: Vec<String> = (1..parts)
        .filter_map(|part| ids.get(part * ids.len() / parts).cloned())
        .collect();
    bounds.dedup();
    bounds.push(END.to_owned());
    Ok(bounds)
}

pub(super) async fn insert_shards(
    connection: &mut PgConnection,
    id: Uuid,
    kind: StreamKind,
    bounds: &[String],
) -> Result<(), sqlx::Error> {
    let mut from = String::new();
    for before in bounds {
        sqlx::query(
            "insert into rebuild_shards (
                 rebuild_id, shard, aggregate_type, after_id, after_sequence, before_id
             )
             select $1, count(*), $2, $3, 0, $4
             from rebuild_shards
             where rebuild_id = $1",
        )
        .bind(id)
        .bind(kind.as_str())
        .bind(&from)
        .bind(before)
        .execute(&mut *connection)
        .await?;
        from.clone_from(before);
    }
    Ok(())
}
