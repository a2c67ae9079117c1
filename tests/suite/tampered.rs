//! A log that somebody changed who may do anything in the database: every reader notices.

mod commands;
mod ends;
mod gaps;
mod order;

use domain::ClaimId;
use projections::log::LogError;
use projections::replay::{Grain, Replay, ReplayError, Replayed, Scope};
use projections::views::{ReadError, Views};
use sqlx::PgPool;
use tests::database::Scratch;

use super::proven::by_hand;
use super::views::given::{World, folded, random_history};

/// A database whose views have folded a random history.
async fn given(seed: u64) -> (Scratch, Views, World) {
    let world = random_history(seed, 600);
    let (scratch, views) = folded(&world.log).await;
    (scratch, views, world)
}

/// The position of each event of a stream.
async fn positions(pool: &PgPool, id: &str) -> Vec<i64> {
    sqlx::query_scalar("select position from events where aggregate_id = $1 order by sequence")
        .bind(id)
        .fetch_all(pool)
        .await
        .unwrap()
}

/// A claim with some events, of which the last is not the last of the log.
async fn a_claim(pool: &PgPool, world: &World) -> ClaimId {
    for id in world.claims.keys() {
        let positions = positions(pool, &id.to_string()).await;
        if positions.len() > 4 && *positions.last().unwrap() < world.log.len() as i64 {
            return *id;
        }
    }
    panic!("no claim is long enough")
}

async fn take_away(pool: &PgPool, position: i64) {
    by_hand(
        pool,
        &format!("delete from events where position = {position}"),
    )
    .await;
}

async fn replay(pool: &PgPool, scope: Scope, until: u64) -> Result<Replayed, ReplayError> {
    let asked = Replay {
        scope,
        until,
        grain: Grain::End,
    };
    asked.run(pool, |_| ()).await
}

/// What a reader says is wrong with the log.
trait Says {
    fn log_error(self) -> Option<LogError>;
}

impl<T> Says for Result<T, LogError> {
    fn log_error(self) -> Option<LogError> {
        self.err()
    }
}

impl<T> Says for Result<T, ReplayError> {
    fn log_error(self) -> Option<LogError> {
        match self.err()? {
            ReplayError::Log(error) => Some(error),
            other => panic!("{other}"),
        }
    }
}

impl<T> Says for Result<T, ReadError> {
    fn log_error(self) -> Option<LogError> {
        match self.err()? {
            ReadError::Log(error) => Some(error),
            other => panic!("{other}"),
        }
    }
}

impl<T> Says for Result<T, projections::trace::TraceError> {
    fn log_error(self) -> Option<LogError> {
        match self.err()? {
            projections::trace::TraceError::Log(error) => Some(error),
            other => panic!("{other}"),
        }
    }
}

/// Requires that the event at a position is missed.
fn misses(said: impl Says, missing: i64) {
    let said = said.log_error();
    assert!(
        matches!(said, Some(LogError::Missing { position }) if position == missing.unsigned_abs()),
        "{said:?}, and not {missing}"
    );
}
