//! A terminal for the program to write to, of a size that never changes.

use std::fs::File;
use std::io::Read;
use std::os::fd::{FromRawFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

const COLUMNS: u16 = 160;

/// Runs a command whose standard output is a terminal; gives what it shows there.
pub fn run(mut command: Command) -> String {
    let (ours, its) = open();
    command.stdout(Stdio::from(its)).stderr(Stdio::piped());
    // Whoever runs the tests has a terminal too, and its size must not be taken instead.
    // SAFETY: setsid may be called between fork and exec.
    unsafe {
        command.pre_exec(|| match libc::setsid() {
            -1 => Err(std::io::Error::last_os_error()),
            _ => Ok(()),
        });
    }
    let child = command.spawn().unwrap();
    // The other end stays open as long as the command knows it.
    drop(command);
    let reader = std::thread::spawn(move || {
        let mut shown = vec![];
        // Where its last writer is gone, a terminal ends with an error.
        let _ = File::from(ours).read_to_end(&mut shown);
        shown
    });
    let output = child.wait_with_output().unwrap();
    let beside = String::from_utf8_lossy(&output.stderr);
    assert!(!beside.contains("panicked"), "{beside}");
    let shown = reader.join().unwrap();
    let shown = String::from_utf8(shown).unwrap().replace("\r\n", "\n");
    let lines: Vec<&str> = shown.lines().map(str::trim_end).collect();
    lines.join("\n")
}

/// Opens both ends: ours, and that of the program.
fn open() -> (OwnedFd, OwnedFd) {
    let (mut ours, mut its) = (-1, -1);
    let mut size = libc::winsize {
        ws_row: 50,
        ws_col: COLUMNS,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    let (name, mode) = (std::ptr::null_mut(), std::ptr::null_mut());
    let size = std::ptr::from_mut(&mut size);
    // SAFETY: both ends are written by the call, the size is read, name and mode may be null.
    let opened = unsafe { libc::openpty(&mut ours, &mut its, name, mode, size) };
    assert_eq!(opened, 0, "{}", std::io::Error::last_os_error());
    // SAFETY: the call has just opened both, and nobody else knows them.
    unsafe { (OwnedFd::from_raw_fd(ours), OwnedFd::from_raw_fd(its)) }
}
