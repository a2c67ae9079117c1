//! Checking every line: is each event the next one of a log, each id that of a command in it?

use chrono::{DateTime, Utc};
use domain::document::Sha256;
use projections::ledger::commands::StoredCommand;
use projections::log::KnownLog;
use projections::log::leaf::written;
use projections::log::scan::StoredEvent;

use super::error::{LineFault, LogImportError};
use super::found::LogFiles;
use super::lines::Lines;
use crate::export::{CommandLine, EventLine};
use crate::import::{Phase, Watcher};

/// The most events of a batch.
const BATCH_EVENTS: usize = 2_000;
/// About the most bytes of a batch.
const BATCH_BYTES: usize = 4 << 20;

/// How often the check says how far it is, in events.
const TOLD_EVERY: u64 = 5_000;

/// A log that was read to its end and is sound.
#[derive(Clone, Debug)]
pub struct Checked {
    pub log: KnownLog,
    /// How many ids of commands come with it.
    pub commands: u64,
}

impl LogFiles {
    /// Reads all files to their ends; the clock says what is in the future.
    pub fn check(&self, now: DateTime<Utc>, watcher: &Watcher) -> Result<Checked, LogImportError> {
        let mut log = KnownLog::default();
        let mut lines = Lines::open(&self.events)?;
        while take(&mut log, &mut lines)?.is_some() {
            if log.position().is_multiple_of(TOLD_EVERY) {
                watcher(lines.progress(Phase::Checking, log.position(), None));
            }
        }
        self.must_be_as_listed(&self.events, &lines)?;
        let Some(recorded_at) = log.recorded_at() else {
            return Err(LogImportError::Empty(self.events.clone()));
        };
        if recorded_at > now {
            return Err(LogImportError::Future { recorded_at, now });
        }
        self.must_end_as_the_manifest_says(&log)?;
        let mut found = 0;
        if let Some(path) = &self.commands {
            let mut lines = Lines::open(path)?;
            while !commands(&mut lines, &log)?.is_empty() {}
            self.must_be_as_listed(path, &lines)?;
            found = lines.count();
        }
        self.documents_must_be_whole()?;
        let commands = found;
        Ok(Checked { log, commands })
    }

    fn must_end_as_the_manifest_says(&self, log: &KnownLog) -> Result<(), LogImportError> {
        let Some(manifest) = &self.manifest else {
            return Ok(());
        };
        let leaves = Sha256::from_bytes(log.leaves());
        let is_other = manifest.leaves_sha256.is_some_and(|said| said != leaves);
        match is_other || manifest.as_of.position != log.position() {
            false => Ok(()),
            true => Err(LogImportError::ManifestDiffers {
                path: self.events.clone(),
                what: "it ends at another event".to_owned(),
            }),
        }
    }
}

/// Reads the next events, with which the log must go on; none: that was all.
pub(super) fn events(
    lines: &mut Lines,
    log: &mut KnownLog,
) -> Result<Vec<StoredEvent>, LogImportError> {
    let (mut batch, mut bytes) = (vec![], 0);
    while batch.len() < BATCH_EVENTS
        && bytes < BATCH_BYTES
        && let Some(event) = take(log, lines)?
    {
        bytes += event.payload.len() + event.metadata.len();
        batch.push(event);
    }
    Ok(batch)
}

/// Reads the next event, if the log goes on with it.
fn take(log: &mut KnownLog, lines: &mut Lines) -> Result<Option<StoredEvent>, LogImportError> {
    let Some(text) = lines.next()? else {
        return Ok(None);
    };
    let taken = event(text).and_then(|event| {
        log.take(&event)?;
        Ok(event)
    });
    taken.map(Some).map_err(|fault| lines.fault(fault))
}

fn event(text: &[u8]) -> Result<StoredEvent, LineFault> {
    let line: EventLine<'_> = serde_json::from_slice(text)?;
    let recorded_at = DateTime::parse_from_rfc3339(&line.recorded_at)
        .map(|at| at.with_timezone(&Utc))
        .ok()
        .filter(|at| written(*at) == line.recorded_at);
    let Some(recorded_at) = recorded_at else {
        return Err(LineFault::Instant(line.recorded_at));
    };
    Ok(StoredEvent {
        position: line.position,
        aggregate_type: line.aggregate_type,
        aggregate_id: line.aggregate_id,
        sequence: line.sequence,
        event_type: line.event_type,
        event_version: line.event_version,
        payload: line.payload.get().to_owned(),
        metadata: line.metadata.get().to_owned(),
        recorded_at,
        leaf: line.leaf.bytes(),
    })
}

/// Reads the next ids of commands, which must have led to events of the log.
pub(super) fn commands(
    lines: &mut Lines,
    log: &KnownLog,
) -> Result<Vec<StoredCommand>, LogImportError> {
    let mut batch = vec![];
    while batch.len() < BATCH_EVENTS
        && let Some(text) = lines.next()?
    {
        let read = command(text).and_then(|command| {
            command.belongs_to(log)?;
            Ok(command)
        });
        batch.push(read.map_err(|fault| lines.fault(fault))?);
    }
    Ok(batch)
}

fn command(text: &[u8]) -> Result<StoredCommand, LineFault> {
    let line: CommandLine<'_> = serde_json::from_slice(text)?;
    Ok(StoredCommand {
        principal: line.principal,
        key: line.key,
        request_hash: line.request_sha256.bytes(),
        stream_type: line.stream_type,
        stream_id: line.stream_id,
        first_sequence: line.first_sequence,
        event_count: line.event_count,
        position: line.position,
        answer: line.answer.get().to_owned(),
    })
}
