//! The projector may be ended at any moment: the views go on exactly where they were.

use std::time::Duration;

use projections::engine::pool_on;
use projections::views::{Pace, Projector, ViewName, Views, Waited};
use sqlx::PgPool;

use super::given::chance::Chance;
use super::given::{database_with, digests, folded, hasty, no_head, random_history, reach};

/// Cuts the connections of everybody else in this database.
async fn cut_connections(pool: &PgPool) {
    let cut = sqlx::query(
        "select pg_terminate_backend(pid)
         from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()",
    );
    drop(cut.fetch_all(pool).await);
}

async fn is_behind(views: &Views) -> bool {
    let status = views.status().await.expect("the views are there");
    status.iter().any(|view| view.lag > 0)
}

async fn run_for(views: &Views, most: u64) -> bool {
    let wait = Duration::from_millis(most);
    matches!(
        views.wait_for(&ViewName::ALL, u64::MAX, wait).await,
        Ok(Waited::Reached)
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn views_of_a_projector_that_was_killed_many_times_are_those_of_one_that_was_not() {
    let world = random_history(11, 3_000);
    let (undisturbed, _) = folded(&world.log).await;
    let (scratch, _) = database_with(&world.log).await;
    let own = pool_on(scratch.options.clone(), 1);
    let views = Views::new(own.clone());
    let mut chance = Chance::new(11);
    let mut killed = 0;
    // How many rounds it takes depends on the machine.
    while is_behind(&views).await && killed < 60 {
        let pace = Pace {
            lease: Duration::from_millis(20),
            ..hasty(1 + chance.below(40) as usize)
        };
        let pool = pool_on(scratch.options.clone(), 4);
        let projector = Projector::start_at(pool, no_head(), pace);
        run_for(&views, 1 + chance.below(60)).await;
        if killed % 3 == 0 {
            cut_connections(&own).await;
        }
        drop(projector);
        killed += 1;
    }
    assert!(killed > 5, "it was done after {killed} rounds");
    let _projector = Projector::start(pool_on(scratch.options.clone(), 4), no_head());
    reach(&views, world.log.len()).await;
    assert_eq!(digests(&own).await, digests(&undisturbed.pool).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_projectors_on_one_database_make_the_views_of_one() {
    let world = random_history(12, 3_000);
    let (undisturbed, _) = folded(&world.log).await;
    let (scratch, _) = database_with(&world.log[..10]).await;
    let own = pool_on(scratch.options.clone(), 1);
    let views = Views::new(own.clone());
    let pace = Pace {
        lease: Duration::from_millis(15),
        ..hasty(13)
    };
    let other_pool = pool_on(scratch.options.clone(), 4);
    let one = Projector::start_at(pool_on(scratch.options.clone(), 4), no_head(), pace);
    let two = Projector::start_at(other_pool, no_head(), pace);
    for events in world.log[10..].chunks(200) {
        super::given::append(&own, events).await;
        cut_connections(&own).await;
    }
    reach(&views, world.log.len()).await;
    one.stop().await;
    two.stop().await;
    assert_eq!(digests(&own).await, digests(&undisturbed.pool).await);
}
