//! How the views stand: how far each has come, and why one is behind.

use domain::access::Operation;
use projections::views::rebuild::{Underway, underway};
use projections::views::{Explained, ReadError};

use super::{Answer, AskError, Asker, Questions};

/// The views, and what is made beside them.
#[derive(Clone, Debug)]
pub struct ShownViews {
    pub views: Vec<Explained>,
    pub underway: Option<Underway>,
}

impl Questions {
    /// Shows how the views stand, to who runs the ledger or audits it.
    pub async fn views(&self, asker: Asker<'_>) -> Result<Answer<ShownViews>, AskError> {
        asker.must_be_allowed_somewhere(Operation::ReadViews)?;
        let views = self.views.explain().await?;
        let underway = underway(self.ledger.pool()).await;
        let underway = underway.map_err(ReadError::from)?;
        let live = views.iter().filter(|view| view.status.is_live);
        let position = live.map(|view| view.status.position).min().unwrap_or(0);
        Ok(Answer {
            body: ShownViews { views, underway },
            position,
            waited: None,
            moment: None,
        })
    }
}
