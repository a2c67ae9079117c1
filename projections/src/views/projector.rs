//! The projector: moves the views on, each in a task of its own.
//!
//! A view is a loop: read a page after the checkpoint, fold it in memory, write the rows and move
//! the checkpoint in one transaction. Of several processes one leads each view. An event that
//! cannot be folded parks its view; it is never skipped, and the other views go on.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use sqlx::PgPool;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use super::fold::{self, ClaimStates, FoldError};
use super::log_page::{LogReader, Recorded};
use super::registry::Lease;
use super::{ViewCodes, ViewName};
use crate::log::scan::PageSize;

/// Begins a page's transaction. Its commit need not be flushed: a view that loses its last pages
/// in a crash of the database loses their checkpoint with them, and folds them again.
const BEGIN: &str = "begin; set local synchronous_commit = off";

/// How large the steps are, and how long the waits between them.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// The most events of a page.
    pub page_events: usize,
    /// About the most bytes of a page's payloads.
    pub page_bytes: usize,
    /// How long a lead lasts that is not renewed.
    pub lease: Duration,
    /// The first wait when the log has nothing new; it doubles up to `idle`.
    pub busy: Duration,
    /// The longest wait when the log has nothing new and nobody woke the projector.
    pub idle: Duration,
    /// The wait between pages that are neither full nor small, so that fewer, larger ones follow.
    pub gather: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            page_events: 20_000,
            page_bytes: 16 << 20,
            lease: Duration::from_secs(5),
            busy: Duration::from_millis(5),
            idle: Duration::from_secs(1),
            gather: Duration::from_millis(50),
        }
    }
}

/// The views' tasks; dropping it ends them where they are.
#[derive(Debug)]
pub struct Projector {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Projector {
    /// Starts to move the views on; `head` wakes it when this process appended to the log.
    ///
    /// The tables must be there: see [`Views::prepare`](super::Views::prepare).
    pub fn start(pool: PgPool, head: watch::Receiver<u64>) -> Self {
        Self::start_at(pool, head, Pace::default())
    }

    /// Starts with other views' code than this program's.
    pub fn start_with(pool: PgPool, head: watch::Receiver<u64>, codes: ViewCodes) -> Self {
        Self::start_by(pool, head, Pace::default(), codes)
    }

    /// Starts at another pace.
    pub fn start_at(pool: PgPool, head: watch::Receiver<u64>, pace: Pace) -> Self {
        Self::start_by(pool, head, pace, ViewCodes::CURRENT)
    }

    fn start_by(pool: PgPool, head: watch::Receiver<u64>, pace: Pace, codes: ViewCodes) -> Self {
        let (stop, stopped) = watch::channel(false);
        let size = PageSize {
            events: pace.page_events,
            bytes: pace.page_bytes,
        };
        let log = Arc::new(LogReader::new(pool.clone(), size));
        let leader = format!("{} {}", std::process::id(), uuid::Uuid::new_v4().simple());
        let tasks = ViewName::ALL.map(|view| {
            let follower = Follower {
                view,
                codes,
                pool: pool.clone(),
                log: Arc::clone(&log),
                head: head.clone(),
                stopped: stopped.clone(),
                pace,
                leader: leader.clone(),
                states: ClaimStates::default(),
                is_away: false,
            };
            tokio::spawn(follower.run())
        });
        Self {
            stop,
            tasks: tasks.into(),
        }
    }

    /// Ends after the pages that are being written, and gives the leads back.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        for task in std::mem::take(&mut self.tasks) {
            drop(task.await);
        }
    }
}

impl Drop for Projector {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

/// What moves one view on.
struct Follower {
    view: ViewName,
    codes: ViewCodes,
    pool: PgPool,
    log: Arc<LogReader>,
    head: watch::Receiver<u64>,
    stopped: watch::Receiver<bool>,
    pace: Pace,
    leader: String,
    states: ClaimStates,
    /// Whether the database failed us since the last page.
    is_away: bool,
}

/// How a lead ended.
enum Ended {
    /// The projector stops.
    Stopped,
    /// Somebody else leads the view, or it is parked.
    Lost,
}

impl Follower {
    async fn run(mut self) {
        let mut wait = self.pace.busy;
        while !*self.stopped.borrow() {
            let ended = self.lead().await;
            self.log.forget(self.view).await;
            match ended {
                Ok(Ended::Stopped) => return,
                Ok(Ended::Lost) => wait = self.pace.idle.min(self.pace.lease),
                Err(error) if self.is_away => {
                    tracing::debug!(view = %self.view, %error, "the database is still away");
                    wait = (wait * 2).min(self.pace.idle);
                }
                Err(error) => {
                    tracing::warn!(view = %self.view, %error, "the view waits for the database");
                    self.is_away = true;
                    wait = self.pace.busy;
                }
            }
            self.pause(wait).await;
        }
    }

    /// Leads the view as long as it can.
    async fn lead(&mut self) -> Result<Ended, sqlx::Error> {
        let (code, lasts) = (self.codes.of(self.view), self.pace.lease);
        let lease = Lease::take(&self.pool, self.view, code, &self.leader, lasts).await?;
        let Some(mut lease) = lease else {
            return Ok(Ended::Lost);
        };
        let mut renewed = Instant::now();
        let mut wait = self.pace.busy;
        loop {
            if *self.stopped.borrow() {
                lease.release(&self.pool).await?;
                return Ok(Ended::Stopped);
            }
            self.head.mark_unchanged();
            let page = self.log.after(self.view, lease.position).await?;
            if page.events.is_empty() {
                self.is_away = false;
                if renewed.elapsed() > self.pace.lease / 3 {
                    if !lease.renew(&self.pool).await? {
                        return Ok(Ended::Lost);
                    }
                    renewed = Instant::now();
                }
                self.pause_for_head(wait).await;
                wait = (wait * 2).min(self.pace.idle).min(self.pace.lease / 3);
                continue;
            }
            if !self.write(&mut lease, &page.events).await? {
                return Ok(Ended::Lost);
            }
            self.is_away = false;
            renewed = Instant::now();
            wait = self.pace.busy;
            if (64..1_000).contains(&page.events.len()) {
                self.pause(self.pace.gather).await;
            }
        }
    }

    /// Folds a page, in parts if it must: up to an event that cannot be folded, on which it parks.
    ///
    /// Tells whether the view is still led.
    async fn write(&self, lease: &mut Lease, events: &[Recorded]) -> Result<bool, sqlx::Error> {
        let mut left = events;
        let mut size = left.len();
        while !left.is_empty() {
            let (part, rest) = left.split_at(size.min(left.len()));
            let (first, last) = (part[0].position, part[part.len() - 1].position);
            match self.write_part(lease, part, last).await {
                Ok(true) => {
                    lease.position = last;
                    left = rest;
                    size *= 2;
                }
                Ok(false) => return Ok(false),
                Err(FoldError::Poison { position, .. }) if position > first => {
                    size = usize::try_from(position - first).unwrap_or(1);
                }
                Err(FoldError::Refused(_)) if part.len() > 1 => size = part.len() / 2,
                Err(FoldError::Poison { why, .. } | FoldError::Refused(why)) => {
                    let (view, position) = (self.view, first);
                    tracing::error!(%view, position, why, "the view is parked on an event");
                    lease.park(&self.pool, first, &why).await?;
                    return Ok(false);
                }
                Err(FoldError::Database(error)) => return Err(error),
            }
        }
        Ok(true)
    }

    /// Writes a part of a page and moves the checkpoint behind it, all or nothing; `false`:
    /// another process leads the view.
    async fn write_part(
        &self,
        lease: &Lease,
        events: &[Recorded],
        last: i64,
    ) -> Result<bool, FoldError> {
        let mut transaction = self.pool.begin_with(BEGIN).await?;
        if !lease.advance(&mut transaction, last).await? {
            transaction.rollback().await?;
            return Ok(false);
        }
        let fold = fold::fold(
            self.view,
            lease.version,
            events,
            &self.states,
            &mut transaction,
        );
        // A fold that panics does so again: its event is parked on like any other poison.
        let folded = AssertUnwindSafe(fold).catch_unwind().await;
        let panicked = |_| {
            Err(FoldError::Refused(
                "the fold of the event panicked".to_owned(),
            ))
        };
        if let Err(error) = folded.unwrap_or_else(panicked) {
            transaction.rollback().await?;
            return Err(error);
        }
        transaction.commit().await?;
        Ok(true)
    }

    async fn pause(&mut self, wait: Duration) {
        tokio::select! {
            () = sleep(wait) => {}
            _ = self.stopped.wait_for(|is_stopped| *is_stopped) => {}
        }
    }

    /// Waits until this process appends, or somebody else may have.
    async fn pause_for_head(&mut self, wait: Duration) {
        tokio::select! {
            () = sleep(wait) => {}
            // In vain if the ledger is gone: others may still append.
            Ok(()) = self.head.changed() => {}
            _ = self.stopped.wait_for(|is_stopped| *is_stopped) => {}
        }
    }
}
