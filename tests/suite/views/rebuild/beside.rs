//! While a rebuild runs, the ledger goes on: commands, projector and readers notice nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use projections::engine::pool_on;
use projections::views::rebuild::{Known, Outcome, Purpose, estimate};
use projections::views::{FundFilter, Page, Projector, ViewName, Viewer, Views};

use super::super::given::{append, database_with, folded, hasty, no_head, random_history, reach};
use super::{options, rebuilt, run, verified};

#[tokio::test(flavor = "multi_thread")]
async fn the_log_grows_and_views_are_read_while_all_are_rebuilt() {
    let world = random_history(81, 6_000);
    let (scratch, views) = database_with(&world.log[..1_000]).await;
    let projector = Projector::start_at(scratch.pool.clone(), no_head(), hasty(50));
    reach(&views, 1_000).await;
    let is_over = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = (0..3)
        .map(|_| {
            let (views, is_over) = (views.clone(), Arc::clone(&is_over));
            tokio::spawn(async move {
                let mut reads = 0;
                let mut most = 0;
                while !is_over.load(Ordering::Relaxed) {
                    let filter = FundFilter::default();
                    let (lines, _) = views.overview(&Viewer::Inside, &filter).await.unwrap();
                    let paid: i64 = lines.iter().map(|line| line.figures.earned.minor()).sum();
                    assert!(paid > 0, "a half built overview was read");
                    let listed = views
                        .claims(&Viewer::Inside, &Default::default(), &Page::default())
                        .await
                        .unwrap();
                    assert!(listed.rows.len() >= most, "a half built list was read");
                    most = listed.rows.len();
                    reads += 1;
                }
                reads
            })
        })
        .collect();
    let grow = async {
        for events in world.log[1_000..].chunks(20) {
            append(&scratch.pool, events).await;
        }
    };
    let rebuilds = async {
        for _ in 0..3 {
            rebuilt(&scratch.pool, &ViewName::ALL).await;
        }
    };
    tokio::join!(grow, rebuilds);
    is_over.store(true, Ordering::Relaxed);
    for reader in readers {
        assert!(reader.await.unwrap() > 0);
    }
    reach(&views, world.log.len()).await;
    assert_eq!(verified(&scratch.pool).await.outcome, Outcome::Proven);
    projector.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_connection_is_enough() {
    let world = random_history(82, 1_000);
    let (scratch, _) = database_with(&world.log[..600]).await;
    let pool = pool_on(scratch.options.clone(), 1);
    let views = Views::new(pool.clone());
    let projector = Projector::start_at(pool.clone(), no_head(), hasty(50));
    reach(&views, 600).await;
    let (report, ()) = tokio::join!(
        rebuilt(&pool, &ViewName::ALL),
        append(&scratch.pool, &world.log[600..])
    );
    assert!(report.position >= 600);
    reach(&views, world.log.len()).await;
    assert_eq!(verified(&pool).await.outcome, Outcome::Proven);
    projector.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_that_is_parked_is_rebuilt_up_to_there() {
    let mut world = random_history(83, 600);
    world.log[400].payload = world.log[400]
        .payload
        .replace("\"event\":{\"", "\"event\":{\"Un");
    let (scratch, views) = database_with(&world.log).await;
    let projector = Projector::start(scratch.pool.clone(), no_head());
    let parked = loop {
        let statuses = views.status().await.unwrap();
        if let Some(parked) = statuses.iter().find(|view| view.error.is_some()) {
            break parked.view;
        }
        tokio::task::yield_now().await;
    };
    let report = rebuilt(&scratch.pool, &[parked]).await;
    assert_eq!(report.position, 400);
    projector.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_estimate_leaves_nothing_behind() {
    let world = random_history(84, 900);
    let (scratch, views) = folded(&world.log).await;
    let before = views.status().await.unwrap();
    let wanted = options(Purpose::Rebuild, &ViewName::ALL);
    let sampled = estimate(&scratch.pool, &wanted).await.unwrap();
    assert_eq!(sampled.events, world.log.len() as u64);
    assert!(sampled.events_per_second > 0.0 && sampled.lasts().as_nanos() > 0);
    assert_eq!(views.status().await.unwrap(), before);
    verified(&scratch.pool).await;
    let known = estimate(&scratch.pool, &wanted).await.unwrap();
    assert_eq!(known.known_from, Known::LastVerification);
    run(&scratch.pool, &wanted).await.unwrap();
    let known = estimate(&scratch.pool, &wanted).await.unwrap();
    assert_eq!(known.known_from, Known::LastRebuild);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_log_is_rebuilt_too() {
    let (scratch, _) = database_with(&[]).await;
    assert_eq!(rebuilt(&scratch.pool, &ViewName::ALL).await.events, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_longer_than_a_page_are_folded_whole() {
    let world = random_history(79, 600);
    let (scratch, _) = folded(&world.log).await;
    let mut options = options(Purpose::Rebuild, &ViewName::ALL);
    options.shard_events = 3;
    let report = run(&scratch.pool, &options).await.unwrap();
    assert_eq!(report.outcome, Outcome::Switched);
    assert_eq!(report.events, world.log.len() as u64);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_while_commands_never_cease() {
    let world = random_history(82, 12_000);
    let (scratch, _) = folded(&world.log[..1_000]).await;
    let mut options = options(Purpose::Rebuild, &ViewName::ALL);
    (options.shard_events, options.jobs) = (20, 3);
    let pool = scratch.pool.clone();
    let commands = tokio::spawn(async move {
        let mut pace = tokio::time::interval(std::time::Duration::from_millis(25));
        for some in world.log[1_000..].chunks(10) {
            pace.tick().await;
            append(&pool, some).await;
        }
    });
    let report = run(&scratch.pool, &options).await.unwrap();
    assert!(!commands.is_finished(), "it ended only when they did");
    assert_eq!(report.outcome, Outcome::Switched);
    commands.abort();
}
