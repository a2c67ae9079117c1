//! A client that is generated from the description does a short story, with types alone.

use std::path::Path;
use std::process::Output;

use chrono::{DateTime, Utc};
use projections::Ledger;
use tests::database::Scratch;
use tests::samples;
use tests::served::{Served, tool};
use tests::uploads::Shelf;
use tokio::process::Command;

use crate::http::policy;

/// A day on which claims are taken.
fn noon() -> DateTime<Utc> {
    "2024-03-20T12:00:00Z".parse().unwrap()
}

fn must_succeed(what: &str, output: &Output) {
    let (told, complained) = (&output.stdout, &output.stderr);
    let report = String::from_utf8_lossy(told) + String::from_utf8_lossy(complained);
    assert!(output.status.success(), "{what}: {report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_generated_client_tells_a_story() {
    let scratch = Scratch::migrated().await;
    let ledger = Ledger::open(scratch.pool.clone(), Utc::now).await.unwrap();
    let served = Served::new(&scratch, ledger, Shelf::empty(), noon).await;
    let here = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| std::fs::write(here.path().join(name), bytes).unwrap();
    put("openapi.json", web::openapi().to_string().as_bytes());
    put("policy.json", policy().to_string().as_bytes());
    put("photo.png", &samples::png());
    put("invoice.pdf", &samples::pdf("invoice"));
    let made = Command::new(tool("openapi-python-client"))
        .args(["generate", "--path", "openapi.json", "--meta", "none"])
        .args(["--output-path", "claims_client"])
        .current_dir(here.path())
        .output();
    must_succeed("openapi-python-client", &made.await.unwrap());
    let mut story = Command::new(tool("python"));
    story
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("client/story.py"))
        .env("PYTHONPATH", here.path())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("CLAIMS_URL", format!("http://{}", served.address))
        .current_dir(here.path());
    for (name, actor) in [
        ("ADA", "ada@helio-cloud programme_admin"),
        ("FAY", "fay@helio-cloud finance"),
        ("CAMILLE", "camille@atelier-breton partner_user"),
        ("INES", "ines@helio-cloud reviewer"),
        ("MARC", "marc@helio-cloud approver"),
    ] {
        let shown = served.keys.shown_by(actor).await;
        story.env(name, shown.trim_start_matches("Bearer "));
    }
    let told = story.output().await.unwrap();
    must_succeed("the story", &told);
    let said = String::from_utf8_lossy(&told.stdout);
    assert_eq!(said.trim(), "paid 1200.00 EUR after 7 events");
    served.stop().await;
}
