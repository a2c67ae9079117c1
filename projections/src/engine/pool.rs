//! Connection pools: the one place where they are built.

use std::time::{Duration, Instant};

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, Executor, PgPool};

/// Idle connections younger than this are handed out untested.
const TRUSTED_FOR: Duration = Duration::from_millis(100);

/// Builds a lazy pool for questions that are single statements. Must be called inside a runtime.
///
/// Nothing is ever begun on its connections, so nothing needs to be ended when they come back.
pub fn reading_pool_on(options: PgConnectOptions, max_connections: u32) -> PgPool {
    let options = named(options);
    let pool = recovering(max_connections).acquire_timeout(Duration::from_secs(5));
    pool.connect_lazy_with(options)
}

/// Builds a lazy pool. Must be called inside a runtime.
///
/// A restarted PostgreSQL is recovered from: a connection that idled is tested before it is handed
/// out, and replaced if it is dead.
pub fn pool_on(options: PgConnectOptions, max_connections: u32) -> PgPool {
    let options = named(options);
    let pool = recovering(max_connections)
        // A `begin()` whose future is dropped leaves an open transaction behind, in which later
        // writes would vanish (sqlx 0.8.4 to 0.9.0). A lone `rollback` would end it too, but makes
        // the server log a warning each time there is none.
        .after_release(|connection, _| {
            Box::pin(async move {
                connection.execute("begin; rollback").await?;
                Ok(true)
            })
        });
    let pool = match max_connections {
        // The built-in engine's one session: callers queue behind each other, and a connection
        // given up is a restart of the engine.
        1 => pool
            .acquire_timeout(Duration::from_secs(30))
            .idle_timeout(None)
            .max_lifetime(None),
        _ => pool.acquire_timeout(Duration::from_secs(5)),
    };
    pool.connect_lazy_with(options)
}

fn named(options: PgConnectOptions) -> PgConnectOptions {
    options
        .application_name("claims")
        .options([("client_min_messages", "error")])
}

/// A connection that idled is tested before it is handed out, and replaced if it is dead.
fn recovering(max_connections: u32) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(max_connections)
        .test_before_acquire(false)
        .before_acquire(|connection, meta| {
            Box::pin(async move {
                if meta.idle_for > TRUSTED_FOR {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
}

/// How long a look at a pool waits for a connection at most.
const LOOK_BOUND: Duration = Duration::from_secs(1);

/// How much of a pool is in use.
#[derive(Clone, Copy, Debug)]
pub struct PoolLoad {
    /// How many connections there are, and how many of them nobody uses.
    pub open: u32,
    pub idle: u32,
    /// The most there may be.
    pub max: u32,
    /// How long a connection was waited for just now, a second at most.
    pub wait: Duration,
}

/// Looks how much of a pool is in use.
pub async fn pool_load(pool: &PgPool) -> PoolLoad {
    let idle = u32::try_from(pool.num_idle()).unwrap_or(u32::MAX);
    let (open, began) = (pool.size(), Instant::now());
    drop(tokio::time::timeout(LOOK_BOUND, pool.acquire()).await);
    PoolLoad {
        open,
        idle,
        max: pool.options().get_max_connections(),
        wait: began.elapsed(),
    }
}
