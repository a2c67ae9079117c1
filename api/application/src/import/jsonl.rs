//! Bringing a log back that `export --format jsonl --what events` wrote: the same events under the
//! same positions, times and leaves, and the ids of the commands behind them.
//!
//! The files are read twice. The first time every line is checked, so that a corrupt one is named
//! and nothing at all is imported; the second time they go in, in batches. What is broken off goes
//! on where it stopped; a ledger that holds another history is left alone.

mod check;
mod documents;
mod error;
mod found;
mod lines;
mod packed;

use domain::document::Sha256;
use projections::Pool;
use projections::ledger::commands;
use projections::log::KnownLog;
use projections::log::restore::Restore;
use serde::Serialize;

use super::report::{Phase, Watcher};
use crate::documents::Store;
use lines::Lines;

pub use check::Checked;
pub use documents::DocumentFile;
pub use error::{LineFault, LogImportError};
pub use found::LogFiles;

/// What came of bringing a log back, or would have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogImportReport {
    pub events: u64,
    /// Events that were not there already.
    pub events_appended: u64,
    /// Ids of commands that were not there already.
    pub commands_restored: u64,
    /// Files of documents that were not there already.
    pub documents_restored: u64,
    pub last_position: u64,
    /// When the last event was recorded.
    pub recorded_at: String,
    /// SHA-256 over all leaves in order; the export said the same.
    pub leaves_sha256: Sha256,
}

impl LogImportReport {
    /// Reports what a check alone found.
    pub fn of(checked: &Checked) -> Self {
        let log = &checked.log;
        let recorded_at = log.recorded_at().map(projections::log::leaf::written);
        Self {
            events: log.position(),
            events_appended: 0,
            commands_restored: 0,
            documents_restored: 0,
            last_position: log.position(),
            recorded_at: recorded_at.unwrap_or_default(),
            leaves_sha256: Sha256::from_bytes(log.leaves()),
        }
    }
}

/// Brings a checked log back into a migrated database, and its files into a store before that.
pub async fn restore(
    pool: &Pool,
    store: &Store,
    files: &LogFiles,
    checked: &Checked,
    watcher: &Watcher,
) -> Result<LogImportReport, LogImportError> {
    let events = checked.log.position();
    let mut restore = Restore::begin(pool.clone()).await?;
    if restore.held() > events {
        let held = restore.held();
        return Err(LogImportError::LedgerHoldsMore { held, events });
    }
    let mut report = LogImportReport::of(checked);
    report.documents_restored = files.keep_documents(store).await?;
    let mut again = KnownLog::default();
    let mut lines = Lines::open(&files.events)?;
    loop {
        let batch = check::events(&mut lines, &mut again)?;
        if batch.is_empty() {
            break;
        }
        report.events_appended += restore.put(&batch).await?;
        watcher(lines.progress(Phase::Importing, again.position(), Some(events)));
    }
    if again.leaves() != checked.log.leaves() {
        return Err(LogImportError::Changed(files.events.clone()));
    }
    if let Some(path) = &files.commands {
        let mut lines = Lines::open(path)?;
        loop {
            let batch = check::commands(&mut lines, &checked.log)?;
            if batch.is_empty() {
                break;
            }
            report.commands_restored += commands::restore(pool, &batch).await?;
        }
    }
    Ok(report)
}
