//! How the database, the views and the pools are, for those who watch over them; nobody is asked
//! who they are, and nothing of claims or money is told.

use std::time::Duration;

use projections::engine::{PoolLoad, pool_load};
use projections::views::ViewStatus;

use super::Questions;

/// How long is waited for what the views say.
const BOUND: Duration = Duration::from_secs(2);

/// How everything is at one time.
#[derive(Clone, Debug)]
pub struct Load {
    /// None, if the database did not answer in time.
    pub views: Option<Vec<ViewStatus>>,
    pub pools: Vec<(&'static str, PoolLoad)>,
}

impl Questions {
    /// Looks how everything is.
    pub async fn load(&self) -> Load {
        let views = tokio::time::timeout(BOUND, self.views.status()).await;
        let (ledger, readers) = (self.ledger.pool(), self.views.readers());
        Load {
            views: views.ok().and_then(Result::ok),
            pools: vec![
                ("ledger", pool_load(ledger).await),
                ("readers", pool_load(readers).await),
            ],
        }
    }
}
