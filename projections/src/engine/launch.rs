//! How a PostgreSQL program is run: as whom, in which folders, and dying with this process.

use std::env;
use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd, RawFd};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use super::EngineError;
use super::account::Account;
use super::folder::not_usable;

/// A PostgreSQL program about to be run.
pub(super) struct Launch {
    program: PathBuf,
    account: Option<Account>,
    command: Command,
    /// Folders kept open for the program, which it cannot reach by their names.
    doors: Vec<File>,
}

impl Launch {
    pub(super) fn new(program: PathBuf, account: Option<&Account>) -> Self {
        let mut command = Command::new(&program);
        // Settings of a person's psql have no say here.
        let settings = env::vars_os().map(|(key, _)| key);
        for key in settings.filter(|key| key.to_string_lossy().starts_with("PG")) {
            command.env_remove(key);
        }
        command.env("LC_ALL", "C").env("TZ", "UTC");
        // A group of its own: Ctrl-C reaches only us, and we shut it down in order.
        command
            .current_dir("/")
            .stdin(Stdio::null())
            .process_group(0);
        if let Some(account) = account {
            command.uid(account.uid).gid(account.gid);
        }
        let account = account.cloned();
        Self {
            program,
            account,
            command,
            doors: Vec::new(),
        }
    }

    pub(super) fn args<S: AsRef<OsStr>>(&mut self, args: impl IntoIterator<Item = S>) {
        self.command.args(args);
    }

    /// Adds an option that names a folder: plainly, where the account may enter all those above.
    ///
    /// Under root it often may not (`/root`, or what `mktemp -d` makes). Linux then lets it in
    /// through the folder as opened by us; the folders above stay as closed as they are.
    pub(super) fn folder(&mut self, option: &str, folder: &Path) -> Result<(), EngineError> {
        let barred = self
            .account
            .as_ref()
            .and_then(|account| Some((account, account.barred_from(folder)?)));
        match barred {
            None => self.args([option.as_ref(), folder.as_os_str()]),
            Some((account, barrier)) if !cfg!(target_os = "linux") => {
                return Err(EngineError::FolderOutOfReach {
                    folder: barrier,
                    account: account.name.clone(),
                });
            }
            Some(_) => {
                let door = File::open(folder).map_err(|source| not_usable(folder, source))?;
                self.args([option, &format!("/proc/self/fd/{}", door.as_raw_fd())]);
                self.doors.push(door);
            }
        }
        Ok(())
    }

    /// Runs the program to its end.
    pub(super) fn output(mut self) -> Result<Output, EngineError> {
        self.enter_first();
        self.command.output().map_err(|error| self.not_run(error))
    }

    /// Starts the program.
    pub(super) fn spawn(mut self, stdout: Stdio, stderr: Stdio) -> Result<Child, EngineError> {
        self.enter_first();
        let spawned = self.command.stdout(stdout).stderr(stderr).spawn();
        spawned.map_err(|error| self.not_run(error))
    }

    fn enter_first(&mut self) {
        let doors: Vec<RawFd> = self.doors.iter().map(AsRawFd::as_raw_fd).collect();
        let parent = std::process::id().cast_signed();
        // SAFETY: between fork and exec only calls are made that are safe there; nothing is
        // allocated. The doors stay open beside the command until it has run.
        unsafe { self.command.pre_exec(move || enter(&doors, parent)) };
    }

    fn not_run(&self, source: io::Error) -> EngineError {
        EngineError::ProgramNotRun {
            program: self.program.clone(),
            source,
        }
    }
}

/// In the child: takes the open doors along, and asks to be shut down when this process dies.
///
/// After the change of account, which would take the request back.
fn enter(doors: &[RawFd], parent: i32) -> io::Result<()> {
    for door in doors {
        // SAFETY: the descriptor is open here; the call only clears its close-on-exec flag.
        check(unsafe { libc::fcntl(*door, libc::F_SETFD, 0) })?;
    }
    #[cfg(target_os = "linux")]
    {
        // SAFETY: sets a number of this process.
        check(unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGINT) })?;
        // SAFETY: reads a number of this process.
        let is_orphan = unsafe { libc::getppid() } != parent;
        if is_orphan {
            // The parent died before it was asked for: then nobody would send the signal.
            return Err(io::Error::from_raw_os_error(libc::ESRCH));
        }
    }
    let _ = parent;
    Ok(())
}

fn check(returned: i32) -> io::Result<()> {
    if returned == -1 {
        Err(io::Error::last_os_error())
    } else {
        Ok(())
    }
}
