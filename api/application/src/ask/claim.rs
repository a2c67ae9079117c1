//! Everything about one claim, folded from the log: fresh without waiting, now as at any moment.

use domain::access::Operation;
use domain::{ClaimId, Refusal};
use projections::views::{ClaimPage, Duplicate, OfTheLog};

use super::error::found;
use super::{Answer, AskError, Asker, Questions, When};

/// One claim, as who asks may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownClaim {
    pub page: ClaimPage,
    /// Documents that are on other claims too; for the vendor's side alone.
    pub duplicates: Option<Vec<Duplicate>>,
}

impl Questions {
    /// Shows everything about one claim.
    pub async fn claim(
        &self,
        asker: Asker<'_>,
        id: ClaimId,
        when: When,
    ) -> Result<Answer<ShownClaim>, AskError> {
        let viewer = self.admit(asker, Operation::ReadClaim).await?;
        let as_of = self.position_of(when.as_of).await?;
        self.log_must_have_come(when.fresh).await?;
        let read = self.views.claim(&viewer, id, as_of).await?;
        let OfTheLog {
            answer,
            head,
            moment,
        } = read;
        let page = found(answer, Refusal::ClaimMustExist, moment)?;
        let duplicates = match viewer.is_vendor_side() {
            true => Some(self.views.duplicates(&viewer, &page, as_of).await?),
            false => None,
        };
        Ok(Answer {
            body: ShownClaim { page, duplicates },
            position: head,
            waited: when.fresh.wait,
            moment,
        })
    }
}
