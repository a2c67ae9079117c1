//! Rebuilds and verifications that an operator starts while the ledger serves, one at a time.
//!
//! What was started runs on without the caller who asked for it. If the process ends meanwhile, it
//! is resumed by asking again, here or with `claims rebuild`.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use domain::Refusal;
use domain::access::Operation;
use projections::views::rebuild::{
    self, Outcome, Purpose, RebuildError, RebuildOptions, Watcher, drop_unknown, rebuild,
};
use projections::views::{ReadError, ViewName, Views};
use projections::{Clock, Pool};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::ask::Asker;

/// How many connections fold at a time: people are served beside it.
const JOBS: usize = 2;

/// The rebuilds of this process; cheap to clone.
#[derive(Clone, Debug)]
pub struct Rebuilds(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    pool: Pool,
    views: Views,
    clock: Clock,
    underway: Mutex<Option<Task>>,
    last: Mutex<Option<Ended>>,
}

#[derive(Debug)]
struct Task {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

/// How the last rebuild of this process ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    pub purpose: Purpose,
    pub views: Vec<ViewName>,
    pub at: DateTime<Utc>,
    pub how: How,
}

/// How a rebuild ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// The new versions are live.
    Switched,
    /// The live versions hold what the log says.
    Proven,
    /// So many rows differ in what no change declares; nothing was switched.
    Differs(usize),
    /// What was built is dropped, as was asked.
    Cancelled,
    /// It failed; the error goes to the log as well.
    Failed(String),
}

/// Why a rebuild was not begun, or a view not touched.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// One is underway; no holder: it was interrupted, and is to be resumed or cancelled first.
    #[error("a rebuild is underway")]
    Underway { holder: Option<String> },
    #[error(transparent)]
    Rebuild(#[from] RebuildError),
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl Rebuilds {
    /// Rebuilds views of this database.
    pub fn new(pool: Pool, views: Views, clock: Clock) -> Self {
        Self(Arc::new(Inner {
            pool,
            views,
            clock,
            underway: Mutex::default(),
            last: Mutex::default(),
        }))
    }

    /// Begins to rebuild or to prove views; all of them, where none is named.
    ///
    /// What was interrupted of the same views is resumed.
    pub async fn begin(
        &self,
        asker: Asker<'_>,
        purpose: Purpose,
        views: &[ViewName],
    ) -> Result<(), RunError> {
        asker.must_be_allowed_somewhere(Operation::RunViews)?;
        let underway = self.underway_anywhere().await?;
        if let Some(Some(holder)) = underway {
            return Err(RunError::Underway {
                holder: Some(holder),
            });
        }
        let views = if views.is_empty() {
            &ViewName::ALL[..]
        } else {
            views
        };
        let mut options = RebuildOptions::new(purpose, views);
        options.jobs = JOBS;
        let mut task = lock(&self.0.underway);
        if task.as_ref().is_some_and(|task| !task.task.is_finished()) {
            return Err(RunError::Underway { holder: None });
        }
        let (stop, stopped) = watch::channel(false);
        let worker = self.clone();
        *task = Some(Task {
            stop,
            task: tokio::spawn(async move { worker.work(options, stopped).await }),
        });
        Ok(())
    }

    /// Cancels what is underway or was interrupted, whichever process runs it; `false`: there was none.
    pub async fn cancel(&self, asker: Asker<'_>) -> Result<bool, RunError> {
        asker.must_be_allowed_somewhere(Operation::RunViews)?;
        let task = lock(&self.0.underway).take();
        if let Some(Task { stop, task }) = task {
            stop.send_replace(true);
            let _ended = task.await;
        }
        Ok(rebuild::cancel(&self.0.pool).await?.is_some())
    }

    /// Lets a parked view try its event again; `false`: it was not parked.
    pub async fn retry(&self, asker: Asker<'_>, view: ViewName) -> Result<bool, RunError> {
        asker.must_be_allowed_somewhere(Operation::RunViews)?;
        Ok(self.0.views.unpark(view).await?)
    }

    /// Tells whether this process works at one, also before it has written down what it begins.
    pub fn is_working(&self) -> bool {
        let task = lock(&self.0.underway);
        task.as_ref().is_some_and(|task| !task.task.is_finished())
    }

    /// Tells how the last one of this process ended.
    pub fn last(&self) -> Option<Ended> {
        lock(&self.0.last).clone()
    }

    /// Gives the process that runs what is underway, if there is something.
    async fn underway_anywhere(&self) -> Result<Option<Option<String>>, RunError> {
        let found = rebuild::underway(&self.0.pool).await;
        let found = found.map_err(RebuildError::from)?;
        Ok(found.map(|underway| underway.holder))
    }

    async fn work(&self, options: RebuildOptions, stop: watch::Receiver<bool>) {
        let unwatched: Watcher = Arc::new(|_| {});
        let ended = rebuild(&self.0.pool, &options, unwatched, stop).await;
        let how = match ended {
            Ok(report) => match report.outcome {
                Outcome::Switched | Outcome::Replaced(_) => self.dropped(&options).await,
                Outcome::Proven => How::Proven,
                Outcome::Differs(differences) => How::Differs(differences.len()),
            },
            // Whoever stops it cancels it next.
            Err(RebuildError::Stopped | RebuildError::Cancelled) => How::Cancelled,
            Err(error) => {
                tracing::error!(%error, "a rebuild ended early");
                How::Failed(error.to_string())
            }
        };
        *lock(&self.0.last) = Some(Ended {
            purpose: options.purpose,
            views: options.views,
            at: (self.0.clock)(),
            how,
        });
    }

    /// Drops what this program has no use for once it has switched.
    async fn dropped(&self, options: &RebuildOptions) -> How {
        match drop_unknown(&self.0.pool, &options.codes).await {
            Ok(_) => How::Switched,
            Err(error) => {
                tracing::warn!(%error, "versions that nobody uses were not dropped");
                How::Switched
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
