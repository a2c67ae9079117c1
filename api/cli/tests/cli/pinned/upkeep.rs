//! What keeps the ledger: its views, settings and migrations, exports and imports, the story itself.

use super::super::repository;
use super::Screens;

#[test]
fn the_views_are_shown_and_made_anew_as_they_were() {
    let mut screens = Screens::of_the_story();
    screens.show(&["migrate", "status"]);
    screens.show(&["views"]);
    // A read moves its view on.
    screens.show_piped(&["overview"]);
    screens.show(&["views", "verify", "--jobs", "2"]);
    screens.show(&["views", "verify", "queue", "--jobs", "2"]);
    screens.show(&["views"]);
    screens.show_data(&["rebuild", "overview", "--jobs", "2"]);
    screens.show_data(&["rebuild", "--all", "--jobs", "2"]);
    screens.show(&["rebuild", "--all", "--execute", "--jobs", "2"]);
    screens.show(&["rebuild", "queue", "--execute", "--jobs", "2"]);
    screens.show(&["views"]);
    screens.show_piped(&["views", "rollback", "queue"]);
    screens.show_data(&["views", "prune"]);
    screens.show_piped(&["views", "prune", "--execute"]);
    screens.show(&["views", "prune"]);
    screens.show_piped(&["views"]);
    screens.are_kept("views");
}

#[test]
fn settings_are_shown_as_they_were() {
    let mut screens = Screens::of_nothing();
    let url = "postgres://app:secret@db.example/claims";
    screens.show(&["--database-url", url, "config", "show"]);
    let file = "data_dir = \"/var/lib/claims\"\nengine = \"builtin\"\nport = 9000\n";
    std::fs::write(screens.folder.0.join("claims.toml"), file).unwrap();
    screens.show(&["--database-url", "", "config", "show"]);
    let typed = [
        "--engine",
        "postgres",
        "--outdated-views",
        "refuse",
        "--log",
        "info",
    ];
    let typed = [&["--database-url", url], &typed[..], &["config", "show"]].concat();
    screens.show(&typed);
    screens.are_kept("config");
}

#[test]
fn exports_are_told_as_they_were() {
    let mut screens = Screens::of_the_story();
    let export = |format: &'static str, what: &'static str| {
        vec!["export", "--format", format, "--what", what, "--out", "out"]
    };
    for (format, what) in [
        ("jsonl", "events"),
        ("csv", "events"),
        ("csv", "claims"),
        ("csv", "postings"),
        ("csv", "history"),
        ("parquet", "postings"),
        ("xlsx", "claims"),
        ("xes", "history"),
        ("hledger", "postings"),
    ] {
        screens.show_data(&export(format, what));
    }
    let then = ["--as-of-position", "30"];
    screens.show_data(&[&export("jsonl", "events")[..], &then].concat());
    screens.show_data(&[&export("csv", "claims")[..], &["--as-of", "2024-06-30"]].concat());
    let partner = ["--partner", "atelier-breton"];
    screens.show(&[&export("csv", "postings")[..], &partner].concat());
    screens.are_kept("export");
}

#[test]
fn exported_text_is_as_it_was() {
    let mut screens = Screens::of_the_story();
    for (format, what, file) in [
        ("csv", "claims", "claims.csv"),
        ("csv", "postings", "postings.csv"),
        ("csv", "history", "history.csv"),
        ("hledger", "postings", "postings.journal"),
        ("jsonl", "postings", "postings.jsonl"),
        ("jsonl", "claims", "claims.jsonl"),
    ] {
        let arguments = ["export", "--format", format, "--what", what, "--out", "out"];
        screens.title(&arguments);
        let output = screens.command(&arguments).output().unwrap();
        assert!(output.status.success(), "{}", super::stderr(&output));
        let written = std::fs::read_to_string(screens.folder.0.join("out").join(file)).unwrap();
        screens.part(file, &written);
    }
    screens.are_kept("export-text");
}

#[test]
fn imports_are_told_as_they_were() {
    let screens = Screens::of_the_story();
    let export = [
        "export", "--format", "jsonl", "--what", "events", "--out", "log",
    ];
    let output = screens.command(&export).output().unwrap();
    assert!(output.status.success(), "{}", super::stderr(&output));
    let mut other = Screens::of_nothing();
    std::fs::rename(screens.folder.0.join("log"), other.folder.0.join("log")).unwrap();
    other.show(&["import", "jsonl", "log", "--dry-run"]);
    other.show_piped(&["import", "jsonl", "log"]);
    other.show(&["import", "jsonl", "log"]);
    other.show_piped(&["replay", "--all", "--end"]);
    other.are_kept("import-jsonl");
}

#[test]
fn foreign_histories_are_imported_as_they_were() {
    let mut screens = Screens::of_nothing();
    for (from, to) in [
        ("xes/every-activity.xes", "log.xes"),
        (
            "mappings/bpi2020-domestic-declarations.toml",
            "mapping.toml",
        ),
    ] {
        let from = repository().join("fixtures").join(from);
        std::fs::copy(from, screens.folder.0.join(to)).unwrap();
    }
    let import = ["import", "xes", "log.xes", "--mapping", "mapping.toml"];
    screens.show(&[&import[..], &["--dry-run"]].concat());
    screens.show_piped(&import);
    screens.show(&import);
    // Cases are carried out side by side: where each event stands in the log differs.
    screens.show(&["overview"]);
    screens.show_data(&["balance"]);
    screens.are_kept("import-xes");
}

#[test]
fn the_demonstration_is_told_as_it_was() {
    let mut screens = Screens::of_nothing();
    screens.show_piped(&["demo", "--no-serve"]);
    screens.show_piped(&["demo", "--no-serve"]);
    screens.are_kept("demo");
}
