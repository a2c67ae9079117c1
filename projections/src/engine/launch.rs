//! How a PostgreSQL program is run: as whom, in which folder, and dying with this process.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use super::EngineError;
use super::account::Account;
use super::folder::not_usable;

/// A cluster's folder as a PostgreSQL program gets to it.
pub(super) struct Place {
    /// What follows `-D`.
    name: OsString,
    /// Keeps a folder open that the program cannot reach by its name.
    door: Option<fs::File>,
}

impl Place {
    /// Names the folder plainly where the account may pass every folder above it.
    ///
    /// Under root it often may not (`/root`, or what `mktemp -d` makes). Linux then lets it in
    /// through a folder opened by us; the folders above stay as closed as they are.
    pub(super) fn new(cluster: &Path, account: Option<&Account>) -> Result<Self, EngineError> {
        let barred = account.and_then(|it| it.barred_from(cluster).map(|folder| (it, folder)));
        let Some((account, folder)) = barred else {
            return Ok(Self { name: cluster.into(), door: None });
        };
        if !cfg!(target_os = "linux") {
            let account = account.name.clone();
            return Err(EngineError::FolderOutOfReach { folder, account });
        }
        let door = fs::File::open(cluster).map_err(|source| not_usable(cluster, source))?;
        Ok(Self { name: format!("/proc/self/fd/{}", door.as_raw_fd()).into(), door: Some(door) })
    }
}

/// A PostgreSQL program about to be run on a cluster.
pub(super) struct Launch {
    program: PathBuf,
    command: Command,
    _place: Place,
}

impl Launch {
    pub(super) fn new(program: PathBuf, place: Place, account: Option<&Account>) -> Self {
        let mut command = Command::new(&program);
        // Settings of a person's psql have no say here.
        let settings = env::vars_os().map(|(key, _)| key);
        for key in settings.filter(|key| key.to_string_lossy().starts_with("PG")) {
            command.env_remove(key);
        }
        command.env("LC_ALL", "C").env("TZ", "UTC");
        command.current_dir("/").stdin(Stdio::null()).process_group(0);
        command.arg("-D").arg(&place.name);
        if let Some(account) = account {
            command.uid(account.uid).gid(account.gid);
        }
        let door = place.door.as_ref().map(AsRawFd::as_raw_fd);
        let parent = std::process::id().cast_signed();
        // SAFETY: between fork and exec only calls are made that are safe there; nothing is
        // allocated. The door is kept open beside the command until it has run.
        unsafe { command.pre_exec(move || enter(door, parent)) };
        Self { program, command, _place: place }
    }

    pub(super) fn args<S: AsRef<OsStr>>(&mut self, args: impl IntoIterator<Item = S>) {
        self.command.args(args);
    }

    /// Runs the program to its end.
    pub(super) fn output(mut self) -> Result<Output, EngineError> {
        self.command.output().map_err(|source| self.not_run(source))
    }

    /// Starts the program.
    pub(super) fn spawn(mut self, stdout: Stdio, stderr: Stdio) -> Result<Child, EngineError> {
        let spawned = self.command.stdout(stdout).stderr(stderr).spawn();
        spawned.map_err(|source| self.not_run(source))
    }

    fn not_run(&self, source: io::Error) -> EngineError {
        EngineError::ProgramNotRun { program: self.program.clone(), source }
    }
}

/// In the child: keeps the door open, and asks to be shut down when this process dies.
///
/// After the change of account, which would take the request back.
fn enter(door: Option<i32>, parent: i32) -> io::Result<()> {
    if let Some(door) = door {
        // SAFETY: the descriptor is open here; the call only clears its close-on-exec flag.
        check(unsafe { libc::fcntl(door, libc::F_SETFD, 0) })?;
    }
    #[cfg(target_os = "linux")]
    {
        // SAFETY: prctl sets a number of this process; getppid reads one.
        check(unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGINT) })?;
        // Died before the request was made: then nobody would ever send the signal.
        if unsafe { libc::getppid() } != parent {
            return Err(io::Error::from_raw_os_error(libc::ESRCH));
        }
    }
    let _ = parent;
    Ok(())
}

fn check(returned: i32) -> io::Result<()> {
    if returned == -1 { Err(io::Error::last_os_error()) } else { Ok(()) }
}
