//! A claim's tag is another one for whatever else is shown of it; a command takes it as a version.

use serde_json::json;

use super::door::{Door, Told, on};
use super::stage::{
    CAMILLE, FAY, INES, RIVAL, RIVAL_ADMIN, claim_body, complete, eur, filed, fund, policy, proof,
};

async fn asked(door: &Door, by: &str, path: &str, known: &str) -> Told {
    let head = door.ledger.head().borrow().to_string();
    let asking = door.get(path).by(by).header("x-min-position", &head);
    asking.header("if-none-match", known).send().await
}

async fn tag(door: &Door, by: &str, path: &str) -> String {
    let told = asked(door, by, path, "").await.done();
    told.header("etag").to_owned()
}

/// Attaches a proof whose file is named.
async fn attached(door: &Door, claim: &str, name: &str) {
    let asking = door
        .post(&format!("{claim}/documents"))
        .by(CAMILLE)
        .at_any();
    asking.json(proof(name)).send().await.done();
}

#[tokio::test]
async fn a_document_that_comes_onto_another_claim_changes_the_vendors_tag_alone() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    attached(&door, &claim, "photo").await;
    let other = filed(&door, &fund, "20.00").await;
    let (vendors, partners) = (
        tag(&door, INES, &claim).await,
        tag(&door, CAMILLE, &claim).await,
    );
    assert_eq!(asked(&door, INES, &claim, &vendors).await.status, 304);
    attached(&door, &other, "photo").await;
    let told = asked(&door, INES, &claim, &vendors).await;
    assert_eq!(told.status, 200);
    assert_eq!(told.body["duplicates"].as_array().unwrap().len(), 1);
    assert_eq!(asked(&door, CAMILLE, &claim, &partners).await.status, 304);
    // What is on another claim is in the way of no command.
    let comment = json!({ "text": "seen" });
    let asking = door.post(&format!("{claim}/comments")).by(INES);
    let told = asking
        .header("if-match", &vendors)
        .json(comment)
        .send()
        .await;
    assert_eq!(told.done().version(), 3);
    assert_eq!(asked(&door, CAMILLE, &claim, &partners).await.status, 200);
    door.close().await;
}

#[tokio::test]
async fn what_is_missing_before_a_submission_is_in_the_tag() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, _) = complete(&door, &fund, "100.00").await;
    let covered = tag(&door, CAMILLE, &claim).await;
    assert_eq!(asked(&door, CAMILLE, &claim, &covered).await.status, 304);
    let body =
        json!({ "delta": eur("-18450.00"), "reason": "correction", "text": "counted twice" });
    let asking = door.post(&format!("/v1/funds/{fund}/adjustments")).by(FAY);
    asking.key("less").json(body).send().await.done();
    let told = asked(&door, CAMILLE, &claim, &covered).await;
    assert_eq!(told.done().body["missing"], json!(["insufficient_funds"]));
    let short = tag(&door, CAMILLE, &claim).await;
    on("2024-12-01");
    let told = asked(&door, CAMILLE, &claim, &short).await;
    let missing = told.done().body["missing"].clone();
    assert_eq!(missing.as_array().map(Vec::len), Some(2), "{missing}");
    door.close().await;
}

#[tokio::test]
async fn a_vendor_is_shown_no_duplicate_on_another_vendors_claim() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    attached(&door, &claim, "photo").await;
    let mut rivals = policy();
    rivals["vendor"] = json!("rival-cloud");
    let publishing = door.put("/v1/programmes/rival-coop").by(RIVAL_ADMIN);
    publishing.json(rivals).send().await.done();
    let body = json!({
        "programme": "rival-coop", "period": "2024-H1", "partner": "atelier-breton",
        "currency": "EUR",
    });
    let opening = door.post("/v1/funds").by(RIVAL_ADMIN).json(body);
    let theirs = opening.send().await.done().text("id");
    let filing = door.post("/v1/claims").by(CAMILLE);
    let filing = filing.json(claim_body(&theirs, "10.00")).send().await;
    let other = format!("/v1/claims/{}", filing.done().text("id"));
    let known = tag(&door, INES, &claim).await;
    attached(&door, &other, "photo").await;
    assert_eq!(asked(&door, INES, &claim, &known).await.status, 304);
    for (by, path) in [(INES, &claim), (RIVAL, &other)] {
        let told = asked(&door, by, path, "").await.done();
        assert_eq!(told.body["duplicates"], json!([]), "{by}");
    }
    door.close().await;
}
