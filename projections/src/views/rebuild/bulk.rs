//! The bulk pass: workers take shards of the log, fold their streams and write the rows of each
//! shard in one transaction.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use sqlx::pool::PoolConnection;
use sqlx::{Connection, Executor, PgPool, Postgres};
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::task::{JoinHandle, JoinSet};

use super::job::{Beside, kinds_of};
use super::part::Part;
use super::shard_scan::{self, ShardScan};
use super::shards::Shard;
use super::{RebuildError, Site};
use crate::log::{LogError, StreamKind};
use crate::views::fold::{self, FoldError};
use crate::views::registry::of_version;

/// Rows need not be flushed: a crash of the database loses a shard with the word that it is done.
const BEGIN: &str = "begin; set local synchronous_commit = off";

/// Indexes are sorted in memory where they fit; each by one process, since there is a worker for
/// every processor. Statistics of a sample will do until the next vacuum looks closer.
const SETTINGS: &str = "
    begin;
    set local synchronous_commit = off;
    set local maintenance_work_mem = '64MB';
    set local max_parallel_maintenance_workers = 0;
    set local default_statistics_target = 10";

/// So many events a second are somebody else's commands, who come first.
const BUSY_EVENTS_PER_SECOND: f64 = 200.0;

/// Counts the events of streams that are known; the others are few, and found by the key.
const COUNT: &str = "
    select count(*) - (
        select count(*)
        from events
        where (
            aggregate_type < 'claim'
            or (aggregate_type > 'claim' and aggregate_type < 'fund')
            or (aggregate_type > 'fund' and aggregate_type < 'programme')
            or aggregate_type > 'programme'
        )
        and position <= $1
    )
    from events
    where position <= $1";

/// Folds all shards that are not done.
pub(super) async fn fold_all(site: &Arc<Site>) -> Result<(), RebuildError> {
    let shards: VecDeque<Shard> = site.job.shards(&site.pool).await?.into();
    let shards = Arc::new(Mutex::new(shards));
    let traffic = Arc::new(Traffic::default());
    let mut workers: JoinSet<Result<(), RebuildError>> = JoinSet::new();
    for _ in 0..site.jobs {
        let (site, shards) = (Arc::clone(site), Arc::clone(&shards));
        let mut worker = Worker {
            site,
            reading: Kept::default(),
            writing: Kept::default(),
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
    Ok(())
}

/// Requires that no event is gone: positions are dense.
async fn must_be_whole(site: &Site) -> Result<(), RebuildError> {
    let views: Vec<_> = site.job.views.iter().map(|beside| beside.view).collect();
    let counted = match kinds_of(&views).len() == StreamKind::ALL.len() {
        true => site.job.counted(&site.pool).await?,
        // Not all was read: the events are counted where they are.
        false => {
            sqlx::query_scalar(COUNT)
                .bind(site.job.position)
                .fetch_one(&site.pool)
                .await?
        }
    };
    if counted == site.job.position {
        return Ok(());
    }
    Err(what_is_missing(&site.pool, site.job.position).await?)
}

struct Worker {
    site: Arc<Site>,
    reading: Kept,
    writing: Kept,
    traffic: Arc<Traffic>,
    /// Held by the one who goes on while commands come in, until there is nothing left for him.
    turn: Option<OwnedMutexGuard<()>>,
}

/// A connection that is kept from shard to shard: each of the server's processes has to map the
/// pages that it reads. The only session of an engine is given back each time.
#[derive(Default)]
struct Kept(Option<PoolConnection<Postgres>>);

impl Kept {
    async fn take(&mut self, site: &Site) -> Result<PoolConnection<Postgres>, sqlx::Error> {
        match self.0.take() {
            Some(connection) => Ok(connection),
            None => site.pool.acquire().await,
        }
    }

    fn keep(&mut self, connection: PoolConnection<Postgres>, site: &Site) {
        self.0 = (!site.has_one_session()).then_some(connection);
    }
}

/// Rows on their way into the tables, in an open transaction that is given back.
///
/// Whatever ends it early gives the connection to its pool, which rolls back.
type Flushing = JoinHandle<Result<PoolConnection<Postgres>, FoldError>>;

impl Worker {
    async fn fold(&mut self, shard: Shard) -> Result<(), RebuildError> {
        let site = Arc::clone(&self.site);
        site.must_go_on()?;
        let began = Instant::now();
        let mut part = Part::of(&site.job.views);
        let mut reading = self.reading.take(&site).await?;
        shard_scan::begin(&mut reading).await?;
        let mut scan = ShardScan::of(&mut reading, &shard, site.job.position).await?;
        let folded = self.read(&mut scan, &mut part).await;
        let events = scan.events;
        scan.drain().await?;
        reading.execute("rollback").await?;
        self.reading.keep(reading, &site);
        let mut writing = self.transaction(folded?).await?;
        if !site.job.finish_shard(&mut writing, &shard, events).await? {
            return Err(RebuildError::Lost);
        }
        part.finish(&mut writing).await?;
        writing.execute("commit").await?;
        self.writing.keep(writing, &site);
        site.folded(events);
        self.make_way(began.elapsed()).await
    }

    /// Reads and folds a shard; entries that are too many to be held are written meanwhile.
    async fn read(
        &mut self,
        scan: &mut ShardScan<'_>,
        part: &mut Part,
    ) -> Result<Option<Flushing>, RebuildError> {
        let mut flushing = None;
        while let Some(event) = scan.next().await? {
            part.take(&event)?;
            if part.is_full() && !self.site.has_one_session() {
                self.site.must_go_on()?;
                let writing = self.transaction(flushing).await?;
                flushing = Some(tokio::spawn(part.flush(writing)));
            }
        }
        Ok(flushing)
    }

    /// Waits for the rows that are being written, or begins to write.
    async fn transaction(
        &mut self,
        flushing: Option<Flushing>,
    ) -> Result<PoolConnection<Postgres>, RebuildError> {
        match flushing {
            Some(flushing) => Ok(flushing.await.map_err(|_| RebuildError::BrokeOff)??),
            None => {
                let mut writing = self.writing.take(&self.site).await?;
                writing.execute(BEGIN).await?;
                Ok(writing)
            }
        }
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
        Some(position) => {
            let position = position.unsigned_abs();
            LogError::Missing { position }.into()
        }
        None => RebuildError::BrokeOff,
    })
}

/// Something that is to be done once the rows are there.
enum Chore {
    /// Adds up what the shards of a view have counted, then makes its keys, indexes and statistics.
    SumUp(Beside, Vec<String>),
    /// Makes a key, an index or statistics.
    Execute(String),
}

/// Writes what sums up many streams, makes keys, indexes and statistics, requires that no event is
/// gone, and sets the checkpoints.
pub(super) async fn finish(site: &Arc<Site>) -> Result<(), RebuildError> {
    let mut unfinished = vec![];
    for beside in &site.job.views {
        // Not again when it was done before the process was killed.
        if position_of(site, *beside).await? == 0 && site.job.position > 0 {
            unfinished.push(*beside);
        }
    }
    // The last views have the largest tables: no worker is left alone with them in the end.
    let chores = unfinished.iter().rev().flat_map(|beside| {
        let statements = statements(site, *beside);
        match fold::is_summed_up(beside.view) {
            true => vec![Chore::SumUp(*beside, statements)],
            false => statements.into_iter().map(Chore::Execute).collect(),
        }
    });
    let (whole, done) = tokio::join!(must_be_whole(site), do_all(site, chores.collect()));
    whole?;
    done?;
    for beside in unfinished {
        sqlx::query(
            "update views
             set position = $3, changed_at = clock_timestamp()
             where name = $1 and version = $2 and rebuild_id = $4 and position = 0",
        )
        .bind(beside.view.as_str())
        .bind(beside.built)
        .bind(site.job.position)
        .bind(site.job.id)
        .execute(&site.pool)
        .await?;
    }
    Ok(())
}

/// Gives what makes the keys and indexes of a view, and statistics of its tables.
fn statements(site: &Site, beside: Beside) -> Vec<String> {
    let indexes = site.codes.of(beside.view).index_statements();
    let indexes = indexes.map(str::to_owned);
    let tables = beside.view.tables().iter();
    let statistics = tables.map(|table| format!("analyze {}__v0", table.name));
    let all = indexes.chain(statistics);
    all.map(|statement| of_version(&statement, beside.built))
        .collect()
}

async fn position_of(site: &Site, beside: Beside) -> Result<i64, RebuildError> {
    let position =
        sqlx::query_scalar("select position from views where name = $1 and version = $2")
            .bind(beside.view.as_str())
            .bind(beside.built)
            .fetch_optional(&site.pool)
            .await?;
    position.ok_or(RebuildError::Lost)
}

/// Does chores on as many connections as there are processors.
async fn do_all(site: &Arc<Site>, chores: VecDeque<Chore>) -> Result<(), RebuildError> {
    let chores = Arc::new(Mutex::new(chores));
    let mut workers = JoinSet::new();
    for _ in 0..site.busy_jobs() {
        let (site, chores) = (Arc::clone(site), Arc::clone(&chores));
        workers.spawn(async move {
            let mut kept = Kept::default();
            loop {
                let chore = chores.lock().await.pop_front();
                let Some(chore) = chore else { return Ok(()) };
                site.must_go_on()?;
                let mut connection = kept.take(&site).await?;
                let mut transaction = connection.begin_with(SETTINGS).await?;
                let statements = match chore {
                    Chore::SumUp(beside, statements) => {
                        fold::sum_up(beside.view, beside.built, &mut transaction).await?;
                        statements
                    }
                    Chore::Execute(statement) => vec![statement],
                };
                for statement in statements {
                    let done = transaction.execute(statement.as_str()).await;
                    done.map_err(FoldError::from)?;
                }
                transaction.commit().await?;
                kept.keep(connection, &site);
            }
        });
    }
    site.all_of(workers).await?;
    Ok(())
}
