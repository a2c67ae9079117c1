//! Logs with one line that is wrong: it is named, and nothing is imported.

use application::export::{Format, What};
use application::import::jsonl::{LineFault, LogImportError};
use projections::log::NotTheLog;
use projections::log::leaf::Leaf;
use serde_json::{Value, json};
use sqlx::PgPool;
use tests::database::Scratch;

use super::trip::{head, import};
use super::{Place, exported, told};

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
