//! A programme with the policy in force; policies are no secret.

use std::sync::Arc;

use domain::programme::Policy;
use domain::{Programme, ProgrammeId, Refusal};
use projections::log::AsOf;

use super::{Answer, AskError, Questions};

/// A programme with the policy in force.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownProgramme {
    pub id: ProgrammeId,
    /// The sequence of its last event.
    pub version: u64,
    pub policy_version: u32,
    pub policy: Arc<Policy>,
}

impl Questions {
    /// Shows a programme, read from the log: it is never behind.
    pub async fn programme(
        &self,
        id: &ProgrammeId,
        as_of: Option<AsOf>,
    ) -> Result<Answer<ShownProgramme>, AskError> {
        let (read, position, moment) = match as_of {
            None => {
                let position = self.head();
                let current = self.ledger.programme(id).await?;
                let read = current.map(|current| (current.version, current.state));
                (read, position, None)
            }
            Some(as_of) => {
                let moment = self.moment(as_of).await?;
                let read = self.views.as_of(moment.position).programme(id).await?;
                (read, moment.position, Some(moment))
            }
        };
        let shown = |(version, programme): (u64, Programme)| {
            let (policy_version, policy) = programme.current()?;
            Some(ShownProgramme {
                id: id.clone(),
                version,
                policy_version,
                policy: Arc::clone(policy),
            })
        };
        let answer = Answer {
            body: read.and_then(shown),
            position,
            waited: None,
            moment,
        };
        answer.there(Refusal::ProgrammeMustExist)
    }
}
