//! A file on its way into the store: written down and digested as its bytes come.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use domain::document::Sha256;
use sha2::Digest;
use tempfile::{NamedTempFile, TempPath};
use tokio::task::spawn_blocking;

/// How many bytes are gathered before they are written.
const GATHERED: usize = 256 * 1024;

/// A file whose bytes are coming; it is gone when dropped.
#[derive(Debug)]
pub(super) struct Staging {
    /// None only while it is being written to.
    written: Option<Written>,
    gathered: Vec<u8>,
    size: u64,
}

#[derive(Debug)]
struct Written {
    file: NamedTempFile,
    digest: sha2::Sha256,
}

/// A file whose bytes have all come; it is gone when dropped.
#[derive(Debug)]
pub(super) struct Staged {
    pub file: File,
    pub path: TempPath,
    pub sha256: Sha256,
    /// Size in bytes.
    pub size: u64,
}

impl Staging {
    /// Begins a file in a folder.
    pub async fn begin(folder: &Path) -> io::Result<Self> {
        let folder = folder.to_owned();
        let file =
            blocking(move || tempfile::Builder::new().prefix("").tempfile_in(folder)).await?;
        Ok(Self {
            written: Some(Written {
                file,
                digest: sha2::Sha256::new(),
            }),
            gathered: Vec::with_capacity(GATHERED),
            size: 0,
        })
    }

    /// Gives how many bytes have come.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Takes further bytes.
    pub async fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.size += bytes.len() as u64;
        self.gathered.extend_from_slice(bytes);
        match self.gathered.len() < GATHERED {
            true => Ok(()),
            false => self.write().await,
        }
    }

    async fn write(&mut self) -> io::Result<()> {
        let gathered = std::mem::take(&mut self.gathered);
        let Some(mut written) = self.written.take() else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let (written, mut gathered) = blocking(move || {
            written.digest.update(&gathered);
            written.file.write_all(&gathered)?;
            Ok((written, gathered))
        })
        .await?;
        gathered.clear();
        (self.written, self.gathered) = (Some(written), gathered);
        Ok(())
    }

    /// Ends the file.
    pub async fn end(mut self) -> io::Result<Staged> {
        self.write().await?;
        let Some(Written { file, digest }) = self.written else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let (file, path) = file.into_parts();
        Ok(Staged {
            file,
            path,
            sha256: Sha256::from_bytes(digest.finalize().into()),
            size: self.size,
        })
    }
}

/// Does what blocks where it keeps nobody waiting.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    spawn_blocking(work).await.map_err(io::Error::other)?
}
