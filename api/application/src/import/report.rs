//! What an import tells: while it goes on, and at its end.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::case::Case;
use super::plan::Refused;

/// What came of an import, or would have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    pub cases: u64,
    pub cases_without_refusal: u64,
    pub events_appended: u64,
    /// Commands that an earlier import had carried out, set-up included.
    pub commands_skipped_as_known: u64,
    /// In the order of the file.
    pub refusals: Vec<RefusedStep>,
}

/// An activity of a case that was refused, with the law's code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RefusedStep {
    pub case: String,
    pub activity: String,
    pub at: DateTime<Utc>,
    pub code: &'static str,
}

/// What an import does at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Reads the whole log against the mapping; nothing is appended yet.
    Checking,
    /// Reads it again and carries out its steps, or goes through them in memory.
    Importing,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub phase: Phase,
    /// Bytes of the file as it lies on disk, in this phase.
    pub bytes_read: u64,
    pub bytes_total: u64,
    pub cases_done: u64,
    /// Events of the log that are done with in this phase.
    pub events_done: u64,
    /// Known once the log was checked.
    pub events_total: Option<u64>,
}

/// Is told how far an import is, after each case.
pub type Watcher = Arc<dyn Fn(Progress) + Send + Sync>;

/// Watches nothing.
pub fn unwatched() -> Watcher {
    Arc::new(|_| {})
}

impl RefusedStep {
    pub(super) fn new(case: &Case, refused: Refused) -> Self {
        Self {
            case: case.id.clone(),
            activity: refused.activity,
            at: refused.at,
            code: refused.code,
        }
    }
}
