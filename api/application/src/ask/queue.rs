//! The queue: what waits for whom, since when, due when.

use domain::access::Operation;
use projections::views::{QueueCursor, QueueFilter, QueueLine, ViewName};

use super::fresh::Asked;
use super::list::Paging;
use super::{Answer, AskError, Asker, ListOf, Pages, Questions, When};

const VIEWS: &[ViewName] = &[ViewName::Claim];

impl Questions {
    /// Lists what waits, by due day, then by age.
    pub async fn queue(
        &self,
        asker: Asker<'_>,
        filter: &QueueFilter,
        pages: &Pages<QueueCursor>,
        when: When,
    ) -> Result<Answer<ListOf<QueueLine>>, AskError> {
        let asked = self
            .asked((asker, Operation::ReadQueue), when, (VIEWS, VIEWS))
            .await?;
        let Asked {
            viewer,
            reading,
            mut reach,
        } = asked;
        loop {
            let mut paging = Paging::new(pages);
            while let Some(page) = paging.page() {
                paging.take(reading.queue(&viewer, filter, &page).await?);
            }
            let (list, checkpoint) = paging.end();
            if let Some(position) = reach.told(checkpoint).await? {
                return Ok(reach.answer(position, list));
            }
        }
    }
}
