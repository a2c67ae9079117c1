//! The bulk pass: workers take shards of the log and fold whole streams, page by page.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use sqlx::{Executor, PgPool};
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::task::JoinSet;

use super::job::Beside;
use super::shards::Shard;
use super::stream_page::{StreamPage, page_after};
use super::{RebuildError, Site};
use crate::views::fold::{self, Fill, FoldError};
use crate::views::registry::of_version;

/// Pages need not be flushed: a crash of the database loses a page with the step of its shard.
const BEGIN: &str = "begin; set local synchronous_commit = off";

/// Indexes are sorted in memory where they fit; each by one process, since there is a worker for
/// every processor. Statistics of a sample will do until the next vacuum looks closer.
const SETTINGS: &str = "
    set local maintenance_work_mem = '64MB';
    set local max_parallel_maintenance_workers = 0;
    set local default_statistics_target = 10";

/// So many events a second are somebody else's commands, who come first.
const BUSY_EVENTS_PER_SECOND: f64 = 200.0;

/// Folds all shards that are not done, and requires that no event was missed.
pub(super) async fn fold_all(site: &Arc<Site>) -> Result<(), RebuildError> {
    let shards: VecDeque<Shard> = site.job.shards(&site.pool).await?.into();
    let shards = Arc::new(Mutex::new(shards));
    let traffic = Arc::new(Traffic::default());
    let mut workers: JoinSet<Result<(), RebuildError>> = JoinSet::new();
    for _ in 0..site.jobs {
        let (site, shards) = (Arc::clone(site), Arc::clone(&shards));
        let mut worker = Worker {
            site,
            traffic: Arc::clone(&traffic),
            turn: None,
        };
        workers.spawn(async move {
            loop {
                let shard = shards.lock().await.pop_front();
                match shard {
                    Some(shard) => worker.fold(shard).await?,
                    None => return Ok(()),
                }
            }
        });
    }
    site.all_of(workers).await?;
    if site.job.counted(&site.pool).await? == site.job.position {
        return Ok(());
    }
    Err(what_is_missing(&site.pool, site.job.position).await?)
}

struct Worker {
    site: Arc<Site>,
    traffic: Arc<Traffic>,
    /// Held by the one who goes on while commands come in, until there is nothing left for him.
    turn: Option<OwnedMutexGuard<()>>,
}

impl Worker {
    async fn fold(&mut self, mut shard: Shard) -> Result<(), RebuildError> {
        let site = Arc::clone(&self.site);
        let limit = site.page_events;
        loop {
            site.must_go_on()?;
            let began = Instant::now();
            let page = page_after(&site.pool, &shard.cursor, site.job.position, limit).await?;
            self.write(&shard, &page).await?;
            site.folded(page.events.len());
            match page.last {
                Some(last) => shard.cursor.after = last,
                None => return Ok(()),
            }
            self.make_way(began.elapsed()).await?;
        }
    }

    async fn write(&self, shard: &Shard, page: &StreamPage) -> Result<(), RebuildError> {
        let job = &self.site.job;
        let mut transaction = self.site.pool.begin_with(BEGIN).await?;
        let (last, count) = (page.last.as_ref(), page.events.len());
        if !job.advance(&mut transaction, shard, last, count).await? {
            return Err(RebuildError::Lost);
        }
        for beside in &job.views {
            let (view, version) = (beside.view, beside.built);
            fold::fold(view, version, Fill::Bulk, &page.events, &mut transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// While commands come in, one worker goes on, and rests as long as it works.
    async fn make_way(&mut self, worked: Duration) -> Result<(), RebuildError> {
        while self.traffic.is_busy(&self.site.pool).await? {
            if self.turn.is_none() {
                self.turn = Arc::clone(&self.traffic.turn).try_lock_owned().ok();
            }
            if self.turn.is_some() {
                tokio::time::sleep(worked).await;
                return Ok(());
            }
            self.site.must_go_on()?;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }
}

/// How many events others append meanwhile.
#[derive(Default)]
struct Traffic {
    last: Mutex<Option<(Instant, i64)>>,
    per_second: AtomicI64,
    /// Whose turn it is meanwhile.
    turn: Arc<Mutex<()>>,
}

impl Traffic {
    async fn is_busy(&self, pool: &PgPool) -> Result<bool, sqlx::Error> {
        const EVERY: Duration = Duration::from_millis(100);
        if let Ok(mut last) = self.last.try_lock()
            && last.is_none_or(|(at, _)| at.elapsed() >= EVERY)
        {
            let head: i64 = sqlx::query_scalar("select position from log_head")
                .fetch_one(pool)
                .await?;
            if let Some((at, before)) = *last {
                let rate = (head - before) as f64 / at.elapsed().as_secs_f64();
                self.per_second.store(rate as i64, Ordering::Relaxed);
            }
            *last = Some((Instant::now(), head));
        }
        Ok(self.per_second.load(Ordering::Relaxed) as f64 > BUSY_EVENTS_PER_SECOND)
    }
}

/// Finds the first event that no shard has: one that is gone, or of a stream nobody knows.
async fn what_is_missing(pool: &PgPool, until: i64) -> Result<RebuildError, sqlx::Error> {
    let foreign: Option<(i64, String)> = sqlx::query_as(
        "select position, aggregate_type
         from events
         where aggregate_type not in ('claim', 'fund', 'programme')
           and position <= $1
         order by position
         limit 1",
    )
    .bind(until)
    .fetch_optional(pool)
    .await?;
    if let Some((position, kind)) = foreign {
        return Ok(RebuildError::Poison {
            position: position.unsigned_abs(),
            why: format!("{kind:?} is not a kind of stream"),
        });
    }
    let gap: Option<i64> = sqlx::query_scalar(
        "select expected
         from generate_series(1, $1) as expected
         left join events on events.position = expected
         where events.position is null
         order by expected
         limit 1",
    )
    .bind(until)
    .fetch_optional(pool)
    .await?;
    Ok(match gap {
        Some(position) => RebuildError::Missing {
            position: position.unsigned_abs(),
        },
        None => RebuildError::BrokeOff,
    })
}

/// Writes what sums up many streams, makes the indexes, and sets the checkpoints.
pub(super) async fn finish(site: &Arc<Site>) -> Result<(), RebuildError> {
    let views = Arc::new(Mutex::new(VecDeque::from(site.job.views.clone())));
    let mut workers = JoinSet::new();
    for _ in 0..site.busy_jobs() {
        let (site, views) = (Arc::clone(site), Arc::clone(&views));
        workers.spawn(async move {
            loop {
                let beside = views.lock().await.pop_front();
                match beside {
                    Some(beside) => finish_view(&site, beside).await?,
                    None => return Ok(()),
                }
            }
        });
    }
    site.all_of(workers).await?;
    Ok(())
}

async fn finish_view(site: &Site, beside: Beside) -> Result<(), RebuildError> {
    site.must_go_on()?;
    let code = site.codes.of(beside.view);
    let mut transaction = site.pool.begin_with(BEGIN).await?;
    // Not again when it was done before the process was killed.
    let is_first = sqlx::query(
        "update views
         set position = $3, changed_at = clock_timestamp()
         where name = $1 and version = $2 and rebuild_id = $4 and position = 0 and $3 > 0",
    )
    .bind(beside.view.as_str())
    .bind(beside.built)
    .bind(site.job.position)
    .bind(site.job.id)
    .execute(&mut *transaction)
    .await?;
    if is_first.rows_affected() == 1 {
        transaction.execute(SETTINGS).await?;
        fold::finish(beside.view, beside.built, &mut transaction).await?;
        transaction
            .execute(of_version(code.indexes, beside.built).as_str())
            .await
            .map_err(FoldError::from)?;
        for table in beside.view.tables() {
            let analyze = format!("analyze {}__v0", table.name);
            transaction
                .execute(of_version(&analyze, beside.built).as_str())
                .await?;
        }
    }
    Ok(transaction.commit().await?)
}
