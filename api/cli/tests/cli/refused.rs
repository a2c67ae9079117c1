//! What is wrong on the command line, in settings, stores and files is told.

use super::{Folder, claims, fails, repository, run, stderr};

#[test]
fn a_wrong_command_line_is_told() {
    let folder = Folder::new();
    fails(&folder, &[], 2, "Usage");
    fails(&folder, &["invent"], 2, "unrecognized subcommand");
    fails(&folder, &["history", "F-1"], 2, "a claim is named by");
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
    fails(&folder, &["bench", "reads", "--events", "0"], 2, "events");
    assert!(!folder.data().exists());
}

#[test]
fn a_wrong_setting_is_told() {
    let folder = Folder::new();
    std::fs::write(folder.0.join("claims.toml"), "prot = 8080\n").unwrap();
    fails(&folder, &["config", "show"], 2, "prot");
    std::fs::write(folder.0.join("claims.toml"), "engine = \"oracle\"\n").unwrap();
    fails(&folder, &["config", "show"], 2, "an engine is one of");
    std::fs::write(
        folder.0.join("claims.toml"),
        "outdated_views = \"ignore\"\n",
    )
    .unwrap();
    fails(&folder, &["config", "show"], 2, "is one of renew, refuse");
    fails(
        &folder,
        &["--outdated-views", "ignore", "serve"],
        2,
        "is one of renew, refuse",
    );
    for (written, says) in [
        ("[serve]\nsession_hours = 0", "it is 1 to 8784 hours"),
        ("[serve]\nsession_hours = 8785", "it is 1 to 8784 hours"),
        ("[serve]\nsession_idle_hours = -1", "session_idle_hours"),
        (
            "[serve]\nsession_idle_hours = \"12h\"",
            "session_idle_hours",
        ),
    ] {
        std::fs::write(folder.0.join("claims.toml"), written).unwrap();
        fails(&folder, &["config", "show"], 2, says);
    }
    std::fs::write(folder.0.join("claims.toml"), "port = 9000\n").unwrap();
    let shown = run(&folder, &["config", "show", "--json"]);
    let shown: serde_json::Value = serde_json::from_slice(&shown.stdout).unwrap();
    assert_eq!(shown["port"]["value"], 9000);
    assert_eq!(shown["outdated_views"]["value"], "renew");
    assert_eq!(shown["port"]["source"], "claims.toml");
    assert_eq!(shown["config"]["value"], "claims.toml");
    assert_eq!(shown["log"]["source"], "default");
    let output = claims(&folder)
        .env("CLAIMS_LOG", "info")
        .args(["config", "show", "--engine", "builtin", "--json"])
        .output()
        .unwrap();
    let shown: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    for (setting, value, source) in [
        ("log", "info", "environment"),
        ("data_dir", folder.data().to_str().unwrap(), "environment"),
        ("engine", "builtin", "command line"),
    ] {
        assert_eq!(shown[setting]["value"], value, "{shown}");
        assert_eq!(shown[setting]["source"], source, "{shown}");
    }
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
fn a_data_folder_that_is_not_there_is_told_and_not_made() {
    let folder = Folder::new();
    let claim = "claim_00000000000000000000000000";
    let fund = "fund_00000000000000000000000000";
    let reads: [&[&str]; 14] = [
        &["views"],
        &["views", "verify"],
        &["rebuild", "--all"],
        &["migrate", "status"],
        &["overview"],
        &["list"],
        &["queue"],
        &["claim", claim],
        &["history", claim],
        &["fund", fund],
        &["diff", "--from", "1", "--to", "2"],
        &["replay", "--all"],
        &["trace", claim],
        &["balance"],
    ];
    let says = format!(
        "there is no ledger in the data folder {}: `claims demo`, `claims serve`, `claims migrate`",
        folder.data().display()
    );
    for read in reads {
        fails(&folder, read, 3, &says);
    }
    assert!(!folder.data().exists());
    // Nor is an empty one taken for a ledger.
    std::fs::create_dir(folder.data()).unwrap();
    fails(&folder, &["overview"], 3, &says);
    assert_eq!(std::fs::read_dir(folder.data()).unwrap().count(), 0);
    let migrated = run(&folder, &["migrate"]);
    assert_eq!(migrated.status.code(), Some(0), "{}", stderr(&migrated));
    let overview = run(&folder, &["overview", "--json"]);
    assert_eq!(overview.status.code(), Some(0), "{}", stderr(&overview));
}

/// Programs that find no room, as PostgreSQL's say it; the disk itself is not filled for a test.
#[cfg(unix)]
#[test]
fn a_full_disk_is_told_with_its_place() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new();
    let programs = folder.0.join("programs");
    std::fs::create_dir(&programs).unwrap();
    let initdb = "echo 'initdb: error: could not write file: No space left on device' >&2; exit 1";
    let postgres = "echo 'FATAL: could not write lock file: No space left on device' >&2; exit 1";
    let version = "[ \"$1\" = --version ] && { echo 'postgres (PostgreSQL) 16.1'; exit 0; }";
    for (name, does) in [("initdb", initdb), ("postgres", postgres)] {
        let program = programs.join(name);
        std::fs::write(&program, format!("#!/bin/sh\n{version}\n{does}\n")).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let told = |arguments: &[&str]| {
        let output = claims(&folder)
            .env("PG_BINDIR", &programs)
            .args(arguments)
            .output()
            .unwrap();
        let told = stderr(&output);
        assert_eq!(output.status.code(), Some(69), "{told}");
        let says = format!("The disk that holds {} is full", folder.data().display());
        assert!(told.contains(&says), "{told}");
        assert!(
            !told.contains("Built in"),
            "the other engine is not tried: {told}"
        );
    };
    // Making the cluster fails, then starting one that is there.
    told(&["migrate"]);
    std::fs::create_dir(folder.data().join("pgdata")).unwrap();
    std::fs::write(folder.data().join("pgdata/PG_VERSION"), "16\n").unwrap();
    told(&["overview"]);
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
    let missing = "there is no file or folder missing.xes";
    import("missing.xes", mapping, 3, missing);
    #[cfg(unix)]
    {
        import("/dev/null", mapping, 3, "is neither a file nor a folder");
        std::os::unix::fs::symlink("gone.xes", folder.0.join("link.xes")).unwrap();
        let dangling = "link.xes leads to gone.xes, which is not there";
        import("link.xes", mapping, 3, dangling);
    }
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
