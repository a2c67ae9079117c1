//! While the database is away the projector tries again, and goes on when it is back.

use projections::views::Projector;
use sqlx::{Connection, PgConnection};

use super::given::{append, database_with, hasty, no_head, random_history, reach};
use tests::database::SERVER;

#[tokio::test(flavor = "multi_thread")]
async fn the_projector_goes_on_when_the_database_is_back() {
    let world = random_history(61, 400);
    let (scratch, views) = database_with(&world.log[..100]).await;
    let _projector = Projector::start_at(scratch.pool.clone(), no_head(), hasty(5));
    reach(&views, 100).await;
    let mut admin = PgConnection::connect(&std::env::var(SERVER).unwrap())
        .await
        .unwrap();
    let name = scratch.options.get_database().unwrap();
    for statement in [
        format!("alter database {name} with allow_connections false"),
        format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'"),
    ] {
        sqlx::query(&statement).execute(&mut admin).await.unwrap();
    }
    let away = views.status().await;
    assert!(
        matches!(away, Err(projections::views::ReadError::Unavailable(_))),
        "{away:?}"
    );
    sqlx::query(&format!(
        "alter database {name} with allow_connections true"
    ))
    .execute(&mut admin)
    .await
    .unwrap();
    let own = projections::engine::pool_on(scratch.options.clone(), 1);
    append(&own, &world.log[100..]).await;
    reach(&projections::views::Views::new(own), world.log.len()).await;
}
