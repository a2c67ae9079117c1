//! Some claims by their ids: what a fund's entries and lots name.

use domain::ClaimId;
use domain::access::Operation;
use projections::views::{ClaimLine, ViewName};

use super::{Answer, AskError, Asker, Freshness, Questions};

const VIEWS: &[ViewName] = &[ViewName::Claim];

impl Questions {
    /// Shows the claims of these ids as they are, newest first; those that are not there, or not
    /// for who asks, are left out.
    pub async fn some_claims(
        &self,
        asker: Asker<'_>,
        ids: &[ClaimId],
        fresh: Freshness,
    ) -> Result<Answer<Vec<ClaimLine>>, AskError> {
        let viewer = self.admit(asker, Operation::ListClaims).await?;
        let mut reach = self.reach(VIEWS, fresh, None).await?;
        let position = reach.wait().await?;
        let claims = self.views.some_claims(&viewer, ids).await?;
        Ok(reach.answer(position, claims))
    }
}
