//! Whether the disk under a data folder is full: what PostgreSQL then says of itself leads nobody
//! there.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::EngineError;

/// A segment of PostgreSQL's journal: with less it can neither go on nor recover.
const SEGMENT_BYTES: u64 = 16 * 1024 * 1024;

/// The disk that holds a data folder; cheap to clone.
#[derive(Clone, Debug)]
pub struct Disk {
    folder: PathBuf,
    /// Whether the server ended for want of room, and has not come back since.
    has_stopped_us: Arc<AtomicBool>,
}

impl Disk {
    pub(super) fn of(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            has_stopped_us: Arc::default(),
        }
    }

    /// Requires that PostgreSQL finds room. To be asked once something failed or stands still:
    /// who only reads may well go on with less.
    ///
    /// # Errors
    /// [`EngineError::DiskFull`].
    pub fn must_have_room(&self) -> Result<(), EngineError> {
        let is_short = free_bytes(&self.folder).is_some_and(|free| free < SEGMENT_BYTES);
        if is_short || self.has_stopped_us.load(Ordering::Relaxed) {
            return Err(self.full());
        }
        Ok(())
    }

    /// Notes whether the server is down for want of room; tells whether that is news.
    pub(super) fn note(&self, has_stopped_us: bool) -> bool {
        self.has_stopped_us.swap(has_stopped_us, Ordering::Relaxed) != has_stopped_us
    }

    /// Puts the disk in the place of a failure that it is behind.
    pub(super) fn behind(&self, error: EngineError) -> EngineError {
        let is_behind = tells_of_no_room(&error.to_string()) || self.must_have_room().is_err();
        match is_behind && error.is_unavailable() {
            true => self.full(),
            false => error,
        }
    }

    fn full(&self) -> EngineError {
        EngineError::DiskFull {
            folder: self.folder.clone(),
        }
    }
}

/// Tells whether a program says that it found no room; its messages are in the C locale.
pub(super) fn tells_of_no_room(said: &str) -> bool {
    ["No space left on device", "Disk quota exceeded"]
        .iter()
        .any(|words| said.contains(words))
}

/// Tells whether the system found no room.
pub(super) fn is_no_room(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    )
}

#[cfg(unix)]
fn free_bytes(folder: &Path) -> Option<u64> {
    use std::ffi::CString;
    use std::mem::MaybeUninit;
    use std::os::unix::ffi::OsStrExt;

    let path = CString::new(folder.as_os_str().as_bytes()).ok()?;
    let mut told = MaybeUninit::<libc::statvfs>::uninit();
    // SAFETY: the path ends with a zero, and the answer has room for what is written into it.
    let is_told = unsafe { libc::statvfs(path.as_ptr(), told.as_mut_ptr()) } == 0;
    if !is_told {
        return None;
    }
    // SAFETY: the call succeeded, and so has filled it.
    let told = unsafe { told.assume_init() };
    // The widths differ between systems; these hold them all.
    let free = u128::from(told.f_bavail) * u128::from(told.f_frsize);
    u64::try_from(free).ok()
}

#[cfg(not(unix))]
fn free_bytes(_: &Path) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn did_not_start(log_tail: &str) -> EngineError {
        EngineError::PostgresDidNotStart {
            log: "postgres.log".into(),
            log_tail: log_tail.to_owned(),
        }
    }

    #[test]
    fn a_disk_with_room_is_behind_no_failure_that_does_not_name_it() {
        let disk = Disk::of(Path::new("/"));
        let other = disk.behind(did_not_start("FATAL: could not map memory"));
        assert!(matches!(other, EngineError::PostgresDidNotStart { .. }));
        let full = disk.behind(did_not_start(
            "FATAL: could not write lock file \"postmaster.pid\": No space left on device",
        ));
        assert!(matches!(full, EngineError::DiskFull { .. }));
        assert!(full.is_unavailable());
        let wrong = disk.behind(EngineError::ProgramsMissing { place: None });
        assert!(matches!(wrong, EngineError::ProgramsMissing { .. }));
    }

    #[test]
    fn a_server_that_ended_for_want_of_room_is_news_once() {
        let disk = Disk::of(Path::new("/"));
        assert!(!disk.note(false));
        assert!(disk.note(true));
        assert!(!disk.note(true));
        assert!(disk.clone().must_have_room().is_err());
        assert!(disk.note(false));
        assert!(disk.must_have_room().is_ok());
    }
}
