//! Whether questions can be answered at all: the database answers, every view is there and goes on.

use projections::views::{ViewName, ViewState, ViewStatus};

use super::Questions;

/// Why questions cannot be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotReady {
    #[error("the database does not answer")]
    Unavailable,
    #[error("the view {0} is not there")]
    Missing(ViewName),
    #[error("the view {0} is parked")]
    Parked(ViewName),
}

impl Questions {
    /// Lists the live views, if the database answers and each is there and not parked.
    pub async fn ready(&self) -> Result<Vec<ViewStatus>, NotReady> {
        let statuses = self.views.status().await;
        let mut live = statuses.map_err(|_| NotReady::Unavailable)?;
        live.retain(|status| status.is_live);
        let is_missing = |view: &&ViewName| live.iter().all(|status| status.view != **view);
        if let Some(view) = ViewName::ALL.iter().find(is_missing) {
            return Err(NotReady::Missing(*view));
        }
        match live.iter().find(|status| status.state == ViewState::Parked) {
            Some(parked) => Err(NotReady::Parked(parked.view)),
            None => Ok(live),
        }
    }
}
