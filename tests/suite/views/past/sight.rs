//! Who sees what of the past: the reader of now, as he was invited then.

use domain::{ClaimCommand, ContributionId, claim};
use projections::views::{ClaimFilter, Page, QueueFilter};
use tests::sight::{OneClaim, viewer};

use super::super::given::{NOON, World, folded, instant, text, uuid};

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_sees_a_claim_as_of_the_time_of_his_invitation_and_not_otherwise() {
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
    let cancel = ClaimCommand::CancelContribution(claim::CancelContribution { id: contribution });
    world.claim(id, camille, instant(NOON), cancel).unwrap();
    let after = world.log.len() as u64;
    let (_scratch, views) = folded(&world.log).await;
    let yann = viewer("yann@atelier contributor");
    assert!(views.one(&yann, id).await.unwrap().is_none());
    for (position, sees) in [(before, false), (invited, true), (after, false)] {
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
    }
}
