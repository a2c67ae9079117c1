//! Why an export ended early, in a sentence.

use std::io;
use std::path::PathBuf;

use domain::OrgId;
use domain::document::Sha256;
use projections::log::{LogError, NotAnEvent};

use crate::documents::StoreError;

use super::what::{Format, What, formats_of, offered};

/// Why an export ended early; no file of it is left.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error(
        "{format} holds {}, not {what}; {what} can be had as {}",
        offered(*format), formats_of(*what)
    )]
    NotOffered { format: Format, what: What },
    #[error("the folder {} is not empty; nothing was written: name another one", .0.display())]
    FolderNotEmpty(PathBuf),
    #[error("the folder {} cannot be used", path.display())]
    FolderUnusable { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Log(#[from] LogError),
    #[error("the event at position {position} cannot be read: {why}")]
    Unreadable { position: u64, why: NotAnEvent },
    #[error("the event at position {position} is of no claim that was created")]
    OfNoClaim { position: u64 },
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(
        "the file {sha256} of {org} is not what was recorded; `claims documents verify` looks at all"
    )]
    FileAltered { org: OrgId, sha256: Sha256 },
    #[error("{stream} has no event with sequence {sequence}: something took it away")]
    Gap { stream: String, sequence: u64 },
    #[error("the disk did not take the export into {}; no file of it is left", folder.display())]
    Unwritten { folder: PathBuf, source: io::Error },
}
