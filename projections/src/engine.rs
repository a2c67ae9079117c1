//! The engine: where the PostgreSQL comes from that the log and the views live in.
//!
//! `DATABASE_URL`, else a private cluster in the data folder run by the PostgreSQL programs of
//! this machine, else the engine built into this program. SQL is the same on all three.

#[cfg(unix)]
mod account;
mod builtin;
#[cfg(unix)]
mod cluster;
mod disk;
mod error;
mod folder;
mod keeper;
#[cfg(unix)]
mod launch;
#[cfg(unix)]
mod orphans;
mod pool;
#[cfg(unix)]
mod programs;
#[cfg(unix)]
mod sockets;

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use domain::words;
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection, PgPool};

pub use disk::Disk;
pub use error::{EngineError, NoAnswer};
pub use folder::is_made;
pub use pool::{PoolLoad, pool_load, pool_on, reading_pool_on};

use folder::DataFolder;
use keeper::Keeper;

words! {
    /// What the caller insists on.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub enum EngineChoice {
        /// `DATABASE_URL`, else what made the data folder, else what the machine offers.
        #[default]
        Auto => "auto",
        /// A real PostgreSQL: `DATABASE_URL` or a private cluster.
        Postgres => "postgres",
        /// The built-in engine.
        Builtin => "builtin",
    }
}

impl FromStr for EngineChoice {
    type Err = UnknownEngineChoice;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::written(name).ok_or(UnknownEngineChoice)
    }
}

/// A word that names no engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an engine is one of auto, postgres and builtin")]
pub struct UnknownEngineChoice;

words! {
    /// What an open engine is; a data folder is marked with the word.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum EngineKind {
        /// A server that somebody else runs, named by `DATABASE_URL`.
        External => "external",
        /// A cluster in the data folder, run by this process with installed programs.
        Private => "postgres",
        /// The engine inside this program.
        Builtin => "builtin",
    }
}

/// How many connections answer questions, where there may be more than one: a database does not
/// answer more at once than it has processors.
const READING_CONNECTIONS: u32 = 8;

/// What decides which engine is opened.
#[derive(Debug, Clone)]
pub struct EngineOptions {
    pub choice: EngineChoice,
    /// Made if it is missing. Not touched when `database_url` is given.
    pub data_dir: PathBuf,
    pub database_url: Option<String>,
}

/// An open engine. It owns its server, if it has one, and its data folder; dropping it stops both.
pub struct Engine {
    kind: EngineKind,
    chosen: String,
    connect_options: PgConnectOptions,
    /// Before the folder: the server stops first, then the lock is given back.
    keeper: Option<Keeper>,
    folder: Option<DataFolder>,
}

impl Engine {
    /// Opens the engine and waits until it answers; an external server is not contacted.
    ///
    /// Blocks: call it before the runtime starts, or on a thread that may block. With the built-in
    /// engine earlier is better, since it sets an environment variable.
    pub fn open(options: &EngineOptions) -> Result<Self, EngineError> {
        match (options.database_url.as_deref(), options.choice) {
            (Some(_), EngineChoice::Builtin) => Err(EngineError::DatabaseUrlNotWanted),
            (Some(url), EngineChoice::Auto | EngineChoice::Postgres) => external(url),
            (None, choice) => in_folder(DataFolder::take(&options.data_dir)?, choice),
        }
    }

    /// One line for the person at the terminal: what was chosen, and why.
    pub fn chosen(&self) -> &str {
        &self.chosen
    }

    pub fn kind(&self) -> EngineKind {
        self.kind
    }

    /// The disk that holds the data folder; none where somebody else runs the server.
    pub fn disk(&self) -> Option<Disk> {
        self.folder.as_ref().map(DataFolder::disk)
    }

    /// The number of connections to use: one on the built-in engine, where a second one hangs.
    pub fn max_connections(&self) -> u32 {
        match self.kind {
            EngineKind::External | EngineKind::Private => 16,
            EngineKind::Builtin => 1,
        }
    }

    /// The number of connections that answer questions beside those.
    pub fn reading_connections(&self) -> u32 {
        match self.kind {
            EngineKind::External | EngineKind::Private => READING_CONNECTIONS,
            EngineKind::Builtin => 1,
        }
    }

    pub fn connect_options(&self) -> PgConnectOptions {
        self.connect_options.clone()
    }

    /// Tells whether anything answers where the database is; a pool only knows that time ran out.
    ///
    /// What does answer, and refuses, is no error here: who asked has been told by it.
    pub async fn must_answer(&self) -> Result<(), NoAnswer> {
        let options = self.connect_options();
        let source = match PgConnection::connect_with(&options).await {
            Err(sqlx::Error::Io(source)) => source,
            Ok(_) | Err(_) => return Ok(()),
        };
        let place = place_of(&options);
        Err(NoAnswer { place, source })
    }

    /// Builds a lazy pool on this engine. Must be called inside a runtime.
    pub fn pool(&self) -> PgPool {
        pool_on(self.connect_options(), self.max_connections())
    }

    /// Builds a lazy pool for questions that are single statements, beside `pool`; the one session of
    /// the built-in engine is shared. Must be called inside a runtime.
    pub fn reading_pool(&self, pool: &PgPool) -> PgPool {
        match self.kind {
            EngineKind::External | EngineKind::Private => {
                reading_pool_on(self.connect_options(), self.reading_connections())
            }
            EngineKind::Builtin => pool.clone(),
        }
    }

    /// Shuts the server down, if it is ours, and gives the data folder back. Blocks meanwhile.
    pub fn stop(&mut self) {
        drop(self.keeper.take());
        drop(self.folder.take());
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.stop();
    }
}

impl fmt::Debug for Engine {
    /// Without the connect options, which may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine")
            .field("chosen", &self.chosen)
            .finish_non_exhaustive()
    }
}

/// Finds a program that PostgreSQL brings along, such as `pgbench`; none: it is not installed.
#[cfg(unix)]
pub fn installed_program(name: &str) -> Option<PathBuf> {
    let programs = programs::Programs::choose(std::path::Path::new(""), None).ok()?;
    // Only the servers' own programs may be linked into the folder of the path.
    let postgres = programs.postgres().canonicalize().ok()?;
    let program = postgres.with_file_name(name);
    program.is_file().then_some(program)
}

/// None is looked for where no private cluster is run.
#[cfg(not(unix))]
pub fn installed_program(_: &str) -> Option<PathBuf> {
    None
}

fn external(url: &str) -> Result<Engine, EngineError> {
    if !["postgres://", "postgresql://"]
        .iter()
        .any(|scheme| url.starts_with(scheme))
    {
        return Err(EngineError::DatabaseUrlMalformed(None));
    }
    let connect_options: PgConnectOptions = url
        .parse()
        .map_err(|error| EngineError::DatabaseUrlMalformed(Some(error)))?;
    let place = place_of(&connect_options);
    let chosen = format!("PostgreSQL at {place}, because DATABASE_URL is set.");
    let kind = EngineKind::External;
    Ok(Engine {
        kind,
        chosen,
        connect_options,
        keeper: None,
        folder: None,
    })
}

/// Says where a database is; never with the password.
fn place_of(options: &PgConnectOptions) -> String {
    match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    }
}

fn in_folder(folder: DataFolder, choice: EngineChoice) -> Result<Engine, EngineError> {
    const MADE: &str = "it made this data folder";
    const ASKED: &str = "it was asked for";
    match (folder.made_by()?, choice) {
        (Some(made_by @ EngineKind::Private), EngineChoice::Builtin)
        | (Some(made_by @ EngineKind::Builtin), EngineChoice::Postgres) => {
            Err(EngineError::FolderOfAnotherEngine {
                folder: folder.path().to_owned(),
                made_by,
                asked: choice,
            })
        }
        (Some(EngineKind::Private), _) => start_private(&folder)?.keep(folder, MADE),
        (Some(EngineKind::Builtin), _) => start_builtin(&folder)?.keep(folder, MADE),
        (_, EngineChoice::Postgres) => start_private(&folder)?.keep(folder, ASKED),
        (_, EngineChoice::Builtin) => start_builtin(&folder)?.keep(folder, ASKED),
        (_, EngineChoice::Auto) => what_the_machine_offers(folder),
    }
}

/// A fresh folder with nothing insisted on: an installed PostgreSQL if it works here.
fn what_the_machine_offers(folder: DataFolder) -> Result<Engine, EngineError> {
    let postgres = match start_private(&folder) {
        Ok(started) => return started.keep(folder, "it is installed here and nothing else is set"),
        // The other engine would find no room either.
        Err(error @ EngineError::DiskFull { .. }) => return Err(error),
        Err(error) => error,
    };
    match start_builtin(&folder) {
        Ok(started) => {
            let why = postgres.to_string();
            // Of what a program said the last line tells the cause.
            let (first, last) = (why.lines().next(), why.lines().skip(1).last());
            let why: Vec<&str> = first.into_iter().chain(last).collect();
            started.keep(
                folder,
                &format!("no installed one is usable: {}", why.join(" ")),
            )
        }
        Err(EngineError::BuiltinLeftOut) => Err(postgres),
        Err(builtin) => Err(EngineError::NoEngine {
            postgres: Box::new(postgres),
            builtin: Box::new(builtin),
        }),
    }
}

/// An engine that came up in a data folder.
struct Started {
    kind: EngineKind,
    what: String,
    keeper: Keeper,
    connect_options: PgConnectOptions,
}

impl Started {
    /// Takes a start to its end; the disk may be behind a failure of it.
    fn of(
        kind: EngineKind,
        what: String,
        folder: &DataFolder,
        started: Result<(Keeper, PgConnectOptions), EngineError>,
    ) -> Result<Self, EngineError> {
        let (keeper, connect_options) = started.map_err(|error| folder.disk().behind(error))?;
        Ok(Self {
            kind,
            what,
            keeper,
            connect_options,
        })
    }

    /// Marks the folder as this engine's from now on.
    fn keep(self, folder: DataFolder, because: &str) -> Result<Engine, EngineError> {
        folder.keep(self.kind)?;
        let because = because.trim_end_matches('.');
        Ok(Engine {
            kind: self.kind,
            chosen: format!("{}, because {because}.", self.what),
            connect_options: self.connect_options,
            keeper: Some(self.keeper),
            folder: Some(folder),
        })
    }
}

#[cfg(unix)]
fn start_private(folder: &DataFolder) -> Result<Started, EngineError> {
    let plan = cluster::Plan::new(folder)?;
    let what = plan.to_string();
    let started = Keeper::start(move || plan.start());
    Started::of(EngineKind::Private, what, folder, started)
}

/// A private cluster is spoken to through a unix socket.
#[cfg(not(unix))]
fn start_private(_: &DataFolder) -> Result<Started, EngineError> {
    Err(EngineError::ProgramsMissing { place: None })
}

fn start_builtin(folder: &DataFolder) -> Result<Started, EngineError> {
    let what = format!("Built-in PostgreSQL in {}", folder.builtin().display());
    Started::of(EngineKind::Builtin, what, folder, builtin::start(folder))
}
