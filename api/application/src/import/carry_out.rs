//! Carries out one case, leaving out what an earlier import did.

use std::sync::Arc;
use std::time::Duration;

use projections::{CommandError, Ledger};

use super::case::Case;
use super::known::{self, Known};
use super::mapping::Mapping;
use super::plan::{self, Overruled, Plan, Planned};
use super::report::RefusedStep;
use super::setup;
use crate::act::send::{Sent, patiently, send};

/// The code of a step that an earlier import was refused, as later steps of its case tell.
const REFUSED_EARLIER: &str = "refused_in_earlier_import";

/// What the tasks of an import share.
pub struct Job {
    pub ledger: Ledger,
    pub mapping: Arc<Mapping>,
    pub patience: Duration,
}

/// A case with its plan.
pub struct PlannedCase {
    pub case: Case,
    pub plan: Plan,
    /// How much of the file was read by then.
    pub bytes_read: u64,
}

/// What came of one case.
pub struct Done {
    pub number: u64,
    pub events: u64,
    pub bytes_read: u64,
    pub appended: u64,
    pub skipped: u64,
    pub refusals: Vec<RefusedStep>,
}

/// Carries out the commands of a case, one after the other.
pub async fn carry_out(
    job: Arc<Job>,
    planned: PlannedCase,
    mut known: Known,
) -> Result<Done, CommandError> {
    let PlannedCase {
        case,
        mut plan,
        bytes_read,
    } = planned;
    let is_partly_known = !known.is_empty() && known.len() < plan.steps.len();
    if is_partly_known {
        let look = || known::of_case(&job.ledger, &job.mapping, &case);
        known = patiently(job.patience, look).await?;
    }
    let last_known = known.keys().map(|(place, _)| *place).max();
    let (mut appended, mut skipped) = (0, 0);
    let mut overruled = Overruled::new();
    let mut next = 0;
    while let Some(step) = plan.steps.get(next) {
        let code = match known.get(&(step.place, step.request.by.person())) {
            Some(known) if known.request_hash == Ledger::request_hash(&step.request.command) => {
                skipped += 1;
                None
            }
            Some(_) => Some(CommandError::KeyReused.code()),
            // The commands of a case go in one after the other: a later one went in without this.
            None if last_known > Some(step.place) => Some(REFUSED_EARLIER),
            None => match send_step(&job, step).await? {
                Ok(Sent::Appended(events)) => {
                    appended += u64::from(events);
                    None
                }
                Ok(Sent::Known) => {
                    skipped += 1;
                    None
                }
                Err(code) => Some(code),
            },
        };
        match code {
            None => next += 1,
            Some(code) => {
                // What went in stays as it is planned; this step, and what hung on it, does not.
                overruled.insert(step.place, code);
                let mut fund = setup::ample_fund(&job.mapping, &case.fund);
                plan = plan::plan(&job.mapping, &case, &mut fund, &overruled);
            }
        }
    }
    let refusals = plan
        .refused
        .into_iter()
        .map(|refused| RefusedStep::new(&case, refused));
    Ok(Done {
        number: case.number,
        events: case.events.len() as u64,
        bytes_read,
        appended,
        skipped,
        refusals: refusals.collect(),
    })
}

/// Sends a step; what the ledger refuses is a code, what it cannot do is an error.
async fn send_step(job: &Job, step: &Planned) -> Result<Result<Sent, &'static str>, CommandError> {
    match send(&job.ledger, &step.request, step.events, job.patience).await {
        Ok(sent) => Ok(Ok(sent)),
        Err(CommandError::Refused(refusal)) => Ok(Err(refusal.code())),
        Err(reason @ CommandError::KeyReused) => Ok(Err(reason.code())),
        Err(
            reason @ (CommandError::WrongVersion { .. }
            | CommandError::Contended
            | CommandError::Busy
            | CommandError::Unavailable
            | CommandError::OutcomeUnknown
            | CommandError::Unreadable { .. }),
        ) => Err(reason),
    }
}
