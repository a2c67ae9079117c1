//! The claims that changed last: for telling what happened.

use domain::access::Operation;
use projections::views::{ClaimLine, ViewName};

use super::{Answer, AskError, Asker, Freshness, Questions};

const VIEWS: &[ViewName] = &[ViewName::Claim];

impl Questions {
    /// Lists the claims that changed last as they are, those first, so many at most.
    pub async fn latest_claims(
        &self,
        asker: Asker<'_>,
        most: u32,
        fresh: Freshness,
    ) -> Result<Answer<Vec<ClaimLine>>, AskError> {
        let viewer = self.admit(asker, Operation::ListClaims).await?;
        let mut reach = self.reach(VIEWS, fresh, None).await?;
        let position = reach.wait().await?;
        let claims = self.views.latest_claims(&viewer, most).await?;
        Ok(reach.answer(position, claims))
    }
}
