//! Ends of streams: what is left looks whole, but the views remember more.

use std::time::Duration;
use tests::sight::OneClaim;

use domain::{ClaimId, FundId};
use projections::balance::Balance;
use projections::replay::Scope;
use projections::trace::{trace_claim, trace_fund};
use projections::views::{Page, Projector, Viewer, Views};
use sqlx::PgPool;
use tokio::sync::watch;

use super::super::proven::{by_hand, logged};
use super::super::views::given::{append, database_with, hasty, no_head, random_history, reach};
use super::{a_claim, given, misses, positions, replay, take_away};

const VENDOR: &Viewer = &Viewer::Inside;

/// Requires that every read of a claim misses the event at a position.
async fn every_read_misses(pool: &PgPool, claim: ClaimId, (until, missing): (u64, i64)) {
    let views = Views::new(pool.clone());
    let past = views.as_of(until);
    let page = Page::default();
    misses(past.one(VENDOR, claim).await, missing);
    misses(past.told(VENDOR, claim, &page).await, missing);
    misses(views.one(VENDOR, claim).await, missing);
    misses(views.told(VENDOR, claim, &page).await, missing);
    misses(trace_claim(pool, claim, until).await, missing);
    misses(replay(pool, Scope::Claim(claim), until).await, missing);
    let (fund, partner): (uuid::Uuid, String) =
        sqlx::query_as("select fund_id, partner from claim where claim_id = $1")
            .bind(claim.uuid())
            .fetch_one(pool)
            .await
            .unwrap();
    let fund = Scope::Fund(FundId::from_uuid(fund));
    misses(replay(pool, fund, until).await, missing);
    let partner = Scope::Partner(partner.parse().unwrap());
    misses(replay(pool, partner, until).await, missing);
    misses(replay(pool, Scope::All, until).await, missing);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_events_of_a_claim_are_missed_by_every_read_of_it() {
    let (scratch, views, world) = given(401).await;
    let (pool, head) = (&scratch.pool, world.log.len() as u64);
    let claim = a_claim(pool, &world).await;
    let positions = positions(pool, &claim.to_string()).await;
    let [.., before, first, last] = positions[..] else {
        panic!("it is long enough")
    };
    take_away(pool, last).await;
    every_read_misses(pool, claim, (head, last)).await;
    // The first of several is named.
    take_away(pool, first).await;
    every_read_misses(pool, claim, (head, first)).await;
    every_read_misses(pool, claim, (first.unsigned_abs(), first)).await;
    // Nothing is missed of what came before it.
    let past = views.as_of(before.unsigned_abs());
    assert!(past.one(VENDOR, claim).await.unwrap().is_some());
    let alone = Scope::Claim(claim);
    replay(pool, alone, past.position()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_that_was_taken_away_whole_is_missed() {
    let (scratch, _, world) = given(402).await;
    let claim = a_claim(&scratch.pool, &world).await;
    let first = positions(&scratch.pool, &claim.to_string()).await[0];
    by_hand(
        &scratch.pool,
        &format!("delete from events where aggregate_id = '{claim}'"),
    )
    .await;
    every_read_misses(&scratch.pool, claim, (world.log.len() as u64, first)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_event_of_a_fund_is_missed_by_every_read_of_it() {
    let (scratch, views, world) = given(403).await;
    let (pool, until) = (&scratch.pool, world.log.len() as u64);
    let fund = *world.funds.keys().next().unwrap();
    let last = *positions(pool, &fund.to_string()).await.last().unwrap();
    take_away(pool, last).await;
    misses(views.as_of(until).fund(VENDOR, fund).await, last);
    misses(trace_fund(pool, fund, until).await, last);
    misses(replay(pool, Scope::Fund(fund), until).await, last);
    let partner = None;
    let balance = Balance {
        until,
        partner,
        programmes: None,
    };
    misses(balance.run(pool, |_| ()).await, last);
    let until = last.unsigned_abs() - 1;
    let partner = None;
    let before = Balance {
        until,
        partner,
        programmes: None,
    }
    .run(pool, |_| ())
    .await
    .unwrap();
    assert!(before.is_balanced());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partner_whose_only_fund_is_gone_is_not_a_stranger() {
    let (scratch, _, world) = given(404).await;
    let (pool, until) = (&scratch.pool, world.log.len() as u64);
    let partner = world.funds.values().next().unwrap().partner.clone();
    let first: i64 = sqlx::query_scalar("select min(opened) from postings_fund where partner = $1")
        .bind(partner.as_str())
        .fetch_one(pool)
        .await
        .unwrap();
    for (id, fund) in &world.funds {
        if fund.partner == partner {
            let gone = format!("delete from events where aggregate_id = '{id}'");
            by_hand(pool, &gone).await;
        }
    }
    misses(replay(pool, Scope::Partner(partner), until).await, first);
}

#[tokio::test(flavor = "multi_thread")]
async fn views_that_know_nothing_or_too_much_are_no_cause_for_alarm() {
    let world = random_history(405, 200);
    let scratch = logged(&world.log).await;
    let (pool, until) = (&scratch.pool, world.log.len() as u64);
    let claim = a_claim(pool, &world).await;
    let alone = || replay(pool, Scope::Claim(claim), until);
    alone().await.unwrap();
    Views::prepare(pool).await.unwrap();
    alone().await.unwrap();
    // Rows that no event stands behind, where other events are or none was ever recorded.
    let views = Views::new(pool.clone());
    let projector = Projector::start(pool.clone(), no_head());
    reach(&views, world.log.len()).await;
    projector.stop().await;
    for (version, position) in [(1_000, 1), (1_001, until + 5)] {
        let known =
            sqlx::query("update claim__v1 set version = $2, position = $3 where claim_id = $1")
                .bind(claim.uuid())
                .bind(version)
                .bind(position as i64)
                .execute(pool)
                .await
                .unwrap();
        assert_eq!(known.rows_affected(), 1);
        alone().await.unwrap();
        replay(pool, Scope::Claim(claim), u64::MAX).await.unwrap();
        let page = Page::default();
        views.told(VENDOR, claim, &page).await.unwrap();
        assert!(views.one(VENDOR, claim).await.unwrap().is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_that_grow_while_they_are_read_are_whole() {
    let world = random_history(406, 300);
    let (scratch, _) = database_with(&world.log[..20]).await;
    let (appended, head) = watch::channel(20);
    let projector = Projector::start_at(scratch.pool.clone(), head, hasty(50));
    let (written, is_written) = watch::channel(false);
    let writing = async {
        for until in 21..=world.log.len() {
            append(&scratch.pool, &world.log[until - 1..until]).await;
            appended.send_replace(until as u64);
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        written.send_replace(true);
    };
    let reading = async {
        let mut read = 0;
        while !*is_written.borrow() {
            let partner = Scope::Partner("atelier".parse().unwrap());
            replay(&scratch.pool, partner, u64::MAX).await.unwrap();
            read += 1;
        }
        read
    };
    let ((), read) = tokio::join!(writing, reading);
    assert!(read > 1);
    projector.stop().await;
}
