//! The import itself: many cases at once, the commands of each in their order.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use domain::FundId;
use projections::{CommandError, Ledger};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::carry_out::{Done, Job, PlannedCase, carry_out};
use super::error::ImportError;
use super::known::{self, Known};
use super::mapping::Mapping;
use super::plan::{Overruled, plan};
use super::report::{ImportReport, Phase, Progress, Watcher};
use super::setup;
use super::survey::{Cases, NoCase, Survey, survey};
use super::tally::Tally;
use crate::act::send::{Sent, patiently, send};

/// How much an import does at once, and how long it waits for the database.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub cases_in_flight: usize,
    /// How long one command is tried again while the database is unavailable.
    pub patience: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            cases_in_flight: 128,
            patience: Duration::from_secs(60),
        }
    }
}

/// Cases that are looked up at once.
const BATCH: usize = 256;

/// Imports a log.
///
/// # Errors
/// A log or mapping that is not right, before anything is appended; a database that stays unavailable, with
/// how far the import came. Refused steps are no error: the report names them.
pub async fn run(
    ledger: &Ledger,
    path: &Path,
    mapping: Arc<Mapping>,
    limits: Limits,
    watcher: Watcher,
) -> Result<ImportReport, ImportError> {
    let checked = {
        let (path, mapping, watcher) = (path.to_owned(), Arc::clone(&mapping), watcher.clone());
        tokio::task::spawn_blocking(move || survey(&path, &mapping, &watcher)).await
    };
    let survey = checked.map_err(|_| ImportError::BrokeOff {
        cases_done: 0,
        cases: 0,
    })??;
    let mut import = Import {
        job: Arc::new(Job {
            ledger: ledger.clone(),
            mapping,
            patience: limits.patience,
        }),
        path: path.to_owned(),
        survey,
        watcher,
        tally: Tally::default(),
    };
    let is_first = import.set_up().await?;
    import
        .cases(limits.cases_in_flight.max(1), is_first)
        .await?;
    Ok(import.tally.into_report())
}

struct Import {
    job: Arc<Job>,
    path: PathBuf,
    survey: Survey,
    watcher: Watcher,
    tally: Tally,
}

type Batch = Result<Vec<PlannedCase>, NoCase>;

/// Whether an import of this name has begun before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum IsFirst {
    Yes,
    No,
}

impl Import {
    /// Sets up the programme and the funds, or nothing if an earlier import did so otherwise.
    async fn set_up(&mut self) -> Result<IsFirst, ImportError> {
        let job = Arc::clone(&self.job);
        let requests = setup::requests(&job.mapping, &self.survey.funds);
        let mut left = vec![];
        for request in requests {
            let key = request
                .key
                .clone()
                .expect("every command of the set-up has a key");
            let (by, keys) = (request.by.person(), [key]);
            let look = || job.ledger.known_keys(&by, &keys);
            let known = patiently(job.patience, look).await;
            let known = known.map_err(|reason| self.store(reason))?;
            match known.into_iter().next().flatten() {
                Some(known) if known.request_hash == Ledger::request_hash(&request.command) => {
                    self.tally.report.commands_skipped_as_known += 1;
                }
                Some(_) => {
                    let (name, what) = (job.mapping.name.clone(), setup::name(&request));
                    return Err(ImportError::SetUpDiffers { name, what });
                }
                None => left.push(request),
            }
        }
        let is_first = match self.tally.report.commands_skipped_as_known {
            0 => IsFirst::Yes,
            _ => IsFirst::No,
        };
        for request in left {
            match send(&job.ledger, &request, 1, job.patience).await {
                Ok(Sent::Appended(events)) => {
                    self.tally.report.events_appended += u64::from(events)
                }
                Ok(Sent::Known) => self.tally.report.commands_skipped_as_known += 1,
                Err(CommandError::Refused(refusal))
                    if setup::is_there_already(&refusal, &request) => {}
                Err(CommandError::Refused(refusal)) => {
                    return Err(ImportError::SetUpRefused {
                        what: setup::name(&request),
                        refusal,
                    });
                }
                Err(reason) => return Err(self.store(reason)),
            }
        }
        Ok(is_first)
    }

    async fn cases(&mut self, in_flight: usize, is_first: IsFirst) -> Result<(), ImportError> {
        let (batches, mut arriving) = mpsc::channel::<Batch>(2);
        let (path, job) = (self.path.clone(), Arc::clone(&self.job));
        let reader = tokio::task::spawn_blocking(move || read(&path, &job.mapping, &batches));
        let mut running = JoinSet::new();
        let mut broken = None;
        while let Some(batch) = arriving.recv().await {
            let batch = match batch {
                Ok(batch) => batch,
                Err(none) => {
                    broken = Some(none);
                    break;
                }
            };
            let known = match is_first {
                IsFirst::Yes => vec![Known::new(); batch.len()],
                IsFirst::No => {
                    let ledger = &self.job.ledger;
                    let look = || known::of_plans(ledger, batch.iter().map(|case| &case.plan));
                    let known = patiently(self.job.patience, look).await;
                    known.map_err(|reason| self.store(reason))?
                }
            };
            for (case, known) in batch.into_iter().zip(known) {
                while running.len() >= in_flight {
                    if let Some(done) = running.join_next().await {
                        self.finish(done)?;
                    }
                }
                running.spawn(carry_out(Arc::clone(&self.job), case, known));
            }
        }
        // What is on its way goes in whole; only a broken case and later ones do not.
        while let Some(done) = running.join_next().await {
            self.finish(done)?;
        }
        match broken {
            Some(none) => Err(ImportError::LogChanged {
                path: self.path.clone(),
                what: none.to_string(),
                cases_done: self.tally.report.cases,
                cases: self.survey.cases,
            }),
            None => reader.await.map_err(|_| self.broke_off()),
        }
    }

    fn finish(
        &mut self,
        done: Result<Result<Done, CommandError>, tokio::task::JoinError>,
    ) -> Result<(), ImportError> {
        let done = done
            .map_err(|_| self.broke_off())?
            .map_err(|reason| self.store(reason))?;
        self.tally.add(done);
        (self.watcher)(Progress {
            phase: Phase::Importing,
            bytes_read: self.tally.bytes_read,
            bytes_total: self.survey.bytes,
            cases_done: self.tally.report.cases,
            events_done: self.tally.events,
            events_total: Some(self.survey.events),
        });
        Ok(())
    }

    fn store(&self, reason: CommandError) -> ImportError {
        ImportError::Store {
            reason,
            cases_done: self.tally.report.cases,
            cases: self.survey.cases,
        }
    }

    fn broke_off(&self) -> ImportError {
        ImportError::BrokeOff {
            cases_done: self.tally.report.cases,
            cases: self.survey.cases,
        }
    }
}

/// Reads and plans the cases, ahead of those that are carried out.
fn read(path: &Path, mapping: &Mapping, batches: &mpsc::Sender<Batch>) {
    let mut ample = HashMap::<FundId, _>::new();
    let mut cases = match Cases::open(path, mapping) {
        Ok(cases) => cases,
        Err(error) => {
            // Nobody listens any more when the import has ended already.
            let _ = batches.blocking_send(Err(NoCase::Log(error)));
            return;
        }
    };
    let bytes_read = cases.bytes_read();
    let mut batch = Vec::with_capacity(BATCH);
    for case in &mut cases {
        match case {
            Ok(case) => {
                let fund = ample.entry(case.fund.id);
                let fund = fund.or_insert_with(|| setup::ample_fund(mapping, &case.fund));
                let plan = plan(mapping, &case, &mut fund.clone(), &Overruled::new());
                batch.push(PlannedCase {
                    case,
                    plan,
                    bytes_read: bytes_read.get(),
                });
            }
            Err(none) => {
                let _ = batches.blocking_send(Ok(std::mem::take(&mut batch)));
                let _ = batches.blocking_send(Err(none));
                return;
            }
        }
        if batch.len() == BATCH
            && batches
                .blocking_send(Ok(std::mem::take(&mut batch)))
                .is_err()
        {
            return;
        }
    }
    let _ = batches.blocking_send(Ok(batch));
}
