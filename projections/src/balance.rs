//! The trial balance: the accounts of every fund, from the log and as the view `postings` has them.
//!
//! Every fund event moves one amount from one account to another, so each entry sums to zero and
//! all accounts together do. The log is folded by [`Movement`](crate::views::Movement), each event
//! proven by its leaf; the figures must be conserved after every event, and be those that the
//! domain comes to. Then the view's rows are laid beside the events, one by one.

mod course;
mod entries;
mod finding;
mod trial;

use std::sync::Arc;

use domain::{OrgId, ProgrammeId};

pub use finding::{Finding, Problem};
pub use trial::{Accounts, FundBalance, TrialBalance};

/// A trial balance that is asked for.
#[derive(Clone, Debug)]
pub struct Balance {
    /// The last position that is read.
    pub until: u64,
    /// Only this partner's funds.
    pub partner: Option<OrgId>,
    /// Only funds of these programmes.
    pub programmes: Option<Arc<[ProgrammeId]>>,
}
