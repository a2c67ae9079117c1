//! Who may see what: the same for the views as for the domain.

use domain::claim::Visibility;
use domain::{Actor, Claim, ClaimCommand, ClaimId, ContributionId, Role, access, claim};
use projections::stream::TaskKind;
use projections::views::{ClaimFilter, FundFilter, Limit, Page, QueueFilter};
use tests::sight::{OneClaim, viewer, viewer_of};

use super::given::{NOON, World, folded, fund_id, instant, random_history, text, uuid};

fn all<C>() -> Page<C> {
    Page {
        after: None,
        limit: Limit::MAX,
    }
}

fn actors() -> Vec<Actor> {
    let mut actors = vec![];
    for role in Role::ALL {
        for person in [
            "camille@atelier",
            "yann@atelier",
            "yann@breton",
            "zoe@other",
            "ines@helio",
        ] {
            actors.push(text(&format!("{person} {}", role.as_str())));
        }
    }
    actors
}

/// As the domain has it, but that lists take every organisation with a vendor's role for the vendor.
fn may_see(actor: &Actor, claim: &Claim) -> bool {
    access::may_see(actor, claim, &actor.org)
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_the_domain_shows_a_claim_to_finds_it_and_its_history_and_nobody_else() {
    let world = random_history(81, 500);
    let (_scratch, views) = folded(&world.log).await;
    assert!(world.claims.len() <= 100);
    let mut invited = 0;
    for actor in actors() {
        let viewer = viewer_of(&actor);
        let listed = views
            .claims(&viewer, &ClaimFilter::default(), &all())
            .await
            .unwrap();
        let mut listed: Vec<ClaimId> = listed.rows.into_iter().map(|line| line.id).collect();
        listed.sort();
        let visible = world
            .claims
            .iter()
            .filter(|(_, claim)| may_see(&actor, claim));
        let visible: Vec<ClaimId> = visible.map(|(id, _)| *id).collect();
        invited += if actor.role == Role::Contributor {
            visible.len()
        } else {
            0
        };
        assert_eq!(listed, visible, "{actor}");
        for (id, claim) in world.claims.iter().take(12) {
            let is_visible = may_see(&actor, claim);
            assert_eq!(
                views.one(&viewer, *id).await.unwrap().is_some(),
                is_visible,
                "{actor}"
            );
            let history = views.told(&viewer, *id, &all()).await.unwrap();
            assert_eq!(!history.rows.is_empty(), is_visible, "{actor}");
        }
    }
    assert!(invited > 0);
}

fn with_comments() -> (World, ClaimId) {
    let mut world = World::default();
    world.open("atelier", "h1", 100_000);
    let id = world.create("one", "atelier", "h1", 1_000);
    let ask = ClaimCommand::RequestContribution(claim::RequestContribution {
        id: contribution(),
        to: text("yann@atelier"),
        what: "photos".into(),
        due: None,
    });
    world
        .claim(id, "camille@atelier partner_user", instant(NOON), ask)
        .unwrap();
    for (name, visibility) in [
        ("open", Visibility::Everyone),
        ("kept", Visibility::VendorOnly),
    ] {
        let comment = ClaimCommand::AddComment(claim::AddComment {
            id: domain::CommentId::from_uuid(uuid(name)),
            text: name.to_owned(),
            document: None,
            in_reply_to: None,
            visibility,
        });
        world
            .claim(id, "ines@helio reviewer", instant(NOON), comment)
            .unwrap();
    }
    (world, id)
}

fn contribution() -> ContributionId {
    ContributionId::from_uuid(uuid("asked"))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_vendor_keeps_to_himself_is_in_no_other_page_and_no_other_history() {
    let (world, id) = with_comments();
    let (_scratch, views) = folded(&world.log).await;
    for (actor, comments, events) in [
        ("ines@helio reviewer", 2, 4),
        ("olga@helio auditor", 2, 4),
        ("camille@atelier partner_user", 1, 3),
        ("paul@atelier partner_admin", 1, 3),
        ("yann@atelier contributor", 1, 3),
    ] {
        let viewer = viewer(actor);
        let page = views.one(&viewer, id).await.unwrap().unwrap();
        assert_eq!(page.details.comments.len(), comments, "{actor}");
        let history = views.told(&viewer, id, &all()).await.unwrap();
        assert_eq!(history.rows.len(), events, "{actor}");
        assert!(
            comments == 2
                || !history
                    .rows
                    .iter()
                    .any(|line| line.payload.contains("kept"))
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_whose_invitation_was_taken_back_no_longer_sees_the_claim() {
    let (mut world, id) = with_comments();
    let yann = viewer("yann@atelier contributor");
    let (_scratch, views) = folded(&world.log).await;
    let queue = views
        .queue(&yann, &QueueFilter::default(), &all())
        .await
        .unwrap();
    assert_eq!(queue.rows.len(), 1);
    assert_eq!(queue.rows[0].kind, TaskKind::Contribution);
    assert_eq!(
        queue.rows[0].contribution.as_ref().unwrap().id,
        contribution()
    );
    let cancel = ClaimCommand::CancelContribution(claim::CancelContribution { id: contribution() });
    world
        .claim(id, "camille@atelier partner_user", instant(NOON), cancel)
        .unwrap();
    let (_scratch, views) = folded(&world.log).await;
    assert!(views.one(&yann, id).await.unwrap().is_none());
    assert_eq!(
        views
            .queue(&yann, &QueueFilter::default(), &all())
            .await
            .unwrap()
            .rows,
        []
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn partners_see_their_own_funds_and_tasks_and_others_none() {
    let world = random_history(82, 500);
    let (_scratch, views) = folded(&world.log).await;
    let fund = fund_id("atelier", "h1");
    for (actor, funds, sees_fund) in [
        ("ines@helio reviewer", 4, true),
        ("olga@helio auditor", 4, true),
        ("camille@atelier partner_user", 2, true),
        ("paul@breton partner_admin", 2, false),
        ("zoe@other partner_user", 0, false),
        ("yann@atelier contributor", 0, false),
        ("root@helio operator", 0, false),
    ] {
        let actor: Actor = text(actor);
        let viewer = viewer_of(&actor);
        let overview = views
            .overview(&viewer, &FundFilter::default())
            .await
            .unwrap();
        assert_eq!(overview.0.len(), funds, "{actor}");
        let listed = views
            .funds(&viewer, &FundFilter::default(), &all())
            .await
            .unwrap();
        assert_eq!(listed.rows.len(), funds, "{actor}");
        assert_eq!(
            views.fund(&viewer, fund).await.unwrap().is_some(),
            sees_fund,
            "{actor}"
        );
        let entries = views.postings(&viewer, fund, &all()).await.unwrap();
        assert_eq!(!entries.rows.is_empty(), sees_fund, "{actor}");
        let queue = views
            .queue(&viewer, &QueueFilter::default(), &all())
            .await
            .unwrap();
        let is_seen = |claim: &ClaimId| may_see(&actor, &world.claims[claim]);
        assert!(
            queue.rows.iter().all(|line| is_seen(&line.claim)),
            "{actor}"
        );
        let sees_tasks = funds > 0 || actor.role == Role::Contributor;
        assert_eq!(!queue.rows.is_empty(), sees_tasks, "{actor}");
    }
}
