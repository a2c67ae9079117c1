//! The data folder: one process at a time, and the engine that made it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::disk::{Disk, is_no_room};
use super::{EngineError, EngineKind};

const LOCK: &str = "lock";
const MARK: &str = "engine";
const CLUSTER: &str = "pgdata";
const BUILTIN: &str = "builtin";

/// A data folder held by this process until it is dropped.
pub(super) struct DataFolder {
    path: PathBuf,
    disk: Disk,
    /// The lock goes with the open file, so that it cannot outlive a killed process.
    _lock: File,
}

/// Tells whether an engine made this folder: what is missing or empty holds no ledger.
///
/// A folder that cannot be looked into is for the engine to tell of.
pub fn is_made(path: &Path) -> bool {
    let builtin = path.join(BUILTIN).join(super::builtin::DESCRIPTOR);
    [path.join(MARK), path.join(CLUSTER), builtin]
        .iter()
        .any(|file| file.try_exists().unwrap_or(true))
}

impl DataFolder {
    /// Makes the folder if need be, and takes it for this process alone.
    pub(super) fn take(path: &Path) -> Result<Self, EngineError> {
        make(path).map_err(|source| not_usable(path, source))?;
        // Absolute from here on: servers run with another working directory.
        let path = path
            .canonicalize()
            .map_err(|source| not_usable(path, source))?;
        let lock = lock(&path)?;
        Ok(Self {
            disk: Disk::of(&path),
            path,
            _lock: lock,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn disk(&self) -> Disk {
        self.disk.clone()
    }

    /// The private cluster's files.
    pub(super) fn cluster(&self) -> PathBuf {
        self.path.join(CLUSTER)
    }

    /// The built-in engine's files.
    pub(super) fn builtin(&self) -> PathBuf {
        self.path.join(BUILTIN)
    }

    /// Tells which engine made the folder; none in a fresh one.
    ///
    /// Where the mark is missing the files themselves tell, so that a lost mark never makes an
    /// engine start afresh beside existing data.
    pub(super) fn made_by(&self) -> Result<Option<EngineKind>, EngineError> {
        let mark = match fs::read_to_string(self.path.join(MARK)) {
            Ok(mark) => mark,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(if self.cluster().exists() {
                    Some(EngineKind::Private)
                } else if self.builtin().join(super::builtin::DESCRIPTOR).exists() {
                    Some(EngineKind::Builtin)
                } else {
                    None
                });
            }
            Err(source) => return Err(not_usable(&self.path, source)),
        };
        match EngineKind::written(mark.trim()) {
            Some(engine @ (EngineKind::Private | EngineKind::Builtin)) => Ok(Some(engine)),
            Some(EngineKind::External) | None => Err(EngineError::FolderOfUnknownEngine {
                folder: self.path.clone(),
                mark: mark.trim().chars().take(40).collect(),
            }),
        }
    }

    /// Marks the folder as made by this engine. To be called once the engine came up.
    pub(super) fn keep(&self, engine: EngineKind) -> Result<(), EngineError> {
        let mark = format!("{engine}\n");
        let written = (|| {
            let (mark_path, fresh) = (self.path.join(MARK), self.path.join("engine.new"));
            if fs::read_to_string(&mark_path).is_ok_and(|old| old == mark) {
                return Ok(());
            }
            let mut file = File::create(&fresh)?;
            file.write_all(mark.as_bytes())?;
            file.sync_all()?;
            fs::rename(&fresh, &mark_path)?;
            sync_folder(&self.path)
        })();
        written.map_err(|source| not_usable(&self.path, source))
    }
}

/// Makes a rename or a new file in the folder survive a loss of power.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}

pub(super) fn not_usable(folder: &Path, source: io::Error) -> EngineError {
    let folder = folder.to_owned();
    match is_no_room(&source) {
        true => EngineError::DiskFull { folder },
        false => EngineError::FolderNotUsable { folder, source },
    }
}

#[cfg(unix)]
fn make(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    // Under root PostgreSQL runs as another account, which has to pass through.
    let mode = if super::account::is_root() {
        0o711
    } else {
        0o700
    };
    fs::DirBuilder::new()
        .recursive(true)
        .mode(mode)
        .create(folder)
}

#[cfg(not(unix))]
fn make(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

fn lock(folder: &Path) -> Result<File, EngineError> {
    let path = folder.join(LOCK);
    let mut file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|source| not_usable(folder, source))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let holder = fs::read_to_string(&path)
                .ok()
                .and_then(|pid| pid.trim().parse().ok());
            return Err(EngineError::FolderInUse {
                folder: folder.to_owned(),
                holder,
            });
        }
        Err(TryLockError::Error(source)) => return Err(not_usable(folder, source)),
    }
    // The pid only serves the message to a second process; the lock is the truth.
    let noted = file
        .set_len(0)
        .and_then(|()| writeln!(file, "{}", std::process::id()));
    noted.map_err(|source| not_usable(folder, source))?;
    Ok(file)
}
