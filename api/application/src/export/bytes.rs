//! The files of documents, taken along: each under its partner's name and its own digest.

use std::collections::BTreeMap;
use std::io::Write;

use domain::OrgId;
use domain::document::Sha256;
use futures::TryStreamExt;
use projections::Pool;

use super::manifest::DocumentFiles;
use super::sink::{Folder, RowCount};
use super::{ExportError, Wish};
use crate::documents::{NamedError, Store, named_files};

/// The folder in an export that holds them.
pub const FOLDER: &str = "documents";

/// Takes along every file that an event up to the moment names and the store has.
///
/// # Errors
/// A file with other bytes than were recorded ends the export.
pub(super) async fn take_along(
    pool: &Pool,
    wish: &Wish,
    store: &Store,
    folder: &mut Folder,
) -> Result<DocumentFiles, ExportError> {
    let named = named_files(pool, wish.moment.position).await?;
    let mut files: BTreeMap<(OrgId, Sha256), u64> = BTreeMap::new();
    for named in named {
        let is_wanted = wish
            .partner
            .as_ref()
            .is_none_or(|partner| *partner == named.org);
        if is_wanted {
            files
                .entry((named.org, named.file.sha256))
                .or_insert(named.position);
        }
    }
    let mut taken = DocumentFiles::default();
    for ((org, sha256), position) in files {
        let Some(mut opened) = store.read(&org, sha256, None).await? else {
            taken.missing += 1;
            continue;
        };
        let mut part = folder.begin_within(&format!("{FOLDER}/{org}"), &sha256.to_string())?;
        while let Some(bytes) = opened.bytes.try_next().await? {
            part.write_all(&bytes)
                .map_err(|error| folder.unwritten(error))?;
        }
        if part.sha256() != sha256 {
            return Err(ExportError::FileAltered { org, sha256 });
        }
        let mut row = RowCount::default();
        row.add(position);
        folder.keep(part, row)?;
        taken.files += 1;
    }
    Ok(taken)
}

impl From<NamedError> for ExportError {
    fn from(error: NamedError) -> Self {
        match error {
            NamedError::Log(error) => Self::Log(error),
            NamedError::Unreadable { position, why } => Self::Unreadable { position, why },
            NamedError::OfNoClaim { position } => Self::OfNoClaim { position },
        }
    }
}
