//! The views: folds over the log with a checkpoint, for reading.
//!
//! The [`Projector`] moves them on, [`Views`] reads them. A view's tables carry its version
//! (`claim__v1`); plain SQL views of the stable names show the live version.

mod account;
mod code;
mod copy;
mod fold;
mod log_page;
mod projector;
mod read;
pub mod rebuild;
mod registry;
mod search;
mod stall;

use std::str::FromStr;

use domain::words;

pub(crate) use account::figures;
pub use account::{Account, Movement, UnknownAccount};
pub use code::{Change, Declared, ViewCode, ViewCodes};
pub use fold::Balances;
pub use projector::{Pace, Projector};
pub use read::statements;
pub use read::{
    AwaitedContribution, ChangeCursor, ClaimChange, ClaimCursor, ClaimFilter, ClaimLine, ClaimPage,
    ClaimState, CountedClaims, DatedCursor, DatedEntry, Duplicate, DuplicateOf, EntryCursor,
    EntryLine, FundChange, FundCursor, FundFilter, FundLine, FundPage, HistoryCursor, InvalidLimit,
    Limit, Listed, Lot, LotUse, MovedCursor, OfTheLog, OutOfOrder, OverviewLine, Page, Past,
    PaymentCursor, PaymentFilter, PaymentLine, ProgrammeCursor, PublishedPolicy, QueueCursor,
    QueueFilter, QueueLine, ReadError, Span, TOLD_MAX, Viewer, Views, Waited,
};
pub use registry::{PrepareError, ViewState, ViewStatus};
pub use search::{InvalidSearch, Search};
pub use stall::{Explained, Stall};

words! {
    /// One of the views.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum ViewName {
        /// One row per claim, what waits for whom, and what makes documents the same.
        Claim => "claim",
        /// The figures of each fund, and its claims by status.
        Overview => "overview",
        /// Every fund event as a double entry.
        Postings => "postings",
    }
}

impl ViewName {
    /// Gives the names of some views.
    fn names(views: &[Self]) -> Vec<&'static str> {
        views.iter().map(|view| view.as_str()).collect()
    }
}

/// Says that a text is not the name of a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the views are claim, overview and postings")]
pub struct UnknownView;

impl FromStr for ViewName {
    type Err = UnknownView;
    fn from_str(text: &str) -> Result<Self, UnknownView> {
        Self::written(text).ok_or(UnknownView)
    }
}
