//! The first reading: checks the whole log against the mapping before anything is carried out,
//! and sums what its funds must cover.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use domain::FundId;

use super::case::{BadCase, Case, CaseFault};
use super::error::ImportError;
use super::mapping::Mapping;
use super::report::{Phase, Progress, Watcher};
use super::setup::FundNeed;
use super::xes::{BytesRead, Traces, XesError};

/// What the whole log holds.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    pub cases: u64,
    pub events: u64,
    pub funds: BTreeMap<FundId, FundNeed>,
    pub bytes: u64,
}

/// The cases of a log as a mapping reads them.
pub struct Cases<'a> {
    traces: Traces,
    mapping: &'a Mapping,
    number: u64,
}

/// Why there is no next case.
#[derive(Debug, thiserror::Error)]
pub enum NoCase {
    #[error("{0}")]
    Log(XesError),
    #[error("{}: {}", .0.name(), .0.fault)]
    Case(BadCase),
}

impl<'a> Cases<'a> {
    /// Opens a log.
    pub fn open(path: &Path, mapping: &'a Mapping) -> Result<Self, XesError> {
        Ok(Self {
            traces: Traces::open(path)?,
            mapping,
            number: 0,
        })
    }

    /// Gives a view on how much of the file was read.
    pub fn bytes_read(&self) -> BytesRead {
        self.traces.bytes_read()
    }
}

impl Iterator for Cases<'_> {
    type Item = Result<Case, NoCase>;

    fn next(&mut self) -> Option<Self::Item> {
        let trace = match self.traces.next()? {
            Ok(trace) => trace,
            Err(error) => return Some(Err(NoCase::Log(error))),
        };
        let number = self.number;
        self.number += 1;
        Some(Case::read(self.mapping, trace, number).map_err(NoCase::Case))
    }
}

/// Reads the log once, to its end.
///
/// # Errors
/// The first thing that is wrong with the log, or with a case under this mapping.
pub fn survey(path: &Path, mapping: &Mapping, watcher: &Watcher) -> Result<Survey, ImportError> {
    let bytes_total = std::fs::metadata(path).map_or(0, |file| file.len());
    let mut survey = Survey {
        bytes: bytes_total,
        ..Survey::default()
    };
    let mut claims = HashSet::new();
    let mut cases = Cases::open(path, mapping).map_err(|error| ImportError::Log { error })?;
    let bytes_read = cases.bytes_read();
    for case in &mut cases {
        let case = case.map_err(|none| none.before_anything(path))?;
        let counted = match claims.insert(case.claim.uuid()) {
            true => survey.count(&case),
            false => Err(CaseFault::Twice),
        };
        counted.map_err(|fault| ImportError::Case {
            path: path.to_owned(),
            bad: BadCase {
                case: case.id,
                number: case.number,
                fault: Box::new(fault),
            },
        })?;
        watcher(Progress {
            phase: Phase::Checking,
            bytes_read: bytes_read.get(),
            bytes_total,
            cases_done: survey.cases,
            events_done: survey.events,
            events_total: None,
        });
    }
    Ok(survey)
}

impl Survey {
    fn count(&mut self, case: &Case) -> Result<(), CaseFault> {
        self.cases += 1;
        self.events += case.events.len() as u64;
        let none = || FundNeed {
            fund: Arc::clone(&case.fund),
            asked_minor: 0,
        };
        let need = self.funds.entry(case.fund.id).or_insert_with(none);
        if need.fund.value != case.fund.value {
            return Err(CaseFault::SharedFund {
                value: case.fund.value.clone(),
                other: need.fund.value.clone(),
                partner: case.fund.partner.clone(),
            });
        }
        let overflow = || CaseFault::Overflow {
            value: case.fund.value.clone(),
        };
        let asked = case.amount.minor().max(0);
        need.asked_minor = need.asked_minor.checked_add(asked).ok_or_else(overflow)?;
        Ok(())
    }
}

impl NoCase {
    /// Says it as the end of an import that has not begun.
    pub fn before_anything(self, path: &Path) -> ImportError {
        match self {
            Self::Log(error) => ImportError::Log { error },
            Self::Case(bad) => ImportError::Case {
                path: path.to_owned(),
                bad,
            },
        }
    }
}
