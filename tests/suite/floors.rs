//! The floors: what each crate must not know is not there.
//!
//! Which crates a floor may use is asked of Cargo; the source is read only for what Cargo cannot
//! tell: words of SQL, and clocks.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The crates of this repository from the lowest floor up; each may use those before it.
const FLOORS: [&str; 7] = [
    "domain",
    "projections",
    "application",
    "web",
    "bench",
    "cli",
    "tests",
];

/// A crate of this repository, as Cargo sees it.
struct Package {
    folder: PathBuf,
    /// What it depends on outside of tests, on any platform and with any feature.
    dependencies: BTreeSet<String>,
}

impl Package {
    fn depends_on(&self, name: &str) -> bool {
        self.dependencies.contains(name)
    }
}

/// Asks Cargo for the crates of this repository.
fn packages() -> BTreeMap<String, Package> {
    let asked = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
            "--offline",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let problem = String::from_utf8_lossy(&asked.stderr);
    assert!(asked.status.success(), "{problem}");
    let metadata: Value = serde_json::from_slice(&asked.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    packages.iter().map(package).collect()
}

fn package(found: &Value) -> (String, Package) {
    let manifest = Path::new(found["manifest_path"].as_str().unwrap());
    let used = found["dependencies"].as_array().unwrap().iter();
    let dependencies = used
        .filter(|dependency| dependency["kind"] != "dev")
        .map(|dependency| dependency["name"].as_str().unwrap().to_owned())
        .collect();
    let name = found["name"].as_str().unwrap().to_owned();
    let folder = manifest.parent().unwrap().to_owned();
    let package = Package {
        folder,
        dependencies,
    };
    (name, package)
}

/// Every source line of a crate that is no comment, with its file.
fn lines(package: &Package) -> Vec<(PathBuf, String)> {
    let mut folders = vec![package.folder.join("src")];
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
    assert!(lines.len() > 100, "{} has code", package.folder.display());
    lines
}

fn must_not_say(package: &str, words: &[&str]) {
    let said: Vec<String> = lines(&packages()[package])
        .into_iter()
        .filter(|(_, line)| words.iter().any(|word| line.contains(word)))
        .map(|(path, line)| format!("{}: {line}", path.display()))
        .collect();
    assert!(said.is_empty(), "{}", said.join("\n"));
}

#[test]
fn every_crate_stands_on_the_floors_below_it_alone() {
    let packages = packages();
    let all: BTreeSet<&str> = packages.keys().map(String::as_str).collect();
    assert_eq!(all, BTreeSet::from(FLOORS));
    for (floor, name) in FLOORS.iter().enumerate() {
        for above in &FLOORS[floor..] {
            assert!(!packages[*name].depends_on(above), "{name} uses {above}");
        }
    }
}

#[test]
fn no_crate_depends_on_what_its_floor_must_not_know() {
    let http = ["axum", "hyper", "hyper-util", "tower", "tower-http"];
    let terminal = ["clap", "clap_complete", "comfy-table", "indicatif"];
    let sql = ["sqlx", "postgres-es", "tokio-postgres"];
    let forbidden: [(&str, &[&[&str]]); 6] = [
        ("domain", &[&http, &terminal, &sql, &["tokio", "futures"]]),
        ("projections", &[&http, &terminal]),
        ("application", &[&http, &terminal, &sql]),
        ("web", &[&terminal, &sql]),
        ("bench", &[&terminal]),
        ("cli", &[&http, &sql]),
    ];
    let packages = packages();
    for (package, groups) in forbidden {
        for name in groups.iter().copied().flatten() {
            let is_used = packages[package].depends_on(name);
            assert!(!is_used, "{package} must not know {name}");
        }
    }
}

#[test]
fn the_terminal_alone_knows_the_benchmarks() {
    let packages = packages();
    let users = packages
        .iter()
        .filter(|(_, package)| package.depends_on("bench"))
        .map(|(name, _)| name.as_str());
    assert_eq!(users.collect::<Vec<_>>(), ["cli"]);
}

#[test]
fn the_domain_depends_on_values_and_their_forms_alone() {
    let allowed = BTreeSet::from([
        "chrono",
        "chrono-tz",
        "cqrs-es",
        "iso_currency",
        "serde",
        "smol_str",
        "thiserror",
        "type-safe-id",
        "uuid",
    ]);
    for name in &packages()["domain"].dependencies {
        assert!(allowed.contains(name.as_str()), "{name}");
    }
}

#[test]
fn no_sql_is_written_above_projections() {
    let sql = [
        "insert into ",
        "select * from",
        " from events",
        "query_as",
        "PgPool",
    ];
    for package in ["application", "web", "cli"] {
        must_not_say(package, &sql);
    }
}

#[test]
fn only_the_top_floor_has_a_clock() {
    let clocks = ["Utc::now", "Local::now", "SystemTime::now"];
    must_not_say("domain", &clocks);
    must_not_say("domain", &["Instant::now", "now_v7", "TypeSafeId::new"]);
    for package in ["projections", "application", "web", "bench"] {
        must_not_say(package, &clocks);
    }
}
