//! The same document on two claims of a partner is found across its funds.

use domain::{ClaimCommand, ClaimId, Document, claim};
use projections::views::{DuplicateOf, Viewer};
use tests::sight::{OneClaim, viewer};

use super::given::{NOON, World, document, folded, instant, invoice};

fn attach(world: &mut World, claim: ClaimId, partner: &str, document: Document) {
    let by = format!("camille@{partner} partner_user");
    let command = ClaimCommand::AttachDocument(claim::AttachDocument {
        document,
        contribution: None,
    });
    world.claim(claim, &by, instant(NOON), command).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_or_invoice_on_another_live_claim_of_the_partner_is_found() {
    let mut world = World::default();
    for (partner, period) in [("atelier", "h1"), ("atelier", "h2"), ("breton", "h1")] {
        world.open(partner, period, 100_000);
    }
    let claim = world.create("one", "atelier", "h1", 1_000);
    let other_fund = world.create("two", "atelier", "h2", 1_000);
    let other_partner = world.create("three", "breton", "h1", 1_000);
    let cancelled = world.create("four", "atelier", "h2", 1_000);
    attach(
        &mut world,
        claim,
        "atelier",
        document("a", "photo", domain::DocumentKind::Proof),
    );
    attach(
        &mut world,
        claim,
        "atelier",
        document("b", "scan one", invoice("INV 7", 1_000)),
    );
    attach(
        &mut world,
        claim,
        "atelier",
        document("c", "own", domain::DocumentKind::Proof),
    );
    let same_number = document("e", "scan two", invoice("inv  7", 1_000));
    let same_file = |name| document(name, "photo", domain::DocumentKind::Proof);
    attach(&mut world, other_fund, "atelier", same_number.clone());
    attach(&mut world, other_fund, "atelier", same_file("d"));
    attach(&mut world, other_partner, "breton", same_file("f"));
    attach(&mut world, cancelled, "atelier", same_file("g"));
    let cancel = ClaimCommand::Cancel(claim::Cancel {
        why: "twice".into(),
    });
    world
        .claim(
            cancelled,
            "camille@atelier partner_user",
            instant(NOON),
            cancel,
        )
        .unwrap();
    let (_scratch, views) = folded(&world.log).await;
    let found = views.same_documents(&Viewer::Inside, claim).await.unwrap();
    let found: Vec<_> = found
        .iter()
        .map(|d| {
            (
                d.document,
                d.same,
                d.other_claim,
                d.other_document,
                d.other_fund,
            )
        })
        .collect();
    let fund = super::given::fund_id("atelier", "h2");
    let id = |name| document(name, "", domain::DocumentKind::Proof).id;
    assert_eq!(
        found,
        [
            (id("a"), DuplicateOf::File, other_fund, id("d"), fund),
            (
                id("b"),
                DuplicateOf::Invoice,
                other_fund,
                same_number.id,
                fund
            ),
        ]
    );
    let partner = |name: &str| viewer(&format!("x@{name} partner_user"));
    assert_eq!(
        views
            .same_documents(&partner("atelier"), claim)
            .await
            .unwrap()
            .len(),
        2
    );
    assert_eq!(
        views
            .same_documents(&partner("breton"), claim)
            .await
            .unwrap(),
        []
    );
    assert_eq!(
        views.same_documents(&Viewer::Nobody, claim).await.unwrap(),
        []
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_was_replaced_or_removed_is_no_duplicate() {
    let mut world = World::default();
    world.open("atelier", "h1", 100_000);
    let one = world.create("one", "atelier", "h1", 1_000);
    let two = world.create("two", "atelier", "h1", 1_000);
    let by = "camille@atelier partner_user";
    let proof = |name, content| document(name, content, domain::DocumentKind::Proof);
    attach(&mut world, one, "atelier", proof("a", "photo"));
    attach(&mut world, two, "atelier", proof("b", "photo"));
    let (_scratch, views) = folded(&world.log).await;
    assert_eq!(
        views
            .same_documents(&Viewer::Inside, one)
            .await
            .unwrap()
            .len(),
        1
    );
    let mut replaced = world.clone();
    let old = proof("b", "photo").id;
    let replace = ClaimCommand::ReplaceDocument(claim::ReplaceDocument {
        old,
        document: proof("c", "sharper"),
    });
    replaced.claim(two, by, instant(NOON), replace).unwrap();
    let (_scratch, views) = folded(&replaced.log).await;
    assert_eq!(
        views.same_documents(&Viewer::Inside, one).await.unwrap(),
        []
    );
    let remove = ClaimCommand::RemoveDocument(claim::RemoveDocument {
        id: old,
        why: "twice".into(),
    });
    world.claim(two, by, instant(NOON), remove).unwrap();
    let (_scratch, views) = folded(&world.log).await;
    assert_eq!(
        views.same_documents(&Viewer::Inside, one).await.unwrap(),
        []
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_was_replaced_since_is_found_as_of_before() {
    let mut world = World::default();
    world.open("atelier", "h1", 100_000);
    let one = world.create("one", "atelier", "h1", 1_000);
    let two = world.create("two", "atelier", "h1", 1_000);
    let by = "camille@atelier partner_user";
    let proof = |name, content| document(name, content, domain::DocumentKind::Proof);
    let scan = |name, number| document(name, name, invoice(number, 1_000));
    attach(&mut world, one, "atelier", proof("a", "photo"));
    attach(&mut world, one, "atelier", scan("b", "INV 7"));
    let alone = world.log.len() as u64;
    // It came on by a replacement itself.
    attach(&mut world, two, "atelier", proof("x", "draft"));
    let replace = ClaimCommand::ReplaceDocument(claim::ReplaceDocument {
        old: proof("x", "draft").id,
        document: proof("c", "photo"),
    });
    world.claim(two, by, instant(NOON), replace).unwrap();
    attach(&mut world, two, "atelier", scan("d", "inv 7"));
    let both = world.log.len() as u64;
    for (old, document) in [
        (proof("c", "photo").id, proof("e", "sharper")),
        (scan("d", "inv 7").id, scan("f", "INV 8")),
    ] {
        let replace = ClaimCommand::ReplaceDocument(claim::ReplaceDocument { old, document });
        world.claim(two, by, instant(NOON), replace).unwrap();
    }
    let (_scratch, views) = folded(&world.log).await;
    let found = async |past: &dyn Fn() -> projections::views::Past, claim| {
        let found = past().same_documents(&Viewer::Inside, claim).await.unwrap();
        let found = found
            .iter()
            .map(|it| (it.document, it.same, it.other_document));
        found.collect::<Vec<_>>()
    };
    let of = |name| document(name, "", domain::DocumentKind::Proof).id;
    let pairs = [
        (of("a"), DuplicateOf::File, of("c")),
        (of("b"), DuplicateOf::Invoice, of("d")),
    ];
    assert_eq!(found(&|| views.as_of(both), one).await, pairs);
    let turned = pairs.map(|(mine, same, theirs)| (theirs, same, mine));
    assert_eq!(found(&|| views.as_of(both), two).await, turned);
    assert_eq!(found(&|| views.as_of(both - 1), one).await, pairs[..1]);
    assert_eq!(found(&|| views.as_of(both + 1), one).await, pairs[1..]);
    for position in [alone, world.log.len() as u64] {
        assert_eq!(found(&|| views.as_of(position), one).await, []);
    }
    let now = views.same_documents(&Viewer::Inside, one).await.unwrap();
    assert_eq!(now, []);
}
