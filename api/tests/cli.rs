//! The program as people and scripts meet it: what it prints, and how it ends.
#![allow(clippy::unwrap_used, reason = "a test may say so by failing")]

#[path = "cli/export.rs"]
mod export;
#[path = "cli/past.rs"]
mod past;

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
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

#[test]
fn the_demonstration_shows_the_story_and_told_again_it_changes_nothing() {
    let folder = Folder::new();
    let first = run(&folder, &["demo", "--no-serve"]);
    assert_eq!(first.status.code(), Some(0), "{}", stderr(&first));
    let told = stderr(&first);
    assert!(told.contains("refused: no_proof"), "{told}");
    assert!(
        told.contains("refused: insufficient_funds (available 1100.00 EUR)"),
        "{told}"
    );
    let shown = String::from_utf8(first.stdout).unwrap();
    let figures = "18000.00\t0.00\t0.00\t0.00\t16900.00\t1100.00\t16900.00";
    assert!(shown.contains(figures), "{shown}");
    assert!(
        shown.contains("approved 7000.00 EUR of 7200.00 EUR"),
        "{shown}"
    );

    let again = run(&folder, &["demo", "--no-serve"]);
    assert_eq!(again.status.code(), Some(0));
    assert_eq!(String::from_utf8(again.stdout).unwrap(), shown);

    let overview = run(
        &folder,
        &["overview", "--json", "--partner", "atelier-breton"],
    );
    let lines: serde_json::Value = serde_json::from_slice(&overview.stdout).unwrap();
    assert_eq!(lines[0]["paid"], "16900.00");
    assert_eq!(lines[0]["claims"][0]["count"], 2);
    let none = run(&folder, &["overview", "--json", "--partner", "nobody"]);
    assert_eq!(none.stdout, b"[]\n");

    let views = run(&folder, &["views", "--json"]);
    let views: serde_json::Value = serde_json::from_slice(&views.stdout).unwrap();
    assert_eq!(views.as_array().unwrap().len(), 5);
    assert!(
        views
            .as_array()
            .unwrap()
            .iter()
            .all(|view| view["lag"] == 0),
        "{views}"
    );

    let claim = shown_claim(&folder);
    let history = run(&folder, &["history", &claim, "--json"]);
    let history: serde_json::Value = serde_json::from_slice(&history.stdout).unwrap();
    let replay = run(&folder, &["replay", &claim, "--json"]);
    let states: serde_json::Value = serde_json::from_slice(&replay.stdout).unwrap();
    let (history, states) = (
        history.as_array().unwrap(),
        states["steps"].as_array().unwrap(),
    );
    assert_eq!(history.len(), states.len());
    assert_eq!(states.last().unwrap()["state"]["status"], "paid");
    let third = states[2]["position"].to_string();
    let early = run(
        &folder,
        &["replay", &claim, "--at-position", &third, "--json"],
    );
    let early: serde_json::Value = serde_json::from_slice(&early.stdout).unwrap();
    assert_eq!(early["steps"].as_array().unwrap().as_slice(), &states[..3]);
    fails(
        &folder,
        &["replay", &claim, "--at-position", "1"],
        1,
        "did not exist yet",
    );
    for command in ["history", "replay", "trace"] {
        fails(
            &folder,
            &[command, "claim_00000000000000000000000000"],
            1,
            "there is no claim claim_00000000000000000000000000",
        );
    }
    money_is_traced_and_adds_up(&folder, &claim);
}

/// Of the story's first claim: 7,000.00 were approved, all out of the first earning.
fn money_is_traced_and_adds_up(folder: &Folder, claim: &str) {
    let lines = |arguments: &[&str]| -> Vec<String> {
        let output = run(folder, arguments);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let told = String::from_utf8(output.stdout).unwrap();
        told.lines().map(str::to_owned).collect()
    };
    let all = lines(&["replay", "--all"]);
    assert_eq!(lines(&["replay", "--all"]), all);
    let digest = all.last().unwrap().rsplit('\t').next().unwrap();
    assert!(digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let json = run(folder, &["replay", "--all", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["digest"], digest);
    assert_eq!(json["totals"]["funds"][0]["paid"], "16900.00");
    let partner = lines(&["replay", "--partner", "atelier-breton"]);
    assert_ne!(
        partner.last(),
        all.last(),
        "the programme is not the partner's"
    );

    let traced = lines(&["trace", claim]);
    assert!(traced[1].contains("\t7000.00\t7000.00\t"), "{traced:?}");
    assert_eq!(traced.last().unwrap(), "paid\tEUR\t7000.00\t7000.00\tyes");
    let lot = traced[1].split('\t').next().unwrap();
    let earning = lines(&["trace", "--earning", lot]);
    assert!(
        earning.iter().any(|line| line.contains(claim)),
        "{earning:?}"
    );
    assert!(earning.last().unwrap().ends_with("\t9400.00\t0.00\tyes"));

    let balance = lines(&["balance"]);
    assert!(balance.contains(&"EUR\ttotal\t18000.00\t18000.00".to_owned()));
    assert!(balance.last().unwrap().ends_with("\t0\tyes"), "{balance:?}");

    fails(
        folder,
        &["balance", "--as-of", "9999-12-31"],
        2,
        "has not come yet",
    );
    fails(
        folder,
        &["balance", "--as-of", "soon"],
        2,
        "a moment is an instant",
    );
    fails(
        folder,
        &["balance", "--as-of", "2000-01-01"],
        3,
        "was still empty",
    );
    fails(
        folder,
        &["balance", "--at-position", "9999"],
        3,
        "has come to position",
    );
    fails(folder, &["replay", "--partner", "nobody"], 1, "has no fund");
    let unknown = "lot_00000000000000000000000000";
    fails(
        folder,
        &["trace", "--earning", unknown],
        1,
        "there is no lot",
    );
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
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let mut child = claims(folder)
            .args(["serve", "--port", &port.to_string()])
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
fn a_server_stops_cleanly_on_both_signals_and_shares_its_folder_with_nobody() {
    let folder = Folder::new();
    let mut server = Server::start(&folder, 1);
    assert!(
        server
            .get("/readyz", "ada@helio-cloud auditor")
            .contains("ready")
    );
    fails(&folder, &["overview"], 3, "in use");
    let port = server.address.rsplit(':').next().unwrap().to_owned();
    let elsewhere = Folder::new();
    fails(
        &elsewhere,
        &["serve", "--port", &port],
        3,
        &format!("port {port} is in use"),
    );
    assert!(
        !elsewhere.data().exists(),
        "nothing is started for a port that is taken"
    );
    assert_eq!(server.signal("TERM"), Some(0));
    let mut server = Server::start(&folder, 2);
    assert_eq!(server.signal("INT"), Some(0));
    let pid = std::fs::read_to_string(folder.data().join("pgdata/postmaster.pid"));
    assert!(pid.is_err(), "the database went with it");
}

#[test]
fn a_wrong_command_line_is_told() {
    let folder = Folder::new();
    fails(&folder, &[], 2, "Usage");
    fails(&folder, &["invent"], 2, "unrecognized subcommand");
    fails(&folder, &["history", "C-1"], 2, "a claim's id looks like");
    fails(&folder, &["replay"], 2, "required");
    fails(
        &folder,
        &["replay", "--all", "--each", "--end"],
        2,
        "cannot be used",
    );
    fails(
        &folder,
        &["trace", "--earning", "L-1"],
        2,
        "an earning's id looks like",
    );
    fails(&folder, &["serve", "--port", "99999"], 2, "port");
    fails(
        &folder,
        &["--engine", "oracle", "views"],
        2,
        "an engine is one of",
    );
    fails(
        &folder,
        &["bench", "lifecycle", "--callers", "0"],
        2,
        "callers",
    );
    assert!(!folder.data().exists());
}

#[test]
fn a_wrong_setting_is_told() {
    let folder = Folder::new();
    std::fs::write(folder.0.join("claims.toml"), "prot = 8080\n").unwrap();
    fails(&folder, &["config", "show"], 2, "prot");
    std::fs::write(folder.0.join("claims.toml"), "engine = \"oracle\"\n").unwrap();
    fails(&folder, &["config", "show"], 2, "an engine is one of");
    std::fs::write(folder.0.join("claims.toml"), "port = 9000\n").unwrap();
    let shown = run(&folder, &["config", "show", "--json"]);
    let shown: serde_json::Value = serde_json::from_slice(&shown.stdout).unwrap();
    assert_eq!(shown["port"]["value"], 9000);
    assert_eq!(shown["port"]["source"], "claims.toml");
    fails(
        &folder,
        &["--config", "missing.toml", "config", "show"],
        2,
        "missing.toml",
    );
    let output = claims(&folder)
        .env("DATABASE_URL", "postgres://app:secret@127.0.0.1/claims")
        .args(["config", "show"])
        .output()
        .unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(shown.contains("postgres://app@127.0.0.1/claims") && !shown.contains("secret"));
}

#[test]
fn a_store_that_cannot_be_used_is_told() {
    let folder = Folder::new();
    fails(
        &folder,
        &["--database-url", "nonsense", "views"],
        3,
        "claims:",
    );
    let nobody = "postgres://app@127.0.0.1:1/claims";
    fails(
        &folder,
        &["--database-url", nobody, "views"],
        69,
        "could not be reached: nothing answers at 127.0.0.1:1",
    );
    let secret = "postgres://app:geheim@127.0.0.1:1/claims";
    let told = stderr(&run(&folder, &["--database-url", secret, "views"]));
    assert!(
        !told.contains("geheim") && !told.contains("timed out"),
        "{told}"
    );
    std::fs::write(folder.data(), "a file where a folder should be").unwrap();
    fails(&folder, &["views"], 3, "claims:");
}

#[test]
fn an_import_that_cannot_be_is_told_before_anything_is_started() {
    let folder = Folder::new();
    let mapping = repository().join("fixtures/mappings/bpi2020-domestic-declarations.toml");
    let mapping = mapping.to_str().unwrap();
    let import = |file: &str, mapping: &str, code, says: &str| {
        fails(
            &folder,
            &["import", "xes", file, "--mapping", mapping],
            code,
            says,
        );
    };
    import("missing.xes", mapping, 3, "there is no file missing.xes");
    import("missing.xes", "missing.toml", 3, "missing.toml");
    import(".", mapping, 3, "is a folder");
    std::fs::write(folder.0.join("hole.toml"), "name = 1\n").unwrap();
    import("missing.xes", "hole.toml", 2, "hole.toml");
    std::fs::write(
        folder.0.join("page.xes"),
        "<html><body>not a log</body></html>",
    )
    .unwrap();
    fails(
        &folder,
        &[
            "import",
            "xes",
            "page.xes",
            "--mapping",
            mapping,
            "--dry-run",
        ],
        1,
        "nothing was imported",
    );
    assert!(!folder.data().exists());
}

#[test]
fn completions_are_written() {
    let folder = Folder::new();
    let script = run(&folder, &["completions", "bash"]);
    assert!(String::from_utf8(script.stdout).unwrap().contains("claims"));
}
