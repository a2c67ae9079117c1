//! The PostgreSQL programs installed on this machine.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::EngineError;

/// The oldest major version whose SQL and settings this program uses.
const OLDEST: u32 = 15;

/// A folder that holds `initdb` and `postgres` of one major version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Programs {
    pub(super) major: u32,
    pub(super) folder: PathBuf,
}

impl Programs {
    /// Chooses the newest programs, or those of the major version that made a cluster.
    pub(super) fn choose(folder: &Path, made_by: Option<u32>) -> Result<Self, EngineError> {
        // PG_BINDIR is an instruction, not a hint: with it nothing else is looked at.
        let place = env::var_os("PG_BINDIR")
            .filter(|p| !p.is_empty())
            .map(PathBuf::from);
        let found = found_in(place.clone().map_or_else(usual_places, |place| vec![place]));
        if let Some(made_by) = made_by {
            let installed = found.iter().map(|programs| programs.major).collect();
            return found
                .into_iter()
                .find(|programs| programs.major == made_by)
                .ok_or_else(|| EngineError::ClusterOfAnotherMajor {
                    folder: folder.into(),
                    made_by,
                    installed,
                });
        }
        match found.into_iter().next() {
            Some(newest) if newest.major < OLDEST => Err(EngineError::ProgramsTooOld {
                newest: newest.major,
            }),
            Some(newest) => Ok(newest),
            None => Err(EngineError::ProgramsMissing { place }),
        }
    }

    pub(super) fn initdb(&self) -> PathBuf {
        self.folder.join("initdb")
    }

    pub(super) fn postgres(&self) -> PathBuf {
        self.folder.join("postgres")
    }
}

/// The folders where distributions, Homebrew and Postgres.app put the programs, and the path.
fn usual_places() -> Vec<PathBuf> {
    let mut places: Vec<PathBuf> =
        env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect();
    for (parent, prefix) in [
        ("/usr/lib/postgresql", ""),
        ("/usr", "pgsql"),
        ("/usr/local", "pgsql"),
        ("/opt/homebrew/opt", "postgresql"),
        ("/usr/local/opt", "postgresql"),
        ("/opt/local/lib", "postgresql"),
        ("/Applications/Postgres.app/Contents/Versions", ""),
    ] {
        for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with(prefix) {
                places.push(entry.path().join("bin"));
            }
        }
    }
    places
}

/// The programs in these places, newest first; of one major version only the first found.
fn found_in(places: Vec<PathBuf>) -> Vec<Programs> {
    let mut found: Vec<Programs> = Vec::new();
    for folder in places {
        if !folder.join("initdb").is_file() || !folder.join("postgres").is_file() {
            continue;
        }
        if let Some(major) = major(&folder.join("postgres"))
            && found.iter().all(|programs| programs.major != major)
        {
            found.push(Programs { major, folder });
        }
    }
    found.sort_by_key(|programs| std::cmp::Reverse(programs.major));
    found
}

fn major(postgres: &Path) -> Option<u32> {
    let output = Command::new(postgres)
        .arg("--version")
        .stdin(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| parse_major(&String::from_utf8_lossy(&output.stdout)))?
}

/// Reads the major version out of `postgres (PostgreSQL) 15.14 (Debian …)` or `… 19beta1`.
fn parse_major(version: &str) -> Option<u32> {
    let number = version.split_whitespace().nth(2)?;
    let digits = number
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(number.len());
    number[..digits].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::parse_major;

    #[test]
    fn the_major_version_is_read_from_releases_and_betas() {
        assert_eq!(
            parse_major("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"),
            Some(15)
        );
        assert_eq!(parse_major("postgres (PostgreSQL) 19beta1\n"), Some(19));
        assert_eq!(parse_major("something else"), None);
    }
}
