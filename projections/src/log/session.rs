//! The connection that batches are sent on, and how long a statement on it may take.

use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection, PgPool, Postgres};
use tokio::time::{Instant, timeout_at};

/// How long connecting may take.
const CONNECTING: Duration = Duration::from_secs(3);

/// What a batch relies on, whatever the server or the database says.
///
/// A commit that was acknowledged is on stable storage. One statement comes over and over: planning
/// it anew for each batch would take as long as running it. A statement whose connection is gone
/// does not wait for a lock for good.
const OPTIONS: [(&str, &str); 3] = [
    ("synchronous_commit", "on"),
    ("plan_cache_mode", "force_generic_plan"),
    ("statement_timeout", "20s"),
];

/// The committer's own connection, which spares each batch the pool's care.
///
/// It sees nothing but single statements, so no transaction is ever left open on it.
pub(super) struct Session {
    pool: PgPool,
    own: Option<PgConnection>,
}

/// A connection for one statement.
enum Lent {
    Own(PgConnection),
    /// The one session of an engine that has no other is borrowed for each batch.
    Shared(PoolConnection<Postgres>),
}

/// Why a statement did not end well.
pub(super) enum Failed {
    /// The database could not be reached; nothing was sent.
    NotSent(sqlx::Error),
    /// The statement was rolled back.
    Refused(sqlx::Error),
    /// The connection went away, or the time was over, while the statement ran.
    Lost(sqlx::Error),
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

impl Session {
    pub(super) fn new(pool: PgPool) -> Self {
        Self { pool, own: None }
    }

    /// Runs a statement until a deadline; a connection that does not answer by then is given up.
    pub(super) async fn run<T>(
        &mut self,
        deadline: Instant,
        statement: impl AsyncFnOnce(&mut PgConnection) -> Result<T, sqlx::Error>,
    ) -> Result<T, Failed> {
        let mut lent = self.lend(deadline).await.map_err(Failed::NotSent)?;
        let ended = match timeout_at(deadline, statement(lent.get())).await {
            Ok(ended) => ended,
            Err(_) => Err(sqlx::Error::PoolTimedOut),
        };
        if let Err(error) = &ended
            && went_away(error)
        {
            // What is left of this connection is of no use to anybody.
            lent.abandon();
            return ended.map_err(Failed::Lost);
        }
        if let Lent::Own(own) = lent {
            self.own = Some(own);
        }
        ended.map_err(Failed::Refused)
    }

    async fn lend(&mut self, deadline: Instant) -> Result<Lent, sqlx::Error> {
        if self.pool.options().get_max_connections() == 1 {
            return Ok(Lent::Shared(self.pool.acquire().await?));
        }
        if let Some(own) = self.own.take() {
            return Ok(Lent::Own(own));
        }
        let options = PgConnectOptions::clone(&self.pool.connect_options()).options(OPTIONS);
        let deadline = deadline.min(Instant::now() + CONNECTING);
        match timeout_at(deadline, PgConnection::connect_with(&options)).await {
            Ok(connected) => Ok(Lent::Own(connected?)),
            Err(_) => Err(sqlx::Error::PoolTimedOut),
        }
    }
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
