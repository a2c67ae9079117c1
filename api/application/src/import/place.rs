//! What is at a path that an import is given: a file, a folder, or nothing that can be imported.

use std::io;
use std::path::{Path, PathBuf};

/// What can be imported from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    File,
    Folder,
}

/// Why nothing can be imported from a path.
#[derive(Debug, thiserror::Error)]
pub enum NoPlace {
    #[error("there is no file or folder {}", .0.display())]
    Missing(PathBuf),
    #[error("{} leads to {}, which is not there", path.display(), target.display())]
    Dangling { path: PathBuf, target: PathBuf },
    /// A device, a pipe or a socket.
    #[error(
        "{} is neither a file nor a folder; an import reads its file twice, so write it to one first",
        .0.display()
    )]
    Neither(PathBuf),
    #[error("{} cannot be read", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
}

impl Place {
    /// Looks what is there.
    pub fn of(path: &Path) -> Result<Self, NoPlace> {
        let path_buf = || path.to_owned();
        match path.metadata() {
            Ok(found) if found.is_file() => Ok(Self::File),
            Ok(found) if found.is_dir() => Ok(Self::Folder),
            Ok(_) => Err(NoPlace::Neither(path_buf())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(match path.read_link() {
                Ok(target) => NoPlace::Dangling {
                    path: path_buf(),
                    target,
                },
                Err(_) => NoPlace::Missing(path_buf()),
            }),
            Err(source) => Err(NoPlace::Unreadable {
                path: path_buf(),
                source,
            }),
        }
    }
}
