//! A private PostgreSQL cluster in the data folder: a unix socket in a folder of its own, no TCP.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};
use sqlx::postgres::{PgConnectOptions, PgSslMode};

use super::account::{Account, effective_uid};
use super::folder::{DataFolder, not_usable, sync_folder};
use super::keeper::Server;
use super::launch::{Launch, Place};
use super::programs::Programs;
use super::{EngineError, orphans};

const USER: &str = "claims";
/// The longest folder name that leaves room for `/.s.PGSQL.5432` on every system.
const LONGEST_SOCKET_FOLDER: usize = 85;
/// Longer than any recovery of the WAL that `max_wal_size` lets gather.
const START_PATIENCE: Duration = Duration::from_secs(600);
/// A fast shutdown writes one checkpoint; past this it is cut short, and recovered from later.
const STOP_PATIENCE: Duration = Duration::from_secs(60);
const RESTART_EVERY: Duration = Duration::from_secs(2);
/// The log of a run is kept aside at the next start once it is larger than this.
const LOG_BYTES_MAX: u64 = 1_000_000;

/// What a committed event rests on; given on the command line, which no file overrides.
const SETTINGS: &[&str] = &[
    "fsync=on",
    "synchronous_commit=on",
    "full_page_writes=on",
    "listen_addresses=",
    "max_connections=200",
    "shared_buffers=256MB",
    "min_wal_size=256MB",
    "max_wal_size=2GB",
    "checkpoint_timeout=15min",
    "jit=off",
    "timezone=UTC",
    "log_timezone=UTC",
    // Failed statements are reported to this program, which logs them without their values.
    "log_min_messages=log",
    "logging_collector=off",
];

/// A cluster, and how to run it.
pub(super) struct Plan {
    programs: Programs,
    account: Option<Account>,
    cluster: PathBuf,
    is_new: bool,
    name: String,
    sockets: PathBuf,
    log: PathBuf,
}

impl Plan {
    /// Decides which programs run the folder's cluster, and as whom.
    pub(super) fn new(folder: &DataFolder) -> Result<Self, EngineError> {
        let cluster = folder.cluster();
        let made_by = major_of(&cluster)?;
        let programs = Programs::choose(folder.path(), made_by)?;
        let account = Account::choose(&cluster)?;
        let name = format!("claims-{}", short_hash(&cluster));
        let sockets = socket_folder(folder.path(), &name, account.as_ref());
        let log = folder.path().join("postgres.log");
        Ok(Self { programs, account, cluster, is_new: made_by.is_none(), name, sockets, log })
    }

    /// Starts the cluster, making it first if there is none, and waits until it answers.
    ///
    /// A new cluster that does not start is removed again: nothing was ever written to it.
    pub(super) fn start(self) -> Result<Cluster, EngineError> {
        orphans::clear(&self.cluster, &self.name)?;
        self.make_socket_folder()?;
        if self.is_new {
            self.make_cluster()?;
        }
        let started = self.spawn().and_then(|mut child| {
            self.wait_until_ready(&mut child)?;
            Ok(child)
        });
        match started {
            Ok(child) => Ok(Cluster { plan: self, child, next_start: Instant::now() }),
            Err(error) => {
                if self.is_new {
                    drop(fs::remove_dir_all(&self.cluster));
                }
                self.drop_outside_socket_folder();
                Err(error)
            }
        }
    }

    /// Runs `initdb` beside the final place, so that a kill leaves no half-made cluster.
    fn make_cluster(&self) -> Result<(), EngineError> {
        let fresh = self.cluster.with_extension("new");
        drop(fs::remove_dir_all(&fresh));
        self.make_private_folder(&fresh).map_err(|source| not_usable(&fresh, source))?;
        let place = Place::new(&fresh, self.account.as_ref())?;
        let mut launch = Launch::new(self.programs.initdb(), place, self.account.as_ref());
        launch.args(["-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--data-checksums"]);
        let output = launch.output()?;
        if !output.status.success() {
            drop(fs::remove_dir_all(&fresh));
            let said = [output.stdout, output.stderr].concat();
            let output = String::from_utf8_lossy(&said).trim().to_owned();
            return Err(EngineError::InitdbFailed { folder: self.cluster.clone(), output });
        }
        let renamed = fs::rename(&fresh, &self.cluster)
            .and_then(|()| sync_folder(self.cluster.parent().unwrap_or(Path::new("/"))));
        renamed.map_err(|source| not_usable(&self.cluster, source))
    }

    fn spawn(&self) -> Result<Child, EngineError> {
        let place = Place::new(&self.cluster, self.account.as_ref())?;
        let mut launch = Launch::new(self.programs.postgres(), place, self.account.as_ref());
        launch.args(["-k".as_ref(), self.sockets.as_os_str()]);
        launch.args(["-p", "5432", "-c", &format!("cluster_name={}", self.name)]);
        SETTINGS.iter().for_each(|setting| launch.args(["-c", setting]));
        let log = self.open_log().map_err(|source| not_usable(&self.log, source))?;
        let also = log.try_clone().map_err(|source| not_usable(&self.log, source))?;
        launch.spawn(Stdio::from(log), Stdio::from(also))
    }

    fn wait_until_ready(&self, child: &mut Child) -> Result<(), EngineError> {
        let started = Instant::now();
        loop {
            let ended = !matches!(child.try_wait(), Ok(None));
            if !ended && self.is_ready(child.id()) {
                return Ok(());
            }
            if ended || started.elapsed() > START_PATIENCE {
                stop(child);
                return Err(EngineError::PostgresDidNotStart {
                    log: self.log.clone(),
                    log_tail: tail(&self.log),
                });
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Reads PostgreSQL's own word: the pid file's eighth line, which `pg_ctl` waits for too.
    fn is_ready(&self, pid: u32) -> bool {
        let noted = fs::read_to_string(self.cluster.join("postmaster.pid")).unwrap_or_default();
        let mut lines = noted.lines();
        lines.next() == Some(pid.to_string().as_str())
            && lines.nth(6).is_some_and(|status| status.trim() == "ready")
    }

    fn open_log(&self) -> io::Result<File> {
        if fs::metadata(&self.log).is_ok_and(|log| log.len() > LOG_BYTES_MAX) {
            fs::rename(&self.log, self.log.with_extension("log.1"))?;
        }
        OpenOptions::new().create(true).append(true).open(&self.log)
    }

    /// Makes an empty folder for the socket; what a killed run left in it is stale.
    fn make_socket_folder(&self) -> Result<(), EngineError> {
        let folder = &self.sockets;
        if let Ok(found) = fs::symlink_metadata(folder) {
            let owners = [Some(effective_uid()), self.account.as_ref().map(|it| it.uid)];
            if !found.is_dir() || !owners.contains(&Some(found.uid())) {
                return Err(EngineError::SocketFolderTaken { folder: folder.clone() });
            }
            fs::remove_dir_all(folder).map_err(|source| not_usable(folder, source))?;
        }
        self.make_private_folder(folder).map_err(|source| not_usable(folder, source))
    }

    fn make_private_folder(&self, path: &Path) -> io::Result<()> {
        fs::DirBuilder::new().mode(0o700).create(path)?;
        // The mode again, whatever the umask: the folder's mode is the socket's only guard.
        fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
        self.account.as_ref().map_or(Ok(()), |account| account.give(path))
    }

    fn drop_outside_socket_folder(&self) {
        if self.sockets.parent() != self.cluster.parent() {
            drop(fs::remove_dir_all(&self.sockets));
        }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Programs { major, folder } = &self.programs;
        write!(f, "Private PostgreSQL {major} in {}", self.cluster.display())?;
        write!(f, " (programs in {}", folder.display())?;
        match &self.account {
            Some(account) => write!(f, ", run as {})", account.name),
            None => f.write_str(")"),
        }
    }
}

/// A running private cluster.
pub(super) struct Cluster {
    plan: Plan,
    child: Child,
    next_start: Instant,
}

impl Server for Cluster {
    fn connect_options(&self) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .host("localhost")
            .port(5432)
            .socket(&self.plan.sockets)
            .ssl_mode(PgSslMode::Disable)
            .username(USER)
            .database("postgres")
    }

    /// Starts the server again if it ended although nobody asked it to.
    ///
    /// It does not wait for it: until it is ready, connecting waits.
    fn look_after(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) || Instant::now() < self.next_start {
            return;
        }
        self.next_start = Instant::now() + RESTART_EVERY;
        tracing::error!(log = %self.plan.log.display(), "PostgreSQL ended; it is started again");
        let started = orphans::clear(&self.plan.cluster, &self.plan.name)
            .and_then(|()| self.plan.make_socket_folder())
            .and_then(|()| self.plan.spawn());
        match started {
            Ok(child) => self.child = child,
            Err(error) => tracing::error!(%error, "PostgreSQL could not be started again"),
        }
    }

    fn stop(mut self) {
        stop(&mut self.child);
        self.plan.drop_outside_socket_folder();
    }
}

/// Shuts the server down and waits until it is gone; does nothing if it is.
fn stop(child: &mut Child) {
    let started = Instant::now();
    let mut asked_for = None;
    while let Ok(None) = child.try_wait() {
        let patient = started.elapsed() < STOP_PATIENCE;
        let signal = if patient { libc::SIGINT } else { libc::SIGQUIT };
        if asked_for.replace(signal) != Some(signal) {
            // The child is ours and not yet waited for, so its pid cannot be another's.
            orphans::signal(child.id().cast_signed(), signal);
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// The major version that made the cluster, if there is one.
fn major_of(cluster: &Path) -> Result<Option<u32>, EngineError> {
    match fs::symlink_metadata(cluster) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(not_usable(cluster, source)),
        Ok(_) => {}
    }
    let text = fs::read_to_string(cluster.join("PG_VERSION"));
    let text = text.map_err(|source| not_usable(cluster, source))?;
    let major = text.trim().parse().map_err(io::Error::other);
    major.map(Some).map_err(|source| not_usable(cluster, source))
}

/// The data folder's own, or a short one where that is too long or out of the account's reach.
fn socket_folder(folder: &Path, name: &str, account: Option<&Account>) -> PathBuf {
    let fits = |path: &Path| {
        path.as_os_str().len() <= LONGEST_SOCKET_FOLDER
            && account.is_none_or(|account| account.barred_from(path).is_none())
    };
    let own = folder.join("sock");
    if fits(&own) {
        return own;
    }
    let temporary = std::env::temp_dir().join(name);
    if fits(&temporary) { temporary } else { Path::new("/tmp").join(name) }
}

fn short_hash(path: &Path) -> String {
    let digest = Sha256::digest(path.as_os_str().as_encoded_bytes());
    digest[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The last lines of a log.
fn tail(log: &Path) -> String {
    let read = || -> io::Result<String> {
        let mut file = File::open(log)?;
        let start = file.metadata()?.len().saturating_sub(4096);
        file.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let lines: Vec<&str> = text.lines().collect();
        Ok(lines[lines.len().saturating_sub(12)..].join("\n"))
    };
    read().unwrap_or_default()
}
