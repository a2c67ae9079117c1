//! The list of funds, newest first.

use domain::access::Operation;
use projections::views::{FundCursor, FundFilter, FundLine, ViewName};

use super::reading::Reading;
use super::{Answer, AskError, Asker, ListOf, Pages, Questions, When};

const PRESENT: &[ViewName] = &[ViewName::Overview];

/// The figures of then are those of the last entry.
const PAST: &[ViewName] = &[ViewName::Overview, ViewName::Postings];

impl Questions {
    /// Lists funds, newest first.
    pub async fn funds(
        &self,
        asker: Asker<'_>,
        filter: &FundFilter,
        pages: &Pages<FundCursor>,
        when: When,
    ) -> Result<Answer<ListOf<FundLine>>, AskError> {
        let mut asked = self
            .asked((asker, Operation::ReadFund), when, (PRESENT, PAST))
            .await?;
        let list = asked.list(pages, |viewer, reading, page| async move {
            match reading {
                Reading::Now(views) => views.funds(viewer, filter, &page).await,
                Reading::Then(past) => past.funds(viewer, filter, &page).await,
            }
        });
        list.await
    }
}
