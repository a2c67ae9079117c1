//! Tracing money: from what a claim was approved to the earnings behind it, and back.
//!
//! Figures come from the log alone, so a trace can be made as of any position. Each lot is taken as
//! a line of cents ([`cents`]), and every cent is in one place: with a claim, rolled over to
//! another fund, expired, withdrawn by an adjustment, or still there. Approvals name the lots they
//! take from; two things are attributions, both first in first out, as approvals are:
//! which cents of a lot a claim has are the first that were free, and which of a claim's cents are
//! paid are its first. Adjustments take a lot's last cents.

mod back;
pub(crate) mod cents;
mod claim;
mod error;
mod forward;
mod fund_cents;
mod funds;
mod lot;

pub use claim::{ClaimTrace, EarnedPart, TracedShare, trace_claim};
pub use error::TraceError;
pub use funds::fund_of_lot;
pub use lot::{Fate, FundTrace, LotTrace, Whereabouts, trace_fund, trace_lot};

use chrono::NaiveDate;
use domain::{FundId, LotId};

/// A lot of a fund, on the way between an earning and a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Through {
    pub fund: FundId,
    pub lot: LotId,
}

/// Where a lot's money comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    Earned {
        earned_on: NaiveDate,
        source: String,
    },
    /// It was rolled over from another fund.
    RolledOver { from: FundId },
    /// An adjustment put it on top of what was rolled over.
    Adjusted,
}
