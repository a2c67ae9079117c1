//! The account that runs PostgreSQL, which refuses to run as root.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};

use super::EngineError;

/// An unprivileged account of this machine.
#[derive(Debug, Clone)]
pub(super) struct Account {
    pub(super) name: String,
    pub(super) uid: u32,
    pub(super) gid: u32,
}

impl Account {
    /// Chooses the account for a cluster: none where this process itself is unprivileged.
    ///
    /// An existing cluster is run by its owner, so that a folder made by a user opens under root
    /// as well.
    pub(super) fn choose(cluster: &Path) -> Result<Option<Self>, EngineError> {
        if !is_root() {
            return Ok(None);
        }
        let accounts = accounts();
        if let Ok(found) = fs::symlink_metadata(cluster)
            && found.uid() != 0
        {
            let (uid, gid) = (found.uid(), found.gid());
            let known = accounts.into_iter().find(|account| account.uid == uid);
            let name = known.map_or_else(|| uid.to_string(), |account| account.name);
            return Ok(Some(Self { name, uid, gid }));
        }
        ["postgres", "_postgres", "nobody"]
            .iter()
            .find_map(|name| accounts.iter().find(|it| it.name == *name && it.uid != 0))
            .map(|account| Some(account.clone()))
            .ok_or(EngineError::AccountMissing)
    }

    pub(super) fn give(&self, path: &Path) -> io::Result<()> {
        chown(path, Some(self.uid), Some(self.gid))
    }

    /// Finds the first folder on the way to `path` that this account may not pass.
    pub(super) fn barred_from(&self, path: &Path) -> Option<PathBuf> {
        let above: Vec<&Path> = path.ancestors().skip(1).collect();
        let barred = |folder: &&Path| {
            fs::metadata(folder).is_ok_and(|found| {
                let passes = if found.uid() == self.uid {
                    0o100
                } else if found.gid() == self.gid {
                    0o010
                } else {
                    0o001
                };
                found.mode() & passes == 0
            })
        };
        above.into_iter().rev().find(barred).map(Path::to_owned)
    }
}

pub(super) fn is_root() -> bool {
    effective_uid() == 0
}

pub(super) fn effective_uid() -> u32 {
    // SAFETY: geteuid takes nothing, touches no memory of ours and cannot fail.
    unsafe { libc::geteuid() }
}

/// The local accounts. Read from the file: the C library's lookup is not safe between threads,
/// and service accounts are local.
fn accounts() -> Vec<Account> {
    let text = fs::read_to_string("/etc/passwd").unwrap_or_default();
    text.lines()
        .filter_map(|line| {
            let mut fields = line.split(':');
            let name = fields.next()?.to_owned();
            let uid = fields.nth(1)?.parse().ok()?;
            let gid = fields.next()?.parse().ok()?;
            Some(Account { name, uid, gid })
        })
        .collect()
}
