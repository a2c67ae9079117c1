//! There and back: a log that is imported is the log that was exported, or nothing is.

use std::sync::Arc;

use api::export::{Format, What, Wish};
use api::import::jsonl::{LineFault, LogFiles, LogImportError, LogImportReport, restore};
use api::import::unwatched;
use api::story::{run, the_story};
use chrono::{DateTime, Utc};
use projections::Ledger;
use projections::log::NotTheLog;
use projections::log::leaf::Leaf;
use serde_json::{Value, json};
use sqlx::PgPool;
use tests::database::Scratch;
use tests::stage::{Stage, clock};

use super::{Place, export_of, exported, exported_at, told, told_of_two, wish};

async fn import(pool: &PgPool, path: &std::path::Path) -> Result<LogImportReport, LogImportError> {
    let files = LogFiles::find(path)?;
    let watcher = unwatched();
    let checked = files.check(clock(), &watcher)?;
    restore(pool, &files, &checked, &watcher).await
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

async fn head(pool: &PgPool) -> i64 {
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
    let (scratch, _ledger) = told().await;
    let (place, _) = exported(&scratch.pool, Format::Jsonl, What::Events).await;
    let other = Scratch::migrated().await;
    let files = LogFiles::find(&place.0).unwrap();
    let checked = files.check(clock(), &unwatched()).unwrap();
    let mut restore = projections::log::restore::Restore::begin(other.pool.clone())
        .await
        .unwrap();
    let ledger = Ledger::open(other.pool.clone(), clock).await.unwrap();
    Stage::set(ledger).await;
    let mut scan =
        projections::log::scan::ByPosition::new(scratch.pool.clone(), 0, checked.log.position());
    let page = scan.next_page().await.unwrap();
    let before = everything(&other.pool).await;
    let refused = restore.put(&page).await.unwrap_err();
    let refused = LogImportError::from(refused);
    assert!(matches!(refused, LogImportError::MovedOn { position: 0 }));
    assert_eq!(everything(&other.pool).await, before);
}

/// The lines of a whole log, to be made wrong.
struct Log(Vec<Value>);

impl Log {
    async fn told() -> Self {
        let (scratch, _ledger) = told().await;
        let (place, _) = exported(&scratch.pool, Format::Jsonl, What::Events).await;
        let text = place.read("events.jsonl");
        Self(
            text.lines()
                .map(|it| serde_json::from_str(it).unwrap())
                .collect(),
        )
    }

    /// Changes a line and makes its digest fit again.
    fn with(&self, line: usize, change: impl FnOnce(&mut Value)) -> String {
        let mut lines = self.0.clone();
        change(&mut lines[line - 1]);
        seal(&mut lines[line - 1]);
        text(&lines)
    }
}

fn text(lines: &[Value]) -> String {
    let lines = lines
        .iter()
        .map(|it| projections::log::canonical(it).unwrap());
    lines.map(|line| line + "\n").collect()
}

fn seal(line: &mut Value) {
    let text = |name: &str| line[name].as_str().unwrap().to_owned();
    let [id, kind, name, version, at] = [
        "aggregate_id",
        "aggregate_type",
        "event_type",
        "event_version",
        "recorded_at",
    ]
    .map(text);
    let leaf = Leaf {
        aggregate_id: &id,
        aggregate_type: &kind,
        event_type: &name,
        event_version: &version,
        metadata: &projections::log::canonical(&line["metadata"]).unwrap(),
        payload: &projections::log::canonical(&line["payload"]).unwrap(),
        recorded_at: &at,
        sequence: line["sequence"].as_u64().unwrap(),
    };
    let digest = domain::document::Sha256::from_bytes(leaf.digest());
    line["leaf"] = json!(digest.to_string());
}

/// Imports a text; it must be refused for one line, with nothing imported.
async fn fault(pool: &PgPool, text: &str, expected: u64) -> LineFault {
    let place = Place::new();
    std::fs::write(&place.0, text).unwrap();
    let refused = import(pool, &place.0).await.unwrap_err();
    std::fs::remove_file(&place.0).unwrap();
    assert_eq!(head(pool).await, 0, "nothing was imported");
    match refused {
        LogImportError::Line { line, fault, .. } => {
            assert_eq!(line, expected, "{fault}");
            fault
        }
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_corrupt_line_is_named_and_nothing_is_imported() {
    let log = Log::told().await;
    let pool = Scratch::migrated().await.pool;
    let whole = text(&log.0);
    let lines: Vec<&str> = whole.lines().collect();

    let broken = whole.replacen(lines[8], &lines[8][..40], 1);
    assert!(matches!(
        fault(&pool, &broken, 9).await,
        LineFault::NotJson(_)
    ));
    let blank = whole.replacen(lines[8], "", 1);
    assert!(matches!(
        fault(&pool, &blank, 9).await,
        LineFault::NotJson(_)
    ));
    let cut = &whole[..whole.len() - 20];
    let last = lines.len() as u64;
    assert!(matches!(
        fault(&pool, cut, last).await,
        LineFault::NotJson(_)
    ));
    let more = log.with(5, |line| line["more"] = json!(1));
    assert!(matches!(
        fault(&pool, &more, 5).await,
        LineFault::NotJson(_)
    ));

    let altered = whole.replacen("7350.00", "7351.00", 1);
    let line = lines.iter().position(|it| it.contains("7350.00")).unwrap() as u64 + 1;
    let found = fault(&pool, &altered, line).await;
    assert!(
        matches!(found, LineFault::Event(NotTheLog::Leaf)),
        "{found}"
    );

    let mut gone = log.0.clone();
    gone.remove(9);
    let found = fault(&pool, &text(&gone), 10).await;
    let LineFault::Event(NotTheLog::Position { expected, found }) = found else {
        panic!("{found}");
    };
    assert_eq!((expected, found), (10, 11));

    let sequence = log.with(9, |line| line["sequence"] = json!(77));
    let found = fault(&pool, &sequence, 9).await;
    assert!(
        matches!(found, LineFault::Event(NotTheLog::Sequence { .. })),
        "{found}"
    );

    let back = log.with(9, |line| {
        line["recorded_at"] = json!("2001-01-01T00:00:00.000000Z")
    });
    let found = fault(&pool, &back, 9).await;
    assert!(
        matches!(found, LineFault::Event(NotTheLog::Time)),
        "{found}"
    );
    let vague = log.with(9, |line| line["recorded_at"] = json!("2001-01-01"));
    assert!(matches!(
        fault(&pool, &vague, 9).await,
        LineFault::Instant(_)
    ));
}

#[tokio::test]
async fn an_event_that_this_program_does_not_know_is_named() {
    let log = Log::told().await;
    let pool = Scratch::migrated().await.pool;
    let version = log.with(7, |line| line["event_version"] = json!("9"));
    let found = fault(&pool, &version, 7).await;
    assert!(
        matches!(found, LineFault::Event(NotTheLog::Event(_))),
        "{found}"
    );
    let name = log.with(7, |line| line["event_type"] = json!("ClaimInvented"));
    let found = fault(&pool, &name, 7).await;
    assert!(
        matches!(found, LineFault::Event(NotTheLog::Name { .. })),
        "{found}"
    );
    let payload = log.with(7, |line| {
        line["payload"]["event"] = json!({"ClaimInvented": {}})
    });
    let found = fault(&pool, &payload, 7).await;
    assert!(
        matches!(found, LineFault::Event(NotTheLog::Event(_))),
        "{found}"
    );
    let kind = log.with(7, |line| line["aggregate_type"] = json!("invoice"));
    let found = fault(&pool, &kind, 7).await;
    assert!(
        matches!(found, LineFault::Event(NotTheLog::Kind(_))),
        "{found}"
    );
    let id = log.with(7, |line| line["aggregate_id"] = json!("C-1"));
    let found = fault(&pool, &id, 7).await;
    assert!(
        matches!(found, LineFault::Event(NotTheLog::Id(_))),
        "{found}"
    );
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
    assert!(matches!(refused, LogImportError::Missing(_)));
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
    let watcher: api::import::Watcher = Arc::new(|_| {});
    let refused = restore(&other.pool, &files, &checked, &watcher).await;
    assert!(matches!(refused.unwrap_err(), LogImportError::Changed(_)));
    std::fs::write(place.0.join("events.jsonl"), text).unwrap();
    let report = restore(&other.pool, &files, &checked, &watcher)
        .await
        .unwrap();
    assert_eq!(report.events_appended, 1, "it goes on from there");
}
