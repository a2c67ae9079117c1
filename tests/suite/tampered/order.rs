//! Exchanged positions: no leaf covers them, but recorded times must not run backwards along them.

use projections::log::LogError;
use projections::log::scan::ByPosition;
use projections::replay::Scope;
use projections::views::ViewName;
use projections::views::rebuild::{Purpose, RebuildError};
use sqlx::PgPool;
use tests::sight::OneClaim;

use super::super::proven::by_hand;
use super::super::views::rebuild::{options, run};
use super::{Says, a_claim, given, positions, replay};

/// Exchanges the positions of two events, and leaves no hole behind.
async fn exchange(pool: &PgPool, one: i64, other: i64) {
    for (from, to) in [(one, i64::MAX), (other, one), (i64::MAX, other)] {
        let statement = format!("update events set position = {to} where position = {from}");
        by_hand(pool, &statement).await;
    }
}

/// Two neighbours of different streams: each stream by itself looks as it was.
async fn neighbours(pool: &PgPool) -> (i64, i64) {
    sqlx::query_as(
        "select one.position, other.position
         from events as one
         join events as other on other.position = one.position + 1
         where one.aggregate_id <> other.aggregate_id
         and one.position > 40
         order by one.position
         limit 1",
    )
    .fetch_one(pool)
    .await
    .unwrap()
}

fn is_at(said: Option<&LogError>, at: i64) -> bool {
    matches!(said, Some(LogError::OutOfOrder { position }) if *position == at.unsigned_abs())
}

#[tokio::test(flavor = "multi_thread")]
async fn neighbours_that_changed_places_are_seen_by_replays_and_rebuilds() {
    let (scratch, _, world) = given(421).await;
    let (pool, until) = (&scratch.pool, world.log.len() as u64);
    let (one, other) = neighbours(pool).await;
    exchange(pool, one, other).await;
    let said = replay(pool, Scope::All, until).await.log_error();
    assert!(is_at(said.as_ref(), other), "{said:?}");
    replay(pool, Scope::All, one.unsigned_abs() - 1)
        .await
        .unwrap();
    let mut log = ByPosition::new(pool.clone(), 0, until);
    let said = log.next_page().await.log_error();
    assert!(is_at(said.as_ref(), other), "{said:?}");
    for purpose in [Purpose::Rebuild, Purpose::Verify] {
        let ended = run(pool, &options(purpose, &ViewName::ALL)).await;
        let error = ended.unwrap_err();
        assert!(
            matches!(error, RebuildError::Log(LogError::OutOfOrder { position }) if position == other.unsigned_abs()),
            "{error}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_was_moved_past_the_next_of_its_stream_is_seen_in_the_stream() {
    let (scratch, views, world) = given(422).await;
    let (pool, until) = (&scratch.pool, world.log.len() as u64);
    let claim = a_claim(pool, &world).await;
    let positions = positions(pool, &claim.to_string()).await;
    exchange(pool, positions[1], until as i64).await;
    let alone = Scope::Claim(claim);
    let said = replay(pool, alone, until).await.log_error();
    assert!(is_at(said.as_ref(), positions[2]), "{said:?}");
    let past = views.as_of(until);
    let read = past.one(&projections::views::Viewer::Inside, claim).await;
    let said = read.log_error();
    assert!(is_at(said.as_ref(), positions[2]), "{said:?}");
}
