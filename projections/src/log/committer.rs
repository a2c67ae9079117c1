//! The one task that commits: while a batch is on its way, the next one gathers.

use std::time::{Duration, Instant};

use chrono::{DateTime, SubsecRound, Utc};
use sqlx::pool::PoolConnection;
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection, PgPool, Postgres};
use tokio::sync::{mpsc, watch};

use super::append::{Append, Outcome};
use super::measured::Measured;
use super::seldom::Seldom;
use super::{batch, settle};
use crate::Clock;

/// How many appends one statement takes at most.
const BATCH: usize = 512;

/// How many waiting appends make a batch worth sending at once.
const LARGE: usize = 48;

/// How long a batch waits for a store that went away, before its callers are told.
const PATIENCE: Duration = Duration::from_secs(3);

/// How often a store that is away is asked again.
const PAUSE: Duration = Duration::from_millis(50);

pub(super) struct Committer {
    pool: PgPool,
    /// The committer's own connection, which spares each batch the pool's care.
    ///
    /// It sees nothing but single statements, so no transaction is ever left open on it.
    own: Option<PgConnection>,
    clock: Clock,
    head: watch::Sender<u64>,
    /// A store that refuses one batch refuses the next as well: a full disk does.
    refused: Seldom,
    /// The last time that was recorded; proposed times never go below it.
    recorded_at: DateTime<Utc>,
    measured: Measured,
}

/// How one attempt to insert a batch ended.
enum Attempt {
    Committed {
        base: u64,
    },
    /// The head of the log is later than the proposed time.
    HeadIsLater,
    /// A version or a command's id was taken.
    Taken,
    /// The store could not be reached; nothing was sent.
    NotSent(sqlx::Error),
    /// The store refused the statement; nothing was appended.
    Refused(sqlx::Error),
    /// The store went away while the statement ran.
    Lost(sqlx::Error),
}

/// A connection for one batch.
enum Lent {
    Own(PgConnection),
    Shared(PoolConnection<Postgres>),
}

impl Lent {
    fn get(&mut self) -> &mut PgConnection {
        match self {
            Self::Own(own) => own,
            Self::Shared(shared) => shared,
        }
    }

    fn abandon(self) {
        match self {
            Self::Own(own) => drop(own),
            Self::Shared(shared) => drop(shared.detach()),
        }
    }
}

impl Committer {
    pub(super) fn new(pool: PgPool, clock: Clock, head: watch::Sender<u64>) -> Self {
        Self {
            pool,
            own: None,
            clock,
            head,
            refused: Seldom::new(),
            recorded_at: DateTime::UNIX_EPOCH,
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
            if waiting.recv_many(&mut gathered, BATCH).await == 0 {
                return;
            }
            self.measured.waiting(gathered.len() + waiting.len());
            let (broken, sound): (Vec<_>, Vec<_>) =
                gathered.drain(..).partition(|append: &Append| {
                    append
                        .streams
                        .iter()
                        .any(|stream| stream.lineage.is_broken())
                });
            fail_all(broken, Outcome::Conflict);
            self.commit(sound).await;
            self.measured.waiting(waiting.len());
        }
    }

    /// Commits what can be committed and tells every caller what became of his append.
    async fn commit(&mut self, mut appends: Vec<Append>) {
        let began = Instant::now();
        // Whether a statement was sent whose fate is not known yet, and the time it carried.
        let mut lost: Option<DateTime<Utc>> = None;
        while !appends.is_empty() {
            if let Some(sent_at) = lost {
                match self.find(&appends, sent_at).await {
                    Ok(Some(base)) => return self.acknowledge(appends, base, began),
                    Ok(None) => lost = None,
                    Err(_) if began.elapsed() < PATIENCE => {
                        tokio::time::sleep(PAUSE).await;
                        continue;
                    }
                    Err(error) => {
                        tracing::warn!(%error, "the store is away; the fate of a batch is unknown");
                        return self.give_up(appends, Outcome::Unknown);
                    }
                }
            }
            let recorded_at = self.now();
            match self.attempt(&appends, recorded_at).await {
                Attempt::Committed { base } => return self.acknowledge(appends, base, began),
                Attempt::HeadIsLater => self.catch_up_with_the_head().await,
                Attempt::Taken => appends = self.split(appends).await,
                Attempt::Lost(error) => {
                    tracing::warn!(%error, "the store went away during a commit");
                    lost = Some(recorded_at);
                }
                Attempt::NotSent(_) if began.elapsed() < PATIENCE => {
                    tokio::time::sleep(PAUSE).await;
                }
                Attempt::NotSent(error) => {
                    tracing::warn!(%error, "the store is away");
                    return self.give_up(appends, Outcome::Unavailable);
                }
                Attempt::Refused(error) => {
                    if self.refused.is_time() {
                        tracing::error!(%error, "the store refused a batch");
                    }
                    return self.give_up(appends, Outcome::Unavailable);
                }
            }
            if began.elapsed() > 2 * PATIENCE && lost.is_none() {
                return self.give_up(appends, Outcome::Unavailable);
            }
        }
    }

    fn now(&mut self) -> DateTime<Utc> {
        self.recorded_at = (self.clock)().trunc_subsecs(6).max(self.recorded_at);
        self.recorded_at
    }

    async fn attempt(&mut self, appends: &[Append], recorded_at: DateTime<Utc>) -> Attempt {
        let mut connection = match self.connection().await {
            Ok(connection) => connection,
            Err(error) => return Attempt::NotSent(error),
        };
        let attempt = match batch::insert(connection.get(), appends, recorded_at).await {
            Ok(Some(base)) => Attempt::Committed { base },
            Ok(None) => Attempt::HeadIsLater,
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Attempt::Taken,
            // What is left of this connection is of no use to anybody.
            Err(error) if went_away(&error) => {
                connection.abandon();
                return Attempt::Lost(error);
            }
            Err(error) => Attempt::Refused(error),
        };
        if let Lent::Own(own) = connection {
            self.own = Some(own);
        }
        attempt
    }

    /// Gives the committer's own connection; the one session of an engine that has no other is
    /// borrowed for each batch.
    async fn connection(&mut self) -> Result<Lent, sqlx::Error> {
        if self.pool.options().get_max_connections() == 1 {
            return Ok(Lent::Shared(self.pool.acquire().await?));
        }
        match self.own.take() {
            Some(own) => Ok(Lent::Own(own)),
            None => {
                // One statement over and over: planning it anew for each batch would take as long
                // as running it.
                let options = PgConnectOptions::clone(&self.pool.connect_options())
                    .options([("plan_cache_mode", "force_generic_plan")]);
                let connecting = PgConnection::connect_with(&options);
                match tokio::time::timeout(PATIENCE, connecting).await {
                    Ok(connected) => Ok(Lent::Own(connected?)),
                    Err(_) => Err(sqlx::Error::PoolTimedOut),
                }
            }
        }
    }

    async fn find(
        &self,
        appends: &[Append],
        sent_at: DateTime<Utc>,
    ) -> Result<Option<u64>, sqlx::Error> {
        let Some(first) = appends.first() else {
            return Ok(None);
        };
        let mut connection = self.pool.acquire().await?;
        let position = settle::position_of(&mut connection, first, sent_at).await?;
        Ok(position.map(|position| position - 1))
    }

    /// Tells those at fault, and gives the others; all of them, if the store cannot tell.
    async fn split(&self, appends: Vec<Append>) -> Vec<Append> {
        let known = async {
            let mut connection = self.pool.acquire().await?;
            settle::known(&mut connection, &appends).await
        };
        let Ok(known) = known.await else {
            return appends;
        };
        let (sound, faulty) = settle::split(appends, known);
        for (append, outcome) in faulty {
            fail(append, outcome);
        }
        sound
    }

    async fn catch_up_with_the_head(&mut self) {
        let later = sqlx::query_scalar::<_, DateTime<Utc>>("select recorded_at from log_head")
            .fetch_one(&self.pool)
            .await;
        if let Ok(later) = later {
            self.recorded_at = self.recorded_at.max(later);
        }
    }

    fn give_up(&self, appends: Vec<Append>, outcome: Outcome) {
        self.measured.failed(appends.len());
        fail_all(appends, outcome);
    }

    fn acknowledge(&self, appends: Vec<Append>, base: u64, began: Instant) {
        let (mut position, how_many) = (base, appends.len());
        for append in appends {
            for stream in &append.streams {
                position += stream.events.len() as u64;
                stream.lineage.settle(stream.version_after());
            }
            // A caller who left is told nothing; what he asked for is done all the same.
            let _ = append.done.send(Outcome::Appended { position });
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

/// Tells whether the connection, or the server behind it, is gone.
///
/// SQLSTATE classes 08 (connection) and 57P (shutdown, crash): what was sent may have been
/// committed. Any other error of the database means that the statement was rolled back.
pub(crate) fn went_away(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Database(error) => error
            .code()
            .is_some_and(|code| code.starts_with("08") || code.starts_with("57P")),
        sqlx::Error::Io(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        _ => false,
    }
}
