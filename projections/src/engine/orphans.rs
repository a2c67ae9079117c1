//! Servers of a killed run that still work in the cluster's files.
//!
//! Only called while the data folder's lock is held: whoever works in the files then is nobody's
//! server any more. Its processes are known by the name of the cluster, which PostgreSQL shows in
//! each one's title; the pid file alone is not believed, because pids are used again.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::{EngineError, folder};

const PATIENCE: Duration = Duration::from_secs(30);

/// Stops what is left of an earlier run of the cluster called `name`.
pub(super) fn clear(cluster: &Path, name: &str) -> Result<(), EngineError> {
    let (as_argument, as_title) = (format!("cluster_name={name}"), format!("postgres: {name}:"));
    let started = Instant::now();
    loop {
        let (mut servers, mut sessions) = (vec![], vec![]);
        for (pid, command) in commands() {
            if command.contains(&as_argument) {
                servers.push(pid);
            } else if command.starts_with(&as_title) {
                sessions.push(pid);
            }
        }
        // A fast shutdown: the server ends its sessions and writes a checkpoint. Sessions that
        // outlived their server are asked to end themselves.
        let (left, how) = match servers.is_empty() {
            false => (servers, libc::SIGINT),
            true => (sessions, libc::SIGTERM),
        };
        let Some(first) = left.first() else {
            break;
        };
        if started.elapsed() > PATIENCE {
            return Err(EngineError::OrphanStillRunning {
                folder: cluster.into(),
                pid: *first,
            });
        }
        left.iter().for_each(|pid| signal(*pid, how));
        thread::sleep(Duration::from_millis(50));
    }
    drop_misleading_pid_file(cluster)
}

pub(super) fn signal(pid: i32, signal: i32) {
    // SAFETY: kill touches no memory of ours; the pid is that of a server of this cluster.
    unsafe { libc::kill(pid, signal) };
}

/// Removes a pid file whose number now belongs to a program that is no PostgreSQL.
///
/// PostgreSQL would refuse to start. In every other case the file stays: PostgreSQL looks after
/// it, and finds lingering sessions through it.
fn drop_misleading_pid_file(cluster: &Path) -> Result<(), EngineError> {
    let file = cluster.join("postmaster.pid");
    let noted = fs::read_to_string(&file).unwrap_or_default();
    let Some(pid) = noted
        .lines()
        .next()
        .and_then(|pid| pid.trim().parse::<i32>().ok())
    else {
        return Ok(());
    };
    let taken = commands().into_iter().find(|(other, _)| *other == pid);
    match taken {
        Some((_, command)) if !command.contains("postgres") => {
            fs::remove_file(&file).map_err(|error| folder::not_usable(cluster, error))
        }
        _ => Ok(()),
    }
}

/// The pid and the command line, or title, of each process; zombies have none.
#[cfg(target_os = "linux")]
fn commands() -> Vec<(i32, String)> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries
        .filter_map(|entry| {
            let pid = entry.file_name().to_str()?.parse().ok()?;
            let command = fs::read(entry.path().join("cmdline")).ok()?;
            let command = String::from_utf8_lossy(&command).replace('\0', " ");
            (!command.trim().is_empty()).then_some((pid, command))
        })
        .collect()
}

/// The pid and the command line, or title, of each process.
#[cfg(not(target_os = "linux"))]
fn commands() -> Vec<(i32, String)> {
    let listed = std::process::Command::new("ps")
        .args(["-axo", "pid=,command="])
        .output();
    let listed = listed.map(|output| output.stdout).unwrap_or_default();
    String::from_utf8_lossy(&listed)
        .lines()
        .filter_map(|line| {
            let (pid, command) = line.trim_start().split_once(' ')?;
            Some((pid.parse().ok()?, command.trim_start().to_owned()))
        })
        .collect()
}
