//! A programme with the policy in force; policies are no secret.

use std::sync::Arc;

use domain::programme::Policy;
use domain::{Programme, ProgrammeId, Refusal};
use projections::log::{AsOf, Moment};

use super::error::found;
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
        let Some(as_of) = as_of else {
            let position = self.head();
            let current = self.ledger.programme(id).await?;
            let read = current.map(|current| (current.version, current.state));
            return answer(id, read, (position, None));
        };
        let moment = self.moment(as_of).await?;
        let past = self.views.as_of(moment.position);
        let read = past.programme(id).await?;
        answer(id, read, (moment.position, Some(moment)))
    }
}

fn answer(
    id: &ProgrammeId,
    read: Option<(u64, Programme)>,
    (position, moment): (u64, Option<Moment>),
) -> Result<Answer<ShownProgramme>, AskError> {
    let law = Refusal::ProgrammeMustExist;
    let (version, programme) = found(read, law, moment)?;
    let current = programme.current();
    let (policy_version, policy) = found(current, Refusal::ProgrammeMustExist, moment)?;
    Ok(Answer {
        body: ShownProgramme {
            id: id.clone(),
            version,
            policy_version,
            policy: Arc::clone(policy),
        },
        position,
        waited: None,
        moment,
    })
}
