//! One fund: its figures, its lots and where each went.

use domain::access::Operation;
use domain::{FundId, Refusal};
use projections::views::{FundPage, ViewName};

use super::error::found;
use super::fresh::Asked;
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
        let asked = self
            .asked((asker, Operation::ReadFund), when, (PRESENT, PAST))
            .await?;
        let Asked {
            viewer,
            reading,
            mut reach,
        } = asked;
        loop {
            let (page, checkpoint) = reading.fund(&viewer, id).await?.unzip();
            if let Some(position) = reach.told(checkpoint.flatten()).await? {
                let page = found(page, Refusal::FundMustExist, reach.moment())?;
                return Ok(reach.answer(position, page));
            }
        }
    }
}
