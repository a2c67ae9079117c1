//! The head of the log, and whether the log is still the one that this process knew.
//!
//! A database that was restored, or a standby that took over without the last commits, is another
//! log: what was read before says nothing about it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

/// An event that is known to be in the log; position 0: the log was empty, and any goes on from it.
///
/// The leaf covers the event whole, the time of its recording included: no other log has it there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Anchor {
    pub position: u64,
    pub leaf: [u8; 32],
}

/// Where the log ends.
#[derive(Debug)]
pub(super) struct Head {
    pub position: u64,
    pub recorded_at: DateTime<Utc>,
    /// Whether the event that was known is in the log.
    pub has_the_anchor: bool,
    /// Its last event.
    pub anchor: Anchor,
}

const HEAD: &str = "
select head.position, head.recorded_at,
    $1 = 0 or exists (
        select
        from events
        where position = $1
        and leaf = $2
    ),
    last.leaf
from log_head as head
left join events as last on last.position = head.position";

impl Anchor {
    /// The anchor of whoever knows nothing of the log.
    pub const NONE: Self = Self {
        position: 0,
        leaf: [0; 32],
    };

    /// Looks where the log ends, and whether an event is in it.
    pub(super) async fn head(
        executor: impl PgExecutor<'_>,
        known: Self,
    ) -> Result<Head, sqlx::Error> {
        let (position, recorded_at, has_the_anchor, leaf): (i64, _, _, Option<Vec<u8>>) =
            sqlx::query_as(HEAD)
                .bind(known.position as i64)
                .bind(known.leaf.as_slice())
                .fetch_one(executor)
                .await?;
        let position = position.unsigned_abs();
        let leaf = leaf.and_then(|leaf| leaf.try_into().ok());
        Ok(Head {
            position,
            recorded_at,
            has_the_anchor,
            anchor: leaf.map_or(Self::NONE, |leaf| Self { position, leaf }),
        })
    }
}

/// Counts how often the log went back; what was read in an earlier era holds no more.
#[derive(Clone, Debug, Default)]
pub(crate) struct Era(Arc<AtomicU64>);

/// The era in which something was read.
#[derive(Clone, Debug)]
pub(crate) struct Begun {
    era: Era,
    number: u64,
}

impl Era {
    /// Gives the era of what is about to be read.
    pub fn begun(&self) -> Begun {
        let era = self.clone();
        let number = self.0.load(Ordering::Acquire);
        Begun { era, number }
    }

    pub(super) fn end(&self) {
        self.0.fetch_add(1, Ordering::AcqRel);
    }
}

impl Begun {
    /// Tells whether the log went back since.
    pub fn is_over(&self) -> bool {
        self.era.0.load(Ordering::Acquire) != self.number
    }
}
