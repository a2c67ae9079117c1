//! How the database, the views and the pools are, for those who watch over them; nobody is asked
//! who they are, and nothing of claims or money is told.

use std::time::Duration;

use projections::engine::{PoolLoad, pool_load};
use projections::stream::TaskKind;
use projections::views::ViewStatus;

use super::Questions;

/// How long is waited for what the views say, together.
const BOUND: Duration = Duration::from_secs(2);

/// How everything is at one time.
#[derive(Clone, Debug)]
pub struct Load {
    /// None, if the database did not answer in time.
    pub views: Option<Vec<ViewStatus>>,
    /// How much is due by now, in UTC, of each kind; none, if the database did not answer in time.
    pub due: Option<Vec<(TaskKind, u64)>>,
    pub pools: Vec<(&'static str, PoolLoad)>,
}

impl Questions {
    /// Looks how everything is.
    pub async fn load(&self) -> Load {
        let today = (self.clock)().date_naive();
        let asked = async { tokio::join!(self.views.status(), self.views.due_by(today)) };
        let (views, due) = tokio::time::timeout(BOUND, asked).await.ok().unzip();
        let (ledger, readers) = (self.ledger.pool(), self.views.readers());
        Load {
            views: views.and_then(Result::ok),
            due: due.and_then(Result::ok),
            pools: vec![
                ("ledger", pool_load(ledger).await),
                ("readers", pool_load(readers).await),
            ],
        }
    }
}
