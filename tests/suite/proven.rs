//! Logs whose events carry the leaves they must: for what reads the log and proves it.

use application::story::{Story, embedded_policy, run};
use chrono::{DateTime, Utc};
use projections::Ledger;
use projections::log::canonical;
use projections::log::leaf::{Leaf, written};
use projections::log::scan::StoredEvent;
use sqlx::PgPool;
use tests::database::Scratch;

use crate::views::given::Logged;

/// The ledger's clock for stories.
pub fn clock() -> DateTime<Utc> {
    Utc::now()
}

/// Makes a database whose log is a story.
pub async fn told(story: &Story) -> Scratch {
    told_at(story, clock).await
}

/// Makes a database whose log is a story, told when this clock says.
pub async fn told_at(story: &Story, clock: fn() -> DateTime<Utc>) -> Scratch {
    let scratch = Scratch::migrated().await;
    let ledger = Ledger::open(scratch.pool.clone(), clock).await.unwrap();
    run(story, &ledger, |_, _| {}).await.unwrap();
    ledger.stop().await;
    scratch
}

/// Reads a story of the test's own.
pub fn story(text: &str) -> Story {
    Story::parse("test.story", text, embedded_policy).unwrap_or_else(|error| panic!("{error}"))
}

/// Makes a database whose log has these events, one recorded each second.
pub async fn logged(events: &[Logged]) -> Scratch {
    let scratch = Scratch::migrated().await;
    for (chunk, base) in events.chunks(5_000).zip((0..).step_by(5_000)) {
        append(&scratch.pool, chunk, base).await;
    }
    scratch
}

async fn append(pool: &PgPool, events: &[Logged], base: i64) {
    let stored: Vec<StoredEvent> = events
        .iter()
        .zip(base + 1..)
        .map(|(event, position)| stored(event, position))
        .collect();
    let column = |of: fn(&StoredEvent) -> &str| -> Vec<&str> { stored.iter().map(of).collect() };
    let leaves: Vec<Vec<u8>> = stored.iter().map(|event| event.leaf.to_vec()).collect();
    let times: Vec<DateTime<Utc>> = stored.iter().map(|event| event.recorded_at).collect();
    sqlx::query(
        "with head as (
             update log_head
             set position = position + cardinality($2), recorded_at = $8[cardinality($8)]
             returning position - cardinality($2) as base
         )
         insert into events (
             aggregate_type, aggregate_id, sequence, event_type, event_version, payload,
             metadata, position, recorded_at, leaf
         )
         select kind, id, sequence, name, version, payload::json, '{}', base + n, recorded_at, leaf
         from head,
             unnest(
                 $1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[],
                 $7::bytea[], $8::timestamptz[]
             ) with ordinality as e (kind, id, sequence, name, version, payload, leaf, recorded_at, n)",
    )
    .bind(column(|event| &event.aggregate_type))
    .bind(column(|event| &event.aggregate_id))
    .bind(events.iter().map(|event| event.sequence).collect::<Vec<_>>())
    .bind(column(|event| &event.event_type))
    .bind(column(|event| &event.event_version))
    .bind(column(|event| &event.payload))
    .bind(leaves)
    .bind(times)
    .execute(pool)
    .await
    .unwrap();
}

fn stored(event: &Logged, position: i64) -> StoredEvent {
    let payload: serde_json::Value = serde_json::from_str(&event.payload).unwrap();
    let mut stored = StoredEvent {
        position: position.unsigned_abs(),
        aggregate_type: event.kind.to_owned(),
        aggregate_id: event.id.clone(),
        sequence: event.sequence.unsigned_abs(),
        event_type: event.name.clone(),
        event_version: event.version.clone(),
        payload: canonical(&payload).unwrap(),
        metadata: "{}".to_owned(),
        recorded_at: DateTime::from_timestamp(position, 0).unwrap(),
        leaf: [0; 32],
    };
    let recorded_at = written(stored.recorded_at);
    stored.leaf = Leaf {
        aggregate_id: &stored.aggregate_id,
        aggregate_type: &stored.aggregate_type,
        event_type: &stored.event_type,
        event_version: &stored.event_version,
        metadata: &stored.metadata,
        payload: &stored.payload,
        recorded_at: &recorded_at,
        sequence: stored.sequence,
    }
    .digest();
    stored
}

/// Does to the log what only a hand in the database can do.
pub async fn by_hand(pool: &PgPool, statement: &str) {
    let mut connection = pool.acquire().await.unwrap();
    for statement in [
        "alter table events disable trigger all",
        statement,
        "alter table events enable trigger all",
    ] {
        sqlx::query(statement)
            .execute(&mut *connection)
            .await
            .unwrap();
    }
}
