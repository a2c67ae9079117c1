//! Gaps in the middle of streams: seen where a stream is told page by page, and where sums are made.

use projections::balance::Balance;
use projections::log::LogError;
use projections::views::{HistoryCursor, Limit, Page, Viewer};
use tests::sight::OneClaim;

use super::super::proven::by_hand;
use super::{Says, a_claim, given, misses, positions, take_away};

#[tokio::test(flavor = "multi_thread")]
async fn a_history_does_not_pass_over_an_event_that_is_gone() {
    let (scratch, views, world) = given(411).await;
    let claim = a_claim(&scratch.pool, &world).await;
    let positions = positions(&scratch.pool, &claim.to_string()).await;
    take_away(&scratch.pool, positions[2]).await;
    let whole = Page::default();
    let partner = Viewer::Partner(partner_of(&scratch.pool, claim).await);
    // Nor do pages that end before it, or begin after it.
    let first = Page {
        limit: Limit::try_from(1).unwrap(),
        after: None,
    };
    let next = Page {
        after: Some(HistoryCursor { sequence: 4 }),
        ..whole
    };
    for page in [&whole, &first, &next] {
        let told = views.told(&Viewer::Inside, claim, page).await;
        misses(told, positions[2]);
    }
    misses(views.one(&partner, claim).await, positions[2]);
    let as_of = |position: i64| views.as_of(position.unsigned_abs());
    misses(as_of(positions[2]).one(&partner, claim).await, positions[2]);
    misses(
        as_of(positions[3] - 1).one(&partner, claim).await,
        positions[2],
    );
    // What stood before it is whole, whatever became of what came later.
    let before = as_of(positions[2] - 1).one(&partner, claim).await;
    assert_eq!(before.unwrap().unwrap().details.latest.version, 2);
    let later = format!(
        "update events set metadata = '{{\"a\":1}}' where position = {}",
        positions[3]
    );
    by_hand(&scratch.pool, &later).await;
    let before = as_of(positions[1]).one(&partner, claim).await;
    assert_eq!(before.unwrap().unwrap().details.latest.version, 2);
    by_hand(&scratch.pool, &later.replace(r#"{"a":1}"#, "{}")).await;
    // Not even where the view was made to forget the claim.
    sqlx::query("delete from claim__v1 where claim_id = $1")
        .bind(claim.uuid())
        .execute(&scratch.pool)
        .await
        .unwrap();
    for viewer in [Viewer::Inside, partner] {
        for page in [&whole, &first, &next] {
            let said = views.told(&viewer, claim, page).await.log_error();
            let at = positions[3].unsigned_abs();
            assert!(
                matches!(said, Some(LogError::OutOfPlace { position, .. }) if position == at),
                "{said:?}"
            );
        }
    }
}

async fn partner_of(pool: &sqlx::PgPool, claim: domain::ClaimId) -> domain::OrgId {
    let partner: String = sqlx::query_scalar("select partner from claim where claim_id = $1")
        .bind(claim.uuid())
        .fetch_one(pool)
        .await
        .unwrap();
    partner.parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_balance_does_not_pass_over_an_event_that_is_gone() {
    let (scratch, _, world) = given(412).await;
    let fund = *world.funds.keys().next().unwrap();
    let positions = positions(&scratch.pool, &fund.to_string()).await;
    // The view forgets it as well: without it all rows agree with all events.
    take_away(&scratch.pool, positions[2]).await;
    by_hand(
        &scratch.pool,
        &format!(
            "delete from postings_entry__v1 where position = {}",
            positions[2]
        ),
    )
    .await;
    let balance = Balance {
        until: world.log.len() as u64,
        partner: None,
        programmes: None,
    };
    let said = balance.run(&scratch.pool, |_| ()).await.log_error();
    let at = positions[3].unsigned_abs();
    assert!(
        matches!(said, Some(LogError::OutOfPlace { position, .. }) if position == at),
        "{said:?}"
    );
}
