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
mod job;
mod renew;
mod stream_page;
mod trial;
mod versions;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU8, Ordering};
use std::time::{Duration, Instant};

use sqlx::PgPool;
use tokio::sync::watch;
use uuid::Uuid;

pub use compare::TableDigest;
pub use difference::{ColumnDifference, Difference, RowKind};
pub use job::Underway;
pub use renew::Renewal;
pub use trial::{Estimate, Known, estimate};
pub use versions::{KeptVersion, Rollback, RollbackError, kept_versions, prune, roll_back};

use super::ViewName;
use super::code::ViewCodes;
use super::fold::FoldError;
use job::{Beat, Job, LEASE};

/// What a rebuild is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The new version takes the place of the living one.
    Rebuild,
    /// The new version proves the living one, and goes.
    Verify,
}

impl Purpose {
    /// Gives the purpose as it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rebuild => "rebuild",
            Self::Verify => "verify",
        }
    }

    fn read(text: &str) -> Option<Self> {
        [Self::Rebuild, Self::Verify]
            .into_iter()
            .find(|purpose| purpose.as_str() == text)
    }
}

/// How far a rebuild is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// The bulk pass folds the log.
    Folding,
    /// The indexes are made.
    Indexing,
    /// What was appended meanwhile is folded.
    CatchingUp,
    /// Both versions are compared at one position.
    Comparing,
    Ended,
}

impl Phase {
    const ALL: [Self; 5] = [
        Self::Folding,
        Self::Indexing,
        Self::CatchingUp,
        Self::Comparing,
        Self::Ended,
    ];

    /// Gives the phase as it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Folding => "folding",
            Self::Indexing => "indexing",
            Self::CatchingUp => "catching_up",
            Self::Comparing => "comparing",
            Self::Ended => "ended",
        }
    }

    fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.as_str() == text)
    }
}

/// What to rebuild, and how.
#[derive(Clone, Debug)]
pub struct RebuildOptions {
    pub purpose: Purpose,
    /// Each once, in the order of [`ViewName`].
    pub views: Vec<ViewName>,
    /// How many connections fold at the same time.
    pub jobs: usize,
    pub codes: ViewCodes,
    /// Events of a page; a page is one transaction.
    pub page_events: usize,
}

impl RebuildOptions {
    /// Rebuilds or verifies views as this program knows them.
    pub fn new(purpose: Purpose, views: &[ViewName]) -> Self {
        let mut views = views.to_vec();
        views.sort_unstable();
        views.dedup();
        Self {
            purpose,
            views,
            jobs: std::thread::available_parallelism().map_or(2, usize::from),
            codes: ViewCodes::CURRENT,
            page_events: 4_000,
        }
    }
}

/// How far a rebuild is, for those who watch it.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    pub phase: Phase,
    /// Events folded by the bulk pass, of so many.
    pub events: u64,
    pub of_events: u64,
    /// Events of an earlier run that this one went on from.
    pub resumed_from: u64,
}

/// Is told how far a rebuild is.
pub type Watcher = Arc<dyn Fn(Progress) + Send + Sync>;

/// How a rebuild ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The new versions are the living ones now.
    Switched,
    /// The living versions hold what the log says.
    Proven,
    /// The versions differ in what no change declares; nothing was switched.
    Differs(Vec<Difference>),
}

/// What a rebuild did.
#[derive(Clone, Debug)]
pub struct RebuildReport {
    pub outcome: Outcome,
    pub views: Vec<RebuiltView>,
    /// Events folded by the bulk pass.
    pub events: u64,
    /// The position at which both versions were compared.
    pub position: u64,
    /// SHA-256 over the digests of all tables that were built.
    pub digest: [u8; 32],
    pub took: Took,
}

/// How long the parts of a rebuild took in this process.
#[derive(Clone, Copy, Debug, Default)]
pub struct Took {
    pub folding: Duration,
    pub indexing: Duration,
    pub catching_up: Duration,
    pub comparing: Duration,
    pub whole: Duration,
}

/// A view that was rebuilt or verified.
#[derive(Clone, Debug)]
pub struct RebuiltView {
    pub view: ViewName,
    pub live_version: i32,
    pub built_version: i32,
    pub tables: Vec<TableDigest>,
}

/// Why a rebuild ended early; what it did so far is kept unless it says otherwise.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    #[error("{what} of {} is underway; {holder} works at it", named(.views), what = .purpose.as_str())]
    Held {
        purpose: Purpose,
        views: Vec<ViewName>,
        holder: String,
    },
    #[error(
        "a {what} of {} was broken off; go on with it or cancel it first",
        named(.views), what = .purpose.as_str()
    )]
    Unfinished {
        purpose: Purpose,
        views: Vec<ViewName>,
    },
    #[error("the database did not do its part")]
    Database(#[from] sqlx::Error),
    #[error("the event at position {position} is not what was recorded: its digest no longer fits")]
    Altered { position: u64 },
    #[error("the log has no event at position {position}: something took it away")]
    Missing { position: u64 },
    #[error("the event at position {position} cannot be folded: {why}")]
    Poison { position: u64, why: String },
    #[error("the tables cannot be filled: {0}")]
    Refused(String),
    #[error("the view {0} has no tables yet")]
    NotMade(ViewName),
    #[error("the rebuild was stopped; asked for again, it goes on where it was")]
    Stopped,
    #[error("the rebuild was cancelled, and what it had built is gone")]
    Cancelled,
    #[error("another process took the rebuild over")]
    Lost,
    #[error("the rebuild broke off")]
    BrokeOff,
}

fn named(views: &[ViewName]) -> String {
    let names: Vec<&str> = views.iter().map(|view| view.as_str()).collect();
    names.join(", ")
}

impl From<FoldError> for RebuildError {
    fn from(error: FoldError) -> Self {
        match error {
            FoldError::Poison { position, why } => Self::Poison {
                position: position.unsigned_abs(),
                why,
            },
            FoldError::Refused(why) => Self::Refused(why),
            FoldError::Database(error) => Self::Database(error),
        }
    }
}

/// What the parts of a rebuild share.
pub(super) struct Site {
    pool: PgPool,
    job: Job,
    jobs: usize,
    page_events: usize,
    codes: ViewCodes,
    phase: AtomicU8,
    events: AtomicI64,
    began: Instant,
    watcher: Watcher,
    halt: watch::Receiver<Option<Halt>>,
}

/// Why the work is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Halt {
    Stopped,
    Cancelled,
    Lost,
}

impl Site {
    fn phase(&self) -> Phase {
        Phase::ALL[usize::from(self.phase.load(Ordering::Relaxed))]
    }

    fn enter(&self, phase: Phase) {
        self.phase.store(phase as u8, Ordering::Relaxed);
        self.tell();
    }

    fn folded(&self, events: usize) {
        let events = i64::try_from(events).unwrap_or(i64::MAX);
        self.events.fetch_add(events, Ordering::Relaxed);
        self.tell();
    }

    fn tell(&self) {
        (self.watcher)(Progress {
            phase: self.phase(),
            events: self.events.load(Ordering::Relaxed).unsigned_abs(),
            of_events: self.job.position.unsigned_abs(),
            resumed_from: self.job.events_before.unsigned_abs(),
        });
    }

    /// Fails once the work is to end.
    fn must_go_on(&self) -> Result<(), RebuildError> {
        match *self.halt.borrow() {
            None => Ok(()),
            Some(Halt::Stopped) => Err(RebuildError::Stopped),
            Some(Halt::Cancelled) => Err(RebuildError::Cancelled),
            Some(Halt::Lost) => Err(RebuildError::Lost),
        }
    }

    fn worked(&self) -> Duration {
        let before = Duration::from_millis(self.job.worked_before_ms.unsigned_abs());
        before + self.began.elapsed()
    }
}

/// Rebuilds or verifies views; ends early, with all progress kept, when `stop` turns true.
pub async fn rebuild(
    pool: &PgPool,
    options: &RebuildOptions,
    watcher: Watcher,
    stop: watch::Receiver<bool>,
) -> Result<RebuildReport, RebuildError> {
    let began = Instant::now();
    let holder = format!("process {}", std::process::id());
    let job = take(pool, options, &holder).await?;
    let (halt, halted) = watch::channel(None);
    let site = Arc::new(Site {
        pool: pool.clone(),
        jobs: options.jobs.max(1),
        page_events: options.page_events.max(1),
        codes: options.codes,
        phase: AtomicU8::new(Phase::Folding as u8),
        events: AtomicI64::new(job.events_before),
        began,
        watcher,
        halt: halted,
        job,
    });
    let beating = tokio::spawn(keep_alive(Arc::clone(&site), halt, stop));
    let done = work(&site).await;
    beating.abort();
    match done {
        Ok(report) => Ok(report),
        Err(RebuildError::Cancelled) => {
            cancel(pool).await?;
            Err(RebuildError::Cancelled)
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
    loop {
        let Some((id, underway)) = job::underway(pool).await? else {
            for view in &options.views {
                versions::must_be_made(pool, *view).await?;
            }
            let wanted = (options.purpose, options.views.as_slice());
            let shards = options.jobs.max(1) * 4;
            match Job::begin(pool, wanted, &options.codes, holder, shards).await? {
                Some(job) => return Ok(job),
                None => continue,
            }
        };
        let (purpose, views) = (underway.purpose, underway.views);
        let is_wanted = purpose == options.purpose && views == options.views;
        match underway.holder {
            // A killed process cannot give its job back: its lease may be about to run out.
            Some(_) if is_wanted && waited.elapsed() < LEASE + LEASE / 4 => {
                tokio::time::sleep(LEASE / 20).await;
            }
            Some(holder) => {
                return Err(RebuildError::Held {
                    purpose,
                    views,
                    holder,
                });
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
    let compared = compare::compare(site).await?;
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

/// Renews the lease, and passes on that the work is to end.
async fn keep_alive(
    site: Arc<Site>,
    halt: watch::Sender<Option<Halt>>,
    mut stop: watch::Receiver<bool>,
) {
    loop {
        let events = site.events.load(Ordering::Relaxed);
        let beat = site
            .job
            .beat(&site.pool, site.phase(), events, site.worked());
        match beat.await {
            Ok(Beat::Held) => {}
            Ok(Beat::Cancelled) => {
                halt.send_replace(Some(Halt::Cancelled));
            }
            Ok(Beat::Lost) => {
                halt.send_replace(Some(Halt::Lost));
            }
            Err(error) => tracing::warn!(%error, "the lease of the rebuild was not renewed"),
        }
        let asked = async {
            let asked = stop.wait_for(|is_stopped| *is_stopped).await;
            asked.is_ok()
        };
        let is_asked = tokio::select! {
            () = tokio::time::sleep(LEASE / 20) => false,
            is_asked = asked => is_asked,
        };
        if is_asked {
            halt.send_replace(Some(Halt::Stopped));
            // Still a sign of life now and then, until the work has seen it.
            tokio::time::sleep(LEASE / 4).await;
        }
    }
}

/// Looks whether a rebuild is underway, or was broken off.
pub async fn underway(pool: &PgPool) -> Result<Option<Underway>, sqlx::Error> {
    Ok(job::underway(pool).await?.map(|(_, underway)| underway))
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
    let Some((id, underway)) = job::underway(pool).await? else {
        return Ok(None);
    };
    if underway.holder.is_some() && !is_ours(&underway) {
        sqlx::query("update rebuilds set is_cancelled = true where rebuild_id = $1")
            .bind(id)
            .execute(pool)
            .await?;
        return Ok(Some(Cancelled::Asked(underway)));
    }
    give_up(pool, id, "cancelled").await?;
    Ok(Some(Cancelled::Gone(underway)))
}

fn is_ours(underway: &Underway) -> bool {
    underway.holder.as_deref() == Some(&format!("process {}", std::process::id()))
}

async fn give_up(pool: &PgPool, id: Uuid, outcome: &str) -> Result<(), RebuildError> {
    let mut transaction = pool.begin().await?;
    job::end(&mut transaction, id, outcome, None).await?;
    job::drop_built(&mut transaction, id).await?;
    transaction.commit().await?;
    Ok(())
}
