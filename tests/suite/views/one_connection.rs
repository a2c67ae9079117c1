//! On a pool of one connection, as the built-in engine's, nobody waits for a second one.

use projections::engine::pool_on;
use projections::views::{
    ClaimFilter, FundFilter, Page, Projector, QueueFilter, Span, Viewer, Views,
};
use tests::sight::OneClaim;

use super::given::{append, database_with, digests, folded, hasty, no_head, random_history, reach};

/// Reads the first events' past, and what changed in it.
async fn past(views: &Views, id: domain::ClaimId) {
    let (past, vendor) = (views.as_of(90), Viewer::Inside);
    past.one(&vendor, id).await.unwrap();
    past.told(&vendor, id, &Page::default()).await.unwrap();
    past.same_documents(&vendor, id).await.unwrap();
    let filter = ClaimFilter::default();
    let first = Page::default();
    past.claims(&vendor, &filter, &first).await.unwrap();
    let (filter, first) = (QueueFilter::default(), Page::default());
    past.queue(&vendor, &filter, &first).await.unwrap();
    let filter = FundFilter::default();
    let mut lines = past.overview(&vendor, &filter).await.unwrap();
    let counted = past.count_claims(&vendor, &filter, &mut lines).await;
    counted.unwrap();
    let dated = past.overview_by_business(&vendor, &filter, None).await;
    dated.unwrap();
    let (span, first) = (Span::new(5, 90).unwrap(), Page::default());
    let changed = views.changed_claims(&vendor, span, None, &first).await;
    changed.unwrap();
    let moved = views
        .moved_funds(&vendor, span, None, &Page::default())
        .await;
    moved.unwrap();
    for fund in lines {
        past.fund(&vendor, fund.fund).await.unwrap();
        views.fund(&vendor, fund.fund).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn projector_and_readers_share_one_connection() {
    let world = random_history(51, 2_000);
    let (undisturbed, _) = folded(&world.log).await;
    let (scratch, _) = database_with(&world.log[..100]).await;
    let pool = pool_on(scratch.options.clone(), 1);
    let views = Views::new(pool.clone());
    let projector = Projector::start_at(pool.clone(), no_head(), hasty(50));
    let claims: Vec<domain::ClaimId> = world.claims.keys().copied().take(20).collect();
    let readers = (0..8).map(|n| {
        let (views, claims) = (views.clone(), claims.clone());
        tokio::spawn(async move {
            for id in claims.iter().cycle().skip(n).take(40) {
                views.one(&Viewer::Inside, *id).await.unwrap();
                views
                    .told(&Viewer::Inside, *id, &Page::default())
                    .await
                    .unwrap();
                let filter = ClaimFilter::default();
                views
                    .claims(&Viewer::Inside, &filter, &Page::default())
                    .await
                    .unwrap();
                let filter = FundFilter::default();
                views.overview(&Viewer::Inside, &filter).await.unwrap();
                past(&views, *id).await;
            }
        })
    });
    let readers: Vec<_> = readers.collect();
    for events in world.log[100..].chunks(150) {
        append(&pool, events).await;
    }
    for reader in readers {
        reader.await.unwrap();
    }
    reach(&views, world.log.len()).await;
    projector.stop().await;
    assert_eq!(
        digests(&scratch.pool).await,
        digests(&undisturbed.pool).await
    );
}
