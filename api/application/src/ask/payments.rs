//! What was paid, and what came back, newest first.

use domain::access::Operation;
use projections::views::{PaymentCursor, PaymentFilter, PaymentLine, ViewName};

use super::reading::Reading;
use super::{Answer, AskError, Asker, ListOf, Pages, Questions, When};

const VIEWS: &[ViewName] = &[ViewName::Claim];

impl Questions {
    /// Lists payments, those that were recorded last first.
    pub async fn payments(
        &self,
        asker: Asker<'_>,
        filter: &PaymentFilter,
        pages: &Pages<PaymentCursor>,
        when: When,
    ) -> Result<Answer<ListOf<PaymentLine>>, AskError> {
        let mut asked = self
            .asked((asker, Operation::ListPayments), when, (VIEWS, VIEWS))
            .await?;
        let list = asked.list(pages, |viewer, reading, page| async move {
            match reading {
                Reading::Now(views) => views.payments(viewer, filter, &page).await,
                Reading::Then(past) => past.payments(viewer, filter, &page).await,
            }
        });
        list.await
    }
}
