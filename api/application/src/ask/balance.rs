//! The trial balance: all accounts together, and whether the view says the same as the log.

use domain::OrgId;
use domain::access::Operation;
use projections::balance::{Balance, FundBalance, TrialBalance};
use projections::log::Moment;
use projections::views::{ViewName, Viewer};

use super::{Answer, AskError, Asker, Questions, When};

/// A trial balance, and what it was compared with.
#[derive(Clone, Debug)]
pub struct Balanced {
    pub moment: Moment,
    pub trial: TrialBalance,
    /// The view has stopped at an event that it cannot fold: it was compared as far as it came.
    pub parked: Option<ViewName>,
}

const VIEWS: &[ViewName] = &[ViewName::Postings];

impl Questions {
    /// Adds up the accounts of all funds, in the order of their ids, and shows each.
    ///
    /// Who says that they wait is told that the view is behind; else it is compared as far as it
    /// has come within a while.
    pub async fn balance(
        &self,
        asker: Asker<'_>,
        partner: Option<&OrgId>,
        when: When,
        show: impl FnMut(&FundBalance) + Send,
    ) -> Result<Answer<Balanced>, AskError> {
        asker.must_be_allowed_somewhere(Operation::ReadBalance)?;
        let viewer = self.admit(asker, Operation::ReadBalance).await?;
        let moment = self.moment_or_head(when.as_of).await?;
        let mut reach = self
            .reach(VIEWS, when.fresh.up_to(moment), Some(moment))
            .await?;
        let parked = match (reach.wait().await, when.fresh.wait) {
            (Ok(_), _) | (Err(AskError::Behind { .. }), None) => None,
            (Err(AskError::Parked(view)), _) => Some(view),
            (Err(error), _) => return Err(error),
        };
        let balance = Balance {
            until: moment.position,
            partner: partner.cloned(),
            programmes: match viewer {
                Viewer::Vendor(programmes) => Some(programmes),
                Viewer::Inside | Viewer::Partner(_) | Viewer::Contributor(_) | Viewer::Nobody => {
                    None
                }
            },
        };
        let trial = balance.run(self.ledger.pool(), show).await?;
        let balanced = Balanced {
            moment,
            trial,
            parked,
        };
        Ok(reach.answer(moment.position, balanced))
    }
}
