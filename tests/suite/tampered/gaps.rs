//! Gaps in the middle of streams: seen where a stream is told page by page, and where sums are made.

use projections::balance::Balance;
use projections::log::LogError;
use projections::views::{Limit, Page, Viewer};

use super::super::proven::by_hand;
use super::{Says, a_claim, given, misses, positions, take_away};

#[tokio::test(flavor = "multi_thread")]
async fn a_history_does_not_pass_over_an_event_that_is_gone() {
    let (scratch, views, world) = given(411).await;
    let claim = a_claim(&scratch.pool, &world).await;
    let positions = positions(&scratch.pool, &claim.to_string()).await;
    take_away(&scratch.pool, positions[2]).await;
    let whole = Page::default();
    let told = views.history(&Viewer::Vendor, claim, &whole).await;
    misses(told, positions[2]);
    // Not even where the view was made to forget it, and another page begins there.
    sqlx::query("delete from history__v1 where position = $1")
        .bind(positions[2])
        .execute(&scratch.pool)
        .await
        .unwrap();
    let first = Page {
        limit: Limit::try_from(1).unwrap(),
        after: None,
    };
    let told = views.history(&Viewer::Vendor, claim, &first).await;
    let next = Page {
        after: told.unwrap().next,
        ..whole
    };
    let partner = Viewer::Partner(partner_of(&scratch.pool, claim).await);
    for viewer in [Viewer::Vendor, partner] {
        for page in [whole.clone(), next.clone()] {
            let said = views.history(&viewer, claim, &page).await.log_error();
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
