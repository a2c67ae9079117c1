//! The log: appends go in whole or not at all, in batches, under dense positions in commit order.

mod append;
pub(crate) mod batch;
mod canonical;
mod committer;
pub(crate) mod copied;
mod error;
mod head;
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
pub(crate) mod session;
pub(crate) mod settle;
mod upcast;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use sqlx::PgPool;
use tokio::sync::{mpsc, oneshot, watch};

use crate::Clock;
use head::Anchor;

pub(crate) use append::{Append, KeyedCommand, Lineage, Outcome, StreamAppend};
pub use append::{NewEvent, StreamKind};
pub use canonical::canonical;
pub use error::LogError;
pub(crate) use head::{Begun, Era};
pub use known_log::{KnownLog, LeavesDigest, NotTheLog};
pub use moment::{AsOf, Moment, MomentError};
pub use order::must_be_in_order;
pub use upcast::{NotAnEvent, decode, decode_with, upcasters};

/// How many appends may wait, and about how many bytes of them; one more is told to come again.
const QUEUE: usize = 2_048;
const QUEUE_BYTES: usize = 64 << 20;

/// The writing end of the log; cheap to clone.
#[derive(Clone, Debug)]
pub struct Log {
    pool: PgPool,
    queue: mpsc::Sender<Append>,
    queued: Queued,
    head: watch::Receiver<u64>,
    era: Era,
}

/// How many bytes wait in the queue.
#[derive(Clone, Debug, Default)]
struct Queued(Arc<AtomicUsize>);

impl Queued {
    fn is_full(&self) -> bool {
        self.0.load(Ordering::Relaxed) >= QUEUE_BYTES
    }

    fn came(&self, bytes: usize) {
        self.0.fetch_add(bytes, Ordering::Relaxed);
    }

    fn left(&self, bytes: usize) {
        self.0.fetch_sub(bytes, Ordering::Relaxed);
    }
}

/// A place in the queue, taken before anything is decided for good.
pub(crate) struct Place<'a> {
    permit: mpsc::Permit<'a, Append>,
    queued: &'a Queued,
}

impl Place<'_> {
    /// Hands the append over; the receiver gets its outcome.
    pub(crate) fn fill(
        self,
        streams: Vec<StreamAppend>,
        command: Option<KeyedCommand>,
    ) -> oneshot::Receiver<Outcome> {
        let (done, outcome) = oneshot::channel();
        let append = Append {
            streams,
            command,
            done,
        };
        self.queued.came(append.bytes());
        self.permit.send(append);
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
        let head = Anchor::head(&pool, Anchor::NONE).await?;
        let (queue, waiting) = mpsc::channel(QUEUE);
        let (head_sender, watched) = watch::channel(head.position);
        let (era, queued) = (Era::default(), Queued::default());
        let shared = (era.clone(), queued.clone(), head.anchor);
        let committer = committer::Committer::new(pool.clone(), clock, head_sender, shared);
        tokio::spawn(committer.run(waiting));
        Ok(Self {
            pool,
            queue,
            queued,
            head: watched,
            era,
        })
    }

    /// Gives the era in which streams are read from now on.
    pub(crate) fn era(&self) -> &Era {
        &self.era
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
        if self.queued.is_full() {
            return Err(NoPlace::Full);
        }
        let queued = &self.queued;
        let permit = self.queue.try_reserve().map_err(|error| match error {
            mpsc::error::TrySendError::Full(()) => NoPlace::Full,
            mpsc::error::TrySendError::Closed(()) => NoPlace::Stopped,
        })?;
        Ok(Place { permit, queued })
    }

    /// Waits until all that was handed over is settled.
    pub async fn drain(&self) {
        let _all_places = self.queue.reserve_many(QUEUE).await;
    }
}
