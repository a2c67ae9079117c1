//! What can keep an engine from coming up, one variant per failing step.

use std::error::Error;
use std::io;
use std::path::PathBuf;

use super::{EngineChoice, EngineKind};

/// Says that nothing answers where the database should be; never with the password.
#[derive(Debug, thiserror::Error)]
#[error("the database could not be reached: nothing answers at {place}")]
pub struct NoAnswer {
    pub place: String,
    #[source]
    pub source: io::Error,
}

/// The reason for which no engine could be opened.
///
/// Each message is a sentence for the person at the terminal; sources are kept, not printed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// `DATABASE_URL` is not a PostgreSQL address. The value is not repeated: it holds a password.
    #[error("DATABASE_URL is not a PostgreSQL address such as postgres://user:password@host/name.")]
    DatabaseUrlMalformed(#[source] Option<sqlx::Error>),

    /// The built-in engine was insisted on although an address is given.
    #[error(
        "The built-in engine was asked for while DATABASE_URL names another database; \
         unset DATABASE_URL, or leave the engine at auto."
    )]
    DatabaseUrlNotWanted,

    /// The data folder cannot be made, read or written.
    #[error("The data folder {} cannot be used: {source}.", folder.display())]
    FolderNotUsable { folder: PathBuf, source: io::Error },

    /// The disk that holds the data folder has no room left, or less than PostgreSQL takes at once.
    #[error(
        "The disk that holds {} is full, or has less than the 16 MB left that PostgreSQL takes at \
         a time; make room and try again. What was recorded is still there.",
        folder.display()
    )]
    DiskFull { folder: PathBuf },

    /// Another process, or another engine of this process, works in the data folder.
    #[error(
        "The data folder {} is in use by another process{}; stop that one, or choose another \
         folder.",
        folder.display(),
        holder.map(|pid| format!(" (pid {pid})")).unwrap_or_default(),
    )]
    FolderInUse {
        folder: PathBuf,
        holder: Option<u32>,
    },

    /// The data folder was made by an engine that is not the one insisted on.
    #[error(
        "The data folder {} was made by the {made_by} engine and cannot be opened with \
         --engine {asked}; choose another folder, or leave the engine to choose itself.",
        folder.display(),
    )]
    FolderOfAnotherEngine {
        folder: PathBuf,
        made_by: EngineKind,
        asked: EngineChoice,
    },

    /// The file `engine` in the data folder says something unheard of.
    #[error(
        "The data folder {} was made by an engine called {mark:?}, which this program does not \
         know.",
        folder.display(),
    )]
    FolderOfUnknownEngine { folder: PathBuf, mark: String },

    /// No folder with `initdb` and `postgres` was found.
    #[error(
        "No PostgreSQL programs (initdb and postgres) were found{}; install PostgreSQL 15 or \
         newer, or set DATABASE_URL.",
        place.as_ref().map(|p| format!(" in {}", p.display())).unwrap_or_default(),
    )]
    ProgramsMissing { place: Option<PathBuf> },

    /// PostgreSQL is installed, but too old.
    #[error(
        "The newest PostgreSQL found is version {newest}; version 15 or newer is needed, or a \
         DATABASE_URL."
    )]
    ProgramsTooOld { newest: u32 },

    /// The cluster in the data folder needs programs of the major version that made it.
    #[error(
        "The data folder {} was made by PostgreSQL {made_by}, whose programs are not installed \
         (found: {}).",
        folder.display(),
        if installed.is_empty() { "none".to_owned() } else { list(installed) },
    )]
    ClusterOfAnotherMajor {
        folder: PathBuf,
        made_by: u32,
        installed: Vec<u32>,
    },

    /// PostgreSQL refuses to run as root, and there is no account to run it as.
    #[error(
        "PostgreSQL does not run as root, and there is no account named postgres or nobody to \
         run it as."
    )]
    AccountMissing,

    /// The account that runs PostgreSQL may not pass a folder above the data folder.
    #[error(
        "The account {account} that runs PostgreSQL may not enter {}; choose a data folder that \
         it can reach.",
        folder.display(),
    )]
    FolderOutOfReach { folder: PathBuf, account: String },

    /// The folder for the socket in the system's temporary folder belongs to somebody else.
    #[error(
        "The folder {} for PostgreSQL's socket belongs to another account; remove it, or choose \
         a data folder with a shorter path.",
        folder.display(),
    )]
    SocketFolderTaken { folder: PathBuf },

    /// A server left over from a killed run does not go away.
    #[error(
        "A PostgreSQL server of an earlier run (pid {pid}) still works in {} and does not stop.",
        folder.display(),
    )]
    OrphanStillRunning { folder: PathBuf, pid: i32 },

    /// A PostgreSQL program could not be run.
    #[error("The program {} could not be run: {source}.", program.display())]
    ProgramNotRun { program: PathBuf, source: io::Error },

    /// `initdb` ended with an error.
    #[error("PostgreSQL could not make its files in {}. It said:\n{output}", folder.display())]
    InitdbFailed { folder: PathBuf, output: String },

    /// `postgres` ended, or was not ready in time.
    #[error("PostgreSQL did not start. Its log {} ends with:\n{log_tail}", log.display())]
    PostgresDidNotStart { log: PathBuf, log_tail: String },

    /// The built-in engine was left out of this program when it was built.
    #[error("This program was built without the built-in engine (feature embedded).")]
    BuiltinLeftOut,

    /// The built-in engine did not start, or did not answer.
    #[error("The built-in engine did not start: {0}.")]
    BuiltinDidNotStart(#[source] Box<dyn Error + Send + Sync>),

    /// Neither an installed PostgreSQL nor the built-in engine came up.
    #[error("No engine came up.\nInstalled PostgreSQL: {postgres}\nBuilt in: {builtin}")]
    NoEngine {
        postgres: Box<EngineError>,
        #[source]
        builtin: Box<EngineError>,
    },

    /// The thread that looks after the engine could not be started, or broke.
    #[error("The thread that looks after the engine could not be started.")]
    KeeperBroke(#[source] Option<io::Error>),
}

impl EngineError {
    /// Tells a server that did not come up from a precondition that the caller can put right.
    pub fn is_unavailable(&self) -> bool {
        match self {
            Self::DiskFull { .. }
            | Self::OrphanStillRunning { .. }
            | Self::ProgramNotRun { .. }
            | Self::InitdbFailed { .. }
            | Self::PostgresDidNotStart { .. }
            | Self::BuiltinDidNotStart(_)
            | Self::KeeperBroke(_) => true,
            Self::NoEngine { builtin, .. } => builtin.is_unavailable(),
            Self::DatabaseUrlMalformed(_)
            | Self::DatabaseUrlNotWanted
            | Self::FolderNotUsable { .. }
            | Self::FolderInUse { .. }
            | Self::FolderOfAnotherEngine { .. }
            | Self::FolderOfUnknownEngine { .. }
            | Self::ProgramsMissing { .. }
            | Self::ProgramsTooOld { .. }
            | Self::ClusterOfAnotherMajor { .. }
            | Self::AccountMissing
            | Self::FolderOutOfReach { .. }
            | Self::SocketFolderTaken { .. }
            | Self::BuiltinLeftOut => false,
        }
    }
}

fn list(majors: &[u32]) -> String {
    majors
        .iter()
        .map(u32::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}
