//! Logs in scratch databases, and the views over them.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::DateTime;
use projections::log::leaf::Leaf;
use projections::views::{Pace, Projector, ViewName, Views, Waited};
use sqlx::PgPool;
use tests::database::Scratch;
use tokio::sync::watch;

use super::Logged;

/// Inserts events after those that are there, as one append does; one is recorded each second.
pub async fn append(pool: &PgPool, events: &[Logged]) {
    for chunk in events.chunks(5_000) {
        let base: i64 = sqlx::query_scalar("select position from log_head")
            .fetch_one(pool)
            .await
            .unwrap();
        let leaves: Vec<Vec<u8>> = (base + 1..).zip(chunk).map(leaf).collect();
        let column = |of: fn(&Logged) -> &str| -> Vec<&str> { chunk.iter().map(of).collect() };
        sqlx::query(
            "with head as (
                 update log_head
                 set position = position + cardinality($2),
                     recorded_at = 'epoch'::timestamptz
                         + (position + cardinality($2)) * interval '1 second'
                 returning position - cardinality($2) as base
             )
             insert into events (
                 aggregate_type, aggregate_id, sequence, event_type, event_version, payload,
                 metadata, position, recorded_at, leaf
             )
             select kind, id, sequence, name, version, payload::json, '{}', base + n,
                 'epoch'::timestamptz + (base + n) * interval '1 second',
                 leaf
             from head,
                 unnest(
                     $1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[],
                     $7::bytea[]
                 ) with ordinality as e (kind, id, sequence, name, version, payload, leaf, n)",
        )
        .bind(column(|event| event.kind))
        .bind(column(|event| &event.id))
        .bind(chunk.iter().map(|event| event.sequence).collect::<Vec<_>>())
        .bind(column(|event| &event.name))
        .bind(column(|event| &event.version))
        .bind(column(|event| &event.payload))
        .bind(leaves)
        .execute(pool)
        .await
        .unwrap();
    }
}

/// The leaf of an event that is recorded at a position.
fn leaf((position, event): (i64, &Logged)) -> Vec<u8> {
    let recorded_at = DateTime::UNIX_EPOCH + chrono::Duration::seconds(position);
    let recorded_at = projections::log::leaf::written(recorded_at);
    let leaf = Leaf {
        aggregate_id: &event.id,
        aggregate_type: event.kind,
        event_type: &event.name,
        event_version: &event.version,
        metadata: "{}",
        payload: &event.payload,
        recorded_at: &recorded_at,
        sequence: event.sequence.unsigned_abs(),
    };
    leaf.digest().to_vec()
}

/// A database with prepared views and these events in its log.
pub async fn database_with(events: &[Logged]) -> (Scratch, Views) {
    let scratch = Scratch::migrated().await;
    Views::prepare(&scratch.pool).await.unwrap();
    append(&scratch.pool, events).await;
    let views = Views::new(scratch.pool.clone());
    (scratch, views)
}

/// A database whose views have folded these events.
pub async fn folded(events: &[Logged]) -> (Scratch, Views) {
    let (scratch, views) = database_with(events).await;
    let projector = Projector::start(scratch.pool.clone(), no_head());
    reach(&views, events.len()).await;
    projector.stop().await;
    (scratch, views)
}

/// The head of a ledger that is not there: the projector finds new events by itself.
pub fn no_head() -> watch::Receiver<u64> {
    watch::channel(0).1
}

/// Small pages, short leases.
pub fn hasty(page_events: usize) -> Pace {
    Pace {
        page_events,
        lease: Duration::from_millis(300),
        busy: Duration::from_millis(1),
        idle: Duration::from_millis(20),
        gather: Duration::ZERO,
        ..Pace::default()
    }
}

/// Waits until all views are at the position.
pub async fn reach(views: &Views, position: usize) {
    let reached = views
        .wait_for(&ViewName::ALL, position as u64, Duration::from_secs(60))
        .await;
    assert_eq!(
        reached.unwrap(),
        Waited::Reached,
        "{:#?}",
        views.status().await
    );
}

/// The content of every table of every view, each as one digest.
pub async fn digests(pool: &PgPool) -> BTreeMap<String, String> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select table_name::text
         from information_schema.tables
         where table_schema = 'public' and table_name like '%\\_\\_v1'",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    assert_eq!(tables.len(), 10, "{tables:?}");
    let mut digests = BTreeMap::new();
    for table in tables {
        let digest: String = sqlx::query_scalar(&format!(
            "select count(*) || ' rows, ' || coalesce(md5(string_agg(t::text, '|' order by t::text collate \"C\")), '') from {table} as t"
        ))
        .fetch_one(pool)
        .await
        .unwrap();
        digests.insert(table, digest);
    }
    digests
}
