//! The partners who have funds: for choosing one of them, so always those of now.

use domain::OrgId;
use domain::access::Operation;

use super::{AskError, Asker, Questions};

impl Questions {
    /// Lists the partners whose funds somebody sees, by name, so many at most.
    pub async fn partners(&self, asker: Asker<'_>, most: u32) -> Result<Vec<OrgId>, AskError> {
        let viewer = self.admit(asker, Operation::ReadFund).await?;
        Ok(self.views.partners(&viewer, most).await?)
    }
}
