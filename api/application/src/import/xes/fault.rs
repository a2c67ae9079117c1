//! What can be wrong with a log, and where.

use std::path::PathBuf;

use quick_xml::errors::Error as XmlError;

use super::bytes::GivenUp;

/// What is wrong with a log.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("this is not an XES log: {what}")]
    NotXes { what: String },
    #[error("the file ends before its log does: it was cut off")]
    Truncated,
    #[error("the gzip data is broken")]
    BrokenGzip(#[source] std::io::Error),
    #[error("{}", why_unreadable(.0))]
    Unreadable(#[source] std::io::Error),
    #[error("{what}")]
    Malformed { what: String },
    #[error("one trace is larger than {limit} bytes")]
    TooLarge { limit: usize },
}

/// Says where a log cannot be read any further.
#[derive(Debug, thiserror::Error)]
#[error("{}{}: {fault}", path.display(), self.whereabouts())]
pub struct XesError {
    pub path: PathBuf,
    /// The line in the unpacked text, from 1.
    pub line: u64,
    /// The byte in the unpacked text, from 0.
    pub offset: u64,
    /// How many traces were whole before it.
    pub traces: u64,
    #[source]
    pub fault: Fault,
}

impl XesError {
    /// Says where, unless not even the first byte could be read.
    fn whereabouts(&self) -> String {
        let Self {
            line,
            offset,
            traces,
            ..
        } = self;
        match &self.fault {
            Fault::Unreadable(_) if *offset == 0 => String::new(),
            Fault::Unreadable(_)
            | Fault::NotXes { .. }
            | Fault::Truncated
            | Fault::BrokenGzip(_)
            | Fault::Malformed { .. }
            | Fault::TooLarge { .. } => {
                format!(", line {line} (byte {offset}; whole traces before it: {traces})")
            }
        }
    }
}

/// Says in a sentence why a file cannot be read.
pub fn why_unreadable(error: &std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file",
        std::io::ErrorKind::PermissionDenied => "the file may not be read",
        std::io::ErrorKind::IsADirectory => "this is a folder, not a file",
        _ => "the file cannot be read",
    }
}

/// Tells what an error of the XML reader means for a log.
pub(super) fn fault(error: XmlError) -> Fault {
    match error {
        XmlError::Io(error) => io_fault(&error),
        XmlError::Syntax(_) => Fault::Truncated,
        other => Fault::Malformed {
            what: format!("the XML is malformed: {other}"),
        },
    }
}

fn io_fault(error: &std::io::Error) -> Fault {
    let given_up = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<GivenUp>());
    let again = || std::io::Error::new(error.kind(), error.to_string());
    match (given_up, error.kind()) {
        (Some(GivenUp { limit }), _) => Fault::TooLarge { limit: *limit },
        (None, std::io::ErrorKind::UnexpectedEof) => Fault::Truncated,
        (None, std::io::ErrorKind::InvalidInput | std::io::ErrorKind::InvalidData) => {
            Fault::BrokenGzip(again())
        }
        (None, _) => Fault::Unreadable(again()),
    }
}
