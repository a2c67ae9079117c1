//! The difference between two moments: claims that changed, and funds whose totals moved.

mod claims;
mod funds;

use crate::log::scan::signed;

pub use claims::{ChangeCursor, ClaimChange, ClaimState};
pub use funds::{FundChange, MovedCursor};

/// The most events, or entries, that are told of one claim or one fund.
pub const TOLD_MAX: usize = 100;

/// What happened after one moment and up to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    from: u64,
    to: u64,
}

/// Says that a span would end before it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the first moment is later than the second")]
pub struct OutOfOrder;

impl Span {
    /// Makes the span between two positions; what happened at the first is not in it.
    pub const fn new(from: u64, to: u64) -> Result<Self, OutOfOrder> {
        if from > to {
            return Err(OutOfOrder);
        }
        Ok(Self { from, to })
    }

    /// Gives the number of events in it: positions are dense.
    pub const fn events(self) -> u64 {
        self.to - self.from
    }

    fn signed(self) -> (i64, i64) {
        (signed(self.from), signed(self.to))
    }
}
