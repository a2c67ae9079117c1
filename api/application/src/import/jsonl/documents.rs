//! The files of documents that come with a log: each is what its name says, or nothing is imported.

use std::path::{Path, PathBuf};

use domain::OrgId;
use domain::document::Sha256;
use sha2::Digest;

use super::error::LogImportError;
use super::found::LogFiles;
use crate::documents::Store;
use crate::export::{DOCUMENTS_FOLDER, Manifest};

/// A file of a document in the folder of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentFile {
    pub org: OrgId,
    pub sha256: Sha256,
    pub path: PathBuf,
}

/// Gives the files of documents that a manifest lists.
pub(super) fn listed_in(
    manifest: Option<&Manifest>,
    folder: &Path,
) -> Result<Vec<DocumentFile>, LogImportError> {
    let files = manifest.map_or(&[][..], |manifest| &manifest.files);
    let prefix = format!("{DOCUMENTS_FOLDER}/");
    let documents = files.iter().filter_map(|file| {
        let rest = file.name.strip_prefix(&prefix)?;
        let path = folder.join(&file.name);
        let named = rest.split_once('/').and_then(|(org, sha256)| {
            let (org, sha256) = (org.parse().ok()?, sha256.parse().ok()?);
            (sha256 == file.sha256).then(|| DocumentFile {
                org,
                sha256,
                path: path.clone(),
            })
        });
        let what = "its name is not that of a document's file".to_owned();
        Some(named.ok_or(LogImportError::ManifestDiffers { path, what }))
    });
    documents.collect()
}

impl LogFiles {
    /// Reads every file of a document, and compares it with its name.
    pub(super) fn documents_must_be_whole(&self) -> Result<(), LogImportError> {
        for document in &self.documents {
            let path = &document.path;
            let unreadable = |source| LogImportError::Unreadable {
                path: path.clone(),
                source,
            };
            let mut file = std::fs::File::open(path).map_err(unreadable)?;
            let mut digest = sha2::Sha256::new();
            std::io::copy(&mut file, &mut digest).map_err(unreadable)?;
            if Sha256::from_bytes(digest.finalize().into()) != document.sha256 {
                return Err(LogImportError::ManifestDiffers {
                    path: path.clone(),
                    what: "its SHA-256 is another one".to_owned(),
                });
            }
        }
        Ok(())
    }

    /// Puts the files of documents into a store; gives how many were not there.
    pub(super) async fn keep_documents(&self, store: &Store) -> Result<u64, LogImportError> {
        let mut kept = 0;
        for DocumentFile { org, sha256, path } in &self.documents {
            if store.look(org, *sha256).await?.is_some() {
                continue;
            }
            if !store.put_file(org, path, *sha256).await? {
                return Err(LogImportError::Changed(path.clone()));
            }
            kept += 1;
        }
        Ok(kept)
    }
}
