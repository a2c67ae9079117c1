//! A programme with the policy in force: open to every partner, and to no other vendor.

use std::sync::Arc;

use domain::access::{self, Operation};
use domain::programme::Policy;
use domain::{Programme, ProgrammeId, Refusal};
use projections::log::AsOf;

use super::{Answer, AskError, Asker, Questions};

/// A programme with the policy in force.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownProgramme {
    pub id: ProgrammeId,
    /// The sequence of its last event.
    pub version: u64,
    pub policy_version: u32,
    pub policy: Arc<Policy>,
}

impl ShownProgramme {
    /// Shows a programme with the policy in force; none: it has none.
    pub(super) fn of(id: &ProgrammeId, version: u64, programme: &Programme) -> Option<Self> {
        let (policy_version, policy) = programme.current()?;
        Some(Self {
            id: id.clone(),
            version,
            policy_version,
            policy: Arc::clone(policy),
        })
    }
}

impl Questions {
    /// Shows a programme, read from the log: it is never behind.
    pub async fn programme(
        &self,
        asker: Asker<'_>,
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
        let shown = |(version, programme)| ShownProgramme::of(id, version, &programme);
        let is_for_asker = |shown: &ShownProgramme| match asker {
            Asker::Inside => true,
            Asker::Actor(actor) => {
                let relation = access::to_programme(actor, &shown.policy.vendor);
                access::may(actor.role, Operation::ReadProgramme, relation)
            }
        };
        let answer = Answer {
            body: read.and_then(shown).filter(is_for_asker),
            position,
            waited: None,
            moment,
        };
        answer.there(Refusal::ProgrammeMustExist)
    }
}
