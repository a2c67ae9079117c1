//! The list of claims, newest first.

use domain::access::Operation;
use projections::views::{ClaimCursor, ClaimFilter, ClaimLine, ViewName};

use super::reading::Reading;
use super::{Answer, AskError, Asker, ListOf, Pages, Questions, When};

const VIEWS: &[ViewName] = &[ViewName::Claim];

impl Questions {
    /// Lists claims, newest first.
    pub async fn claims(
        &self,
        asker: Asker<'_>,
        filter: &ClaimFilter,
        pages: &Pages<ClaimCursor>,
        when: When,
    ) -> Result<Answer<ListOf<ClaimLine>>, AskError> {
        let mut asked = self
            .asked((asker, Operation::ListClaims), when, (VIEWS, VIEWS))
            .await?;
        let list = asked.list(pages, |viewer, reading, page| async move {
            match reading {
                Reading::Now(views) => views.claims(viewer, filter, &page).await,
                Reading::Then(past) => past.claims(viewer, filter, &page).await,
            }
        });
        list.await
    }
}
