//! The versions of a programme's policy, oldest first, with who published each.

use domain::access::{self, Operation};
use domain::{ProgrammeId, Refusal};
use projections::log::AsOf;
use projections::views::PublishedPolicy;

use super::{Answer, AskError, Asker, Questions};

impl Questions {
    /// Lists the versions of a programme's policy, read from the log: it is never behind.
    pub async fn policies(
        &self,
        asker: Asker<'_>,
        id: &ProgrammeId,
        as_of: Option<AsOf>,
    ) -> Result<Answer<Vec<PublishedPolicy>>, AskError> {
        let moment = match as_of {
            None => None,
            Some(as_of) => Some(self.moment(as_of).await?),
        };
        let position = moment.map_or_else(|| self.head(), |moment| moment.position);
        let until = moment.map_or(u64::MAX, |moment| moment.position);
        let policies = self.views.as_of(until).policies(id).await?;
        let is_for_asker = |last: &PublishedPolicy| match asker {
            Asker::Inside => true,
            Asker::Actor(actor) => {
                let relation = access::to_programme(actor, &last.policy.vendor);
                access::may(actor.role, Operation::ReadProgramme, relation)
            }
        };
        let is_theirs = policies.last().is_some_and(is_for_asker);
        let answer = Answer {
            body: is_theirs.then_some(policies),
            position,
            waited: None,
            moment,
        };
        answer.there(Refusal::ProgrammeMustExist)
    }
}
