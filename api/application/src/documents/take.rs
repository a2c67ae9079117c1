//! Taking one file in: its name and type first, then its bytes, then what they are.

use domain::document::{File, Sha256};
use tokio::task::spawn_blocking;

use super::staged::{Staged, Staging};
use super::{BadFile, DocumentsError, FileName, Store, StoreError, content};

/// A file whose bytes are coming.
#[derive(Debug)]
pub struct Incoming {
    name: FileName,
    staging: Staging,
    bytes_max: u64,
}

/// A file that came whole and is what it says; it is gone when dropped.
#[derive(Debug)]
pub struct Sound {
    name: FileName,
    pub(super) staged: Staged,
}

impl Incoming {
    /// Begins a file, unless its name or its declared type says already that it is not taken.
    pub(super) async fn begin(
        store: &Store,
        bytes_max: u64,
        name: Option<&str>,
        declared: Option<&str>,
    ) -> Result<Self, DocumentsError> {
        let name = FileName::read(name)?;
        if !name.kind().may_be_declared(declared) {
            return Err(BadFile::TypeDisagrees.into());
        }
        Ok(Self {
            name,
            staging: store.begin().await?,
            bytes_max,
        })
    }

    /// Takes further bytes, unless they are too many.
    pub async fn put(&mut self, bytes: &[u8]) -> Result<(), DocumentsError> {
        let (come, most) = (bytes.len() as u64, self.bytes_max);
        if self.staging.size().saturating_add(come) > most {
            return Err(BadFile::TooLarge { most }.into());
        }
        Ok(self.staging.put(bytes).await.map_err(StoreError::Disk)?)
    }

    /// Ends the file, and looks whether it is what its name says.
    pub async fn end(self) -> Result<Sound, DocumentsError> {
        if self.staging.size() == 0 {
            return Err(BadFile::Empty.into());
        }
        let kind = self.name.kind();
        let mut staged = self.staging.end().await.map_err(StoreError::Disk)?;
        let looked = spawn_blocking(move || {
            let looked = content::must_be(kind, &mut staged.file, staged.size);
            looked.map(|sound| sound.map(|()| staged))
        });
        let looked = looked.await.map_err(std::io::Error::other);
        let sound = looked.and_then(|looked| looked).map_err(StoreError::Disk)?;
        Ok(Sound {
            name: self.name,
            staged: sound?,
        })
    }
}

impl Sound {
    /// Says what the file is: how documents and uploads tell of it.
    pub fn file(&self) -> File {
        File {
            sha256: self.sha256(),
            size: self.staged.size,
            media_type: self.name.kind().media_type().to_owned(),
            name: self.name.to_string(),
        }
    }

    fn sha256(&self) -> Sha256 {
        self.staged.sha256
    }
}
