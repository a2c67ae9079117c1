//! `claims migrate` and `claims migrate status`.

use projections::schema::{self, Migration};
use serde_json::json;

use super::args::MigrateWhat;
use super::exit::{Exit, Failure};
use super::output::{Column, Output, Rows};
use super::session::{must_be_made, on_engine};
use super::settings::Settings;

/// Applies what is missing, or shows what was applied.
pub fn run(
    settings: &Settings,
    what: Option<MigrateWhat>,
    output: Output,
) -> Result<Exit, Failure> {
    match what {
        Some(MigrateWhat::Status) => must_be_made(settings)?,
        None => {}
    }
    on_engine(settings, async |engine, _| {
        let pool = engine.pool();
        if what.is_none() {
            let applied = schema::migrate(&pool).await?;
            eprintln!("{} migration(s) applied", applied.len());
        }
        let migrations = schema::status(&pool).await?;
        pool.close().await;
        show(&migrations, output);
        Ok(Exit::Ok)
    })
}

fn show(migrations: &[Migration], output: Output) {
    let json: Vec<_> = migrations
        .iter()
        .map(|m| json!({ "version": m.version, "name": m.name, "state": state(m) }))
        .collect();
    output.data(&json, || Rows::of(migrations, COLUMNS));
}

const COLUMNS: &[Column<Migration>] = &[
    ("version#", |migration| migration.version.to_string()),
    ("name", |migration| migration.name.clone()),
    ("state", |migration| state(migration).to_owned()),
];

fn state(migration: &Migration) -> &'static str {
    if migration.is_applied {
        "applied"
    } else {
        "missing"
    }
}
