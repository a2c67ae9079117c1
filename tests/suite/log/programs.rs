//! What other programs find: nothing to change, and streams that they can read.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use cqrs_es::persist::PersistedEventStore;
use cqrs_es::{AggregateContext, EventStore};
use domain::aggregate::{ClaimStream, FundStream};
use domain::{ClaimCommand, Refusal, Stamped, claim};
use postgres_es::PostgresEventRepository;
use projections::CommandError;
use projections::log::leaf::{Leaf, written};
use projections::stream::LogStore;
use tests::database::Scratch;
use tests::stage::claim;

use super::{positions, stage};

#[tokio::test]
async fn the_log_refuses_update_delete_and_truncate() {
    let (scratch, _stage) = stage().await;
    for statement in [
        "update events set payload = '{}'",
        "delete from events",
        "truncate events",
        "update commands set answer = '{}'",
        "delete from commands",
        "truncate commands",
        "update log_head set position = 0",
        "delete from log_head",
        "truncate log_head",
    ] {
        let refused = sqlx::query(statement)
            .execute(&scratch.pool)
            .await
            .unwrap_err();
        let code = refused
            .as_database_error()
            .unwrap()
            .code()
            .unwrap()
            .into_owned();
        assert!(
            ["23001", "42501"].contains(&code.as_str()),
            "{statement}: {refused}"
        );
    }
    assert_eq!(positions(&scratch.pool).await, [1, 2, 3]);
}

#[tokio::test]
async fn every_leaf_is_the_digest_of_what_the_log_holds() {
    let (scratch, stage) = stage().await;
    let odd = "é \u{1F600} \u{7} \"quoted\" \\ / \u{2028} <b>";
    stage
        .does(stage.create("c", 100).with_key("k".parse().unwrap()))
        .await
        .unwrap();
    stage.does(stage.comment("c", odd)).await.unwrap();
    type Row = (
        String,
        String,
        i64,
        String,
        String,
        String,
        String,
        DateTime<Utc>,
        Vec<u8>,
    );
    let rows: Vec<Row> = sqlx::query_as(
        "select aggregate_type, aggregate_id, sequence, event_type, event_version,
            payload::text, metadata::text, recorded_at, leaf
        from events",
    )
    .fetch_all(&scratch.pool)
    .await
    .unwrap();
    assert_eq!(rows.len(), 5);
    for (kind, id, sequence, event_type, version, payload, metadata, recorded_at, leaf) in rows {
        for text in [&payload, &metadata] {
            let value: serde_json::Value = serde_json::from_str(text).unwrap();
            // Sorted keys and no white space: canonical, as far as a plain writer can tell.
            assert_eq!(*text, value.to_string());
        }
        let expected = Leaf {
            aggregate_id: &id,
            aggregate_type: &kind,
            event_type: &event_type,
            event_version: &version,
            metadata: &metadata,
            payload: &payload,
            recorded_at: &written(recorded_at),
            sequence: sequence.unsigned_abs(),
        };
        assert_eq!(
            expected.digest().as_slice(),
            leaf.as_slice(),
            "{event_type}"
        );
    }
}

#[tokio::test]
async fn an_unmodified_postgres_es_program_reads_our_streams() {
    let (scratch, stage) = stage().await;
    stage.does(stage.create("c", 4_200)).await.unwrap();
    stage.does(stage.comment("c", "hello")).await.unwrap();
    let repository = || PostgresEventRepository::new(scratch.pool.clone());
    let claims = PersistedEventStore::<_, ClaimStream>::new_event_store(repository());
    let mut context = claims
        .load_aggregate(&claim("c").to_string())
        .await
        .unwrap();
    let state = context.aggregate().0.clone().unwrap();
    assert_eq!((state.declared.minor(), state.comments.len()), (4_200, 1));
    assert_eq!(
        Some(state),
        stage
            .ledger
            .claim(claim("c"))
            .await
            .unwrap()
            .map(|c| c.state)
    );
    let funds = PersistedEventStore::<_, FundStream>::new_event_store(repository());
    let events = funds.load_events(&stage.fund.to_string()).await.unwrap();
    assert_eq!(
        events
            .iter()
            .map(|event| event.sequence)
            .collect::<Vec<_>>(),
        [1, 2]
    );
}

#[tokio::test]
async fn a_cqrs_es_program_appends_through_the_log_and_conflicts_are_told() {
    let (scratch, stage) = stage().await;
    stage.does(stage.create("c", 100)).await.unwrap();
    let store = LogStore::<ClaimStream>::new(stage.ledger.log().clone()).unwrap();
    let id = claim("c").to_string();
    let recalled = || Stamped {
        at: tests::stage::noon(),
        by: stage.camille.clone(),
        event: domain::ClaimEvent::ClaimCancelled {
            why: "a test".to_owned(),
        },
    };
    let first = store.load_aggregate(&id).await.unwrap();
    let second = store.load_aggregate(&id).await.unwrap();
    let written = store
        .commit(vec![recalled()], first, HashMap::new())
        .await
        .unwrap();
    assert_eq!(written[0].sequence, 2);
    let conflict = store.commit(vec![recalled()], second, HashMap::new()).await;
    assert!(matches!(
        conflict,
        Err(cqrs_es::AggregateError::AggregateConflict)
    ));
    assert_eq!(positions(&scratch.pool).await, [1, 2, 3, 4, 5]);
    // The ledger, which knew nothing of it, decides upon what is there.
    let edit = ClaimCommand::Cancel(claim::Cancel {
        why: "again".to_owned(),
    });
    let refused = stage.does(stage.on(claim("c"), edit)).await;
    assert!(
        matches!(refused, Err(CommandError::Refused(Refusal::ClaimIsClosed))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_database_of_somebody_else_or_of_a_newer_program_is_refused() {
    use projections::schema::{SchemaError, migrate, status};
    let foreign = Scratch::empty().await;
    sqlx::query("create table invoices (id int)")
        .execute(&foreign.pool)
        .await
        .unwrap();
    assert!(matches!(
        migrate(&foreign.pool).await,
        Err(SchemaError::NotOurs)
    ));
    let tables: i64 = sqlx::query_scalar(
        "select count(*) from information_schema.tables where table_schema = 'public'",
    )
    .fetch_one(&foreign.pool)
    .await
    .unwrap();
    assert_eq!(tables, 1, "nothing was made");

    let newer = Scratch::migrated().await;
    sqlx::query(
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
        values (9001, 'from the future', true, '\\x00', 0)",
    )
    .execute(&newer.pool)
    .await
    .unwrap();
    assert!(matches!(
        migrate(&newer.pool).await,
        Err(SchemaError::NewerThanBinary(9001))
    ));
    assert!(matches!(
        status(&newer.pool).await,
        Err(SchemaError::NewerThanBinary(9001))
    ));
}

#[tokio::test]
async fn migrations_apply_once_even_for_two_at_a_time() {
    let scratch = Scratch::empty().await;
    let (first, second) = tokio::join!(
        projections::schema::migrate(&scratch.pool),
        projections::schema::migrate(&scratch.pool)
    );
    let mut applied = [first.unwrap().len(), second.unwrap().len()];
    applied.sort_unstable();
    assert_eq!(applied[0], 0);
    assert!(applied[1] > 0);
}
