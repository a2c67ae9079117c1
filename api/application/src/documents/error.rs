//! Why documents could not be taken, kept or read.

use std::io;
use std::path::PathBuf;

use projections::CommandError;
use projections::uploads::UploadsError;

use super::BadFile;

/// Why the store failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It does not answer, or does not take what it is given.
    #[error("the store of documents is unavailable")]
    Away(#[source] object_store::Error),
    /// The disk on which bytes wait for their name did not take them.
    #[error("the disk did not take the file")]
    Disk(#[source] io::Error),
    /// The settings name a store that cannot be opened.
    #[error("the store of documents at {place} cannot be opened")]
    Unusable {
        place: String,
        source: object_store::Error,
    },
    #[error("the folder of documents {} cannot be used", path.display())]
    Folder { path: PathBuf, source: io::Error },
}

/// Why a file was not taken, or not given out.
#[derive(Debug, thiserror::Error)]
pub enum DocumentsError {
    /// It is not what may be taken.
    #[error(transparent)]
    Bad(#[from] BadFile),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Uploads(#[from] UploadsError),
    /// The claim does not take it, or could not be read.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// The claim has as many uploads as it may have.
    #[error("the claim has {most} uploads that no document names yet")]
    TooManyUploads { most: u32 },
    /// There is no such upload for this claim, or its day is over.
    #[error("the claim has no such upload, or its day is over")]
    NoSuchUpload,
    /// The log names the bytes, and the store does not have them.
    #[error("the bytes of this document are not in the store")]
    NotStored,
    /// The store has other bytes than the log names.
    #[error("the bytes of this document are not those that were recorded")]
    Altered,
}

impl From<domain::Refusal> for DocumentsError {
    fn from(refusal: domain::Refusal) -> Self {
        Self::Command(refusal.into())
    }
}
