//! Why a log was not brought back, in a sentence; and what kind of end that is.

use std::io;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use domain::OrgId;
use projections::ledger::commands::NotACommand;
use projections::log::NotTheLog;
use projections::log::leaf::written;
use projections::log::restore::RestoreError;

use crate::documents::StoreError;
use crate::import::{Kind, NoPlace};

/// Why a log was not brought back.
#[derive(Debug, thiserror::Error)]
pub enum LogImportError {
    #[error(transparent)]
    Place(#[from] NoPlace),
    #[error(
        "{} is compressed ({format}); nothing was imported: unpack it first, with `{unpack}`",
        path.display()
    )]
    Packed {
        path: PathBuf,
        format: &'static str,
        unpack: &'static str,
    },
    #[error("{} cannot be read", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("the folder {} holds no events.jsonl", .0.display())]
    NoLog(PathBuf),
    #[error("{} is not the manifest of an export: {why}; nothing was imported", path.display())]
    Manifest { path: PathBuf, why: String },
    #[error(
        "the folder holds {what} as {format}, and a log is events as jsonl; nothing was imported"
    )]
    NotALog { format: String, what: String },
    #[error(
        "the folder holds the events of {0} alone, and a log is imported whole; nothing was imported: export without --partner"
    )]
    OnePartner(OrgId),
    #[error("there are no events in {}", .0.display())]
    Empty(PathBuf),
    #[error("{}, line {line}: {fault}; nothing was imported", path.display())]
    Line {
        path: PathBuf,
        line: u64,
        fault: LineFault,
    },
    #[error("{} is not what the manifest says: {what}; nothing was imported", path.display())]
    ManifestDiffers { path: PathBuf, what: String },
    #[error(
        "the log was recorded until {}, and this machine's clock says {}; nothing was imported: set the clock right",
        written(*recorded_at), written(*now)
    )]
    Future {
        recorded_at: DateTime<Utc>,
        now: DateTime<Utc>,
    },
    #[error(
        "the ledger holds {held} events already, the file {events}; nothing was imported: name an empty database"
    )]
    LedgerHoldsMore { held: u64, events: u64 },
    #[error(
        "the ledger holds another history: its event at position {position} is not the file's; nothing was imported: name an empty database"
    )]
    OtherHistory { position: u64 },
    #[error(
        "something else appended to the ledger after position {position}; the import stopped there"
    )]
    MovedOn { position: u64 },
    #[error("{} changed while it was imported; the same import with the file as it was goes on", .0.display())]
    Changed(PathBuf),
    #[error(
        "the database is unavailable; run the same import again, and it resumes from where it stopped"
    )]
    Store(#[source] RestoreError),
    #[error(transparent)]
    Documents(#[from] StoreError),
}

/// What is wrong with a line.
#[derive(Debug, thiserror::Error)]
pub enum LineFault {
    #[error("it is not a line of an export: {0}")]
    NotJson(#[from] serde_json::Error),
    #[error("it is longer than {limit} bytes")]
    TooLong { limit: usize },
    #[error("{0:?} is no instant as an export writes it")]
    Instant(String),
    #[error(transparent)]
    Event(#[from] NotTheLog),
    #[error(transparent)]
    Command(#[from] NotACommand),
}

impl LogImportError {
    /// Tells which kind of end it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Place(_)
            | Self::Packed { .. }
            | Self::Unreadable { .. }
            | Self::NoLog(_)
            | Self::NotALog { .. }
            | Self::OnePartner(_) => Kind::Precondition,
            Self::Manifest { .. }
            | Self::Empty(_)
            | Self::Line { .. }
            | Self::ManifestDiffers { .. }
            | Self::Future { .. }
            | Self::Changed(_) => Kind::FoundAProblem,
            Self::LedgerHoldsMore { .. } | Self::OtherHistory { .. } | Self::MovedOn { .. } => {
                Kind::Conflict
            }
            Self::Store(_) | Self::Documents(_) => Kind::Unavailable,
        }
    }
}

impl From<RestoreError> for LogImportError {
    fn from(error: RestoreError) -> Self {
        match error {
            RestoreError::OtherEvent { position } => Self::OtherHistory { position },
            RestoreError::MovedOn { position } => Self::MovedOn { position },
            RestoreError::Database(_) => Self::Store(error),
        }
    }
}
