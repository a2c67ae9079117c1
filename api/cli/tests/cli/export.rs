//! Exports and what comes back of them, as people and scripts meet them.

use std::path::Path;
use std::process::Command;

use super::{Folder, fails, run, stderr};

#[test]
fn an_export_that_cannot_be_is_told_before_anything_is_started() {
    let folder = Folder::new();
    let export = |arguments: &[&str], code, says: &str| {
        let all = [&["export", "--out", "out"], arguments].concat();
        fails(&folder, &all, code, says);
    };
    let claims = ["--format", "csv", "--what", "claims"];
    export(
        &["--format", "hledger", "--what", "claims"],
        2,
        "hledger holds postings, not claims; claims can be had as jsonl, csv, parquet, xlsx",
    );
    export(
        &["--format", "pdf", "--what", "claims"],
        2,
        "possible values",
    );
    let with = |more: &'static [&'static str]| [&claims, more].concat();
    export(
        &with(&["--as-of", "yesterday"]),
        2,
        "a moment is an instant",
    );
    export(
        &with(&["--as-of", "2999-01-01T00:00:00Z"]),
        2,
        "has not come yet",
    );
    export(
        &with(&["--as-of", "2024-01-01T00:00:00Z", "--as-of-position", "3"]),
        2,
        "cannot be used with",
    );
    export(&with(&["--partner", "not a name"]), 2, "a name has");
    std::fs::create_dir(folder.0.join("out")).unwrap();
    std::fs::write(folder.0.join("out/mine.txt"), "mine").unwrap();
    export(&claims, 3, "the folder out is not empty");
    fails(
        &folder,
        &["import", "jsonl", "nowhere"],
        3,
        "there is no file or folder nowhere",
    );
    fails(
        &folder,
        &["import", "jsonl", "out"],
        3,
        "holds no events.jsonl",
    );
    let import = |path: &str, code, says: &str| {
        fails(&folder, &["import", "jsonl", path], code, says);
    };
    std::fs::write(folder.0.join("out/events.jsonl.gz"), b"\x1f\x8b\x08").unwrap();
    let packed = "is compressed (gzip); nothing was imported: unpack it first, with `gunzip`";
    import("out", 3, packed);
    import("out/events.jsonl.gz", 3, packed);
    std::fs::write(folder.0.join("empty.jsonl"), "").unwrap();
    import("empty.jsonl", 1, "there are no events in empty.jsonl");
    #[cfg(unix)]
    {
        import("/dev/null", 3, "/dev/null is neither a file nor a folder");
        std::os::unix::fs::symlink("gone", folder.0.join("link")).unwrap();
        import("link", 3, "link leads to gone, which is not there");
    }
    std::fs::write(folder.0.join("out/events.jsonl"), "{}\n").unwrap();
    fails(
        &folder,
        &["import", "jsonl", "out"],
        1,
        "line 1: it is not a line of an export",
    );
    assert!(!folder.data().exists());
}

#[test]
fn the_ledger_goes_there_and_back() {
    let folder = Folder::new();
    let export = ["export", "--format", "jsonl", "--what", "events", "--out"];
    let with = |more: &[&'static str]| [&export, more].concat();
    fails(&folder, &with(&["none"]), 3, "there is no ledger in");
    let migrated = run(&folder, &["migrate"]);
    assert_eq!(migrated.status.code(), Some(0), "{}", stderr(&migrated));
    fails(&folder, &with(&["none"]), 3, "the ledger is empty");
    assert!(!folder.0.join("none").exists());
    let told = run(&folder, &["demo", "--no-serve"]);
    assert_eq!(told.status.code(), Some(0), "{}", stderr(&told));

    let exported = run(&folder, &with(&["out", "--json"]));
    assert_eq!(exported.status.code(), Some(0), "{}", stderr(&exported));
    let shown: serde_json::Value = serde_json::from_slice(&exported.stdout).unwrap();
    let written = std::fs::read(folder.0.join("out/manifest.json")).unwrap();
    let written: serde_json::Value = serde_json::from_slice(&written).unwrap();
    assert_eq!(shown, written);
    fails(&folder, &with(&["out"]), 3, "is not empty");
    fails(
        &folder,
        &with(&["late", "--as-of-position", "9999"]),
        3,
        "the log has come to position",
    );
    fails(
        &folder,
        &with(&["early", "--as-of", "2001-01-01T00:00:00Z"]),
        3,
        "the ledger was still empty",
    );

    let other = Folder::new();
    let out = folder.0.join("out");
    let out = out.to_str().unwrap();
    let checked = run(&other, &["import", "jsonl", out, "--dry-run", "--json"]);
    assert!(stderr(&checked).contains("nothing was imported"));
    assert!(!other.data().exists());
    let import = |folder: &Folder| -> serde_json::Value {
        let imported = run(folder, &["import", "jsonl", out, "--json"]);
        assert_eq!(imported.status.code(), Some(0), "{}", stderr(&imported));
        serde_json::from_slice(&imported.stdout).unwrap()
    };
    let report = import(&other);
    assert_eq!(report["leaves_sha256"], shown["leaves_sha256"]);
    assert_eq!(report["events_appended"], shown["as_of"]["position"]);
    assert_eq!(import(&folder)["events_appended"], 0, "it is there already");
    let overviews = [&folder, &other].map(|folder| run(folder, &["overview"]).stdout);
    assert_eq!(overviews[0], overviews[1]);

    let third = Folder::new();
    run(&third, &["demo", "--no-serve"]);
    fails(
        &third,
        &["import", "jsonl", out],
        4,
        "the ledger holds another history",
    );
}

/// Makes a database on the suite's server, and gives its address.
pub fn database() -> String {
    let server = std::env::var("CLAIMS_TEST_SERVER").expect("the suite runs by `tests/run`");
    let programs = std::env::var("CLAIMS_TEST_PG_BINDIR").expect("the suite runs by `tests/run`");
    let name = format!("cli_{}", uuid::Uuid::now_v7().simple());
    let made = Command::new(Path::new(&programs).join("psql"))
        .args([&server, "-qc", &format!("create database {name}")])
        .status();
    assert!(made.unwrap().success());
    server.replacen("/postgres", &format!("/{name}"), 1)
}

#[test]
#[cfg(unix)]
fn a_disk_that_takes_no_more_leaves_nothing_of_an_export() {
    let folder = Folder::new();
    let url = database();
    let told = run(&folder, &["--database-url", &url, "demo", "--no-serve"]);
    assert_eq!(told.status.code(), Some(0), "{}", stderr(&told));
    for (format, what) in [
        ("jsonl", "events"),
        ("csv", "history"),
        ("parquet", "events"),
        ("xlsx", "history"),
        ("xes", "history"),
        ("hledger", "postings"),
    ] {
        // The system refuses what a file would hold beyond two blocks, as a full disk does.
        let script = "trap '' XFSZ; ulimit -f 2; exec \"$@\"";
        let mut command = Command::new("sh");
        command
            .current_dir(&folder.0)
            .args(["-c", script, "sh", env!("CARGO_BIN_EXE_claims")])
            .args(["--database-url", &url, "export", "--format", format])
            .args(["--what", what, "--out", "out"]);
        let output = command.output().unwrap();
        let told = stderr(&output);
        assert_eq!(output.status.code(), Some(69), "{format}: {told}");
        assert!(
            told.contains("the disk did not take the export into out; no file of it is left"),
            "{told}"
        );
        assert!(told.contains("because: File too large"), "{format}: {told}");
        assert!(!folder.0.join("out").exists(), "{format}");
    }
}
