//! Questions, whichever door they came by: who asks, how fresh, as of when, and one typed answer.
//!
//! A file is a question. It alone knows which views it needs and waits for them; the doors parse
//! what is asked and encode what is answered.

mod balance;
mod claim;
mod claims;
mod diff;
mod error;
mod events;
mod file;
mod fresh;
mod fund;
mod funds;
mod history;
mod latest_claims;
mod list;
mod load;
pub mod moment;
mod named;
mod overview;
mod partners;
mod payments;
mod policies;
mod postings;
mod programme;
mod programmes;
mod queue;
mod reading;
mod ready;
mod rehearse;
mod some_claims;
pub mod standing;
mod trace;
mod views;
mod who;

use projections::feed::Feed;
use projections::views::Views;
use projections::{Clock, Ledger};

pub use balance::Balanced;
pub use claim::ShownClaim;
pub use diff::{Between, DiffCursor, Difference};
pub use error::AskError;
pub use events::{EventFilter, Followed, Follower};
pub use file::ShownFile;
pub use fresh::{Answer, Freshness, When};
pub(crate) use list::read_pages;
pub use list::{Cursor, InList, ListOf, Pages};
pub use load::Load;
pub use overview::{Claims, Overview};
pub use postings::{Postings, PostingsPages};
pub use programme::ShownProgramme;
pub use ready::NotReady;
pub use rehearse::Rehearsal;
pub use views::ShownViews;
pub use who::Asker;

/// By which time figures go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// When the ledger recorded what happened.
    #[default]
    Recorded,
    /// When it happened in the business, up to the end of a day.
    Business { until: Option<chrono::NaiveDate> },
}

impl By {
    /// Gives the word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::Business { .. } => "business",
        }
    }

    /// Gives the day up to which things had happened.
    pub const fn until(self) -> Option<chrono::NaiveDate> {
        match self {
            Self::Recorded => None,
            Self::Business { until } => until,
        }
    }
}

/// Answers every question about the ledger; cheap to clone.
#[derive(Clone)]
pub struct Questions {
    views: Views,
    ledger: Ledger,
    clock: Clock,
    vendors: who::Vendors,
    feed: Feed,
}

impl Questions {
    /// Answers from these views and this ledger; the clock says which moments have come.
    pub fn new(views: Views, ledger: Ledger, clock: Clock) -> Self {
        Self {
            feed: Feed::new(views.readers().clone()),
            views,
            ledger,
            clock,
            vendors: who::Vendors::default(),
        }
    }
}
