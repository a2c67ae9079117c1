//! While the database is away the projector tries again, and goes on when it is back.

use projections::views::Projector;

use super::given::{append, database_with, hasty, no_head, random_history, reach};

#[tokio::test(flavor = "multi_thread")]
async fn the_projector_goes_on_when_the_database_is_back() {
    let world = random_history(61, 400);
    let (scratch, views) = database_with(&world.log[..100]).await;
    let _projector = Projector::start_at(scratch.pool.clone(), no_head(), hasty(5));
    reach(&views, 100).await;
    scratch.take_away().await;
    let away = views.status().await;
    assert!(
        matches!(away, Err(projections::views::ReadError::Unavailable(_))),
        "{away:?}"
    );
    scratch.bring_back().await;
    let own = projections::engine::pool_on(scratch.options.clone(), 1);
    append(&own, &world.log[100..]).await;
    reach(&projections::views::Views::new(own), world.log.len()).await;
}
