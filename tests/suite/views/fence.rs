//! One leader per view: it is replaced when it is gone, and writes nothing once it was replaced.

use std::time::Duration;

use projections::views::{Pace, Projector, ViewName, Waited};

use super::given::{append, database_with, digests, hasty, no_head, random_history, reach};

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_a_leader_that_was_replaced_is_rolled_back() {
    let world = random_history(21, 60);
    let (before, after) = world.log.split_at(40);
    let (scratch, views) = database_with(before).await;
    let _projector = Projector::start_at(scratch.pool.clone(), no_head(), hasty(100));
    reach(&views, before.len()).await;
    let replace = "update views
        set epoch = epoch + 1, leader = 'another', lease_until = clock_timestamp() + interval '1 h'";
    sqlx::query(replace).execute(&scratch.pool).await.unwrap();
    let seen = digests(&scratch.pool).await;
    append(&scratch.pool, after).await;
    let head = world.log.len() as u64;
    for view in ViewName::ALL {
        let waited = views
            .wait_for(&[view], head, Duration::from_millis(60))
            .await
            .unwrap();
        assert_eq!(
            waited,
            Waited::TimedOut {
                position: before.len() as u64
            },
            "{view}"
        );
    }
    assert_eq!(digests(&scratch.pool).await, seen);
    let gone = "update views set lease_until = clock_timestamp() - interval '1 s'";
    sqlx::query(gone).execute(&scratch.pool).await.unwrap();
    reach(&views, world.log.len()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_takes_over_when_the_lease_of_a_killed_leader_runs_out() {
    let world = random_history(22, 60);
    let (scratch, views) = database_with(&world.log[..30]).await;
    let killed = Projector::start_at(scratch.pool.clone(), no_head(), hasty(100));
    reach(&views, 30).await;
    drop(killed);
    let left = views.status().await.unwrap();
    assert!(left.iter().all(|view| view.leader.is_some()), "{left:?}");
    let _other = Projector::start_at(scratch.pool.clone(), no_head(), hasty(100));
    append(&scratch.pool, &world.log[30..]).await;
    reach(&views, world.log.len()).await;
    for (was, is) in left.iter().zip(views.status().await.unwrap()) {
        assert!(is.is_led);
        assert_ne!(was.leader, is.leader);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_projector_that_stops_gives_its_leads_back() {
    let world = random_history(23, 60);
    let (scratch, views) = database_with(&world.log).await;
    let projector = Projector::start(scratch.pool.clone(), no_head());
    reach(&views, world.log.len()).await;
    projector.stop().await;
    for view in views.status().await.unwrap() {
        assert_eq!((view.leader, view.lease_until), (None, None));
        assert!(!view.is_led);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_projector_waits_while_the_first_one_leads() {
    let world = random_history(24, 60);
    let (scratch, views) = database_with(&world.log[..30]).await;
    // A leader on a busy machine must not lose its lease for being late.
    let patient = Pace {
        lease: Duration::from_secs(30),
        ..hasty(100)
    };
    let _one = Projector::start_at(scratch.pool.clone(), no_head(), patient);
    reach(&views, 30).await;
    let leaders: Vec<_> = views
        .status()
        .await
        .unwrap()
        .into_iter()
        .map(|view| view.leader)
        .collect();
    let _two = Projector::start_at(scratch.pool.clone(), no_head(), patient);
    for events in world.log[30..].chunks(3) {
        append(&scratch.pool, events).await;
        let head = events.len() as u64;
        let waited = views
            .wait_for(&ViewName::ALL, 30 + head, Duration::from_secs(20))
            .await;
        assert_eq!(waited.unwrap(), Waited::Reached);
    }
    reach(&views, world.log.len()).await;
    let still: Vec<_> = views
        .status()
        .await
        .unwrap()
        .into_iter()
        .map(|view| view.leader)
        .collect();
    assert_eq!(leaders, still);
}
