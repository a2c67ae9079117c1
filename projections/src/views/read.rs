//! Reading the views. Who reads is a parameter of every question about claims and funds.

mod asked;
mod claim;
mod claims;
mod deadlines;
mod diff;
mod duplicates;
mod funds;
mod overview;
mod page;
mod past;
mod payments;
mod programmes;
mod queue;
pub mod statements;
mod viewer;

use std::time::Duration;

use sqlx::PgPool;
use tokio::time::{Instant, sleep};

pub use claim::{ClaimPage, OfTheLog};
pub use claims::{ClaimFilter, ClaimLine};
pub use diff::{
    ChangeCursor, ClaimChange, ClaimState, FundChange, MovedCursor, OutOfOrder, Span, TOLD_MAX,
};
pub use duplicates::{Duplicate, DuplicateOf};
pub use funds::{EntryLine, FundFilter, FundLine, FundPage, Lot, LotUse};
pub use overview::{CountedClaims, OverviewLine};
pub use page::{
    ClaimCursor, EntryCursor, FundCursor, HistoryCursor, InvalidLimit, Limit, Listed, Page,
    QueueCursor,
};
pub use past::{DatedCursor, DatedEntry, Past, PublishedPolicy};
pub use payments::{PaymentCursor, PaymentFilter, PaymentLine};
pub use programmes::ProgrammeCursor;
pub use queue::{AwaitedContribution, QueueFilter, QueueLine};
pub use viewer::Viewer;

use super::registry::{self, PrepareError, ViewStatus};
use super::{ViewCodes, ViewName};
use crate::log::{AsOf, LogError, MomentError};

/// Why a view could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("the database could not be reached")]
    Unavailable(#[source] sqlx::Error),
    #[error("the view holds a row that cannot be read")]
    Unreadable(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("the log is not what was recorded")]
    Log(#[source] LogError),
    #[error("the ledger does not know this moment")]
    Moment(#[source] MomentError),
}

impl From<MomentError> for ReadError {
    fn from(error: MomentError) -> Self {
        match error {
            MomentError::Database(error) => error.into(),
            MomentError::BeforeTheFirstEvent { .. }
            | MomentError::EmptyLedger
            | MomentError::BeyondTheHead { .. } => Self::Moment(error),
            MomentError::Missing { position } => Self::Log(LogError::Missing { position }),
        }
    }
}

impl From<sqlx::Error> for ReadError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::ColumnDecode { source, .. } | sqlx::Error::Decode(source) => {
                Self::Unreadable(source)
            }
            other => Self::Unavailable(other),
        }
    }
}

/// How waiting for a position ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waited {
    /// All views are there.
    Reached,
    /// Time ran out; the slowest view is at this position.
    TimedOut { position: u64 },
    /// This view is parked before the position and will not get there by waiting.
    Parked(ViewName),
}

/// How long a wait looks again after its first look, and at most after a later one.
const LOOKS: (Duration, Duration) = (Duration::from_millis(2), Duration::from_millis(50));

/// The reading end of the views; cheap to clone.
#[derive(Clone, Debug)]
pub struct Views {
    pub(super) pool: PgPool,
    /// For single statements alone: nothing is ever left open on its connections.
    readers: PgPool,
}

impl Views {
    /// Reads the views through this pool.
    pub fn new(pool: PgPool) -> Self {
        let readers = pool.clone();
        Self { pool, readers }
    }

    /// The same, with a pool for questions that are single statements.
    pub fn with_readers(pool: PgPool, readers: PgPool) -> Self {
        Self { pool, readers }
    }

    /// Gives the pool for questions that are single statements.
    pub fn readers(&self) -> &PgPool {
        &self.readers
    }

    /// Makes the tables of each view that has none, and makes them live.
    ///
    /// Called again, or by two processes at once, it changes nothing more.
    ///
    /// Gives the views whose tables are of an earlier shape: they are served as they are until a
    /// rebuild has made new ones.
    pub async fn prepare(pool: &PgPool) -> Result<Vec<ViewName>, PrepareError> {
        Self::prepare_with(pool, &ViewCodes::CURRENT).await
    }

    /// The same with other views' code than this program's.
    pub async fn prepare_with(
        pool: &PgPool,
        codes: &ViewCodes,
    ) -> Result<Vec<ViewName>, PrepareError> {
        registry::prepare(pool, codes).await
    }

    /// Lists the views: how far they are, who leads them, and whether one is parked.
    pub async fn status(&self) -> Result<Vec<ViewStatus>, ReadError> {
        Ok(registry::status(&self.readers).await?)
    }

    /// Lets a parked view try its event again; `false`: it was not parked.
    pub async fn unpark(&self, view: ViewName) -> Result<bool, ReadError> {
        Ok(registry::unpark(&self.pool, view).await?)
    }

    /// Waits until views have folded all events up to a position.
    pub async fn wait_for(
        &self,
        views: &[ViewName],
        min_position: u64,
        timeout: Duration,
    ) -> Result<Waited, ReadError> {
        let deadline = Instant::now() + timeout;
        let (mut wait, longest) = LOOKS;
        loop {
            let (position, parked) = registry::reached(&self.readers, views, min_position).await?;
            if position >= min_position {
                return Ok(Waited::Reached);
            }
            if let Some(view) = parked {
                return Ok(Waited::Parked(view));
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(Waited::TimedOut { position });
            }
            sleep(wait.min(left)).await;
            wait = (wait * 2).min(longest);
        }
    }

    /// Waits until the log has come to a position; time that runs out leaves it beyond the head.
    ///
    /// The store is asked, and not what this process has committed: another may have come further.
    pub async fn wait_for_log(&self, position: u64, timeout: Duration) -> Result<(), MomentError> {
        let deadline = Instant::now() + timeout;
        let (mut wait, longest) = LOOKS;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match AsOf::Position(position).find(&self.readers).await {
                // That its event was taken away is for those to say who read it.
                Ok(_) | Err(MomentError::Missing { .. }) => return Ok(()),
                Err(MomentError::BeyondTheHead { .. } | MomentError::EmptyLedger)
                    if !left.is_zero() => {}
                Err(error) => return Err(error),
            }
            sleep(wait.min(left)).await;
            wait = (wait * 2).min(longest);
        }
    }
}
