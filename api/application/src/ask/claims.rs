//! The list of claims, newest first.

use domain::access::Operation;
use projections::views::{ClaimCursor, ClaimFilter, ClaimLine, ViewName};

use super::fresh::Asked;
use super::list::Paging;
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
        let asked = self
            .asked((asker, Operation::ListClaims), when, (VIEWS, VIEWS))
            .await?;
        let Asked {
            viewer,
            reading,
            mut reach,
        } = asked;
        loop {
            let mut paging = Paging::new(pages);
            while let Some(page) = paging.page() {
                paging.take(reading.claims(&viewer, filter, &page).await?);
            }
            let (list, checkpoint) = paging.end();
            if let Some(position) = reach.told(checkpoint).await? {
                return Ok(reach.answer(position, list));
            }
        }
    }
}
