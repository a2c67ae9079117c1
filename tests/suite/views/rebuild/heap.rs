//! Shards are read as they lie in the table: in whatever order that is, they fold the same.

use projections::views::ViewName;
use projections::views::rebuild::{Outcome, Purpose, RebuildError, rebuild, underway};
use sqlx::PgPool;

use super::super::given::{World, claim_id, folded, random_history};
use super::{options, rebuilt, run, stop_after, verified};

/// Lays the events of the table in the order of an expression.
async fn lay_by(pool: &PgPool, order: &str) {
    for statement in [
        format!("create index another_order on events ({order})"),
        "cluster events using another_order".to_owned(),
        "drop index another_order".to_owned(),
        "analyze events".to_owned(),
    ] {
        sqlx::query(&statement).execute(pool).await.unwrap();
    }
}

/// How many events lie in front of the one before them in their stream.
async fn turned(pool: &PgPool) -> i64 {
    sqlx::query_scalar(
        "select count(*)
         from events as one
         join events as next using (aggregate_type, aggregate_id)
         where next.sequence = one.sequence + 1 and next.ctid < one.ctid",
    )
    .fetch_one(pool)
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_fold_the_same_in_whatever_order_their_events_lie() {
    let world = random_history(341, 2_500);
    let (scratch, _) = folded(&world.log).await;
    let pool = &scratch.pool;
    let expected = rebuilt(pool, &ViewName::ALL).await.digest;
    for order in ["position desc", "md5(position::text)"] {
        lay_by(pool, order).await;
        assert!(turned(pool).await > 500, "{order}");
        for shard_events in [40, 1_000, 100_000] {
            let mut wanted = options(Purpose::Rebuild, &ViewName::ALL);
            wanted.shard_events = shard_events;
            let report = run(pool, &wanted).await.unwrap();
            assert_eq!(report.outcome, Outcome::Switched);
            assert_eq!(report.digest, expected, "{order} {shard_events}");
        }
        assert_eq!(verified(pool).await.outcome, Outcome::Proven);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_that_ended_between_shards_goes_on_with_those_that_are_left() {
    let world = random_history(342, 2_500);
    let (scratch, _) = folded(&world.log).await;
    let pool = &scratch.pool;
    let expected = rebuilt(pool, &ViewName::ALL).await.digest;
    lay_by(pool, "md5(position::text)").await;
    let mut wanted = options(Purpose::Rebuild, &ViewName::ALL);
    (wanted.shard_events, wanted.jobs) = (60, 1);
    let mut before = 0;
    for least in [100, 700, 1_200] {
        let (watcher, stop) = stop_after(least);
        let ended = rebuild(pool, &wanted, watcher, stop).await;
        assert!(matches!(ended, Err(RebuildError::Stopped)), "{ended:?}");
        let left = underway(pool).await.unwrap().unwrap();
        assert!(left.events >= least && left.events > before, "{left:?}");
        before = left.events;
        // Whole shards alone are kept: their rows, and how many events they were.
        let (done, half): (i64, i64) = sqlx::query_as(
            "select coalesce(sum(shard.events) filter (where is_done), 0)::bigint,
                 count(*) filter (where not is_done and shard.events > 0)
             from rebuild_shards as shard
             join rebuilds using (rebuild_id)
             where ended_at is null",
        )
        .fetch_one(pool)
        .await
        .unwrap();
        assert_eq!((done.unsigned_abs(), half), (left.events, 0));
    }
    let report = run(pool, &wanted).await.unwrap();
    assert_eq!(
        (report.outcome, report.digest),
        (Outcome::Switched, expected)
    );
    assert_eq!(report.events, world.log.len() as u64);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_is_gone_is_missed_in_whatever_order_the_others_lie() {
    for order in ["position", "position desc"] {
        let world = random_history(343, 800);
        let (scratch, _) = folded(&world.log).await;
        lay_by(&scratch.pool, order).await;
        let in_the_middle = |event: &&super::super::given::Logged| {
            let goes_on = |it: &&super::super::given::Logged| {
                it.id == event.id && it.sequence > event.sequence
            };
            event.kind == "claim" && event.sequence == 3 && world.log.iter().any(|it| goes_on(&it))
        };
        let gone = world.log.iter().find(in_the_middle).unwrap();
        crate::proven::by_hand(
            &scratch.pool,
            &format!(
                "delete from events where aggregate_id = '{}' and sequence = 3",
                gone.id
            ),
        )
        .await;
        let wanted = options(Purpose::Verify, &ViewName::ALL);
        let error = run(&scratch.pool, &wanted).await.unwrap_err();
        let said = error.to_string();
        assert!(said.contains("took"), "{order}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn amounts_beyond_eight_bytes_are_counted_and_rebuilt() {
    let mut world = World::default();
    world.open("atelier", "h1", 100_000);
    let most = i64::MAX - 7;
    for name in ["one", "two", "three"] {
        world.create(name, "atelier", "h1", most);
    }
    assert_eq!(world.claims[&claim_id("one")].declared.minor(), most);
    let (scratch, _) = folded(&world.log).await;
    let sum = (3 * i128::from(most)).to_string();
    let told = async || -> Vec<(String, i64, String)> {
        sqlx::query_as(
            "select status, claims, amount_minor::text from overview_status where claims > 0",
        )
        .fetch_all(&scratch.pool)
        .await
        .unwrap()
    };
    let expected = [("editing".to_owned(), 3, sum)];
    assert_eq!(told().await, expected);
    rebuilt(&scratch.pool, &ViewName::ALL).await;
    assert_eq!(told().await, expected);
    assert_eq!(verified(&scratch.pool).await.outcome, Outcome::Proven);
}
