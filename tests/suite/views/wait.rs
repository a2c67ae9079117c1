//! A reader waits until the views have seen what he has written.

use std::time::Duration;

use projections::views::{Projector, ViewName, Waited};
use tokio::sync::watch;

use super::given::{append, database_with, hasty, random_history};

#[tokio::test(flavor = "multi_thread")]
async fn waiting_ends_at_the_position_or_with_the_time() {
    let world = random_history(41, 50);
    let (scratch, views) = database_with(&world.log).await;
    let head = world.log.len() as u64;
    let wait = |position, wait| views.wait_for(&ViewName::ALL, position, wait);
    let timed_out = Waited::TimedOut { position: 0 };
    assert_eq!(wait(1, Duration::ZERO).await.unwrap(), timed_out);
    assert_eq!(wait(1, Duration::from_millis(30)).await.unwrap(), timed_out);
    assert_eq!(wait(0, Duration::ZERO).await.unwrap(), Waited::Reached);
    let _projector = Projector::start(scratch.pool.clone(), super::given::no_head());
    assert_eq!(
        wait(head, Duration::from_secs(20)).await.unwrap(),
        Waited::Reached
    );
    let beyond = wait(head + 1, Duration::from_millis(30)).await.unwrap();
    assert_eq!(beyond, Waited::TimedOut { position: head });
}

#[tokio::test(flavor = "multi_thread")]
async fn the_slowest_of_the_views_waited_for_decides() {
    let world = random_history(42, 50);
    let (scratch, views) = database_with(&world.log).await;
    sqlx::query("update views set position = 7 where name = 'overview'")
        .execute(&scratch.pool)
        .await
        .unwrap();
    let none = Duration::ZERO;
    assert_eq!(
        views
            .wait_for(&[ViewName::Overview], 7, none)
            .await
            .unwrap(),
        Waited::Reached
    );
    let both = [ViewName::Overview, ViewName::Claim];
    let waited = views.wait_for(&both, 7, none).await.unwrap();
    assert_eq!(waited, Waited::TimedOut { position: 0 });
}

#[tokio::test(flavor = "multi_thread")]
async fn an_append_of_this_process_wakes_the_projector_from_a_long_wait() {
    let world = random_history(43, 50);
    let (scratch, views) = database_with(&world.log[..10]).await;
    let (appended, head) = watch::channel(10);
    let hour = Duration::from_secs(3_600);
    let pace = projections::views::Pace {
        busy: hour,
        idle: hour,
        lease: 4 * hour,
        ..hasty(100)
    };
    let _projector = Projector::start_at(scratch.pool.clone(), head, pace);
    let wait = Duration::from_secs(20);
    assert_eq!(
        views.wait_for(&ViewName::ALL, 10, wait).await.unwrap(),
        Waited::Reached
    );
    append(&scratch.pool, &world.log[10..]).await;
    let position = world.log.len() as u64;
    appended.send_replace(position);
    assert_eq!(
        views
            .wait_for(&ViewName::ALL, position, wait)
            .await
            .unwrap(),
        Waited::Reached
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_status_tells_how_far_each_view_is_behind() {
    let world = random_history(44, 50);
    let (scratch, views) = database_with(&world.log).await;
    sqlx::query("update views set position = 7 where name = 'overview'")
        .execute(&scratch.pool)
        .await
        .unwrap();
    let statuses = views.status().await.unwrap();
    assert_eq!(statuses.len(), ViewName::ALL.len());
    let head = world.log.len() as u64;
    for status in statuses {
        let position = if status.view == ViewName::Overview {
            7
        } else {
            0
        };
        assert_eq!((status.position, status.lag), (position, head - position));
        assert_eq!(
            (status.version, status.is_live, status.error),
            (1, true, None)
        );
    }
}
