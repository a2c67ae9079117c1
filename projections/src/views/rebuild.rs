//! Rebuilding views beside the living ones, and proving what is there.
//!
//! A further version of the tables is filled while reads and writes go on: a bulk pass by stream
//! over several connections, the indexes, a catch-up by position, then both versions are compared
//! at one position, and the stable names are switched in one transaction. Killed at any moment, it
//! goes on from its last pages when it is asked for again. A verification does the same and throws
//! the new version away instead of switching.

mod bulk;
mod catch_up;
mod compare;
mod difference;
mod end;
mod error;
mod job;
mod names;
mod part;
mod renew;
mod shard_scan;
mod shards;
mod site;
mod terms;
mod trial;
mod underway;
mod versions;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU8, Ordering};
use std::time::Instant;

use sqlx::PgPool;
use tokio::sync::watch;

pub use compare::TableDigest;
pub use difference::{ColumnDifference, Difference, RowKind};
pub use error::RebuildError;
pub use renew::Renewal;
pub use terms::{
    Outcome, Phase, Progress, Purpose, RebuildOptions, RebuildReport, RebuiltView, Took, Watcher,
};
pub use trial::{Estimate, Known, estimate};
pub use underway::Underway;
pub use versions::{
    KeptVersion, Rollback, RollbackError, drop_unknown, kept_versions, prune, roll_back,
};

use crate::log::must_be_in_order;
use crate::views::fold::ClaimStates;

use end::give_up;
use job::{Job, LEASE};
use site::{Halt, Site};

/// Rebuilds or verifies views; ends early, with all progress kept, when `stop` turns true.
pub async fn rebuild(
    pool: &PgPool,
    options: &RebuildOptions,
    watcher: Watcher,
    stop: watch::Receiver<bool>,
) -> Result<RebuildReport, RebuildError> {
    let began = Instant::now();
    let job = take(pool, options, &this_process()).await?;
    let (halt, halted) = watch::channel(None);
    let site = Arc::new(Site {
        pool: pool.clone(),
        jobs: options.jobs.clamp(1, most_jobs(pool)),
        shard_events: options.shard_events.max(1),
        codes: options.codes,
        accepts_differences: options.accepts_differences,
        phase: AtomicU8::new(Phase::Folding as u8),
        events: AtomicI64::new(job.events_before),
        began,
        states: ClaimStates::default(),
        watcher,
        halt: halted,
        has_failed: AtomicBool::new(false),
        job,
    });
    let (end, ended) = watch::channel(false);
    let beating = tokio::spawn(keep_alive(Arc::clone(&site), halt, stop, ended));
    let done = work(&site).await;
    end.send_replace(true);
    beating.await.map_err(|_| RebuildError::BrokeOff)?;
    match done {
        Ok(report) => Ok(report),
        Err(RebuildError::Cancelled) => {
            cancel(pool).await?;
            Err(RebuildError::Cancelled)
        }
        // Going on would come to the same event: nothing is left behind.
        Err(
            error @ (RebuildError::Log(_) | RebuildError::Poison { .. } | RebuildError::Refused(_)),
        ) => {
            give_up(pool, site.job.id, "failed").await?;
            Err(error)
        }
        Err(error) => {
            if let Err(error) = site.job.release(pool).await {
                tracing::debug!(%error, "the rebuild was not given back; its lease runs out");
            }
            Err(error)
        }
    }
}

/// Begins, goes on with what was broken off, or says who works at what.
async fn take(pool: &PgPool, options: &RebuildOptions, holder: &str) -> Result<Job, RebuildError> {
    let waited = Instant::now();
    let mut has_waited = false;
    loop {
        let Some((id, underway)) = underway::find(pool).await? else {
            if has_waited {
                // Whoever asks again knows whether it is still to be done.
                let views = options.views.clone();
                return Err(RebuildError::EndedMeanwhile { views });
            }
            versions::must_be_made(pool, &options.views).await?;
            match Job::begin(pool, options, holder).await? {
                Some(job) => return Ok(job),
                None => continue,
            }
        };
        let (purpose, views) = (underway.purpose, underway.views);
        let is_wanted = purpose == options.purpose && views == options.views;
        match underway.holder {
            // A killed process cannot give its job back: its lease may be about to run out.
            Some(_) if is_wanted && waited.elapsed() < LEASE + LEASE / 4 => {
                has_waited = true;
                tokio::time::sleep(LEASE / 20).await;
            }
            Some(holder) => {
                return Err(RebuildError::Held {
                    purpose,
                    views,
                    holder,
                });
            }
            None if !Job::is_of(pool, id, &options.codes).await? => {
                give_up(pool, id, "cancelled").await?;
            }
            None if !is_wanted => return Err(RebuildError::Unfinished { purpose, views }),
            None => {
                if let Some(job) = Job::take_over(pool, id, holder).await? {
                    return Ok(job);
                }
            }
        }
    }
}

/// Others need connections too.
fn most_jobs(pool: &PgPool) -> usize {
    let connections = usize::try_from(pool.options().get_max_connections()).unwrap_or(1);
    // Each reads on one and writes on another.
    (connections / 4).max(1)
}

async fn work(site: &Arc<Site>) -> Result<RebuildReport, RebuildError> {
    let mut took = Took::default();
    let mut last = Instant::now();
    let mut lap = || {
        let elapsed = last.elapsed();
        last = Instant::now();
        elapsed
    };
    bulk::fold_all(site).await?;
    took.folding = lap();
    site.enter(Phase::Indexing);
    bulk::finish(site).await?;
    took.indexing = lap();
    site.enter(Phase::CatchingUp);
    catch_up::catch_up(site).await?;
    took.catching_up = lap();
    site.enter(Phase::Comparing);
    let mut compared = compare::compare(site).await?;
    if !compared.differences.is_empty() {
        // It may be the log itself that changed: looking at it costs as much as the comparison.
        must_be_in_order(&site.pool, compared.position.unsigned_abs()).await?;
    }
    match site.job.purpose {
        Purpose::Verify => compared.differences.extend(names::compare(site).await?),
        // The switch makes the names anew.
        Purpose::Rebuild => {}
    }
    took.comparing = lap();
    let outcome = versions::conclude(site, &compared).await?;
    took.whole = site.began.elapsed();
    site.enter(Phase::Ended);
    Ok(RebuildReport {
        outcome,
        digest: compared.digest(),
        views: compared.views,
        events: site.job.position.unsigned_abs(),
        position: compared.position.unsigned_abs(),
        took,
    })
}

/// Renews the lease, and passes on that the work is to end; ends when the work has ended.
async fn keep_alive(
    site: Arc<Site>,
    halt: watch::Sender<Option<Halt>>,
    mut stop: watch::Receiver<bool>,
    mut ended: watch::Receiver<bool>,
) {
    let mut is_stopping = false;
    loop {
        let events = site.events.load(Ordering::Relaxed);
        let beat = site
            .job
            .beat(&site.pool, site.phase(), events, site.worked());
        match beat.await {
            Ok(None) => {}
            Ok(why) => {
                halt.send_replace(why);
            }
            Err(error) => tracing::warn!(%error, "the lease of the rebuild was not renewed"),
        }
        // Still a sign of life, until the work has seen that it is to stop.
        tokio::select! {
            () = tokio::time::sleep(LEASE / 20) => {}
            // It ends as well when the work was dropped.
            _ = ended.wait_for(|is_over| *is_over) => return,
            // Waited for in vain if nobody is left to ask.
            Ok(_) = stop.wait_for(|is_asked| *is_asked), if !is_stopping => {
                is_stopping = true;
                halt.send_replace(Some(Halt::Stopped));
            }
        }
    }
}

/// Looks whether a rebuild is underway, or was broken off.
pub async fn underway(pool: &PgPool) -> Result<Option<Underway>, sqlx::Error> {
    Ok(underway::find(pool).await?.map(|(_, underway)| underway))
}

/// How a cancellation ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cancelled {
    /// What had been built is gone.
    Gone(Underway),
    /// The process that works at it was asked to give it up, and has not yet.
    Asked(Underway),
}

/// Gives up what is underway or was broken off; nothing: there was none.
pub async fn cancel(pool: &PgPool) -> Result<Option<Cancelled>, RebuildError> {
    let Some((id, underway)) = underway::find(pool).await? else {
        return Ok(None);
    };
    let holder = underway.holder.as_ref();
    if holder.is_some_and(|holder| *holder != this_process()) {
        sqlx::query("update rebuilds set is_cancelled = true where rebuild_id = $1")
            .bind(id)
            .execute(pool)
            .await?;
        return Ok(Some(Cancelled::Asked(underway)));
    }
    give_up(pool, id, "cancelled").await?;
    Ok(Some(Cancelled::Gone(underway)))
}

/// Says who holds a job of this process.
fn this_process() -> String {
    format!("process {}", std::process::id())
}
