//! There and back: a log that is imported is the log that was exported, or nothing is.

use std::sync::Arc;

use application::export::{Format, What, Wish};
use application::import::jsonl::{LineFault, LogFiles, LogImportError, LogImportReport, restore};
use application::import::{NoPlace, unwatched};
use application::story::{run, the_story};
use chrono::{DateTime, Utc};
use projections::Ledger;
use projections::log::restore::Restore;
use projections::log::scan::ByPosition;
use serde_json::Value;
use sqlx::PgPool;
use tests::database::Scratch;
use tests::stage::{Stage, clock};
use tests::uploads::Shelf;

use super::{Place, export_of, exported, exported_at, told, told_of_two, wish};

pub(super) async fn import(
    pool: &PgPool,
    path: &std::path::Path,
) -> Result<LogImportReport, LogImportError> {
    let files = LogFiles::find(path)?;
    let watcher = unwatched();
    let checked = files.check(clock(), &watcher)?;
    restore(pool, &Shelf::empty().store, &files, &checked, &watcher).await
}

/// Everything the log and its head hold, as text.
async fn everything(pool: &PgPool) -> Vec<String> {
    let rows = "
        select events::text from events
        union all select commands::text from commands
        union all select log_head::text from log_head
        order by 1";
    sqlx::query_scalar(rows).fetch_all(pool).await.unwrap()
}

pub(super) async fn head(pool: &PgPool) -> i64 {
    sqlx::query_scalar("select position from log_head")
        .fetch_one(pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_log_comes_back_as_it_was_with_the_answers_to_its_commands() {
    let (scratch, ledger) = told_of_two().await;
    ledger.stop().await;
    let (place, manifest) = exported(&scratch.pool, Format::Jsonl, What::Events).await;
    let other = Scratch::migrated().await;
    let report = import(&other.pool, &place.0).await.unwrap();
    assert_eq!(
        everything(&other.pool).await,
        everything(&scratch.pool).await
    );
    assert_eq!(report.events_appended, manifest.as_of.position);
    assert_eq!(Some(report.leaves_sha256), manifest.leaves_sha256);
    assert!(report.commands_restored > 40);

    let again = Ledger::open(other.pool.clone(), clock).await.unwrap();
    let told = run(&the_story(), &again, |_, _| {}).await.unwrap();
    assert_eq!(
        told.known,
        the_story().steps.len(),
        "all of it was told before"
    );
    assert_eq!(head(&other.pool).await, manifest.as_of.position as i64);
    let (back, second) = exported(&other.pool, Format::Jsonl, What::Events).await;
    assert_eq!(second, manifest);
    assert_eq!(back.bytes("events.jsonl"), place.bytes("events.jsonl"));
}

#[tokio::test]
async fn an_event_is_a_line_of_canonical_json() {
    let (scratch, _ledger) = told_of_two().await;
    let (place, _) = exported(&scratch.pool, Format::Jsonl, What::Events).await;
    for line in place.read("events.jsonl").lines() {
        let value: Value = serde_json::from_str(line).unwrap();
        assert_eq!(projections::log::canonical(&value).unwrap(), line);
    }
}

#[tokio::test]
async fn an_import_again_changes_nothing_and_one_broken_off_goes_on() {
    let (scratch, ledger) = told().await;
    let half = *ledger.head().borrow() / 2;
    let begun = exported_at(&scratch.pool, Format::Jsonl, What::Events, half).await;
    let (whole, manifest) = exported(&scratch.pool, Format::Jsonl, What::Events).await;
    let other = Scratch::migrated().await;
    import(&other.pool, &begun.0).await.unwrap();
    let report = import(&other.pool, &whole.0).await.unwrap();
    assert_eq!(report.events_appended, manifest.as_of.position - half);
    assert_eq!(
        everything(&other.pool).await,
        everything(&scratch.pool).await
    );
    let again = import(&other.pool, &whole.0).await.unwrap();
    assert_eq!((again.events_appended, again.commands_restored), (0, 0));
    let refused = import(&other.pool, &begun.0).await.unwrap_err();
    assert!(matches!(refused, LogImportError::LedgerHoldsMore { .. }));
}

#[tokio::test]
async fn a_ledger_with_another_history_is_left_alone() {
    let (scratch, _ledger) = told().await;
    let (place, _) = exported(&scratch.pool, Format::Jsonl, What::Events).await;
    let other = Scratch::migrated().await;
    let ledger = Ledger::open(other.pool.clone(), clock).await.unwrap();
    Stage::set(ledger).await;
    let before = everything(&other.pool).await;
    let refused = import(&other.pool, &place.0).await.unwrap_err();
    assert!(
        matches!(refused, LogImportError::OtherHistory { position: 1 }),
        "{refused}"
    );
    assert_eq!(everything(&other.pool).await, before);
}

#[tokio::test]
async fn what_is_appended_meanwhile_ends_the_import() {
    let other = Scratch::migrated().await;
    let mut restore = Restore::begin(other.pool.clone()).await.unwrap();
    let ledger = Ledger::open(other.pool.clone(), clock).await.unwrap();
    Stage::set(ledger).await;
    let (scratch, ledger) = told().await;
    let head = *ledger.head().borrow();
    let mut scan = ByPosition::new(scratch.pool.clone(), 0, head);
    let page = scan.next_page().await.unwrap();
    let before = everything(&other.pool).await;
    let refused = restore.put(&page).await.unwrap_err();
    let refused = LogImportError::from(refused);
    assert!(matches!(refused, LogImportError::MovedOn { position: 0 }));
    assert_eq!(everything(&other.pool).await, before);
}

#[tokio::test]
async fn what_the_manifest_does_not_say_is_refused() {
    let (scratch, _ledger) = told().await;
    let other = Scratch::migrated().await;
    let drop_last = |text: &str| {
        let kept = text.trim_end().rfind('\n').unwrap() + 1;
        text[..kept].to_owned()
    };
    for name in ["events.jsonl", "commands.jsonl"] {
        let (place, _) = exported(&scratch.pool, Format::Jsonl, What::Events).await;
        let text = drop_last(&place.read(name));
        std::fs::write(place.0.join(name), text).unwrap();
        let refused = import(&other.pool, &place.0).await.unwrap_err();
        assert!(
            matches!(refused, LogImportError::ManifestDiffers { .. }),
            "{name}: {refused}"
        );
    }
    let (place, _) = exported(&scratch.pool, Format::Jsonl, What::Events).await;
    let text = place
        .read("commands.jsonl")
        .replacen("editing", "expired", 1);
    std::fs::write(place.0.join("commands.jsonl"), text).unwrap();
    let refused = import(&other.pool, &place.0).await.unwrap_err();
    assert!(matches!(refused, LogImportError::ManifestDiffers { .. }));
    std::fs::write(place.0.join("manifest.json"), "{}").unwrap();
    let refused = import(&other.pool, &place.0).await.unwrap_err();
    assert!(matches!(refused, LogImportError::Manifest { .. }));
    assert_eq!(head(&other.pool).await, 0);
}

#[tokio::test]
async fn ids_of_commands_that_led_to_nothing_are_refused() {
    let (scratch, _ledger) = told().await;
    let other = Scratch::migrated().await;
    let (place, _) = exported(&scratch.pool, Format::Jsonl, What::Events).await;
    std::fs::remove_file(place.0.join("manifest.json")).unwrap();
    let text = place.read("commands.jsonl");
    let wrong = text.replacen("\"first_sequence\":1,", "\"first_sequence\":900,", 1);
    std::fs::write(place.0.join("commands.jsonl"), wrong).unwrap();
    let refused = import(&other.pool, &place.0).await.unwrap_err();
    assert!(
        matches!(
            refused,
            LogImportError::Line {
                fault: LineFault::Command(_),
                ..
            }
        ),
        "{refused}"
    );
    assert_eq!(head(&other.pool).await, 0);
}

#[tokio::test]
async fn what_is_no_whole_log_is_refused() {
    let (scratch, _ledger) = told().await;
    let other = Scratch::migrated().await;
    let (claims, _) = exported(&scratch.pool, Format::Jsonl, What::Claims).await;
    let refused = import(&other.pool, &claims.0).await.unwrap_err();
    assert!(matches!(refused, LogImportError::NotALog { .. }));

    let partner = Place::new();
    let wish = Wish {
        partner: Some("atelier-breton".parse().unwrap()),
        ..wish(&scratch.pool, Format::Jsonl, What::Events, &partner).await
    };
    export_of(&scratch.pool, &wish).await.unwrap();
    assert_eq!(partner.names(), ["events.jsonl", "manifest.json"]);
    let refused = import(&other.pool, &partner.0).await.unwrap_err();
    assert!(matches!(refused, LogImportError::OnePartner(_)));
    let alone = import(&other.pool, &partner.0.join("events.jsonl")).await;
    assert!(matches!(
        alone.unwrap_err(),
        LogImportError::Line { line: 1, .. }
    ));

    let nothing = Place::new();
    let refused = import(&other.pool, &nothing.0).await.unwrap_err();
    assert!(matches!(
        refused,
        LogImportError::Place(NoPlace::Missing(_))
    ));
    std::fs::create_dir(&nothing.0).unwrap();
    let refused = import(&other.pool, &nothing.0).await.unwrap_err();
    assert!(matches!(refused, LogImportError::NoLog(_)));
    std::fs::write(nothing.0.join("events.jsonl"), "").unwrap();
    let refused = import(&other.pool, &nothing.0).await.unwrap_err();
    assert!(matches!(refused, LogImportError::Empty(_)));
}

#[tokio::test]
async fn a_log_from_the_future_is_refused() {
    let (scratch, _ledger) = told().await;
    let (place, _) = exported(&scratch.pool, Format::Jsonl, What::Events).await;
    let files = LogFiles::find(&place.0).unwrap();
    let past: DateTime<Utc> = "2024-01-01T00:00:00Z".parse().unwrap();
    let refused = files.check(past, &unwatched()).unwrap_err();
    assert!(matches!(refused, LogImportError::Future { .. }));
}

#[tokio::test]
async fn a_file_that_changes_between_check_and_import_is_refused() {
    let (scratch, _ledger) = told().await;
    let (place, _) = exported(&scratch.pool, Format::Jsonl, What::Events).await;
    let other = Scratch::migrated().await;
    let files = LogFiles::find(&place.0).unwrap();
    let checked = files.check(clock(), &unwatched()).unwrap();
    let text = place.read("events.jsonl");
    let kept = text.trim_end().rfind('\n').unwrap() + 1;
    std::fs::write(place.0.join("events.jsonl"), &text[..kept]).unwrap();
    let watcher: application::import::Watcher = Arc::new(|_| {});
    let refused = restore(
        &other.pool,
        &Shelf::empty().store,
        &files,
        &checked,
        &watcher,
    )
    .await;
    assert!(matches!(refused.unwrap_err(), LogImportError::Changed(_)));
    std::fs::write(place.0.join("events.jsonl"), text).unwrap();
    let report = restore(
        &other.pool,
        &Shelf::empty().store,
        &files,
        &checked,
        &watcher,
    )
    .await
    .unwrap();
    assert_eq!(report.events_appended, 1, "it goes on from there");
}
