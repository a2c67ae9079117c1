//! The folder an export goes into: nothing in it looks complete before all of it is.
//!
//! A file is written under a temporary name beside its final one. Once all are on the disk they get
//! their names, and the manifest comes last. Whatever ends that early takes the files away again.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use domain::document::Sha256;
use sha2::Digest;

use super::manifest::{AsOfMoment, DocumentFiles, File, MANIFEST, Manifest, Tool};
use super::{ExportError, Wish};

/// The folder of one export.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    is_new: bool,
    files: Vec<File>,
    /// What is on the disk and goes away again unless the export is completed.
    pending: Vec<PathBuf>,
    /// Folders inside it, which go away again with what is in them.
    within: Vec<PathBuf>,
}

impl Folder {
    /// Refuses a folder that cannot be taken, and touches nothing.
    pub fn must_be_free(path: &Path) -> Result<(), ExportError> {
        Self::is_there(path).map(drop)
    }

    /// Takes a folder that is empty, or makes it.
    pub fn take(path: &Path) -> Result<Self, ExportError> {
        let is_new = !Self::is_there(path)?;
        if is_new {
            fs::create_dir_all(path).map_err(|error| unusable(path, error))?;
        }
        Ok(Self {
            path: path.to_owned(),
            is_new,
            files: vec![],
            pending: vec![],
            within: vec![],
        })
    }

    fn is_there(path: &Path) -> Result<bool, ExportError> {
        match fs::read_dir(path) {
            Ok(mut entries) => match entries.next() {
                Some(_) => Err(ExportError::FolderNotEmpty(path.to_owned())),
                None => Ok(true),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(unusable(path, error)),
        }
    }

    /// Begins a file.
    pub(super) fn begin(&self, name: &str) -> Result<Part, ExportError> {
        Part::create(&self.path, name).map_err(|error| self.unwritten(error))
    }

    /// Begins a file in a folder inside this one.
    pub(super) fn begin_within(&mut self, folder: &str, name: &str) -> Result<Part, ExportError> {
        let mut path = self.path.clone();
        for step in folder.split('/') {
            path.push(step);
            match fs::create_dir(&path) {
                Ok(()) => self.within.push(path.clone()),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(self.unwritten(error)),
            }
        }
        self.begin(&format!("{folder}/{name}"))
    }

    /// Writes on into a file.
    pub(super) fn write(&self, part: &mut Part, text: &str) -> Result<(), ExportError> {
        let written = part.write_all(text.as_bytes());
        written.map_err(|error| self.unwritten(error))
    }

    /// Puts a file that was written to its end on the disk.
    pub(super) fn keep(&mut self, part: Part, rows: RowCount) -> Result<(), ExportError> {
        let file = part.settle(rows).map_err(|error| self.unwritten(error))?;
        self.pending.push(temporary(&self.path, &file.name));
        self.files.push(file);
        Ok(())
    }

    /// Gives all files their names, and writes the manifest.
    pub(super) fn complete(
        mut self,
        wish: &Wish,
        leaves: Option<[u8; 32]>,
        documents: Option<DocumentFiles>,
    ) -> Result<Manifest, ExportError> {
        let manifest = Manifest {
            tool: Tool::this(),
            format: wish.format.as_str().to_owned(),
            what: wish.what.as_str().to_owned(),
            as_of: AsOfMoment {
                position: wish.moment.position,
                recorded_at: wish.moment.recorded_at,
            },
            partner: wish.partner.clone(),
            leaves_sha256: leaves.map(Sha256::from_bytes),
            documents,
            files: self.files.clone(),
        };
        self.settle(&manifest)
            .map_err(|error| self.unwritten(error))?;
        self.pending.clear();
        self.within.clear();
        self.is_new = false;
        Ok(manifest)
    }

    fn settle(&mut self, manifest: &Manifest) -> io::Result<()> {
        let mut part = Part::create(&self.path, MANIFEST)?;
        serde_json::to_writer_pretty(&mut part, manifest)?;
        part.write_all(b"\n")?;
        part.settle(RowCount::default())?;
        self.pending.push(temporary(&self.path, MANIFEST));
        let names = manifest.files.iter().map(|file| file.name.as_str());
        for name in names.chain([MANIFEST]) {
            let (from, to) = (temporary(&self.path, name), self.path.join(name));
            fs::rename(&from, &to)?;
            self.pending.push(to);
        }
        self.within
            .iter()
            .try_for_each(|folder| sync_folder(folder))?;
        sync_folder(&self.path)
    }

    /// Says that the disk failed.
    pub(super) fn unwritten(&self, source: io::Error) -> ExportError {
        ExportError::Unwritten {
            folder: self.path.clone(),
            source,
        }
    }
}

impl Drop for Folder {
    /// Takes away what was not completed.
    fn drop(&mut self) {
        for path in &self.pending {
            let _ = fs::remove_file(path);
        }
        for path in self.within.iter().rev() {
            let _ = fs::remove_dir(path);
        }
        if self.is_new {
            let _ = fs::remove_dir(&self.path);
        }
    }
}

/// How many rows were written, and which positions they are about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct RowCount {
    rows: u64,
    positions: Option<(u64, u64)>,
}

impl RowCount {
    /// Counts a row about a position.
    pub(super) fn add(&mut self, position: u64) {
        self.rows += 1;
        let (first, last) = self.positions.unwrap_or((position, position));
        self.positions = Some((first.min(position), last.max(position)));
    }
}

/// A file on its way: counted, digested, and gone unless it is settled.
#[derive(Debug)]
pub(super) struct Part {
    name: String,
    path: PathBuf,
    file: Option<BufWriter<fs::File>>,
    digest: sha2::Sha256,
    bytes: u64,
}

impl Part {
    fn create(folder: &Path, name: &str) -> io::Result<Self> {
        let path = temporary(folder, name);
        let file = fs::File::create_new(&path)?;
        Ok(Self {
            name: name.to_owned(),
            path,
            file: Some(BufWriter::with_capacity(1 << 16, file)),
            digest: sha2::Sha256::new(),
            bytes: 0,
        })
    }

    /// Gives the digest of what was written.
    pub(super) fn sha256(&self) -> Sha256 {
        Sha256::from_bytes(self.digest.clone().finalize().into())
    }

    fn settle(mut self, rows: RowCount) -> io::Result<File> {
        if let Some(mut file) = self.file.take() {
            let synced = file.flush().and_then(|()| file.get_ref().sync_all());
            if let Err(error) = synced {
                self.file = Some(file);
                return Err(error);
            }
        }
        Ok(File {
            name: self.name.clone(),
            rows: rows.rows,
            bytes: self.bytes,
            first_position: rows.positions.map(|(first, _)| first),
            last_position: rows.positions.map(|(_, last)| last),
            sha256: self.sha256(),
        })
    }
}

impl Write for Part {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(file) = &mut self.file else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let count = file.write(bytes)?;
        self.digest.update(&bytes[..count]);
        self.bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for Part {
    /// Takes away what was not settled, without a last attempt to write it.
    fn drop(&mut self) {
        if let Some(file) = self.file.take() {
            let (file, _) = file.into_parts();
            drop(file);
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn unusable(path: &Path, source: io::Error) -> ExportError {
    ExportError::FolderUnusable {
        path: path.to_owned(),
        source,
    }
}

fn temporary(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.part"))
}

/// The names are on the disk once the folder is.
fn sync_folder(path: &Path) -> io::Result<()> {
    match cfg!(unix) {
        true => fs::File::open(path)?.sync_all(),
        false => Ok(()),
    }
}
