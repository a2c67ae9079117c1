//! A rebuild may be ended at any moment: asked for again, it goes on from its last pages.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use projections::engine::pool_on;
use projections::views::ViewName;
use projections::views::rebuild::{
    Cancelled, Outcome, Phase, Progress, Purpose, RebuildError, Watcher, cancel, kept_versions,
    rebuild, underway,
};
use tokio::sync::watch;

use super::super::given::chance::Chance;
use super::super::given::{folded, random_history};
use super::{options, rebuilt, run, stop_after};

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_rebuild_goes_on_where_it_was() {
    let world = random_history(71, 2_000);
    let (scratch, _) = folded(&world.log).await;
    let options = options(Purpose::Rebuild, &ViewName::ALL);
    let (watcher, stop) = stop_after(300);
    let ended = rebuild(&scratch.pool, &options, watcher, stop).await;
    assert!(matches!(ended, Err(RebuildError::Stopped)), "{ended:?}");
    let left = underway(&scratch.pool).await.unwrap().unwrap();
    assert_eq!((left.holder, left.views), (None, ViewName::ALL.to_vec()));
    let resumed_from = Arc::new(AtomicU64::new(0));
    let seen = Arc::clone(&resumed_from);
    let watcher: Watcher = Arc::new(move |progress: Progress| {
        seen.store(progress.resumed_from, Ordering::Relaxed);
    });
    let (_go_on, stop) = watch::channel(false);
    let report = rebuild(&scratch.pool, &options, watcher, stop)
        .await
        .unwrap();
    assert_eq!(report.outcome, Outcome::Switched);
    let resumed_from = resumed_from.load(Ordering::Relaxed);
    assert!(
        (300..world.log.len() as u64).contains(&resumed_from),
        "{resumed_from}"
    );
    assert_eq!(report.events, world.log.len() as u64);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_that_was_killed_ten_times_comes_to_the_same_digest() {
    let world = random_history(72, 3_000);
    let (undisturbed, _) = folded(&world.log).await;
    let expected = rebuilt(&undisturbed.pool, &ViewName::ALL).await.digest;
    let (scratch, _) = folded(&world.log).await;
    let mut options = options(Purpose::Rebuild, &ViewName::ALL);
    options.shard_events = 23;
    let mut chance = Chance::new(72);
    for _ in 0..10 {
        let pool = pool_on(scratch.options.clone(), 6);
        let until = 50 + chance.below(200);
        let folded = Arc::new(AtomicU64::new(0));
        let seen = Arc::clone(&folded);
        let began_with = underway(&scratch.pool)
            .await
            .unwrap()
            .map_or(0, |left| left.events);
        let killed = Arc::new(tokio::sync::Notify::new());
        let kill = Arc::clone(&killed);
        let watcher: Watcher = Arc::new(move |progress: Progress| {
            seen.store(progress.events, Ordering::Relaxed);
            if progress.events >= began_with + until {
                kill.notify_one();
            }
        });
        let (_go_on, stop) = watch::channel(false);
        let (options, own) = (options.clone(), pool.clone());
        let task = tokio::spawn(async move { rebuild(&own, &options, watcher, stop).await });
        tokio::select! {
            () = killed.notified() => {}
            () = tokio::time::sleep(Duration::from_secs(30)) => panic!("nothing was folded"),
        }
        // As kill -9 leaves it: no farewell, and connections that the server has to find dead.
        task.abort();
        drop(task.await);
        sqlx::query("update rebuilds set lease_until = clock_timestamp() where ended_at is null")
            .execute(&scratch.pool)
            .await
            .unwrap();
        pool.close().await;
    }
    let left = underway(&scratch.pool).await.unwrap();
    assert!(left.is_some(), "it was done before it was killed ten times");
    let report = run(&scratch.pool, &options).await.unwrap();
    assert_eq!(report.outcome, Outcome::Switched);
    assert_eq!(report.digest, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_that_was_killed_in_any_phase_comes_to_the_same_digest() {
    let world = random_history(75, 1_500);
    let (undisturbed, _) = folded(&world.log).await;
    let expected = rebuilt(&undisturbed.pool, &ViewName::ALL).await.digest;
    for phase in [Phase::Indexing, Phase::CatchingUp, Phase::Comparing] {
        let (scratch, _) = folded(&world.log).await;
        let options = options(Purpose::Rebuild, &ViewName::ALL);
        let reached = Arc::new(tokio::sync::Notify::new());
        let reach = Arc::clone(&reached);
        let watcher: Watcher = Arc::new(move |progress: Progress| {
            if progress.phase == phase {
                reach.notify_one();
            }
        });
        let (_go_on, stop) = watch::channel(false);
        let (own, pool) = (options.clone(), pool_on(scratch.options.clone(), 6));
        let its = pool.clone();
        let task = tokio::spawn(async move { rebuild(&its, &own, watcher, stop).await });
        reached.notified().await;
        task.abort();
        drop(task.await);
        // Nobody renews the lease any longer: it runs out.
        let report = run(&scratch.pool, &options).await.unwrap();
        assert_eq!(report.outcome, Outcome::Switched, "{phase:?}");
        assert_eq!(report.digest, expected, "{phase:?}");
        pool.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_program_began_is_not_gone_on_with() {
    let world = random_history(76, 1_500);
    let (scratch, _) = folded(&world.log).await;
    let wanted = options(Purpose::Rebuild, &ViewName::ALL);
    let (watcher, stop) = stop_after(200);
    let ended = rebuild(&scratch.pool, &wanted, watcher, stop).await;
    assert!(matches!(ended, Err(RebuildError::Stopped)), "{ended:?}");
    sqlx::query("update views set shape = 7 where state = 'rebuilding' and name = 'postings'")
        .execute(&scratch.pool)
        .await
        .unwrap();
    let report = run(&scratch.pool, &wanted).await.unwrap();
    assert_eq!(report.outcome, Outcome::Switched);
    let shapes: Vec<i32> =
        sqlx::query_scalar("select shape from views where is_live order by name")
            .fetch_all(&scratch.pool)
            .await
            .unwrap();
    assert_eq!(shapes, [3, 2, 1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_rebuild_is_told_who_works_at_the_first() {
    let world = random_history(73, 1_500);
    let (scratch, _) = folded(&world.log).await;
    let (watcher, stop) = stop_after(200);
    let first = options(Purpose::Rebuild, &[ViewName::Claim]);
    let ended = rebuild(&scratch.pool, &first, watcher, stop).await;
    assert!(matches!(ended, Err(RebuildError::Stopped)));
    let second = options(Purpose::Rebuild, &[ViewName::Postings]);
    let refused = run(&scratch.pool, &second).await.unwrap_err();
    assert!(
        matches!(&refused, RebuildError::Unfinished { views, .. } if *views == [ViewName::Claim]),
        "{refused}"
    );
    sqlx::query(
        "update rebuilds
         set holder = 'process 1', lease_until = clock_timestamp() + interval '1 hour'
         where ended_at is null",
    )
    .execute(&scratch.pool)
    .await
    .unwrap();
    let refused = run(&scratch.pool, &second).await.unwrap_err();
    assert!(
        matches!(&refused, RebuildError::Held { holder, .. } if holder == "process 1"),
        "{refused}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_rebuild_leaves_nothing() {
    let world = random_history(74, 1_500);
    let (scratch, views) = folded(&world.log).await;
    let before = views.status().await.unwrap();
    let (watcher, stop) = stop_after(200);
    let wanted = options(Purpose::Rebuild, &ViewName::ALL);
    let ended = rebuild(&scratch.pool, &wanted, watcher, stop).await;
    assert!(matches!(ended, Err(RebuildError::Stopped)));
    let gone = cancel(&scratch.pool).await.unwrap();
    assert!(matches!(gone, Some(Cancelled::Gone(_))), "{gone:?}");
    assert_eq!(views.status().await.unwrap(), before);
    assert_eq!(kept_versions(&scratch.pool).await.unwrap(), vec![]);
    let tables: i64 =
        sqlx::query_scalar("select count(*) from pg_tables where tablename like '%\\_\\_v2'")
            .fetch_one(&scratch.pool)
            .await
            .unwrap();
    assert_eq!(tables, 0);
    assert_eq!(cancel(&scratch.pool).await.unwrap(), None);
    rebuilt(&scratch.pool, &ViewName::ALL).await;
}
