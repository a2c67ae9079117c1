//! The floors: what each crate must not know is not there.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

fn dependencies(package: &str) -> Vec<String> {
    let text = std::fs::read_to_string(root().join(package).join("Cargo.toml")).unwrap();
    let manifest: toml::Table = text.parse().unwrap();
    let names = manifest["dependencies"].as_table().unwrap();
    names.keys().cloned().collect()
}

/// Every source line of a crate that is no comment, with its file.
fn lines(package: &str) -> Vec<(PathBuf, String)> {
    let mut folders = vec![root().join(package).join("src")];
    let mut lines = vec![];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let code = text
                    .lines()
                    .filter(|line| !line.trim_start().starts_with("//"));
                lines.extend(code.map(|line| (path.clone(), line.to_owned())));
            }
        }
    }
    assert!(lines.len() > 100, "{package} has code");
    lines
}

fn must_not_say(package: &str, words: &[&str]) {
    let said: Vec<String> = lines(package)
        .into_iter()
        .filter(|(_, line)| words.iter().any(|word| line.contains(word)))
        .map(|(path, line)| format!("{}: {line}", path.display()))
        .collect();
    assert!(said.is_empty(), "{}", said.join("\n"));
}

#[test]
fn the_domain_knows_no_store_no_http_and_no_runtime() {
    let allowed = [
        "chrono",
        "chrono-tz",
        "cqrs-es",
        "iso_currency",
        "serde",
        "thiserror",
        "type-safe-id",
        "uuid",
    ];
    for name in dependencies("domain") {
        assert!(allowed.contains(&name.as_str()), "{name}");
    }
}

#[test]
fn projections_know_no_http() {
    for name in dependencies("projections") {
        assert!(!["axum", "hyper", "tower", "tower-http", "clap", "api"].contains(&name.as_str()));
    }
    must_not_say("projections", &["axum::", "hyper::", "StatusCode"]);
}

#[test]
fn the_api_speaks_no_sql() {
    for name in dependencies("api") {
        assert!(!["sqlx", "postgres-es", "tokio-postgres"].contains(&name.as_str()));
    }
    must_not_say(
        "api",
        &[
            "sqlx",
            "insert into ",
            "select * from",
            " from events",
            "query_as",
        ],
    );
}

#[test]
fn only_the_top_floor_has_a_clock() {
    let clocks = ["Utc::now", "Local::now", "SystemTime::now"];
    must_not_say("domain", &clocks);
    must_not_say("domain", &["Instant::now", "now_v7", "TypeSafeId::new"]);
    must_not_say("projections", &clocks);
}
