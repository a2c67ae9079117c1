//! The one task that commits: while a batch is on its way, the next one gathers.

use std::time::Duration;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use sqlx::PgPool;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep};

use super::append::{Append, Outcome};
use super::batch::{self, Inserted};
use super::head::{Anchor, Era};
use super::measured::Measured;
use super::seldom::Seldom;
use super::session::{Failed, Session};
use super::{Queued, settle};
use crate::Clock;

/// How many appends one statement takes at most, and about how many bytes of them.
const BATCH: usize = 512;
const BATCH_BYTES: usize = 8 << 20;

/// How many waiting appends make a batch worth sending at once.
const LARGE: usize = 48;

/// How long a statement may take.
const STATEMENT: Duration = Duration::from_secs(5);

/// How long a batch is tried before its callers are told.
const PATIENCE: Duration = Duration::from_secs(8);

/// How long one waits for a database that cannot be reached, while nothing was sent.
const UNREACHED: Duration = Duration::from_secs(3);

/// How often a database that is unavailable is asked again.
const PAUSE: Duration = Duration::from_millis(50);

/// So often a connection may break under the same batch.
const LOSSES: usize = 2;

pub(super) struct Committer {
    session: Session,
    clock: Clock,
    head: watch::Sender<u64>,
    era: Era,
    queued: Queued,
    /// A database that refuses one batch refuses the next as well: a full disk does.
    refused: Seldom,
    /// The last time that was recorded; proposed times never go below it.
    recorded_at: DateTime<Utc>,
    /// The last event that this process knows to be in the log.
    anchor: Anchor,
    measured: Measured,
}

/// When a batch was begun, and when its callers are told whatever is known by then.
#[derive(Clone, Copy)]
struct Span {
    began: Instant,
    deadline: Instant,
}

impl Span {
    fn from_now() -> Self {
        let began = Instant::now();
        let deadline = began + PATIENCE;
        Self { began, deadline }
    }

    fn is_over(self) -> bool {
        Instant::now() >= self.deadline
    }
}

impl Committer {
    pub(super) fn new(
        pool: PgPool,
        clock: Clock,
        head: watch::Sender<u64>,
        (era, queued, anchor): (Era, Queued, Anchor),
    ) -> Self {
        Self {
            session: Session::new(pool),
            clock,
            head,
            era,
            queued,
            refused: Seldom::new(),
            recorded_at: DateTime::UNIX_EPOCH,
            anchor,
            measured: Measured::new(),
        }
    }

    /// Runs until every sender is gone; no caller can cancel it.
    pub(super) async fn run(mut self, mut waiting: mpsc::Receiver<Append>) {
        let mut gathered = Vec::with_capacity(BATCH);
        loop {
            // Callers that were just answered come back first: one larger batch costs less than
            // two that take turns. A batch that is large already goes while they decide.
            if waiting.len() < LARGE {
                tokio::task::yield_now().await;
            }
            // What was too much for the last batch goes first.
            if gathered.is_empty() && waiting.recv_many(&mut gathered, BATCH).await == 0 {
                return;
            }
            while gathered.len() < BATCH
                && let Ok(append) = waiting.try_recv()
            {
                gathered.push(append);
            }
            self.measured.waiting(gathered.len() + waiting.len());
            let later = gathered.split_off(fitting(&gathered));
            self.queued.left(gathered.iter().map(Append::bytes).sum());
            self.commit(std::mem::replace(&mut gathered, later)).await;
            self.measured.waiting(gathered.len() + waiting.len());
        }
    }

    /// Commits what can be committed and tells every caller what became of his append.
    async fn commit(&mut self, appends: Vec<Append>) {
        let span = Span::from_now();
        let mut parts = vec![appends];
        while let Some(part) = parts.pop() {
            if let Some((first, second)) = self.commit_part(part, span).await {
                parts.push(second);
                parts.push(first);
            }
        }
    }

    /// Commits a batch, or what is left of one.
    ///
    /// Where connections break under it again and again, its halves are given back: an append that
    /// no server survives fails alone.
    async fn commit_part(
        &mut self,
        mut appends: Vec<Append>,
        span: Span,
    ) -> Option<(Vec<Append>, Vec<Append>)> {
        let mut losses = 0;
        loop {
            let broken = appends.extract_if(.., |append| append.is_broken());
            broken.for_each(|append| fail(append, Outcome::Conflict));
            if appends.is_empty() {
                return None;
            }
            let recorded_at = self.now();
            let deadline = span.deadline.min(Instant::now() + STATEMENT);
            let anchor = self.anchor;
            let inserted = self.session.run(deadline, async |connection| {
                batch::insert(connection, &appends, recorded_at, anchor).await
            });
            match inserted.await {
                Ok(Inserted::After { base, leaf }) => {
                    self.acknowledge(appends, base, leaf, span.began);
                    return None;
                }
                Ok(Inserted::Not) => appends = self.look_why_not(appends, recorded_at, span).await,
                Err(Failed::Refused(sqlx::Error::Database(error)))
                    if error.is_unique_violation() =>
                {
                    appends = self.split(appends, span).await;
                }
                Err(Failed::Lost(error)) => {
                    tracing::warn!(%error, "the database became unavailable during a commit");
                    losses += 1;
                    match self.settle(&appends[0], recorded_at, span).await {
                        Ok(Some(base)) => {
                            let leaf = batch::last_leaf(&appends, recorded_at);
                            self.acknowledge(appends, base, leaf, span.began);
                            return None;
                        }
                        Ok(None) if losses < LOSSES => {}
                        Ok(None) if appends.len() > 1 => {
                            let second = appends.split_off(appends.len() / 2);
                            return Some((appends, second));
                        }
                        Ok(None) => {
                            tracing::error!("connections break under one append");
                            self.give_up(appends, Outcome::Unavailable);
                            return None;
                        }
                        Err(error) => {
                            tracing::warn!(%error, "the fate of a batch is unknown");
                            self.give_up(appends, Outcome::Unknown);
                            return None;
                        }
                    }
                }
                Err(Failed::NotSent(_)) if span.began.elapsed() < UNREACHED => {
                    sleep(PAUSE).await;
                }
                Err(Failed::NotSent(error)) => {
                    tracing::warn!(%error, "the database is unavailable");
                    self.give_up(appends, Outcome::Unavailable);
                    return None;
                }
                Err(Failed::Refused(error)) => {
                    if self.refused.is_time() {
                        tracing::error!(%error, "the database refused a batch");
                    }
                    self.give_up(appends, Outcome::Unavailable);
                    return None;
                }
            }
            if span.is_over() {
                self.give_up(appends, Outcome::Unavailable);
                return None;
            }
        }
    }

    fn now(&mut self) -> DateTime<Utc> {
        self.recorded_at = (self.clock)().trunc_subsecs(6).max(self.recorded_at);
        self.recorded_at
    }

    /// Finds out what became of a batch whose connection was lost, and sees to it that nothing
    /// comes of it any more if nothing has: only then may it be sent again.
    async fn settle(
        &mut self,
        first: &Append,
        sent_at: DateTime<Utc>,
        span: Span,
    ) -> Result<Option<u64>, sqlx::Error> {
        loop {
            let settled = self.session.run(span.deadline, async |connection| {
                settle::shut_out(connection, sent_at).await?;
                settle::position_of(connection, first, sent_at).await
            });
            match settled.await {
                Ok(position) => {
                    self.recorded_at = self.recorded_at.max(sent_at + TimeDelta::microseconds(1));
                    return Ok(position.map(|position| position - 1));
                }
                Err(Failed::NotSent(error) | Failed::Refused(error) | Failed::Lost(error)) => {
                    if span.is_over() {
                        return Err(error);
                    }
                    sleep(PAUSE).await;
                }
            }
        }
    }

    /// Looks why a batch did not go in; gives the appends that may be sent again.
    async fn look_why_not(
        &mut self,
        appends: Vec<Append>,
        sent_at: DateTime<Utc>,
        span: Span,
    ) -> Vec<Append> {
        let known = self.anchor;
        let head = self.session.run(span.deadline, async |connection| {
            Anchor::head(connection, known).await
        });
        let Ok(head) = head.await else {
            return appends;
        };
        if !head.has_the_anchor {
            tracing::error!(
                known = self.anchor.position,
                head = head.position,
                "the log went back: it is not the one that this process knew; \
                 nothing that was kept in memory holds any more"
            );
            self.era.end();
            self.anchor = head.anchor;
            self.head.send_replace(head.position);
            fail_all(appends, Outcome::Conflict);
            return vec![];
        }
        if head.recorded_at > sent_at {
            self.recorded_at = self.recorded_at.max(head.recorded_at);
            return appends;
        }
        self.split(appends, span).await
    }

    /// Tells those at fault, and gives the others; all of them, if the store cannot tell.
    async fn split(&mut self, appends: Vec<Append>, span: Span) -> Vec<Append> {
        let known = self.session.run(span.deadline, async |connection| {
            settle::known(connection, &appends).await
        });
        let Ok(known) = known.await else {
            return appends;
        };
        let (sound, faulty) = settle::split(appends, known);
        for (append, outcome) in faulty {
            fail(append, outcome);
        }
        sound
    }

    fn give_up(&self, appends: Vec<Append>, outcome: Outcome) {
        self.measured.failed(appends.len());
        fail_all(appends, outcome);
    }

    fn acknowledge(
        &mut self,
        appends: Vec<Append>,
        base: u64,
        leaf: Option<[u8; 32]>,
        began: Instant,
    ) {
        let (mut position, how_many) = (base, appends.len());
        for append in appends {
            for stream in &append.streams {
                position += stream.events.len() as u64;
                stream.lineage.settle(stream.version_after());
            }
            // A caller who left is told nothing; what he asked for is done all the same.
            let _ = append.done.send(Outcome::Appended { position });
        }
        if let Some(leaf) = leaf {
            self.anchor = Anchor { position, leaf };
        }
        self.head.send_replace(position);
        self.measured
            .committed(how_many, position - base, began.elapsed());
    }
}

fn fail(append: Append, outcome: Outcome) {
    append
        .streams
        .iter()
        .for_each(|stream| stream.lineage.break_off());
    let _ = append.done.send(outcome);
}

fn fail_all(appends: Vec<Append>, outcome: Outcome) {
    appends.into_iter().for_each(|append| fail(append, outcome));
}

/// Gives how many appends go into one batch: at least one, and no more bytes than one takes.
fn fitting(appends: &[Append]) -> usize {
    let mut bytes = 0;
    let fit = appends.iter().take_while(|append| {
        bytes += append.bytes();
        bytes <= BATCH_BYTES
    });
    fit.count().max(1).min(appends.len())
}
