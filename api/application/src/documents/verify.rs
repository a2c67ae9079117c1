//! Proving that every file the log names is in the store as it was recorded.

use domain::document::Sha256;
use futures::TryStreamExt;
use serde::Serialize;
use sha2::Digest;

use super::named::distinct;
use super::{NamedFile, Store, StoreError};

/// What was found where a file should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// Nothing is there.
    Missing,
    /// Other bytes are there.
    Altered,
}

/// What came of looking at all files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// How many files there should be: bytes that several documents share count once.
    pub files: u64,
    /// How many bytes were read.
    pub bytes: u64,
    pub problems: Vec<(NamedFile, Found)>,
}

/// Reads every file again and compares its digest with the log's.
pub async fn verify(
    store: &Store,
    named: Vec<NamedFile>,
    mut watcher: impl FnMut(u64, u64),
) -> Result<Looked, StoreError> {
    let mut named: Vec<NamedFile> = distinct(named).into_values().collect();
    named.sort_by_key(|named| named.position);
    let total = named.len() as u64;
    let mut looked = Looked::default();
    for named in named {
        let found = match store.read(&named.org, named.file.sha256, None).await? {
            None => Some(Found::Missing),
            Some(opened) => {
                let mut digest = sha2::Sha256::new();
                let mut bytes = opened.bytes;
                while let Some(bytes) = bytes.try_next().await? {
                    looked.bytes += bytes.len() as u64;
                    digest.update(&bytes);
                }
                let found = Sha256::from_bytes(digest.finalize().into());
                (found != named.file.sha256).then_some(Found::Altered)
            }
        };
        looked.files += 1;
        looked.problems.extend(found.map(|found| (named, found)));
        watcher(looked.files, total);
    }
    Ok(looked)
}
