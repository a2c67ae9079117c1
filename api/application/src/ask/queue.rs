//! The queue: what waits for whom, since when, due when.

use domain::access::Operation;
use projections::views::{QueueCursor, QueueFilter, QueueLine, ViewName};

use super::reading::Reading;
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
        let mut asked = self
            .asked((asker, Operation::ReadQueue), when, (VIEWS, VIEWS))
            .await?;
        let list = asked.list(pages, |viewer, reading, page| async move {
            match reading {
                Reading::Now(views) => views.queue(viewer, filter, &page).await,
                Reading::Then(past) => past.queue(viewer, filter, &page).await,
            }
        });
        list.await
    }
}
