//! The log: appends go in whole or not at all, in batches, under dense positions in commit order.

mod append;
pub(crate) mod batch;
mod canonical;
pub(crate) mod committer;
pub(crate) mod copied;
mod error;
mod known_log;
pub mod leaf;
mod measured;
mod moment;
mod order;
pub(crate) mod place;
pub(crate) mod raw;
pub mod restore;
pub mod scan;
pub(crate) mod seldom;
pub(crate) mod settle;
mod upcast;

use sqlx::PgPool;
use tokio::sync::{mpsc, oneshot, watch};

use crate::Clock;

pub(crate) use append::{Append, KeyedCommand, Lineage, Outcome, StreamAppend};
pub use append::{NewEvent, StreamKind};
pub use canonical::canonical;
pub use error::LogError;
pub use known_log::{KnownLog, LeavesDigest, NotTheLog};
pub use moment::{AsOf, Moment, MomentError};
pub use order::must_be_in_order;
pub use upcast::{NotAnEvent, decode, decode_with, upcasters};

/// How many appends may wait; one more is told to come again.
const QUEUE: usize = 2_048;

/// The writing end of the log; cheap to clone.
#[derive(Clone, Debug)]
pub struct Log {
    pool: PgPool,
    queue: mpsc::Sender<Append>,
    head: watch::Receiver<u64>,
}

/// A place in the queue, taken before anything is decided for good.
pub(crate) struct Place<'a>(mpsc::Permit<'a, Append>);

impl Place<'_> {
    /// Hands the append over; the receiver gets its outcome.
    pub(crate) fn fill(
        self,
        streams: Vec<StreamAppend>,
        command: Option<KeyedCommand>,
    ) -> oneshot::Receiver<Outcome> {
        let (done, outcome) = oneshot::channel();
        self.0.send(Append {
            streams,
            command,
            done,
        });
        outcome
    }
}

/// Why there is no place in the queue.
pub(crate) enum NoPlace {
    Full,
    Stopped,
}

impl Log {
    /// Starts the committer on a migrated database; `head` begins at the last position there.
    pub async fn start(pool: PgPool, clock: Clock) -> Result<Self, sqlx::Error> {
        let position: i64 = sqlx::query_scalar("select position from log_head")
            .fetch_one(&pool)
            .await?;
        let (queue, waiting) = mpsc::channel(QUEUE);
        let (head_sender, head) = watch::channel(position.unsigned_abs());
        let committer = committer::Committer::new(pool.clone(), clock, head_sender);
        tokio::spawn(committer.run(waiting));
        Ok(Self { pool, queue, head })
    }

    /// Watches the position of this process's last committed append.
    pub fn head(&self) -> watch::Receiver<u64> {
        self.head.clone()
    }

    /// Gives the pool the log lives on.
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Takes a place in the queue, if there is one.
    pub(crate) fn place(&self) -> Result<Place<'_>, NoPlace> {
        self.queue
            .try_reserve()
            .map(Place)
            .map_err(|error| match error {
                mpsc::error::TrySendError::Full(()) => NoPlace::Full,
                mpsc::error::TrySendError::Closed(()) => NoPlace::Stopped,
            })
    }

    /// Waits until all that was handed over is settled.
    pub async fn drain(&self) {
        let _all_places = self.queue.reserve_many(QUEUE).await;
    }
}
