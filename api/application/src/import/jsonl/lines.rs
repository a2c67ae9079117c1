//! The lines of a file: one in memory at a time, counted, and digested on the way.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use domain::document::Sha256;
use sha2::Digest;

use super::error::{LineFault, LogImportError};
use crate::import::{Phase, Progress};

/// No line of an export is as long: requests are far smaller.
const LINE_BYTES_MAX: usize = 64 << 20;

/// A file, line by line.
pub(super) struct Lines {
    path: PathBuf,
    file: BufReader<File>,
    bytes_total: u64,
    bytes_read: u64,
    line: u64,
    text: Vec<u8>,
    digest: sha2::Sha256,
}

impl Lines {
    pub(super) fn open(path: &Path) -> Result<Self, LogImportError> {
        let unreadable = |source| LogImportError::Unreadable {
            path: path.to_owned(),
            source,
        };
        let file = File::open(path).map_err(unreadable)?;
        let bytes_total = file.metadata().map_err(unreadable)?.len();
        Ok(Self {
            path: path.to_owned(),
            file: BufReader::with_capacity(1 << 16, file),
            bytes_total,
            bytes_read: 0,
            line: 0,
            text: vec![],
            digest: sha2::Sha256::new(),
        })
    }

    /// Gives the next line without its end; none: that was all.
    pub(super) fn next(&mut self) -> Result<Option<&[u8]>, LogImportError> {
        self.text.clear();
        let mut within = self.file.by_ref().take(LINE_BYTES_MAX as u64);
        let count = within.read_until(b'\n', &mut self.text).map_err(|source| {
            LogImportError::Unreadable {
                path: self.path.clone(),
                source,
            }
        })?;
        if count == 0 {
            return Ok(None);
        }
        self.line += 1;
        self.bytes_read += count as u64;
        self.digest.update(&self.text);
        if count == LINE_BYTES_MAX {
            let limit = LINE_BYTES_MAX;
            return Err(self.fault(LineFault::TooLong { limit }));
        }
        Ok(Some(self.text.strip_suffix(b"\n").unwrap_or(&self.text)))
    }

    /// Says what is wrong with the line that was given last.
    pub(super) fn fault(&self, fault: LineFault) -> LogImportError {
        LogImportError::Line {
            path: self.path.clone(),
            line: self.line,
            fault,
        }
    }

    /// Gives how many lines were given.
    pub(super) fn count(&self) -> u64 {
        self.line
    }

    /// Tells how far the reading is, with the events that it came to.
    pub(super) fn progress(&self, phase: Phase, events: u64, total: Option<u64>) -> Progress {
        Progress {
            phase,
            bytes_read: self.bytes_read,
            bytes_total: self.bytes_total,
            cases_done: 0,
            events_done: events,
            events_total: total,
        }
    }

    /// Gives the digest of all bytes so far.
    pub(super) fn digest(&self) -> Sha256 {
        Sha256::from_bytes(self.digest.clone().finalize().into())
    }
}
