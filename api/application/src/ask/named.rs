//! Which claim is named: by its id, or by its number, which the log resolves.

use domain::{ClaimId, ClaimName};
use projections::stream::claim_of;
use projections::views::ReadError;
use uuid::Uuid;

use super::{AskError, Questions};

impl Questions {
    /// Gives the id of the claim that is named.
    ///
    /// Of a number that is no claim's it is an id that nothing has: whoever goes on with it is told
    /// what is told of an unknown id, and so of a claim that they may not see.
    pub async fn claim_named(&self, name: ClaimName) -> Result<ClaimId, AskError> {
        let number = match name {
            ClaimName::Id(id) => return Ok(id),
            ClaimName::Number(number) => number,
        };
        let found = claim_of(self.views.readers(), number).await;
        let found = found.map_err(ReadError::from)?;
        Ok(found.unwrap_or_else(|| ClaimId::from_uuid(Uuid::new_v4())))
    }
}
