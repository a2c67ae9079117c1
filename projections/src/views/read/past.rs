//! Reading the ledger as it was once an event was recorded.
//!
//! What never changes again is read from the views and cut off at that position; what does is
//! folded from the log up to it. The views must have come to the position: wait for them first.
//! Who reads is who they are now; a colleague sees what they were invited to then and still are.

mod business;
mod claims;
mod counts;
mod folded;
mod fund;
mod funds;
mod programme;
mod queue;

pub use business::{DatedCursor, DatedEntry};
pub(super) use folded::folded;
pub use programme::PublishedPolicy;

use super::{ReadError, Viewer, Views};
use crate::log::{AsOf, LogError, Moment, MomentError};

/// How many claims a page of a list looks at before it gives what it has found.
const LOOKED_AT_MAX: usize = 5_000;

/// How many claims are folded at a time.
const BATCH: usize = 250;

/// The ledger as it was once the event at a position was recorded; cheap to clone.
#[derive(Clone, Debug)]
pub struct Past {
    views: Views,
    until: u64,
}

impl Views {
    /// Finds a moment in the log.
    pub async fn moment(&self, as_of: AsOf) -> Result<Moment, MomentError> {
        as_of.find(&self.readers).await
    }

    /// Reads the ledger as it was once the event at a position was recorded.
    pub fn as_of(&self, position: u64) -> Past {
        let (views, until) = (self.clone(), position);
        Past { views, until }
    }
}

impl Past {
    /// Gives the reading end that knows of the present as well.
    pub fn views(&self) -> Views {
        self.views.clone()
    }

    /// Gives the position of the last event that had happened.
    pub fn position(&self) -> u64 {
        self.until
    }
}

impl From<LogError> for ReadError {
    fn from(error: LogError) -> Self {
        match error {
            LogError::Database(error) => error.into(),
            LogError::Altered { .. }
            | LogError::Missing { .. }
            | LogError::OutOfOrder { .. }
            | LogError::NotAnEvent { .. }
            | LogError::OutOfPlace { .. }
            | LogError::Miscounted { .. } => Self::Log(error),
        }
    }
}
