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
#[path = "cli/keys.rs"]
mod keys;
#[path = "cli/past.rs"]
mod past;
#[cfg(unix)]
#[path = "cli/pinned.rs"]
mod pinned;
#[path = "cli/providers.rs"]
mod providers;
#[path = "cli/queue.rs"]
mod queue;
#[path = "cli/refused.rs"]
mod refused;
#[path = "cli/serving.rs"]
mod serving;
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
        "CLAIMS_LOG_FORMAT",
        "CLAIMS_LISTEN",
        "CLAIMS_PORT",
        "CLAIMS_ORIGIN",
        "CLAIMS_TLS_CERT",
        "CLAIMS_TLS_KEY",
        "CLAIMS_BEHIND_PROXY",
        "CLAIMS_RATE_LIMIT",
        "CLAIMS_RATE_BURST",
        "CLAIMS_METRICS_PORT",
        "CLAIMS_METRICS_LISTEN",
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
    let body = server.get("/v1/claims?limit=100");
    let page: serde_json::Value = serde_json::from_str(&body).unwrap();
    let claims = page["claims"].as_array().or(page["items"].as_array());
    let claims = claims.unwrap_or_else(|| panic!("{page}"));
    let first = claims
        .iter()
        .find(|claim| claim["declared"]["amount"] == "7200.00");
    first.unwrap()["id"].as_str().unwrap().to_owned()
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// Makes a key for the auditor of the story's vendor.
fn auditors_key(folder: &Folder, options: &[&str]) -> String {
    key_of(
        folder,
        "--org helio-cloud --role auditor --user aude",
        options,
    )
}

fn key_of(folder: &Folder, whose: &str, options: &[&str]) -> String {
    let asked = format!("keys create --json {whose}");
    let asked: Vec<&str> = asked.split(' ').collect();
    let made = run(folder, &[&asked, options].concat());
    assert!(made.status.success(), "{}", stderr(&made));
    let made: serde_json::Value = serde_json::from_slice(&made.stdout).unwrap();
    made["key"].as_str().unwrap().to_owned()
}

/// `claims serve` on a free port, stopped by SIGTERM.
struct Server {
    child: Child,
    address: String,
    /// The vendor's auditor's.
    key: String,
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
        let port = free_port();
        // Before it is served: a data folder is one process's.
        let ready = claims(folder).arg("migrate").args(options).output();
        assert!(ready.unwrap().status.success());
        let key = auditors_key(folder, options);
        let mut command = claims(folder);
        prepare(&mut command);
        command.args(["serve", "--port", &port.to_string()]);
        Self::run(command.args(options), port, key).0
    }

    /// `claims demo`, with what it said before it served.
    fn demo(folder: &Folder) -> (Self, String) {
        let port = free_port();
        let mut command = claims(folder);
        command.args(["demo", "--port", &port.to_string()]);
        Self::run(command.stdout(Stdio::null()), port, String::new())
    }

    fn run(command: &mut Command, port: u16, key: String) -> (Self, String) {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let mut lines = stderr.lines().map_while(Result::ok);
        let mut told = String::new();
        let is_serving = lines.by_ref().any(|line| {
            told.push_str(&line);
            told.push('\n');
            line.contains("serving on")
        });
        assert!(is_serving, "it says that it serves: {told}");
        // Somebody reads the rest, or the program would block on a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let server = Self {
            child,
            address: format!("127.0.0.1:{port}"),
            key,
        };
        (server, told)
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let head = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nPrefer: wait=5\r\nConnection: close\r\n\r\n",
            self.address, self.key
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
