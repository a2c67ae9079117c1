//! The second door: the ledger, and with it whatever store it stands on.

use std::collections::BTreeMap;

use domain::{ClaimId, FundId, Person, Refusal, access};
use projections::ledger::FundFigures;
use projections::{CommandError, CommandKey, Ledger};

use super::door::{ClaimFacts, Door, Failure, LotFacts, Outcome, lots_of};
use super::tell::{TellError, Told, tell_from};
use super::{Doing, Step, Story};

/// The ledger as a door.
#[derive(Clone)]
pub struct ByLedger {
    ledger: Ledger,
}

/// Tells a story to the ledger, or the rest of it if the ledger knows its beginning.
///
/// Told again, it changes nothing: a refused step that comes before a known one is not tried
/// again either, because it might be accepted now.
pub async fn run(
    story: &Story,
    ledger: &Ledger,
    observer: impl FnMut(&Step, &Outcome),
) -> Result<Told, TellError> {
    let known = known_steps(story, ledger).await?;
    tell_from(story, known, &mut ByLedger::new(ledger.clone()), observer).await
}

/// Counts the steps up to the last one whose key the ledger knows.
async fn known_steps(story: &Story, ledger: &Ledger) -> Result<usize, TellError> {
    let mut by_person: BTreeMap<Person, Vec<(usize, CommandKey, [u8; 32])>> = BTreeMap::new();
    for (index, step) in story.steps.iter().enumerate() {
        if let Doing::Command(command) = &step.doing {
            let asked = (index, step.key.clone(), Ledger::request_hash(command));
            by_person.entry(step.by.person()).or_default().push(asked);
        }
    }
    let mut known_steps = 0;
    for (person, asked) in by_person {
        let keys: Vec<CommandKey> = asked.iter().map(|(_, key, _)| key.clone()).collect();
        let known = ledger
            .known_keys(&person, &keys)
            .await
            .map_err(|error| TellError::Failed {
                file: story.file.clone(),
                line: 1,
                source: error.into(),
            })?;
        for ((index, _, hash), known) in asked.iter().zip(known) {
            match known {
                Some(known) if known.request_hash != *hash => {
                    let line = story.steps[*index].line;
                    return Err(TellError::ToldOtherwise {
                        file: story.file.clone(),
                        line,
                    });
                }
                Some(_) => known_steps = known_steps.max(index + 1),
                None => {}
            }
        }
    }
    Ok(known_steps)
}

impl ByLedger {
    /// Goes through this ledger.
    pub fn new(ledger: Ledger) -> Self {
        Self { ledger }
    }
}

impl Door for ByLedger {
    async fn execute(&mut self, step: &Step) -> Result<Outcome, Failure> {
        match (&step.doing, step.request()) {
            (Doing::Look(id), _) => self.look(*id, step).await,
            (Doing::Command(_), Some(request)) => match self.ledger.execute(request).await {
                Ok(answer) => Ok(Outcome::Accepted {
                    version: answer.version,
                }),
                Err(CommandError::Refused(refusal)) => Ok(Outcome::from(&refusal)),
                Err(error) => Err(error.into()),
            },
            (Doing::Command(_), None) => Err(Failure("a command gives no request".to_owned())),
        }
    }

    async fn claim(&mut self, id: ClaimId) -> Result<Option<ClaimFacts>, Failure> {
        let Some(claim) = self.ledger.claim(id).await? else {
            return Ok(None);
        };
        let fund = self.ledger.fund(claim.state.fund).await?;
        let fund = fund.as_ref().map(|fund| &fund.state);
        Ok(Some(ClaimFacts::of(id, &claim.state, fund)))
    }

    async fn figures(&mut self, id: FundId) -> Result<Option<FundFigures>, Failure> {
        let fund = self.ledger.fund(id).await?;
        Ok(fund.map(|fund| FundFigures::new(&fund.state.figures, fund.state.currency)))
    }

    async fn lots(&mut self, id: FundId) -> Result<Vec<LotFacts>, Failure> {
        let fund = self.ledger.fund(id).await?;
        Ok(fund.map(|fund| lots_of(&fund.state)).unwrap_or_default())
    }
}

impl ByLedger {
    async fn look(&self, id: ClaimId, step: &Step) -> Result<Outcome, Failure> {
        let not_there = Outcome::from(&Refusal::ClaimMustExist);
        let Some(claim) = self.ledger.claim(id).await? else {
            return Ok(not_there);
        };
        let programme = self.ledger.programme(&claim.state.programme).await?;
        let policy = programme.as_ref().and_then(|it| it.state.current());
        let version = claim.version;
        match policy {
            Some((_, policy)) if access::may_see(&step.by, &claim.state, &policy.vendor) => {
                Ok(Outcome::Accepted { version })
            }
            Some(_) | None => Ok(not_there),
        }
    }
}

impl From<CommandError> for Failure {
    /// Says what kept the ledger from answering.
    fn from(error: CommandError) -> Self {
        Self(format!("{}: {error}", error.code()))
    }
}
