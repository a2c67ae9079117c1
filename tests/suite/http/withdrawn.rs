//! Who was withdrawn from a claim sees nothing of it any more, of whatever moment.

use serde_json::json;
use tests::form::Form;
use tests::samples;

use super::door::{Door, Told};
use super::stage::{CAMILLE, INES, STRANGER, YANN, complete, filed, fund, proof};

const MISSING: &str = "/v1/claims/claim_01h455vb4pex5vsknk084sn02q";

/// Asks a colleague for something; gives the path of the contribution.
async fn asked(door: &Door, claim: &str) -> String {
    let body = json!({ "to": { "user": "yann", "org": "atelier-breton" }, "what": "the photos" });
    let path = format!("{claim}/contributions");
    let told = door
        .post(&path)
        .by(CAMILLE)
        .at_any()
        .json(body)
        .send()
        .await;
    format!("{path}/{}", told.done().text("contribution"))
}

async fn cancelled(door: &Door, contribution: &str) -> Told {
    let told = door.delete(contribution).by(CAMILLE).at_any().send().await;
    assert_eq!(told.status, 200, "{told:#?}");
    told
}

async fn fresh(door: &Door, by: &str, path: &str) -> Told {
    let head = door.ledger.head().borrow().to_string();
    let asking = door.get(path).by(by).header("x-min-position", &head);
    asking.header("x-request-id", "same").send().await
}

/// Brings a picture as what was asked for; gives the document's id.
async fn contributed(door: &Door, claim: &str, contribution: &str) -> String {
    let (_, id) = contribution.rsplit_once('/').unwrap();
    let facts = json!({ "kind": "proof", "note": "the stand", "contribution": id }).to_string();
    let form = Form::default().file("stand.png", "image/png", &samples::png());
    let asking = door.post(&format!("{claim}/documents")).by(YANN).at_any();
    let told = asking
        .raw(&Form::media_type(), form.facts(&facts).end())
        .send()
        .await;
    told.done().text("document")
}

#[tokio::test]
async fn who_is_withdrawn_sees_no_moment_of_a_claim() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, _) = complete(&door, &fund, "10.00").await;
    let early = *door.ledger.head().borrow();
    let contribution = asked(&door, &claim).await;
    let document = contributed(&door, &claim, &contribution).await;
    let then = *door.ledger.head().borrow();
    let reads = |path: &str| {
        let rests = ["", "/history"].map(str::to_owned).to_vec();
        let of_document = |what| format!("/documents/{document}/{what}");
        let rests = [rests, ["file", "preview"].map(of_document).to_vec()].concat();
        rests
            .into_iter()
            .map(|rest| format!("{path}{rest}"))
            .collect::<Vec<_>>()
    };
    for path in reads(&claim) {
        let path = format!("{path}?as_of_position={then}");
        let asking = door.get(&path).by(YANN);
        assert_eq!(asking.answer().await.0.status, 200, "{path}");
    }
    cancelled(&door, &contribution).await;
    for (path, missing) in reads(&claim).into_iter().zip(reads(MISSING)) {
        for as_of in ["".to_owned(), format!("?as_of_position={then}")] {
            let told = fresh(&door, YANN, &format!("{path}{as_of}")).await;
            assert_eq!(told.problem(), (404, "claim_not_found"), "{path}{as_of}");
            let nothing = fresh(&door, YANN, &format!("{missing}{as_of}")).await;
            assert_eq!(
                (&told.body, &told.headers),
                (&nothing.body, &nothing.headers)
            );
        }
    }
    for (list, rows) in [
        (format!("/v1/claims?as_of_position={then}"), "claims"),
        (format!("/v1/queue?as_of_position={then}"), "tasks"),
        (format!("/v1/diff?from={early}&to={then}"), "claims"),
        ("/v1/claims".to_owned(), "claims"),
    ] {
        let told = fresh(&door, YANN, &list).await.done();
        assert_eq!(told.body[rows], json!([]), "{list}");
    }
    // What they brought stays, and who is still there goes on seeing it.
    for by in [CAMILLE, INES] {
        let told = fresh(&door, by, &claim).await.done();
        let documents = told.body["documents"].as_array().unwrap();
        assert!(documents.iter().any(|held| held["id"] == document), "{by}");
    }
    door.close().await;
}

#[tokio::test]
async fn who_was_asked_twice_is_withdrawn_twice() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    let (one, two) = (asked(&door, &claim).await, asked(&door, &claim).await);
    let then = *door.ledger.head().borrow();
    let path = format!("{claim}?as_of_position={then}");
    cancelled(&door, &one).await;
    assert_eq!(fresh(&door, YANN, &path).await.status, 200);
    cancelled(&door, &two).await;
    assert_eq!(
        fresh(&door, YANN, &path).await.problem(),
        (404, "claim_not_found")
    );
    // Asked again, they see it again, and what was before as well.
    asked(&door, &claim).await;
    assert_eq!(fresh(&door, YANN, &path).await.status, 200);
    door.close().await;
}

#[tokio::test]
async fn a_colleague_is_withdrawn_from_a_claim_that_is_locked() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, _) = complete(&door, &fund, "10.00").await;
    let contribution = asked(&door, &claim).await;
    let submissions = format!("{claim}/submissions");
    door.post(&submissions)
        .by(CAMILLE)
        .at_any()
        .send()
        .await
        .done();
    let told = cancelled(&door, &contribution).await;
    assert_eq!(told.body["status"], "submitted");
    assert_eq!(
        fresh(&door, YANN, &claim).await.problem(),
        (404, "claim_not_found")
    );
    let again = door.delete(&contribution).by(CAMILLE).at_any().send().await;
    assert_eq!(again.problem(), (404, "contribution_not_found"));
    door.close().await;
}

#[tokio::test]
async fn who_is_withdrawn_is_not_told_again_what_they_were_told_once() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    let contribution = asked(&door, &claim).await;
    let say = || {
        let asking = door.post(&format!("{claim}/comments")).by(YANN).at_any();
        asking.key("said").json(json!({ "text": "here they are" }))
    };
    let told = say().send().await.done();
    assert_eq!(say().send().await.done().body, told.body);
    cancelled(&door, &contribution).await;
    assert_eq!(say().send().await.problem(), (404, "claim_not_found"));
    door.close().await;
}

#[tokio::test]
async fn a_key_that_is_known_opens_no_claim_for_files() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    let theirs = super::stage::open_fund(&door, "2024-H1", "other-partner").await;
    let body = super::stage::claim_body(&theirs, "5.00");
    let asking = door.post("/v1/claims").by(STRANGER).key("used").json(body);
    asking.send().await.done();
    for (n, name) in ["stand.png", "stand.exe"].into_iter().enumerate() {
        let facts = json!({ "kind": "proof", "note": "the stand" }).to_string();
        let form = || {
            Form::default()
                .file(name, "image/png", &samples::png())
                .facts(&facts)
                .end()
        };
        let mut told = vec![];
        for claim in [claim.as_str(), MISSING] {
            let asking = door.post(&format!("{claim}/documents")).by(STRANGER).at(7);
            let asking = asking.key("used").header("x-request-id", "same");
            told.push(asking.raw(&Form::media_type(), form()).send().await);
        }
        assert_eq!(told[0].problem(), (404, "claim_not_found"), "{n}");
        assert_eq!(
            (&told[0].body, &told[0].headers),
            (&told[1].body, &told[1].headers)
        );
    }
    let kept = std::fs::read_dir(door.shelf.folder.path().join("atelier-breton"));
    assert_eq!(
        kept.map_or(0, Iterator::count),
        0,
        "no bytes are left at their place"
    );
    let asking = door
        .post(&format!("{claim}/documents"))
        .by(CAMILLE)
        .at_any();
    asking.json(proof("sound")).send().await.done();
    door.close().await;
}
