//! Telling a story through a door: each step is done, and what comes of it compared.

use std::fmt;

use domain::{ClaimId, FundId};
use futures::FutureExt;
use projections::ledger::FundFigures;

use super::door::{Door, Failure, Outcome};
use super::expectation::{Accepted, Expected};
use super::{Alone, Check, LotFacts, Step, Story};

/// A story that was told, or whose rest was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// How many steps the ledger knew already.
    pub known: usize,
    /// What came of each of the others.
    pub outcomes: Vec<Outcome>,
}

/// Something came out otherwise than the story says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: expected {expected}, but it is {found}")]
pub struct Surprise {
    pub file: String,
    pub line: usize,
    pub expected: String,
    pub found: String,
}

/// Why a story was not told to its end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TellError {
    #[error(transparent)]
    Surprise(#[from] Surprise),
    /// The ledger knows the step's key, with another command.
    #[error("{file}, line {line}: this ledger was told another version of the story")]
    ToldOtherwise { file: String, line: usize },
    #[error("{file}, line {line}: the door does not answer")]
    Failed {
        file: String,
        line: usize,
        source: Failure,
    },
}

/// Tells a story from its beginning.
pub async fn tell<D: Door>(
    story: &Story,
    door: &mut D,
    observer: impl FnMut(&Step, &Outcome),
) -> Result<Told, TellError> {
    tell_from(story, 0, door, observer).await
}

/// Tells a story to the domain alone, which never waits.
pub fn tell_alone(
    story: &Story,
    observer: impl FnMut(&Step, &Outcome),
) -> Result<(Alone, Told), TellError> {
    let mut door = Alone::default();
    let told = tell(story, &mut door, observer).now_or_never();
    let told = told.expect("the domain waits for nothing")?;
    Ok((door, told))
}

/// Tells the rest of a story of which the ledger knows the first steps.
pub(super) async fn tell_from<D: Door>(
    story: &Story,
    known: usize,
    door: &mut D,
    mut observer: impl FnMut(&Step, &Outcome),
) -> Result<Told, TellError> {
    let mut outcomes = vec![];
    for step in story.steps.iter().skip(known) {
        let teller = Teller { story, step };
        let executed = door.execute(step).await;
        let outcome = executed.map_err(|failure| teller.failed(failure))?;
        teller.compare_outcome(&outcome, door).await?;
        for check in &step.checks {
            teller.compare_check(check, door).await?;
        }
        observer(step, &outcome);
        outcomes.push(outcome);
    }
    Ok(Told { known, outcomes })
}

struct Teller<'a> {
    story: &'a Story,
    step: &'a Step,
}

impl Teller<'_> {
    fn failed(&self, source: Failure) -> TellError {
        TellError::Failed {
            file: self.story.file.clone(),
            line: self.step.line,
            source,
        }
    }

    fn surprise(&self, line: usize, expected: String, found: String) -> TellError {
        Surprise {
            file: self.story.file.clone(),
            line,
            expected,
            found,
        }
        .into()
    }

    /// Says that two values differ, if they do.
    fn compare(
        &self,
        line: usize,
        what: &str,
        expected: impl fmt::Display,
        found: impl fmt::Display,
    ) -> Result<(), TellError> {
        let (expected, found) = (expected.to_string(), found.to_string());
        if expected == found {
            return Ok(());
        }
        Err(self.surprise(line, format!("{what} {expected}"), found))
    }

    /// Compares what the story says something about.
    fn compare_if_said<T: fmt::Display>(
        &self,
        line: usize,
        what: &str,
        expected: &Option<T>,
        found: &Option<T>,
    ) -> Result<(), TellError> {
        let nothing = || "nothing".to_owned();
        let found = found.as_ref().map_or_else(nothing, ToString::to_string);
        match expected {
            Some(expected) => self.compare(line, what, expected, found),
            None => Ok(()),
        }
    }

    async fn compare_outcome<D: Door>(
        &self,
        outcome: &Outcome,
        door: &mut D,
    ) -> Result<(), TellError> {
        let line = self.step.line;
        match (&self.step.expected, outcome) {
            (Expected::Accepted(accepted), Outcome::Accepted { .. }) => {
                match self.step.doing.claim() {
                    Some(claim) => self.compare_claim(claim, accepted, door).await,
                    None => Ok(()),
                }
            }
            (
                Expected::Refused { code, available },
                Outcome::Refused {
                    code: found,
                    available: left,
                },
            ) => {
                self.compare(line, "a refusal with code", code, found)?;
                self.compare_if_said(line, "available", available, left)
            }
            (Expected::Accepted(_), Outcome::Refused { code, .. }) => {
                Err(self.surprise(line, "no refusal".to_owned(), format!("refused: {code}")))
            }
            (Expected::Refused { code, .. }, Outcome::Accepted { .. }) => {
                Err(self.surprise(line, format!("a refusal: {code}"), "accepted".to_owned()))
            }
        }
    }

    async fn compare_claim<D: Door>(
        &self,
        claim: ClaimId,
        accepted: &Accepted,
        door: &mut D,
    ) -> Result<(), TellError> {
        let line = self.step.line;
        let found = door.claim(claim).await;
        let Some(facts) = found.map_err(|failure| self.failed(failure))? else {
            return Err(self.surprise(line, "a claim".to_owned(), "none".to_owned()));
        };
        let Accepted {
            status,
            round,
            due_on,
            dispute_until,
            lots,
        } = accepted;
        self.compare_if_said(line, "status", status, &Some(facts.status))?;
        self.compare_if_said(line, "round", round, &Some(facts.round))?;
        self.compare_if_said(line, "an answer due", due_on, &facts.due_on)?;
        self.compare_if_said(
            line,
            "disputable until",
            dispute_until,
            &facts.dispute_until,
        )?;
        match lots {
            Some(lots) => self.compare_lots(line, lots, &facts.lots),
            None => Ok(()),
        }
    }

    async fn compare_check<D: Door>(&self, check: &Check, door: &mut D) -> Result<(), TellError> {
        match check {
            Check::Figures {
                line,
                fund,
                figures,
            } => {
                let found = door.figures(*fund).await;
                let found = found.map_err(|failure| self.failed(failure))?;
                let what = format!("figures of {}:", self.fund(*fund));
                let found = found.as_ref().map_or_else(|| "no fund".to_owned(), written);
                self.compare(*line, &what, written(figures), found)
            }
            Check::Lots { line, fund, lots } => {
                let found = door.lots(*fund).await;
                let found = found.map_err(|failure| self.failed(failure))?;
                self.compare_lots(*line, lots, &found)
            }
        }
    }

    /// Compares lots by the names the story gives them.
    fn compare_lots(
        &self,
        line: usize,
        expected: &[LotFacts],
        found: &[LotFacts],
    ) -> Result<(), TellError> {
        let named = |lots: &[LotFacts]| {
            let names = &self.story.names;
            let named = |lot: &LotFacts| format!("{} {}", names.alias_of(&lot.lot), lot.amount);
            let named: Vec<String> = lots.iter().map(named).collect();
            named.join(", ")
        };
        self.compare(line, "lots", named(expected), named(found))
    }

    fn fund(&self, id: FundId) -> &str {
        let mut funds = self.story.names.funds();
        funds
            .find(|(_, fund)| fund.id == id)
            .map_or("a fund", |(alias, _)| alias)
    }
}

/// Writes figures as a line of the file has them.
fn written(figures: &FundFigures) -> String {
    let FundFigures {
        earned,
        available,
        reserved,
        committed,
        paid,
        expired,
    } = figures;
    format!(
        "earned {earned}, reserved {reserved}, committed {committed}, paid {paid}, \
         expired {expired}, available {available}"
    )
}
