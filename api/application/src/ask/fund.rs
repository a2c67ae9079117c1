//! One fund: its figures, its lots and where each went.

use domain::access::Operation;
use domain::{FundId, Refusal};
use projections::views::{FundPage, ViewName};

use super::reading::Reading;
use super::{Answer, AskError, Asker, Questions, When};

const PRESENT: &[ViewName] = &[ViewName::Overview];

/// A fund of then is folded from the log alone.
const PAST: &[ViewName] = &[];

impl Questions {
    /// Shows a fund with its lots, first in first.
    pub async fn fund(
        &self,
        asker: Asker<'_>,
        id: FundId,
        when: When,
    ) -> Result<Answer<FundPage>, AskError> {
        let mut asked = self
            .asked((asker, Operation::ReadFund), when, (PRESENT, PAST))
            .await?;
        let read = asked.read(|viewer, reading| async move {
            let (page, checkpoint) = match reading {
                Reading::Now(views) => views.fund(viewer, id).await?.unzip(),
                Reading::Then(past) => (past.fund(viewer, id).await?, None),
            };
            Ok((page, checkpoint.flatten()))
        });
        read.await?.there(Refusal::FundMustExist)
    }
}
