//! Why an import ended early, in a sentence; and what kind of end that is.

use std::path::PathBuf;

use domain::Refusal;
use projections::CommandError;

use super::case::BadCase;
use super::mapping::InvalidMapping;
use super::xes::{Fault, XesError};

/// Why an import ended early.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Mapping(#[from] InvalidMapping),
    #[error("{error}; nothing was imported")]
    Log { error: XesError },
    #[error(
        "{}: {} cannot be imported: {}; nothing was imported",
        path.display(), bad.name(), bad.fault
    )]
    Case { path: PathBuf, bad: BadCase },
    /// The log was sound when it was checked and is not any more.
    #[error(
        "{} changed while it was imported: {what}; {cases_done} of {cases} cases went in, the same import again goes on from there",
        path.display()
    )]
    LogChanged {
        path: PathBuf,
        what: String,
        cases_done: u64,
        cases: u64,
    },
    #[error(
        "an earlier import named {name:?} set up {what} otherwise; nothing was imported: give the mapping another name, or use the same file and mapping again"
    )]
    SetUpDiffers { name: String, what: String },
    #[error("{what} cannot be set up: {refusal} ({})", refusal.hint())]
    SetUpRefused { what: String, refusal: Refusal },
    #[error(
        "{reason}; {cases_done} of {cases} cases went in, the same import again goes on from there"
    )]
    Store {
        reason: CommandError,
        cases_done: u64,
        cases: u64,
    },
    #[error(
        "the import broke off by itself; {cases_done} of {cases} cases went in, the same import again goes on from there"
    )]
    BrokeOff { cases_done: u64, cases: u64 },
}

/// The kinds of ends, one exit code each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The log is not what it should be (1).
    FoundAProblem,
    /// The mapping is wrong (2).
    Usage,
    /// Something that must be there is not (3).
    Precondition,
    /// The ledger holds something else under the same name (4).
    Conflict,
    /// The database is unavailable (69).
    Unavailable,
}

impl ImportError {
    /// Tells which kind of end it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Mapping(InvalidMapping::NotRight { .. }) => Kind::Usage,
            Self::Mapping(InvalidMapping::Unreadable { .. }) => Kind::Precondition,
            Self::Log {
                error:
                    XesError {
                        fault: Fault::Unreadable(_),
                        ..
                    },
            } => Kind::Precondition,
            Self::Log { .. } | Self::Case { .. } | Self::LogChanged { .. } => Kind::FoundAProblem,
            Self::BrokeOff { .. } => Kind::FoundAProblem,
            Self::SetUpDiffers { .. } => Kind::Conflict,
            Self::SetUpRefused { .. } => Kind::Precondition,
            Self::Store { reason, .. } => match reason {
                CommandError::Unavailable | CommandError::OutcomeUnknown | CommandError::Busy => {
                    Kind::Unavailable
                }
                CommandError::WrongVersion { .. }
                | CommandError::Contended
                | CommandError::KeyReused => Kind::Conflict,
                CommandError::Refused(_) | CommandError::Unreadable { .. } => Kind::FoundAProblem,
            },
        }
    }
}
