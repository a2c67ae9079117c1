//! The interface against its own description: schemathesis asks whatever that allows, and whatever
//! it does not.
//!
//! `CLAIMS_FUZZ_EXAMPLES` says how many examples an operation gets.

use std::path::Path;

use application::story::{keep_files, run, the_story};
use chrono::Utc;
use projections::Ledger;
use tests::database::Scratch;
use tests::served::{Served, tool};
use tests::uploads::Shelf;
use tokio::process::Command;

/// How many examples an operation gets, unless it is said.
const EXAMPLES: &str = "15";

/// Serves the story's ledger, and lets schemathesis ask as somebody.
async fn holds_for(actor: &str) {
    let scratch = Scratch::migrated().await;
    let ledger = Ledger::open(scratch.pool.clone(), Utc::now).await.unwrap();
    let (story, shelf) = (the_story(), Shelf::empty());
    keep_files(&story, &shelf.store).await.unwrap();
    run(&story, &ledger, |_, _| {}).await.unwrap();
    let served = Served::new(&scratch, ledger, shelf, Utc::now).await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemathesis");
    let examples = std::env::var("CLAIMS_FUZZ_EXAMPLES").unwrap_or(EXAMPLES.to_owned());
    let shown = served.keys.shown_by(actor).await;
    let here = tempfile::tempdir().unwrap();
    let tried = Command::new(tool("schemathesis"))
        .arg("--config-file")
        .arg(folder.join("schemathesis.toml"))
        .arg("run")
        .arg(format!("http://{}/openapi.json", served.address))
        .args(["--header", &format!("Authorization: {shown}")])
        .args(["--max-examples", &examples, "--workers", "1"])
        .args(["--seed", "1", "--suppress-health-check", "all"])
        .env("SCHEMATHESIS_HOOKS", folder.join("hooks.py"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .current_dir(here.path())
        .output()
        .await
        .unwrap();
    let (told, complained) = (&tried.stdout, &tried.stderr);
    let report = String::from_utf8_lossy(told) + String::from_utf8_lossy(complained);
    assert!(tried.status.success(), "{report}");
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_description_holds_for_an_admin_of_a_partner() {
    holds_for("paul@atelier-breton partner_admin").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_description_holds_for_the_vendor() {
    holds_for("fay@helio-cloud finance").await;
}
