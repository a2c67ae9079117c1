//! The folder of the engine's unix socket: its mode is the socket's only guard.

use std::env;
use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::EngineError;
use super::account::{Account, effective_uid};
use super::folder::not_usable;

/// The longest folder name that leaves room for `/.s.PGSQL.5432` on every system.
const LONGEST: usize = 85;

/// A folder for one socket. Dropping it removes it, if it was made.
pub(super) struct Sockets {
    path: PathBuf,
    account: Option<Account>,
    is_made: bool,
}

impl Sockets {
    /// Chooses the data folder's own, or a short one where that is too long a name.
    pub(super) fn choose(data_folder: &Path, account: Option<&Account>) -> Self {
        let name = name_of(data_folder);
        let path = [data_folder.join("sock"), env::temp_dir().join(&name)]
            .into_iter()
            .find(|path| path.as_os_str().len() <= LONGEST)
            .unwrap_or_else(|| Path::new("/tmp").join(name));
        Self {
            path,
            account: account.cloned(),
            is_made: false,
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Makes the folder afresh; what a killed run left in it is stale.
    pub(super) fn make(&mut self) -> Result<(), EngineError> {
        if let Ok(found) = fs::symlink_metadata(&self.path) {
            let owners = [
                Some(effective_uid()),
                self.account.as_ref().map(|it| it.uid),
            ];
            if !found.is_dir() || !owners.contains(&Some(found.uid())) {
                return Err(EngineError::SocketFolderTaken {
                    folder: self.path.clone(),
                });
            }
            remove(&self.path).map_err(|source| not_usable(&self.path, source))?;
        }
        make_private_folder(&self.path, self.account.as_ref())
            .map_err(|source| not_usable(&self.path, source))?;
        self.is_made = true;
        Ok(())
    }
}

impl Drop for Sockets {
    fn drop(&mut self) {
        if self.is_made {
            drop(remove(&self.path));
        }
    }
}

/// Removes the folder with the socket in it. Whatever else lies there is not ours: it stays.
fn remove(path: &Path) -> io::Result<()> {
    for name in [".s.PGSQL.5432", ".s.PGSQL.5432.lock"] {
        match fs::remove_file(path.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    fs::remove_dir(path)
}

/// Makes a folder that only we, or the account that runs PostgreSQL, can enter.
pub(super) fn make_private_folder(path: &Path, account: Option<&Account>) -> io::Result<()> {
    fs::DirBuilder::new().mode(0o700).create(path)?;
    // The mode again, whatever the umask.
    fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
    account.map_or(Ok(()), |account| account.give(path))
}

/// A name that is the data folder's own, and fits where its path does not.
pub(super) fn name_of(data_folder: &Path) -> String {
    let digest = Sha256::digest(data_folder.as_os_str().as_encoded_bytes());
    let digest: String = digest[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("claims-{digest}")
}
