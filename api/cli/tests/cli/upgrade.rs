//! A ledger that the program before this one made: five views, two of them gone since, events of
//! version 1.

use std::path::Path;
use std::process::Command;

use super::export::database;
use super::{Folder, Server, fails, repository, run, stderr};

/// Restores the dump of such a ledger, as an operator does, and gives its address.
fn a_ledger_of_before() -> String {
    let url = database();
    let dump = repository().join("fixtures/databases/five-views.sql");
    psql(&url, &["-f", dump.to_str().unwrap()]);
    url
}

fn psql(url: &str, arguments: &[&str]) -> String {
    let programs = std::env::var("CLAIMS_TEST_PG_BINDIR").unwrap();
    let output = Command::new(Path::new(&programs).join("psql"))
        .args([url, "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"])
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// Every event as it lies in the log.
fn log(url: &str) -> String {
    psql(
        url,
        &[
            "-c",
            "select e::text from public.events e order by position",
        ],
    )
}

/// The tables of views, and what is shown under a stable name.
fn tables(url: &str) -> String {
    let names = "select relname
         from pg_class
         where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')
         order by relname";
    psql(url, &["-c", names])
}

fn shown(folder: &Folder, url: &str, arguments: &[&str]) -> String {
    let output = run(folder, &[&["--database-url", url], arguments].concat());
    let told = stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {told}");
    String::from_utf8(output.stdout).unwrap()
}

/// The views are those of this program, and say what the old ones said.
fn is_whole(folder: &Folder, url: &str, before: &str) {
    assert_eq!(log(url), before, "the log stays as it was");
    let tables = tables(url);
    for gone in [
        "history",
        "claim_comment",
        "claim_document",
        "queue__",
        "claim__v1",
    ] {
        assert!(!tables.contains(gone), "{gone} in {tables}");
    }
    for name in [
        "claim",
        "queue",
        "overview",
        "overview_lot",
        "overview_share",
        "overview_status",
        "postings",
    ] {
        assert!(
            tables.lines().any(|table| table == name),
            "{name} in {tables}"
        );
    }
    let overview = shown(folder, url, &["overview", "--json"]);
    let overview: serde_json::Value = serde_json::from_str(&overview).unwrap();
    let told = overview.to_string();
    for amount in ["18000.00", "16900.00", "1100.00"] {
        assert!(told.contains(amount), "{amount} in {told}");
    }
    shown(folder, url, &["balance"]);
    shown(folder, url, &["views", "verify"]);
    let claims = shown(folder, url, &["list", "--json"]);
    let claims: serde_json::Value = serde_json::from_str(&claims).unwrap();
    let claims = claims["claims"].as_array().unwrap();
    assert_eq!(claims.len(), 3);
    for claim in claims {
        let history = shown(folder, url, &["history", claim["id"].as_str().unwrap()]);
        assert!(history.lines().count() > 5, "{history}");
    }
}

#[test]
fn a_ledger_of_before_says_what_to_run_and_is_whole_once_that_was_run() {
    let folder = Folder::new();
    let url = a_ledger_of_before();
    let before = log(&url);
    let says = "`claims rebuild --all --execute`";
    for arguments in [
        &["overview"][..],
        &["list"],
        &["serve", "--outdated-views", "refuse"],
    ] {
        let arguments = [&["--database-url", &url], arguments].concat();
        fails(&folder, &arguments, 3, says);
    }
    assert!(tables(&url).contains("history__v1"), "nothing was done yet");
    shown(&folder, &url, &["rebuild", "--all", "--execute"]);
    is_whole(&folder, &url, &before);
}

#[test]
fn serving_a_ledger_of_before_makes_its_views_anew_first() {
    let folder = Folder::new();
    let url = a_ledger_of_before();
    let before = log(&url);
    let server = Server::start_with(&folder, &["--database-url", &url]);
    let overview = server.get("/v1/overview");
    assert!(overview.contains("16900.00"), "{overview}");
    drop(server);
    is_whole(&folder, &url, &before);
}
