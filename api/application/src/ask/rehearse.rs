//! What a command on a claim would lead to, before anybody gives it: nothing is recorded.

use domain::claim::{self, Decision, Given};
use domain::{Actor, ClaimCommand, ClaimId, Fund, Refusal};

use super::{AskError, Questions};

/// What would come of a command.
#[derive(Clone, Debug, PartialEq)]
pub struct Rehearsal {
    /// The events that would follow.
    pub decision: Decision,
    /// The claim's fund, before them.
    pub fund: Option<Fund>,
}

impl Questions {
    /// Asks the domain what would come of a command that somebody gives now, or which law refuses
    /// it.
    ///
    /// It is decided as the ledger would decide it, upon what is recorded at this moment; whoever
    /// gives the command afterwards may find that somebody else was faster.
    pub async fn rehearse(
        &self,
        by: &Actor,
        id: ClaimId,
        command: &ClaimCommand,
    ) -> Result<Result<Rehearsal, Refusal>, AskError> {
        let Some(claim) = self.ledger.claim(id).await? else {
            return Ok(Err(Refusal::ClaimMustExist));
        };
        let claim = claim.state;
        let programme = self.ledger.programme(&claim.programme).await?;
        let fund = self.ledger.fund(claim.fund).await?;
        let fund = fund.map(|fund| fund.state);
        let version = claim.policy_version;
        let policy = programme
            .as_ref()
            .and_then(|programme| programme.state.version(version));
        let given = Given {
            id,
            at: (self.clock)(),
            by,
            policy: policy.map(|policy| (version, policy.as_ref())),
            fund: fund.as_ref(),
        };
        let decided = claim::decide(Some(&claim), command, &given);
        Ok(decided.map(|decision| Rehearsal { decision, fund }))
    }
}
