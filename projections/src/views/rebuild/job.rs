//! The rows that say what is being rebuilt, how far it has come and who works at it.
//!
//! They outlive a killed process: whoever takes the job over goes on from its last pages.

use std::time::Duration;

use sqlx::{Executor, PgConnection, PgPool, Row};
use uuid::Uuid;

use super::shards::{bounds, insert_shards};
use super::site::Halt;
use super::{Phase, Purpose, RebuildError, RebuildOptions};
use crate::log::StreamKind;
use crate::views::registry::of_version;
use crate::views::{ViewCodes, ViewName};

/// How long a job stays its holder's without a sign of life.
pub(super) const LEASE: Duration = Duration::from_secs(5);

/// A rebuild that this process holds.
#[derive(Clone, Debug)]
pub(super) struct Job {
    pub id: Uuid,
    pub purpose: Purpose,
    /// The views with the living version and the one that is built beside it.
    pub views: Vec<Beside>,
    /// The bulk pass folds up to this position.
    pub position: i64,
    pub epoch: i64,
    pub holder: String,
    /// Events that were folded before this process took over, and how long that took.
    pub events_before: i64,
    pub worked_before_ms: i64,
}

/// A view's living version and the one beside it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beside {
    pub view: ViewName,
    pub live: i32,
    pub built: i32,
}

const BEGIN: &str = "
insert into rebuilds (rebuild_id, purpose, views, position, holder, epoch, lease_until)
select $1, $2, $3,
    (select min(position) from views where is_live and name = any($3)),
    $4, 1, clock_timestamp() + $5 * interval '1 millisecond'
on conflict do nothing
returning position";

const BEYOND_THE_HEAD: &str = "
select name, views.position, log_head.position
from views, log_head
where is_live
and name = any($1)
and views.position > log_head.position
order by name
limit 1";

/// What is recorded next is then folded into the living version too, until it is replaced.
const BACK_TO_THE_HEAD: &str = "
update views
set position = log_head.position, changed_at = clock_timestamp()
from log_head
where is_live
and name = any($1)
and views.position > log_head.position";

const NEW_VERSION: &str = "
insert into views (name, version, shape, is_live, state, rebuild_id)
select $1, max(version) + 1, $2, false, 'rebuilding', $3
from views
where name = $1
returning version";

impl Job {
    /// Begins a rebuild: its row, its tables and its shards, in one transaction.
    pub(super) async fn begin(
        pool: &PgPool,
        options: &RebuildOptions,
        holder: &str,
    ) -> Result<Option<Self>, RebuildError> {
        let id = Uuid::now_v7();
        let names = ViewName::names(&options.views);
        let mut transaction = pool.begin().await?;
        match options.purpose {
            Purpose::Verify => must_not_be_beyond_the_head(&mut transaction, &names).await?,
            Purpose::Rebuild => {
                sqlx::query(BACK_TO_THE_HEAD)
                    .bind(&names)
                    .execute(&mut *transaction)
                    .await?;
            }
        }
        let position: Option<i64> = sqlx::query_scalar(BEGIN)
            .bind(id)
            .bind(options.purpose.as_str())
            .bind(&names)
            .bind(holder)
            .bind(LEASE.as_millis() as f64)
            .fetch_optional(&mut *transaction)
            .await?;
        let Some(position) = position else {
            return Ok(None);
        };
        for view in &options.views {
            let code = options.codes.of(*view);
            let version: i32 = sqlx::query_scalar(NEW_VERSION)
                .bind(view.as_str())
                .bind(code.shape)
                .bind(id)
                .fetch_one(&mut *transaction)
                .await?;
            transaction
                .execute(of_version(code.tables, version).as_str())
                .await?;
            if position == 0 {
                // There is nothing to fold first.
                transaction
                    .execute(of_version(code.indexes, version).as_str())
                    .await?;
            }
        }
        // The shards of funds are the largest, and come before those of claims.
        for kind in kinds_of(&options.views).into_iter().rev() {
            let bounds = bounds(&mut transaction, kind, position, options.shard_events).await?;
            insert_shards(&mut transaction, id, kind, &bounds).await?;
        }
        transaction.commit().await?;
        Self::load(pool, id).await.map(Some)
    }

    /// Takes over a rebuild that nobody holds; nothing: somebody was faster.
    pub(super) async fn take_over(
        pool: &PgPool,
        id: Uuid,
        holder: &str,
    ) -> Result<Option<Self>, RebuildError> {
        let mut transaction = pool.begin().await?;
        let taken = sqlx::query(
            "update rebuilds
             set holder = $2,
                 epoch = epoch + 1,
                 lease_until = clock_timestamp() + $3 * interval '1 millisecond'
             where rebuild_id = $1
               and ended_at is null
               and (holder is null or lease_until <= clock_timestamp())",
        )
        .bind(id)
        .bind(holder)
        .bind(LEASE.as_millis() as f64)
        .execute(&mut *transaction)
        .await?;
        if taken.rows_affected() == 0 {
            return Ok(None);
        }
        // Waits for the pages that the former holder is writing; he writes no further one.
        sqlx::query("update rebuild_shards set epoch = epoch + 1 where rebuild_id = $1")
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Self::load(pool, id).await.map(Some)
    }

    async fn load(pool: &PgPool, id: Uuid) -> Result<Self, RebuildError> {
        let row = sqlx::query(
            "select purpose, position, epoch, holder, worked_ms,
                 (
                     select coalesce(sum(events), 0)::bigint
                     from rebuild_shards
                     where rebuild_id = $1
                 ) as events
             from rebuilds
             where rebuild_id = $1",
        )
        .bind(id)
        .fetch_one(pool)
        .await?;
        let versions: Vec<(String, i32, i32)> = sqlx::query_as(
            "select built.name, live.version, built.version
             from views as built
             join views as live on live.name = built.name and live.is_live
             where built.rebuild_id = $1
             order by built.name",
        )
        .bind(id)
        .fetch_all(pool)
        .await?;
        let views = versions.into_iter().filter_map(|(name, live, built)| {
            let view = name.parse().ok()?;
            Some(Beside { view, live, built })
        });
        let mut views: Vec<Beside> = views.collect();
        views.sort_by_key(|beside| beside.view);
        Ok(Self {
            id,
            purpose: Purpose::written(row.try_get("purpose")?).ok_or(RebuildError::BrokeOff)?,
            views,
            position: row.try_get("position")?,
            epoch: row.try_get("epoch")?,
            holder: row.try_get::<Option<_>, _>("holder")?.unwrap_or_default(),
            events_before: row.try_get("events")?,
            worked_before_ms: row.try_get("worked_ms")?,
        })
    }

    /// Renews the lease and says how far the job is; gives why the work is to end, if it is.
    pub(super) async fn beat(
        &self,
        pool: &PgPool,
        phase: Phase,
        events: i64,
        worked: Duration,
    ) -> Result<Option<Halt>, sqlx::Error> {
        let is_cancelled: Option<bool> = sqlx::query_scalar(
            "update rebuilds
             set phase = $4,
                 events = $5,
                 worked_ms = $6,
                 lease_until = clock_timestamp() + $7 * interval '1 millisecond'
             where rebuild_id = $1 and epoch = $2 and holder = $3 and ended_at is null
             returning is_cancelled",
        )
        .bind(self.id)
        .bind(self.epoch)
        .bind(&self.holder)
        .bind(phase.as_str())
        .bind(events)
        .bind(i64::try_from(worked.as_millis()).unwrap_or(i64::MAX))
        .bind(LEASE.as_millis() as f64)
        .fetch_optional(pool)
        .await?;
        Ok(Halt::of(is_cancelled))
    }

    /// Requires that the job is still this process's, and keeps it so to the end of the transaction.
    pub(super) async fn must_hold(
        &self,
        connection: &mut PgConnection,
    ) -> Result<(), RebuildError> {
        let is_cancelled: Option<bool> = sqlx::query_scalar(
            "select is_cancelled
             from rebuilds
             where rebuild_id = $1 and epoch = $2 and holder = $3 and ended_at is null
             for update",
        )
        .bind(self.id)
        .bind(self.epoch)
        .bind(&self.holder)
        .fetch_optional(connection)
        .await?;
        Halt::of(is_cancelled).map_or(Ok(()), |halt| Err(halt.into()))
    }

    /// Tells whether what is built has the shapes of a program's views: another may have begun it,
    /// with views of its own.
    pub(super) async fn is_of(
        pool: &PgPool,
        id: Uuid,
        codes: &ViewCodes,
    ) -> Result<bool, sqlx::Error> {
        let built: Vec<(String, i32)> =
            sqlx::query_as("select name, shape from views where rebuild_id = $1")
                .bind(id)
                .fetch_all(pool)
                .await?;
        let is_known = |(name, shape): &(String, i32)| {
            ViewName::written(name).is_some_and(|view| codes.of(view).shape == *shape)
        };
        Ok(built.iter().all(is_known) && Self::has_whole_shards(pool, id).await?)
    }

    /// Gives the job back, unfinished, and says how many events it has folded.
    pub(super) async fn release(&self, pool: &PgPool) -> Result<(), sqlx::Error> {
        sqlx::query(
            "update rebuilds
             set holder = null,
                 lease_until = null,
                 events = (
                     select coalesce(sum(events), 0)::bigint
                     from rebuild_shards
                     where rebuild_id = $1
                 )
             where rebuild_id = $1 and epoch = $2 and holder = $3 and ended_at is null",
        )
        .bind(self.id)
        .bind(self.epoch)
        .bind(&self.holder)
        .execute(pool)
        .await?;
        Ok(())
    }
}

/// Gives the kinds of streams that views are folded from.
///
/// Where that is nearly all of the log the rest is read as well: then the count of events proves
/// that none is gone.
pub(super) fn kinds_of(views: &[ViewName]) -> Vec<StreamKind> {
    let is_needed = |kind: &StreamKind| views.iter().any(|view| view.is_folded_from(*kind));
    let needed: Vec<StreamKind> = StreamKind::ALL.into_iter().filter(is_needed).collect();
    match needed.len() {
        0 | 1 => needed,
        _ => StreamKind::ALL.to_vec(),
    }
}

/// Requires that no view claims to know more than the log has.
async fn must_not_be_beyond_the_head(
    connection: &mut PgConnection,
    names: &[&str],
) -> Result<(), RebuildError> {
    let beyond: Option<(String, i64, i64)> = sqlx::query_as(BEYOND_THE_HEAD)
        .bind(names)
        .fetch_optional(connection)
        .await?;
    match beyond {
        None => Ok(()),
        Some((view, position, head)) => Err(RebuildError::BeyondTheHead {
            view,
            position: position.unsigned_abs(),
            head: head.unsigned_abs(),
        }),
    }
}
