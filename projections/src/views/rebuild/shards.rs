//! Parts of the log by stream, and how far each has been folded.

use sqlx::{PgConnection, PgPool, Row};
use uuid::Uuid;

use super::job::Job;
use super::stream_page::Cursor;

/// After the last stream of any kind: ids are plain ASCII.
const END: &str = "~";

/// A part of the log.
#[derive(Clone, Debug)]
pub(super) struct Shard {
    pub number: i32,
    pub cursor: Cursor,
}

const SAMPLE: &str = "
select aggregate_id
from events
where aggregate_type = $1
and position = any($2)
order by aggregate_id";

impl Job {
    /// Lists the shards that are not done.
    pub(super) async fn shards(&self, pool: &PgPool) -> Result<Vec<Shard>, sqlx::Error> {
        let rows = sqlx::query(
            "select shard, aggregate_type, after_id, after_sequence, before_id
             from rebuild_shards
             where rebuild_id = $1 and not is_done
             order by shard",
        )
        .bind(self.id)
        .fetch_all(pool)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(Shard {
                    number: row.try_get(0)?,
                    cursor: Cursor {
                        aggregate_type: row.try_get(1)?,
                        after: (row.try_get(2)?, row.try_get(3)?),
                        before: row.try_get(4)?,
                    },
                })
            })
            .collect()
    }

    /// Moves a shard on, as the first statement of a page's transaction; `false`: somebody else
    /// holds the job now.
    pub(super) async fn advance(
        &self,
        connection: &mut PgConnection,
        shard: &Shard,
        to: Option<&(String, i64)>,
        events: usize,
    ) -> Result<bool, sqlx::Error> {
        let moved = sqlx::query(
            "update rebuild_shards
             set after_id = coalesce($4, after_id),
                 after_sequence = coalesce($5, after_sequence),
                 events = events + $6,
                 is_done = $4 is null
             where rebuild_id = $1
               and shard = $2
               and epoch = $3
               and after_id = $7
               and after_sequence = $8",
        )
        .bind(self.id)
        .bind(shard.number)
        .bind(self.epoch - 1)
        .bind(to.map(|(id, _)| id))
        .bind(to.map(|(_, sequence)| *sequence))
        .bind(i64::try_from(events).unwrap_or(i64::MAX))
        .bind(&shard.cursor.after.0)
        .bind(shard.cursor.after.1)
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

/// Finds ids that part the streams of a kind into about equal numbers of events.
pub(super) async fn bounds(
    connection: &mut PgConnection,
    kind: &str,
    position: i64,
    parts: usize,
) -> Result<Vec<String>, sqlx::Error> {
    const SAMPLES: i64 = 1_000;
    let step = (position / SAMPLES).max(1);
    let positions: Vec<i64> = (1..=SAMPLES)
        .map(|n| n * step)
        .take_while(|at| *at <= position)
        .collect();
    let ids: Vec<String> = sqlx::query_scalar(SAMPLE)
        .bind(kind)
        .bind(positions)
        .fetch_all(connection)
        .await?;
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
    kind: &str,
    bounds: &[String],
) -> Result<(), sqlx::Error> {
    let mut from = (String::new(), 0_i64);
    for before in bounds {
        sqlx::query(
            "insert into rebuild_shards (
                 rebuild_id, shard, aggregate_type, after_id, after_sequence, before_id
             )
             select $1, count(*), $2, $3, $4, $5
             from rebuild_shards
             where rebuild_id = $1",
        )
        .bind(id)
        .bind(kind)
        .bind(&from.0)
        .bind(from.1)
        .bind(before)
        .execute(&mut *connection)
        .await?;
        // The bound itself is the next shard's first stream: all its sequences are above zero.
        from = (before.clone(), 0);
    }
    Ok(())
}

/// Requires statistics of the log: without any, a planner would rather sort all of it for each page
/// than walk along its key.
pub(super) async fn must_have_statistics(pool: &PgPool) -> Result<(), sqlx::Error> {
    let is_known: bool =
        sqlx::query_scalar("select reltuples >= 0 from pg_class where oid = 'events'::regclass")
            .fetch_one(pool)
            .await?;
    if !is_known {
        sqlx::query("analyze events").execute(pool).await?;
    }
    Ok(())
}
