//! What is at the path: a file alone, or the folder of an export with its manifest.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::documents::{self, DocumentFile};
use super::error::LogImportError;
use super::lines::Lines;
use super::packed::must_be_plain;
use crate::export::{File, Format, MANIFEST, Manifest, What};
use crate::import::Place;

/// The files of a log.
#[derive(Clone, Debug)]
pub struct LogFiles {
    pub events: PathBuf,
    /// The ids of commands; a file alone comes without them.
    pub commands: Option<PathBuf>,
    pub manifest: Option<Manifest>,
    /// The files of documents; only a manifest tells of them.
    pub documents: Vec<DocumentFile>,
}

impl LogFiles {
    /// Finds the files, and refuses an export that is none of a whole log.
    pub fn find(path: &Path) -> Result<Self, LogImportError> {
        if Place::of(path)? == Place::File {
            must_be_plain(path)?;
            return Ok(Self {
                events: path.to_owned(),
                commands: None,
                manifest: None,
                documents: vec![],
            });
        }
        let manifest = manifest(&path.join(MANIFEST))?;
        let (events, commands) = (path.join("events.jsonl"), path.join("commands.jsonl"));
        if let Some(manifest) = &manifest {
            must_be_a_log(manifest)?;
        }
        if !events.is_file() {
            let packed = path.join("events.jsonl.gz");
            if packed.is_file() {
                must_be_plain(&packed)?;
            }
            return Err(LogImportError::NoLog(path.to_owned()));
        }
        must_be_plain(&events)?;
        let is_listed = |manifest: &Manifest| listed(manifest, &commands).is_some();
        let has_commands = match &manifest {
            Some(manifest) => is_listed(manifest),
            None => commands.is_file(),
        };
        Ok(Self {
            documents: documents::listed_in(manifest.as_ref(), path)?,
            events,
            commands: has_commands.then_some(commands),
            manifest,
        })
    }

    /// Compares a file that was read to its end with what the manifest says of it.
    pub(super) fn must_be_as_listed(
        &self,
        path: &Path,
        lines: &Lines,
    ) -> Result<(), LogImportError> {
        let Some(manifest) = &self.manifest else {
            return Ok(());
        };
        let differs = |what: String| LogImportError::ManifestDiffers {
            path: path.to_owned(),
            what,
        };
        let Some(file) = listed(manifest, path) else {
            return Err(differs("it is not listed there".to_owned()));
        };
        if file.rows != lines.count() {
            let (rows, count) = (file.rows, lines.count());
            return Err(differs(format!("{rows} lines there, {count} in the file")));
        }
        if file.sha256 != lines.digest() {
            return Err(differs("its SHA-256 is another one".to_owned()));
        }
        Ok(())
    }
}

fn listed<'a>(manifest: &'a Manifest, path: &Path) -> Option<&'a File> {
    let name = path.file_name()?.to_str()?;
    manifest.files.iter().find(|file| file.name == name)
}

fn manifest(path: &Path) -> Result<Option<Manifest>, LogImportError> {
    let text = match std::fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(source) => {
            return Err(LogImportError::Unreadable {
                path: path.to_owned(),
                source,
            });
        }
    };
    serde_json::from_slice(&text)
        .map(Some)
        .map_err(|error| LogImportError::Manifest {
            path: path.to_owned(),
            why: error.to_string(),
        })
}

fn must_be_a_log(manifest: &Manifest) -> Result<(), LogImportError> {
    let (format, what) = (&manifest.format, &manifest.what);
    if format != Format::Jsonl.as_str() || what != What::Events.as_str() {
        return Err(LogImportError::NotALog {
            format: format.clone(),
            what: what.clone(),
        });
    }
    match &manifest.partner {
        Some(partner) => Err(LogImportError::OnePartner(partner.clone())),
        None => Ok(()),
    }
}
