//! Faults under the committer: connections that die or fall silent, and a log that went back.

use std::time::{Duration, Instant};

use domain::{FundCommand, Money, fund};
use projections::engine::pool_on;
use projections::{Answer, Command, CommandError, Ledger, Request};
use sqlx::{Connection, PgConnection, PgPool};
use tests::database::Scratch;
use tests::proxy::Proxy;
use tests::stage::{Stage, actor, claim, clock, noon};

use super::positions;

/// No text of a test has it.
const NEVER: &str = "\u{1}never";

async fn behind(marker: &'static str) -> (Scratch, Proxy, Stage) {
    let scratch = Scratch::migrated().await;
    let proxy = Proxy::before(&scratch.options, marker);
    let pool = pool_on(proxy.options(&scratch.options), 4);
    let ledger = Ledger::open(pool, clock).await.unwrap();
    (scratch, proxy, Stage::set(ledger).await)
}

/// An adjustment without a key: whatever sends it twice books it twice.
fn adjustment(stage: &Stage) -> Request {
    let adjust = FundCommand::Adjust(fund::Adjust {
        delta: Money::from_minor(-100, domain::Currency::EUR),
        reason: fund::AdjustmentReason::Correction,
        text: "once".to_owned(),
    });
    let fay = actor("fay@helio-cloud finance");
    Request::new(Command::Fund(stage.fund, adjust), fay, noon())
}

async fn adjustments(pool: &PgPool) -> i64 {
    sqlx::query_scalar("select count(*) from events where event_type = 'FundAdjusted'")
        .fetch_one(pool)
        .await
        .unwrap()
}

/// Waits until so many statements wait for a lock.
async fn are_waiting(pool: &PgPool, statements: i64) {
    loop {
        let waiting: i64 = sqlx::query_scalar(
            "select count(*)
             from pg_stat_activity
             where datname = current_database()
             and wait_event_type = 'Lock'",
        )
        .fetch_one(pool)
        .await
        .unwrap();
        if waiting >= statements {
            return;
        }
        tokio::task::yield_now().await;
    }
}

/// Sends an adjustment while somebody holds a lock, and cuts its connection while it waits; lets go
/// once the ledger has noticed, and gives the answer.
async fn cut_off(scratch: &Scratch, proxy: &Proxy, stage: &Stage, lock: &str) -> Answer {
    let mut other = PgConnection::connect_with(&scratch.options).await.unwrap();
    let mut holding = other.begin().await.unwrap();
    sqlx::query(lock).execute(&mut *holding).await.unwrap();
    let sent = tokio::spawn({
        let (stage, request) = (stage.clone(), adjustment(stage));
        async move { stage.does(request).await }
    });
    are_waiting(&scratch.pool, 1).await;
    proxy.cut();
    are_waiting(&scratch.pool, 2).await;
    holding.rollback().await.unwrap();
    sent.await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_that_outlives_its_connection_is_not_sent_again() {
    let (scratch, proxy, stage) = behind(NEVER).await;
    // The second that waits asks what became of the first.
    let lock = "select from log_head for update";
    let answer = cut_off(&scratch, &proxy, &stage, lock).await;
    assert_eq!(adjustments(&scratch.pool).await, 1);
    assert_eq!(positions(&scratch.pool).await, [1, 2, 3, 4]);
    assert_eq!(answer.position, 4);
    // What comes next stands on it.
    stage.does(adjustment(&stage)).await.unwrap();
    assert_eq!(adjustments(&scratch.pool).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_again_and_what_was_lost_never_both_commit() {
    let (scratch, proxy, stage) = behind(NEVER).await;
    // The head and the events can be read, so the second that waits is the same sent again.
    let lock = "lock table events in share mode";
    cut_off(&scratch, &proxy, &stage, lock).await;
    assert_eq!(adjustments(&scratch.pool).await, 1);
    stage.does(stage.create("c", 100)).await.unwrap();
    assert_eq!(adjustments(&scratch.pool).await, 1);
    assert_eq!(positions(&scratch.pool).await, [1, 2, 3, 4, 5]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_append_that_breaks_every_connection_fails_alone() {
    let (scratch, proxy, stage) = behind("break the line").await;
    stage.does(stage.create("c", 100)).await.unwrap();
    let mut sent = vec![];
    for text in ["one", "two", "break the line", "three", "four"] {
        let name = format!("claim of {text}");
        let request = match text {
            "break the line" => stage.create(text, 100),
            _ => stage.create(&name, 100),
        };
        let stage = stage.clone();
        sent.push(tokio::spawn(async move { stage.does(request).await }));
    }
    let mut answers = vec![];
    for answer in sent {
        answers.push(answer.await.unwrap());
    }
    assert!(proxy.was_marked());
    let failed: Vec<_> = answers.iter().map(Result::is_err).collect();
    assert_eq!(failed, [false, false, true, false, false], "{answers:?}");
    assert!(
        matches!(answers[2], Err(CommandError::Unavailable)),
        "{answers:?}"
    );
    let positions = positions(&scratch.pool).await;
    assert_eq!(positions, (1..=8).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_falls_silent_costs_a_caller_ten_seconds_at_most() {
    let (scratch, proxy, stage) = behind(NEVER).await;
    let before = positions(&scratch.pool).await;
    proxy.fall_silent();
    let began = Instant::now();
    let told = stage.does(adjustment(&stage)).await;
    assert!(
        matches!(told, Err(CommandError::OutcomeUnknown)),
        "{told:?}"
    );
    assert!(
        began.elapsed() < Duration::from_secs(10),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(positions(&scratch.pool).await, before);
}

/// Takes the last events away and sets the head back, as a restore of an older copy does.
async fn goes_back_to(pool: &PgPool, position: i64) {
    let mut transaction = pool.begin().await.unwrap();
    for statement in [
        "set local session_replication_role = replica",
        "delete from events where position > $1",
        "update log_head set position = $1",
    ] {
        let mut query = sqlx::query(statement);
        if statement.contains('$') {
            query = query.bind(position);
        }
        query.execute(&mut *transaction).await.unwrap();
    }
    transaction.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_went_back_is_read_anew() {
    let (scratch, _proxy, stage) = behind(NEVER).await;
    stage.does(stage.create("c", 100)).await.unwrap();
    for text in ["one", "two", "three"] {
        stage.does(stage.comment("c", text)).await.unwrap();
    }
    goes_back_to(&scratch.pool, 5).await;
    // The claim is warm at version 4, but the log has two of its events.
    let next = stage.does(stage.comment("c", "four")).await.unwrap();
    assert_eq!((next.version, next.position), (3, 6));
    let sequences: Vec<i64> = sqlx::query_scalar(
        "select sequence from events where aggregate_type = 'claim' order by position",
    )
    .fetch_all(&scratch.pool)
    .await
    .unwrap();
    assert_eq!(sequences, [1, 2, 3]);
    // Others that were warm are read anew as well.
    goes_back_to(&scratch.pool, 3).await;
    let gone = stage.does(stage.comment("c", "five")).await;
    assert!(matches!(gone, Err(CommandError::Refused(_))), "{gone:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_goes_in_only_after_the_one_before_it() {
    let (scratch, _proxy, stage) = behind(NEVER).await;
    stage.does(stage.create("c", 100)).await.unwrap();
    stage.does(stage.comment("c", "one")).await.unwrap();
    stage.does(stage.create("d", 100)).await.unwrap();
    // Another process has read the claim when its last event is taken away by hand; the end of the
    // log is as it was.
    let pool = pool_on(scratch.options.clone(), 4);
    let other = Ledger::open(pool, clock).await.unwrap();
    let read = other.claim(claim("c")).await.unwrap().unwrap();
    assert_eq!(read.version, 2);
    let mut transaction = scratch.pool.begin().await.unwrap();
    for statement in [
        "set local session_replication_role = replica",
        "delete from events where position = 5",
    ] {
        sqlx::query(statement)
            .execute(&mut *transaction)
            .await
            .unwrap();
    }
    transaction.commit().await.unwrap();
    other.execute(stage.comment("c", "two")).await.unwrap();
    let sequences: Vec<i64> = sqlx::query_scalar(
        "select sequence from events
         where aggregate_type = 'claim' and position in (4, 7)
         order by position",
    )
    .fetch_all(&scratch.pool)
    .await
    .unwrap();
    assert_eq!(sequences, [1, 2]);
}

#[tokio::test]
async fn commits_wait_for_the_disk_whatever_the_server_says() {
    let (scratch, _proxy, stage) = behind(NEVER).await;
    let name = scratch.options.get_database().unwrap();
    sqlx::query(&format!(
        "alter database {name} set synchronous_commit = off"
    ))
    .execute(&scratch.pool)
    .await
    .unwrap();
    // Whoever appends says how its transaction commits.
    for statement in [
        "create table told (setting text)",
        "create function tell() returns trigger language plpgsql as
         $$ begin insert into told values (current_setting('synchronous_commit')); return null; end $$",
        "create trigger tell after insert on events execute function tell()",
    ] {
        sqlx::query(statement).execute(&scratch.pool).await.unwrap();
    }
    let ledger = Ledger::open(pool_on(scratch.options.clone(), 4), clock)
        .await
        .unwrap();
    ledger.execute(stage.create("c", 100)).await.unwrap();
    let told: Vec<String> = sqlx::query_scalar("select setting from told")
        .fetch_all(&scratch.pool)
        .await
        .unwrap();
    assert_eq!(told, ["on"]);
}
