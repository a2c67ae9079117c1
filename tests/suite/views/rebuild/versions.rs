//! Versions that were replaced are kept for a way back, until they are dropped.

use projections::views::rebuild::{Outcome, RollbackError, kept_versions, prune, roll_back};
use projections::views::{Projector, ViewCodes, ViewName};
use tokio::sync::watch;

use super::super::given::{append, folded, no_head, random_history, reach};
use super::{rebuilt, verified};

#[tokio::test(flavor = "multi_thread")]
async fn a_view_is_rolled_back_and_goes_on_from_there() {
    let world = random_history(91, 2_500);
    let (scratch, views) = folded(&world.log[..1_000]).await;
    rebuilt(&scratch.pool, &[ViewName::Overview]).await;
    append(&scratch.pool, &world.log[1_000..1_300]).await;
    let projector = Projector::start(scratch.pool.clone(), no_head());
    reach(&views, 1_300).await;
    let (_go_on, stop) = watch::channel(false);
    let codes = ViewCodes::CURRENT;
    let rolled = roll_back(&scratch.pool, ViewName::Overview, &codes, &stop)
        .await
        .unwrap();
    assert_eq!((rolled.from, rolled.to, rolled.caught_up), (2, 1, 300));
    append(&scratch.pool, &world.log[1_300..]).await;
    reach(&views, world.log.len()).await;
    assert_eq!(verified(&scratch.pool).await.outcome, Outcome::Proven);
    let live: i32 =
        sqlx::query_scalar("select version from views where name = 'overview' and is_live")
            .fetch_one(&scratch.pool)
            .await
            .unwrap();
    assert_eq!(live, 1);
    projector.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_earlier_version_there_is_no_way_back() {
    let world = random_history(92, 300);
    let (scratch, _) = folded(&world.log).await;
    let (_go_on, stop) = watch::channel(false);
    let codes = ViewCodes::CURRENT;
    let refused = roll_back(&scratch.pool, ViewName::Postings, &codes, &stop).await;
    assert!(matches!(
        refused,
        Err(RollbackError::NoneKept(ViewName::Postings))
    ));
    rebuilt(&scratch.pool, &[ViewName::Postings]).await;
    let kept = kept_versions(&scratch.pool).await.unwrap();
    assert_eq!(kept.len(), 1);
    assert!(kept[0].bytes > 0);
    assert!(prune(&scratch.pool, ViewName::Postings, 1).await.unwrap());
    assert!(
        !prune(&scratch.pool, ViewName::Postings, 2).await.unwrap(),
        "it lives"
    );
    let refused = roll_back(&scratch.pool, ViewName::Postings, &codes, &stop).await;
    assert!(matches!(
        refused,
        Err(RollbackError::NoneKept(ViewName::Postings))
    ));
    assert_eq!(verified(&scratch.pool).await.outcome, Outcome::Proven);
}
