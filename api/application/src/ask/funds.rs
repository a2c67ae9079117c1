//! The list of funds, newest first.

use domain::access::Operation;
use projections::views::{FundCursor, FundFilter, FundLine, ViewName};

use super::fresh::Asked;
use super::list::Paging;
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
        let asked = self
            .asked((asker, Operation::ReadFund), when, (PRESENT, PAST))
            .await?;
        let Asked {
            viewer,
            reading,
            mut reach,
        } = asked;
        loop {
            let mut paging = Paging::new(pages);
            while let Some(page) = paging.page() {
                paging.take(reading.funds(&viewer, filter, &page).await?);
            }
            let (list, checkpoint) = paging.end();
            if let Some(position) = reach.told(checkpoint).await? {
                return Ok(reach.answer(position, list));
            }
        }
    }
}
