//! Who sees what of the past: the reader of now, who was invited then and still is.

use domain::{ClaimCommand, ClaimId, ContributionId, claim};
use projections::views::{ClaimFilter, Page, QueueFilter, Span, Views};
use tests::sight::{OneClaim, viewer};

use super::super::given::{NOON, World, folded, instant, text, uuid};

/// Requires of every reader that a colleague sees a claim as of a position, or does not.
async fn sees(views: &Views, id: ClaimId, position: u64, sees: bool) {
    let yann = viewer("yann@atelier contributor");
    let past = views.as_of(position);
    let claim = past.one(&yann, id).await.unwrap();
    assert_eq!(claim.is_some(), sees, "{position}");
    let filter = ClaimFilter::default();
    let listed = past.claims(&yann, &filter, &Page::default()).await.unwrap();
    assert_eq!(!listed.rows.is_empty(), sees, "{position}");
    let filter = QueueFilter::default();
    let queue = past.queue(&yann, &filter, &Page::default()).await.unwrap();
    assert_eq!(!queue.rows.is_empty(), sees, "{position}");
    let history = past.told(&yann, id, &Page::default()).await.unwrap();
    assert_eq!(!history.rows.is_empty(), sees, "{position}");
    let span = Span::new(0, position).unwrap();
    let page = Page::default();
    let changed = views.changed_claims(&yann, span, None, &page).await;
    assert_eq!(!changed.unwrap().rows.is_empty(), sees, "{position}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_sees_a_claim_as_of_his_invitation_until_it_is_taken_back() {
    let mut world = World::default();
    world.open("atelier", "h1", 100_000);
    let id = world.create("one", "atelier", "h1", 1_000);
    let before = world.log.len() as u64;
    let contribution = ContributionId::from_uuid(uuid("asked"));
    let camille = "camille@atelier partner_user";
    let ask = ClaimCommand::RequestContribution(claim::RequestContribution {
        id: contribution,
        to: text("yann@atelier"),
        what: "photos".into(),
        due: None,
    });
    world.claim(id, camille, instant(NOON), ask).unwrap();
    let invited = world.log.len() as u64;
    let (_scratch, views) = folded(&world.log).await;
    sees(&views, id, before, false).await;
    sees(&views, id, invited, true).await;
    let cancel = ClaimCommand::CancelContribution(claim::CancelContribution { id: contribution });
    world.claim(id, camille, instant(NOON), cancel).unwrap();
    let after = world.log.len() as u64;
    let (_scratch, views) = folded(&world.log).await;
    for position in [before, invited, after] {
        sees(&views, id, position, false).await;
    }
}
