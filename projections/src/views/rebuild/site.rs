//! What the parts of a rebuild share.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU8, Ordering};
use std::time::{Duration, Instant};

use sqlx::PgPool;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::job::Job;
use super::{Phase, Progress, RebuildError, Watcher};
use crate::views::code::ViewCodes;
use crate::views::fold::ClaimStates;

/// What the parts of a rebuild share.
pub(super) struct Site {
    pub pool: PgPool,
    pub job: Job,
    pub jobs: usize,
    pub shard_events: usize,
    pub codes: ViewCodes,
    pub accepts_differences: bool,
    pub phase: AtomicU8,
    pub events: AtomicI64,
    pub began: Instant,
    /// The claims that the catch-up folded last.
    pub states: ClaimStates,
    pub watcher: Watcher,
    pub halt: watch::Receiver<Option<Halt>>,
    /// One of the workers failed: the others end too.
    pub has_failed: AtomicBool,
}

/// Why the work is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Halt {
    Stopped,
    /// Somebody asked to give the job up.
    Cancelled,
    /// Somebody else holds it.
    Lost,
}

impl Halt {
    /// Tells by the row of a job that this process holds whether it was cancelled; none: it has no
    /// such row any more.
    pub fn of(is_cancelled: Option<bool>) -> Option<Self> {
        match is_cancelled {
            Some(false) => None,
            Some(true) => Some(Self::Cancelled),
            None => Some(Self::Lost),
        }
    }
}

impl From<Halt> for RebuildError {
    fn from(halt: Halt) -> Self {
        match halt {
            Halt::Stopped => Self::Stopped,
            Halt::Cancelled => Self::Cancelled,
            Halt::Lost => Self::Lost,
        }
    }
}

impl Site {
    /// Tells whether the engine has but one session: then no connection may be held while another
    /// is asked for.
    pub fn has_one_session(&self) -> bool {
        self.pool.options().get_max_connections() == 1
    }

    /// How many connections make indexes or compare: each keeps a processor busy.
    pub fn busy_jobs(&self) -> usize {
        self.jobs.div_ceil(2)
    }

    pub fn phase(&self) -> Phase {
        Phase::ALL[usize::from(self.phase.load(Ordering::Relaxed))]
    }

    pub fn enter(&self, phase: Phase) {
        self.phase.store(phase as u8, Ordering::Relaxed);
        self.tell();
    }

    pub fn folded(&self, events: u64) {
        let events = i64::try_from(events).unwrap_or(i64::MAX);
        self.events.fetch_add(events, Ordering::Relaxed);
        self.tell();
    }

    pub fn tell(&self) {
        (self.watcher)(Progress {
            phase: self.phase(),
            events: self.events.load(Ordering::Relaxed).unsigned_abs(),
            of_events: self.job.position.unsigned_abs(),
            resumed_from: self.job.events_before.unsigned_abs(),
        });
    }

    /// Fails once the work is to end.
    pub fn must_go_on(&self) -> Result<(), RebuildError> {
        match *self.halt.borrow() {
            None if self.has_failed.load(Ordering::Relaxed) => Err(RebuildError::BrokeOff),
            None => Ok(()),
            Some(halt) => Err(halt.into()),
        }
    }

    /// Waits for all workers, and gives the first failure.
    ///
    /// None is dropped in the middle of a statement: its connection would go back to the pool with
    /// an answer on its way. A failure ends the others at their next page.
    pub async fn all_of<T: 'static>(
        &self,
        mut workers: JoinSet<Result<T, RebuildError>>,
    ) -> Result<Vec<T>, RebuildError> {
        let mut done = Ok(vec![]);
        while let Some(worker) = workers.join_next().await {
            let worker = worker.unwrap_or(Err(RebuildError::BrokeOff));
            match (&mut done, worker) {
                (Ok(done), Ok(worker)) => done.push(worker),
                (Ok(_), Err(error)) => {
                    self.has_failed.store(true, Ordering::Relaxed);
                    done = Err(error);
                }
                (Err(_), _) => {}
            }
        }
        done
    }

    pub fn worked(&self) -> Duration {
        let before = Duration::from_millis(self.job.worked_before_ms.unsigned_abs());
        before + self.began.elapsed()
    }
}
