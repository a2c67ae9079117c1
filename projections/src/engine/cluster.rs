//! A private PostgreSQL cluster in the data folder: a unix socket in a folder of its own, no TCP.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use sqlx::postgres::{PgConnectOptions, PgSslMode};

use super::account::Account;
use super::disk::{Disk, tells_of_no_room};
use super::folder::{DataFolder, not_usable, sync_folder};
use super::keeper::Server;
use super::launch::Launch;
use super::programs::Programs;
use super::sockets::{self, Sockets};
use super::{EngineError, orphans};

const USER: &str = "claims";
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

/// Gives how much of the log and the views PostgreSQL keeps in memory of its own: an eighth of what
/// there is, at most 1 GB. It is taken as it is used.
fn shared_buffers() -> String {
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    let known = read("/proc/meminfo");
    let known = known
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"));
    let of_machine = known.and_then(|it| it.trim().trim_end_matches(" kB").parse::<u64>().ok());
    let of_group = read("/sys/fs/cgroup/memory.max").trim().parse::<u64>().ok();
    let megabytes = [of_machine.map(|kb| kb >> 10), of_group.map(|b| b >> 20)];
    let least = megabytes.into_iter().flatten().min();
    let megabytes = least.map_or(256, |megabytes| (megabytes / 8).clamp(64, 1_024));
    format!("shared_buffers={megabytes}MB")
}

/// A cluster, and how to run it.
pub(super) struct Plan {
    programs: Programs,
    account: Option<Account>,
    cluster: PathBuf,
    is_new: bool,
    name: String,
    sockets: Sockets,
    log: PathBuf,
    disk: Disk,
}

impl Plan {
    /// Decides which programs run the folder's cluster, and as whom.
    pub(super) fn new(folder: &DataFolder) -> Result<Self, EngineError> {
        let cluster = folder.cluster();
        let made_by = major_of(&cluster)?;
        let programs = Programs::choose(folder.path(), made_by)?;
        let account = Account::choose(&cluster)?;
        let name = sockets::name_of(folder.path());
        let sockets = Sockets::choose(folder.path(), account.as_ref());
        let log = folder.path().join("postgres.log");
        Ok(Self {
            programs,
            account,
            cluster,
            is_new: made_by.is_none(),
            name,
            sockets,
            log,
            disk: folder.disk(),
        })
    }

    /// Starts the cluster, making it first if there is none, and waits until it answers.
    ///
    /// A new cluster that does not start is removed again: nothing was ever written to it.
    pub(super) fn start(mut self) -> Result<Cluster, EngineError> {
        orphans::clear(&self.cluster, &self.name)?;
        self.sockets.make()?;
        if self.is_new {
            self.make_cluster()?;
        }
        let logged = self.logged();
        let started = self.spawn().and_then(|mut child| {
            self.wait_until_ready(&mut child, logged)?;
            Ok(child)
        });
        match started {
            Ok(child) => Ok(Cluster {
                plan: self,
                child,
                logged,
                next_start: Instant::now(),
            }),
            Err(error) => {
                if self.is_new {
                    drop(fs::remove_dir_all(&self.cluster));
                }
                Err(error)
            }
        }
    }

    /// Runs `initdb` beside the final place, so that a kill leaves no half-made cluster.
    fn make_cluster(&self) -> Result<(), EngineError> {
        let fresh = self.cluster.with_extension("new");
        drop(fs::remove_dir_all(&fresh));
        sockets::make_private_folder(&fresh, self.account.as_ref())
            .map_err(|source| not_usable(&fresh, source))?;
        let mut launch = Launch::new(self.programs.initdb(), self.account.as_ref());
        launch.folder("-D", &fresh)?;
        launch.args(["-U", USER, "-A", "trust", "--data-checksums"]);
        launch.args(["-E", "UTF8", "--locale=C"]);
        let output = launch.output()?;
        if !output.status.success() {
            drop(fs::remove_dir_all(&fresh));
            let said = [output.stdout, output.stderr].concat();
            let output = String::from_utf8_lossy(&said).trim().to_owned();
            return Err(EngineError::InitdbFailed {
                folder: self.cluster.clone(),
                output,
            });
        }
        let renamed = fs::rename(&fresh, &self.cluster)
            .and_then(|()| sync_folder(self.cluster.parent().unwrap_or(Path::new("/"))));
        renamed.map_err(|source| not_usable(&self.cluster, source))
    }

    fn spawn(&self) -> Result<Child, EngineError> {
        let mut launch = Launch::new(self.programs.postgres(), self.account.as_ref());
        launch.folder("-D", &self.cluster)?;
        launch.folder("-k", self.sockets.path())?;
        launch.args(["-p", "5432", "-c", &format!("cluster_name={}", self.name)]);
        SETTINGS
            .iter()
            .for_each(|setting| launch.args(["-c", setting]));
        launch.args(["-c", &shared_buffers()]);
        let log = self.open_log().and_then(|log| Ok((log.try_clone()?, log)));
        let (log, also) = log.map_err(|source| not_usable(&self.log, source))?;
        launch.spawn(Stdio::from(log), Stdio::from(also))
    }

    fn wait_until_ready(&self, child: &mut Child, logged: u64) -> Result<(), EngineError> {
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
                    log_tail: tail(&self.log, logged),
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

    /// Gives the length of the log so far.
    fn logged(&self) -> u64 {
        fs::metadata(&self.log).map_or(0, |log| log.len())
    }

    fn open_log(&self) -> io::Result<File> {
        if fs::metadata(&self.log).is_ok_and(|log| log.len() > LOG_BYTES_MAX) {
            fs::rename(&self.log, self.log.with_extension("log.1"))?;
        }
        OpenOptions::new().create(true).append(true).open(&self.log)
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Programs { major, folder } = &self.programs;
        write!(
            f,
            "Private PostgreSQL {major} in {}",
            self.cluster.display()
        )?;
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
    /// How long the log was before this server wrote into it.
    logged: u64,
    next_start: Instant,
}

impl Server for Cluster {
    fn connect_options(&self) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .host("localhost")
            .port(5432)
            .socket(self.plan.sockets.path())
            .ssl_mode(PgSslMode::Disable)
            .username(USER)
            .database("postgres")
    }

    /// Starts the server again if it ended although nobody asked it to.
    ///
    /// It does not wait for it: until it is ready, connecting waits.
    fn look_after(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            if self.plan.is_ready(self.child.id()) && self.plan.disk.note(false) {
                tracing::warn!("PostgreSQL found room on the disk, and runs again");
            }
            return;
        }
        if Instant::now() < self.next_start {
            return;
        }
        self.next_start = Instant::now() + RESTART_EVERY;
        self.say_why();
        self.logged = self.plan.logged();
        let started = orphans::clear(&self.plan.cluster, &self.plan.name)
            .and_then(|()| self.plan.sockets.make())
            .and_then(|()| self.plan.spawn());
        match started {
            Ok(child) => self.child = child,
            Err(EngineError::DiskFull { .. }) => {}
            Err(error) => tracing::error!(%error, "PostgreSQL could not be started again"),
        }
    }

    fn stop(mut self) {
        stop(&mut self.child);
    }
}

impl Cluster {
    /// Logs that the server ended; a full disk is named once, however often it is tried again.
    fn say_why(&self) {
        let Plan { log, disk, .. } = &self.plan;
        let is_full = tells_of_no_room(&tail(log, self.logged)) || disk.must_have_room().is_err();
        if !is_full {
            tracing::error!(log = %log.display(), "PostgreSQL ended; it is started again");
        } else if disk.note(true) {
            tracing::error!(
                log = %log.display(),
                "PostgreSQL ended because the disk is full; it is started again once there is room"
            );
        }
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
    major
        .map(Some)
        .map_err(|source| not_usable(cluster, source))
}

/// The last lines of a log, of those that were written after the first `before` bytes.
fn tail(log: &Path, before: u64) -> String {
    let read = || -> io::Result<String> {
        let mut file = File::open(log)?;
        let length = file.metadata()?.len();
        // A log that shrank was put aside in between, so that all of it is new.
        let start = if before <= length { before } else { 0 };
        file.seek(SeekFrom::Start(start.max(length.saturating_sub(4096))))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let lines: Vec<&str> = text.lines().collect();
        Ok(lines[lines.len().saturating_sub(12)..].join("\n"))
    };
    read().unwrap_or_default()
}
