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
use sqlx::PgPool;

use crate::log::LogError;

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

impl Balance {
    /// Adds up all funds, in the order of their ids, and shows each.
    ///
    /// The view is compared as far as it has come. Needs the memory of one page and one fund.
    ///
    /// # Errors
    /// When the log itself is not what was recorded: what is wrong with sums and with the view is
    /// in the balance.
    pub async fn run(
        &self,
        pool: &PgPool,
        show: impl FnMut(&FundBalance) + Send,
    ) -> Result<TrialBalance, LogError> {
        course::run(self, pool, show).await
    }
}
