//! The log: dense, in order, whole or not at all, once, and never changed.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use cqrs_es::persist::PersistedEventStore;
use cqrs_es::{AggregateContext, EventStore};
use domain::aggregate::{ClaimStream, FundStream};
use domain::{ClaimCommand, Refusal, Stamped};
use postgres_es::PostgresEventRepository;
use projections::log::leaf::{Leaf, written};
use projections::log::scan::stream_until;
use projections::log::{LogStore, StreamKind};
use projections::{CommandError, Ledger, Request};
use sqlx::PgPool;
use tests::database::Scratch;
use tests::stage::{Stage, actor, claim, clock};

async fn stage() -> (Scratch, Stage) {
    let scratch = Scratch::migrated().await;
    let ledger = Ledger::open(scratch.pool.clone(), clock).await.unwrap();
    let stage = Stage::set(ledger).await;
    (scratch, stage)
}

async fn positions(pool: &PgPool) -> Vec<i64> {
    let positions = sqlx::query_scalar("select position from events order by position");
    positions.fetch_all(pool).await.unwrap()
}

async fn sequences_are_whole(pool: &PgPool) -> bool {
    let broken: i64 = sqlx::query_scalar(
        "select count(*) from (
            select count(*) as n, max(sequence) as last from events
            group by aggregate_type, aggregate_id
        ) as stream
        where n <> last",
    )
    .fetch_one(pool)
    .await
    .unwrap();
    broken == 0
}

#[tokio::test(flavor = "multi_thread")]
async fn positions_are_dense_and_time_never_runs_back_under_many_callers() {
    let (scratch, stage) = stage().await;
    let callers = (0..64).map(|n| {
        let stage = stage.clone();
        tokio::spawn(async move {
            let name = format!("c{n}");
            stage.does(stage.create(&name, 100)).await.unwrap();
            for round in 0..10 {
                stage
                    .does(stage.comment(&name, &round.to_string()))
                    .await
                    .unwrap();
            }
        })
    });
    for caller in callers.collect::<Vec<_>>() {
        caller.await.unwrap();
    }
    let positions = positions(&scratch.pool).await;
    assert_eq!(positions, (1..=3 + 64 * 11).collect::<Vec<i64>>());
    assert!(sequences_are_whole(&scratch.pool).await);
    let backwards: i64 = sqlx::query_scalar(
        "select count(*) from events as earlier
        join events as later on later.position = earlier.position + 1
        where later.recorded_at < earlier.recorded_at",
    )
    .fetch_one(&scratch.pool)
    .await
    .unwrap();
    assert_eq!(backwards, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_contend_for_streams_without_gap_or_loss() {
    let (scratch, stage) = stage().await;
    let other = Ledger::open(scratch.pool.clone(), clock).await.unwrap();
    stage.does(stage.create("shared", 100)).await.unwrap();
    let callers = (0..40).map(|n| {
        let mut stage = stage.clone();
        if n % 2 == 1 {
            stage.ledger = other.clone();
        }
        tokio::spawn(async move {
            let mut done = 0;
            for round in 0..5 {
                match stage
                    .does(stage.comment("shared", &format!("{n}/{round}")))
                    .await
                {
                    Ok(_) => done += 1,
                    Err(CommandError::Contended) => {}
                    Err(error) => panic!("{error}"),
                }
            }
            done
        })
    });
    let mut done = 0;
    for caller in callers.collect::<Vec<_>>() {
        done += caller.await.unwrap();
    }
    let shared = claim("shared").to_string();
    let events = stream_until(&scratch.pool, StreamKind::Claim, &shared, u64::MAX);
    let events = events.await.unwrap();
    assert_eq!(
        events.len(),
        1 + done,
        "each acknowledged comment is there, once"
    );
    assert!(sequences_are_whole(&scratch.pool).await);
    let positions = positions(&scratch.pool).await;
    assert_eq!(positions, (1..=positions.len() as i64).collect::<Vec<_>>());
    assert!(done > 20, "most get through: {done} of 200");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_never_decided_upon_what_another_process_has_overtaken() {
    let (scratch, stage) = stage().await;
    stage.does(stage.create("c", 100)).await.unwrap();
    let mut other = stage.clone();
    other.ledger = Ledger::open(scratch.pool.clone(), clock).await.unwrap();
    // The first process knows the claim as it was before the other one wrote.
    other
        .does(other.comment("c", "from elsewhere"))
        .await
        .unwrap();
    let again = stage.does(stage.comment("c", "from elsewhere")).await;
    assert!(
        matches!(again, Err(CommandError::Refused(Refusal::CommentMustBeNew))),
        "{again:?}"
    );
    let mut request = stage.comment("c", "expecting");
    request.expected = Some(2);
    assert_eq!(stage.does(request).await.unwrap().version, 3);
}

#[tokio::test]
async fn the_expected_version_must_match() {
    let (_scratch, stage) = stage().await;
    stage.does(stage.create("c", 100)).await.unwrap();
    let mut request = stage.comment("c", "late");
    request.expected = Some(7);
    let refused = stage.does(request).await;
    assert!(
        matches!(
            refused,
            Err(CommandError::WrongVersion {
                expected: 7,
                current: 1
            })
        ),
        "{refused:?}"
    );
}

#[tokio::test]
async fn who_may_not_see_a_claim_learns_nothing_of_its_version() {
    let (_scratch, stage) = stage().await;
    stage.does(stage.create("c", 100)).await.unwrap();
    let mut request = stage.comment("c", "hello");
    request.by = actor("eve@elsewhere partner_user");
    request.expected = Some(7);
    let refused = stage.does(request).await;
    assert!(
        matches!(refused, Err(CommandError::Refused(Refusal::ClaimMustExist))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn the_same_command_id_gets_the_first_answer_and_appends_nothing() {
    let (scratch, stage) = stage().await;
    let request = stage.create("c", 100).with_key("key-1".parse().unwrap());
    let first = stage.does(request.clone()).await.unwrap();
    stage
        .does(stage.comment("c", "something happened since"))
        .await
        .unwrap();
    let before = positions(&scratch.pool).await.len();
    // Warm, and by a process that never saw the command.
    let cold = Ledger::open(scratch.pool.clone(), clock).await.unwrap();
    for ledger in [&stage.ledger, &cold] {
        let again = ledger.execute(request.clone()).await.unwrap();
        assert!(again.is_replay);
        assert_eq!(again.appended, 0);
        assert_eq!(
            (again.stream, again.version, again.position, again.standing),
            (
                first.stream.clone(),
                first.version,
                first.position,
                first.standing.clone()
            )
        );
    }
    assert_eq!(positions(&scratch.pool).await.len(), before);
}

#[tokio::test]
async fn a_command_that_would_be_accepted_again_is_still_answered_from_its_first_time() {
    let (_scratch, stage) = stage().await;
    stage.does(stage.create("c", 100)).await.unwrap();
    let metric = |value: &str| {
        let command = ClaimCommand::RecordMetric {
            code: "visitors".parse().unwrap(),
            value: value.parse().unwrap(),
            unit: "people".to_owned(),
        };
        stage
            .on(claim("c"), command)
            .with_key("metric".parse().unwrap())
    };
    let first = stage.does(metric("430")).await.unwrap();
    let again = stage.does(metric("430")).await.unwrap();
    assert_eq!((again.version, again.is_replay), (first.version, true));
    let other = stage.does(metric("431")).await;
    assert!(matches!(other, Err(CommandError::KeyReused)), "{other:?}");
    // The stream goes on after the append that failed.
    assert_eq!(
        stage.does(stage.comment("c", "on")).await.unwrap().version,
        3
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_command_id_at_the_same_time_is_carried_out_once() {
    let (scratch, stage) = stage().await;
    stage.does(stage.create("c", 100)).await.unwrap();
    let tasks: Vec<_> = (0..16)
        .map(|_| {
            let stage = stage.clone();
            let request = stage.comment("c", "once").with_key("once".parse().unwrap());
            tokio::spawn(async move { stage.does(request).await })
        })
        .collect();
    let mut versions = vec![];
    for task in tasks {
        versions.push(task.await.unwrap().unwrap().version);
    }
    assert_eq!(versions, vec![2; 16]);
    assert_eq!(positions(&scratch.pool).await.len(), 5);
}

#[tokio::test]
async fn command_ids_of_two_people_never_meet() {
    let (_scratch, stage) = stage().await;
    let key = || "same".parse().unwrap();
    stage
        .does(stage.create("c", 100).with_key(key()))
        .await
        .unwrap();
    let mut request = stage.comment("c", "mine").with_key(key());
    request.by = actor("yann@atelier-breton partner_user");
    assert!(!stage.does(request).await.unwrap().is_replay);
}

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
    let edit = ClaimCommand::Cancel {
        why: "again".to_owned(),
    };
    let refused = stage.does(stage.on(claim("c"), edit)).await;
    assert!(
        matches!(refused, Err(CommandError::Refused(Refusal::ClaimIsClosed))),
        "{refused:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_leaves_does_not_harm_the_others() {
    let (scratch, stage) = stage().await;
    stage.does(stage.create("c", 100)).await.unwrap();
    for n in 0..50 {
        let left = stage.does(stage.comment("c", &format!("left {n}")));
        // Left at once, or somewhere on the way.
        let _ = tokio::time::timeout(std::time::Duration::from_micros(n * 40), left).await;
        stage
            .does(stage.comment("c", &format!("stayed {n}")))
            .await
            .unwrap();
    }
    let name = claim("c").to_string();
    let events = stream_until(&scratch.pool, StreamKind::Claim, &name, u64::MAX).await;
    let events = events.unwrap();
    let stayed = events
        .iter()
        .filter(|event| event.payload.contains("stayed"));
    assert_eq!(stayed.count(), 50);
    assert!(sequences_are_whole(&scratch.pool).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn claims_on_one_fund_never_spend_the_same_euro() {
    let (_scratch, stage) = stage().await;
    // 10,000.00 in the fund; 30 claims of 600.00 submitted at once: 16 fit.
    let tasks: Vec<_> = (0..30)
        .map(|n| {
            let stage = stage.clone();
            tokio::spawn(async move {
                let name = format!("c{n}");
                stage.does(stage.create(&name, 60_000)).await.unwrap();
                for document in tests::documents::both(&name, 60_000) {
                    let command = ClaimCommand::AttachDocument {
                        document,
                        contribution: None,
                    };
                    stage.does(stage.on(claim(&name), command)).await.unwrap();
                }
                let submit = ClaimCommand::Submit {
                    answers: vec![],
                    duplicates: vec![],
                };
                match stage.does(stage.on(claim(&name), submit)).await {
                    Ok(_) => true,
                    Err(CommandError::Refused(Refusal::FundMustCoverTheClaim { .. })) => false,
                    Err(error) => panic!("{error}"),
                }
            })
        })
        .collect();
    let mut submitted = 0;
    for task in tasks {
        submitted += usize::from(task.await.unwrap());
    }
    assert_eq!(submitted, 16);
    let fund = stage.ledger.fund(stage.fund).await.unwrap().unwrap().state;
    assert!(fund.is_conserved());
    assert_eq!(
        (fund.figures.reserved_minor, fund.figures.available_minor),
        (960_000, 40_000)
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

#[tokio::test]
async fn keys_are_looked_up_in_the_order_asked() {
    let (_scratch, stage) = stage().await;
    let request: Request = stage.create("c", 100).with_key("b".parse().unwrap());
    let hash = Ledger::request_hash(&request.command);
    let position = stage.does(request).await.unwrap().position;
    let keys = ["a", "b", "c"].map(|key| key.parse().unwrap());
    let known = stage
        .ledger
        .known_keys(&stage.camille.person(), &keys)
        .await
        .unwrap();
    assert!(known[0].is_none() && known[2].is_none());
    let found = known[1].unwrap();
    assert_eq!((found.request_hash, found.position), (hash, position));
}
