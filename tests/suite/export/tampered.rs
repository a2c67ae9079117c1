//! A log that somebody changed so that each stream looks whole: no export is made of it.

use application::export::{ExportError, What};
use projections::log::LogError;
use projections::views::{Projector, Views};

use super::super::views::given::{no_head, reach};
use super::{Place, export_of, pairs, tamper, told, wish};

/// Requires that every export ends, and gives what of each kind is found where.
async fn ended(
    pool: &sqlx::PgPool,
    is_about: impl Fn(What) -> bool,
    is_right: impl Fn(&LogError) -> bool,
) {
    for (format, what) in pairs().filter(|(_, what)| is_about(*what)) {
        let place = Place::new();
        let wish = wish(pool, format, what, &place).await;
        let ended = export_of(pool, &wish).await.unwrap_err();
        assert!(
            matches!(&ended, ExportError::Log(error) if is_right(error)),
            "{format} {what}: {ended}"
        );
        assert!(!place.0.exists());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_event_of_a_claim_is_missed_by_every_export_of_claims() {
    let (scratch, _ledger) = told().await;
    Views::prepare(&scratch.pool).await.unwrap();
    let projector = Projector::start(scratch.pool.clone(), no_head());
    let (claim, last): (String, i64) = sqlx::query_as(
        "select aggregate_id, max(position)
         from events
         where aggregate_type = 'claim'
         group by aggregate_id
         order by aggregate_id
         limit 1",
    )
    .fetch_one(&scratch.pool)
    .await
    .unwrap();
    let head: i64 = sqlx::query_scalar("select position from log_head")
        .fetch_one(&scratch.pool)
        .await
        .unwrap();
    reach(&Views::new(scratch.pool.clone()), head as usize).await;
    projector.stop().await;
    let is_about = |what| matches!(what, What::Events | What::Claims | What::History);
    let gone = format!("delete from events where position = {last}");
    tamper(&scratch.pool, &gone).await;
    ended(
        &scratch.pool,
        is_about,
        |error| matches!(error, LogError::Missing { position } if *position == last.unsigned_abs()),
    )
    .await;
    let first: i64 = sqlx::query_scalar("select min(position) from events where aggregate_id = $1")
        .bind(&claim)
        .fetch_one(&scratch.pool)
        .await
        .unwrap();
    let whole = format!("delete from events where aggregate_id = '{claim}'");
    tamper(&scratch.pool, &whole).await;
    ended(&scratch.pool, is_about, |error| {
        matches!(error, LogError::Missing { position } if *position == first.unsigned_abs())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_that_changed_places_end_every_export() {
    let (scratch, _ledger) = told().await;
    let (one, other): (i64, i64) = sqlx::query_as(
        "select one.position, other.position
         from events as one
         join events as other on other.position = one.position + 1
         where one.aggregate_id <> other.aggregate_id
         and one.recorded_at < other.recorded_at
         order by one.position
         limit 1",
    )
    .fetch_one(&scratch.pool)
    .await
    .unwrap();
    for (from, to) in [(one, i64::MAX), (other, one), (i64::MAX, other)] {
        let moved = format!("update events set position = {to} where position = {from}");
        tamper(&scratch.pool, &moved).await;
    }
    ended(&scratch.pool, |_| true, |error| {
        matches!(error, LogError::OutOfOrder { position } if *position == other.unsigned_abs())
    })
    .await;
}
