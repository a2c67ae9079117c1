//! The program as people and scripts meet it: what it prints, and how it ends.
#![allow(clippy::unwrap_used, reason = "a test may say so by failing")]

#[path = "cli/bench.rs"]
mod bench;
#[path = "cli/demo.rs"]
mod demo;
#[path = "cli/documents.rs"]
mod documents;
#[path = "cli/export.rs"]
mod export;
#[path = "cli/past.rs"]
mod past;
#[cfg(unix)]
#[path = "cli/pinned.rs"]
mod pinned;
#[path = "cli/queue.rs"]
mod queue;
#[path = "cli/refused.rs"]
mod refused;
/// What both test crates write snapshots with.
#[cfg(unix)]
#[path = "../../../tests/src/pinned.rs"]
mod shared;
#[path = "cli/upgrade.rs"]
mod upgrade;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// A folder of one test alone, gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let name = format!("claims-cli-{}", uuid::Uuid::now_v7().simple());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir(&folder).unwrap();
        Self(folder)
    }

    fn data(&self) -> PathBuf {
        self.0.join("data")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn claims(folder: &Folder) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_claims"));
    command
        .current_dir(&folder.0)
        .env("CLAIMS_DATA_DIR", folder.data());
    for name in [
        "DATABASE_URL",
        "CLAIMS_ENGINE",
        "CLAIMS_CONFIG",
        "CLAIMS_DOCUMENTS",
        "CLAIMS_DOCUMENT_MIB_MAX",
        "CLAIMS_LOG",
    ] {
        command.env_remove(name);
    }
    command.stdin(Stdio::null());
    command
}

fn run(folder: &Folder, arguments: &[&str]) -> Output {
    claims(folder).args(arguments).output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Runs a command that must fail with a code and a sentence that says why.
fn fails(folder: &Folder, arguments: &[&str], code: i32, says: &str) {
    let output = run(folder, arguments);
    let told = stderr(&output);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {told}");
    assert!(told.contains(says), "{arguments:?}: {told}");
    assert!(!told.contains("panicked"), "{told}");
    assert!(output.stdout.is_empty(), "data is for answers");
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .unwrap()
}

/// Finds the id of the story's first claim.
fn shown_claim(folder: &Folder) -> String {
    let server = Server::start(folder, 0);
    let body = server.get("/v1/claims?limit=100", "ada@helio-cloud auditor");
    let page: serde_json::Value = serde_json::from_str(&body).unwrap();
    let claims = page["claims"].as_array().or(page["items"].as_array());
    let claims = claims.unwrap_or_else(|| panic!("{page}"));
    let first = claims
        .iter()
        .find(|claim| claim["declared"]["amount"] == "7200.00");
    first.unwrap()["id"].as_str().unwrap().to_owned()
}

/// `claims serve` on a free port, stopped by SIGTERM.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(folder: &Folder, _seed: u16) -> Self {
        Self::start_with(folder, &[])
    }

    fn start_with(folder: &Folder, options: &[&str]) -> Self {
        Self::start_as(folder, options, |_| {})
    }

    /// Starts it with an environment of its own.
    fn start_as(folder: &Folder, options: &[&str], prepare: impl FnOnce(&mut Command)) -> Self {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let mut command = claims(folder);
        prepare(&mut command);
        let mut child = command
            .args(["serve", "--port", &port.to_string()])
            .args(options)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let mut lines = stderr.lines().map_while(Result::ok);
        let is_serving = lines.by_ref().any(|line| line.contains("serving on"));
        assert!(is_serving, "it says that it serves");
        // Somebody reads the rest, or the program would block on a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self {
            child,
            address: format!("127.0.0.1:{port}"),
        }
    }

    fn get(&self, path: &str, actor: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let head = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nX-Actor: {actor}\r\nPrefer: wait=5\r\nConnection: close\r\n\r\n",
            self.address
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        answer.split_once("\r\n\r\n").unwrap().1.to_owned()
    }

    fn signal(&mut self, name: &str) -> Option<i32> {
        let pid = self.child.id().to_string();
        Command::new("kill")
            .args(["-s", name, &pid])
            .status()
            .unwrap();
        self.child.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.signal("TERM");
        }
    }
}

#[test]
fn completions_are_written() {
    let folder = Folder::new();
    let script = run(&folder, &["completions", "bash"]);
    assert!(String::from_utf8(script.stdout).unwrap().contains("claims"));
}
