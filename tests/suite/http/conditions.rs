//! What headers must say: who acts, for which version. And which status a refusal has.

use serde_json::json;

use super::door::{Door, on};
use super::stage::{
    ADA, AUDE, CAMILLE, FAY, LEA, MARC, OTTO, PAUL, STRANGER, approval, claim_body, complete, eur,
    filed, fund, invoice, open_fund, proof, under_review,
};

const MISSING: &str = "/v1/claims/claim_01h455vb4pex5vsknk084sn02q";

#[tokio::test]
async fn a_command_on_a_claim_says_which_version_it_is_for() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    let edit = |title: &str| {
        door.patch(&claim)
            .by(CAMILLE)
            .json(json!({ "title": title }))
    };
    assert_eq!(
        edit("a").send().await.problem(),
        (428, "precondition_required")
    );
    for odd in [
        "v1",
        "\"1\"",
        "\"v-1\"",
        "\"v1\", \"v2\"",
        "W/\"v1\"",
        "\"v+1\"",
        "\"v\"",
        "\"v1-\"",
        "\"v1-00\"",
        "\"v1-0123456789ABCDEF\"",
        "\"v1-0123456789abcdef-\"",
        "\"v-0123456789abcdef\"",
        "",
    ] {
        let told = edit("a").header("if-match", odd).send().await;
        assert_eq!(told.problem(), (400, "bad_precondition"), "{odd}");
    }
    let edited = edit("b").at(1).send().await.done();
    assert_eq!(
        (edited.status, edited.version(), edited.header("etag")),
        (200, 2, "\"v2\"")
    );
    let stale = edit("c").at(1).send().await;
    assert_eq!(stale.problem(), (412, "wrong_version"));
    assert_eq!(
        (stale.header("etag"), &stale.body["current_version"]),
        ("\"v2\"", &json!(2))
    );
    let ahead = edit("c").at(u64::MAX).send().await;
    assert_eq!(ahead.problem(), (412, "wrong_version"));
    assert_eq!(edit("c").at_any().send().await.done().version(), 3);
    door.close().await;
}

#[tokio::test]
async fn a_command_on_a_fund_may_say_which_version_it_is_for() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let path = format!("/v1/funds/{fund}/adjustments");
    let body = json!({ "delta": eur("-0.50"), "reason": "correction", "text": "rounding" });
    let stale = door
        .post(&path)
        .by(FAY)
        .key("b")
        .at(1)
        .json(body.clone())
        .send()
        .await;
    assert_eq!(stale.problem(), (412, "wrong_version"));
    let told = door
        .post(&path)
        .by(FAY)
        .key("c")
        .at(2)
        .json(body.clone())
        .send()
        .await
        .done();
    assert_eq!(told.body["available"], eur("18499.50"));
    door.post(&path)
        .by(FAY)
        .key("d")
        .json(body)
        .send()
        .await
        .done();
    door.close().await;
}

#[tokio::test]
async fn what_was_made_is_where_the_answer_says() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let body = claim_body(&fund, "10.00");
    let told = door.post("/v1/claims").by(CAMILLE).json(body).send().await;
    assert_eq!((told.status, told.header("etag")), (201, "\"v1\""));
    let location = told.header("location").to_owned();
    assert_eq!(location, format!("/v1/claims/{}", told.text("id")));
    let shown = door
        .get(&location)
        .by(CAMILLE)
        .header("x-min-position", &told.position());
    assert_eq!(shown.send().await.done().body["id"], told.body["id"]);
    assert_eq!(
        told.body["position"],
        json!(told.position().parse::<u64>().unwrap())
    );
    door.close().await;
}

#[tokio::test]
async fn a_client_may_choose_ids_once() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let mut body = claim_body(&fund, "10.00");
    body["id"] = json!("claim_01h455vb4pex5vsknk084sn02q");
    let told = door
        .post("/v1/claims")
        .by(CAMILLE)
        .json(body.clone())
        .send()
        .await
        .done();
    assert_eq!(told.body["id"], body["id"]);
    let told = door.post("/v1/claims").by(CAMILLE).json(body).send().await;
    assert_eq!(told.problem(), (409, "claim_exists_already"));
    let comment = json!({ "id": "comment_01h455vb4pex5vsknk084sn02q", "text": "hello" });
    let path = format!("{MISSING}/comments");
    door.post(&path)
        .by(CAMILLE)
        .at_any()
        .json(comment.clone())
        .send()
        .await
        .done();
    let told = door
        .post(&path)
        .by(CAMILLE)
        .at_any()
        .json(comment)
        .send()
        .await;
    assert_eq!(told.problem(), (409, "comment_exists_already"));
    let told = door.post("/v1/funds").by(ADA).json(json!({
        "programme": "helio-coop", "period": "2024-H1", "partner": "atelier-breton",
        "currency": "EUR",
    }));
    assert_eq!(told.send().await.problem(), (409, "fund_is_open_already"));
    door.close().await;
}

#[tokio::test]
async fn what_is_missing_is_not_found() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    let nothing = "fund_01h455vb4pex5vsknk084sn02q";
    let told = door.get(MISSING).by(CAMILLE).send().await;
    assert_eq!(told.problem(), (404, "claim_not_found"));
    let told = door
        .get(&format!("/v1/funds/{nothing}"))
        .by(FAY)
        .send()
        .await;
    assert_eq!(told.problem(), (404, "fund_not_found"));
    let told = door.get("/v1/programmes/none").by(CAMILLE).send().await;
    assert_eq!(told.problem(), (404, "programme_not_found"));
    let told = door
        .post("/v1/claims")
        .by(CAMILLE)
        .json(claim_body(nothing, "1.00"))
        .send()
        .await;
    assert_eq!(told.problem(), (404, "fund_not_found"));
    let document = format!("{claim}/documents/document_01h455vb4pex5vsknk084sn02q");
    let told = door
        .put(&document)
        .by(CAMILLE)
        .at_any()
        .json(proof("x"))
        .send()
        .await;
    assert_eq!(told.problem(), (404, "document_not_found"));
    let path = format!("{claim}/contributions/contribution_01h455vb4pex5vsknk084sn02q");
    let told = door.delete(&path).by(CAMILLE).at_any().send().await;
    assert_eq!(told.problem(), (404, "contribution_not_found"));
    let told = door
        .delete(&format!("{claim}/contributions/7"))
        .by(CAMILLE)
        .at_any()
        .send()
        .await;
    assert_eq!(told.problem(), (404, "contribution_not_found"));
    let told = door.get("/v2/claims").by(CAMILLE).send().await;
    assert_eq!(told.problem(), (404, "no_such_resource"));
    door.close().await;
}

#[tokio::test]
async fn who_may_not_is_told_so() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, invoice) = under_review(&door, &fund, "10.00").await;
    let decisions = format!("{claim}/decisions");
    let decided = |by: &'static str, key: &'static str, body| {
        door.post(&decisions)
            .by(by)
            .key(key)
            .at_any()
            .json(body)
            .send()
    };
    let told = decided(
        "camille@atelier-breton approver",
        "a",
        approval(&invoice, "10.00"),
    )
    .await;
    assert_eq!(told.problem(), (404, "claim_not_found"));
    decided(MARC, "b", approval(&invoice, "10.00")).await.done();
    let revoke = json!({ "decision": "revoke", "why": "a mistake" });
    assert_eq!(
        decided(MARC, "c", revoke.clone()).await.problem(),
        (403, "same_person")
    );
    decided(LEA, "d", revoke).await.done();
    for by in [CAMILLE, PAUL, AUDE, FAY] {
        let told = decided(by, "e", approval(&invoice, "10.00")).await;
        assert_eq!(told.problem(), (403, "not_allowed"), "{by}");
    }
    for path in [
        format!("/v1/funds/{fund}/expirations"),
        "/v1/funds/fund_x/expirations".to_owned(),
    ] {
        for by in [CAMILLE, STRANGER, OTTO] {
            let told = door.post(&path).by(by).key("f").send().await;
            let is_told = matches!(
                told.problem(),
                (403, "not_allowed") | (404, "fund_not_found")
            );
            assert!(is_told, "{told:?}");
        }
    }
    door.close().await;
}

#[tokio::test]
async fn whether_a_fund_exists_does_not_show_to_who_may_not_ask() {
    let door = Door::open().await;
    fund(&door).await;
    let theirs = open_fund(&door, "2024-H1", "other-partner").await;
    for fund in [theirs.as_str(), "fund_01h455vb4pex5vsknk084sn02q"] {
        let told = door
            .post(&format!("/v1/funds/{fund}/expirations"))
            .by(CAMILLE)
            .key("expire")
            .at(9);
        assert_eq!(told.send().await.problem(), (403, "not_allowed"));
        let told = door
            .get(&format!("/v1/funds/{fund}"))
            .by(CAMILLE)
            .send()
            .await;
        assert_eq!(told.problem(), (404, "fund_not_found"));
    }
    door.close().await;
}

#[tokio::test]
async fn a_broken_law_is_unprocessable() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, _) = complete(&door, &fund, "20000.00").await;
    let submissions = format!("{claim}/submissions");
    let told = door.post(&submissions).by(CAMILLE).at_any().send().await;
    assert_eq!(told.problem(), (422, "insufficient_funds"));
    let documents = format!("{claim}/documents");
    let mut without_note = proof("z");
    without_note.as_object_mut().unwrap().remove("note");
    let told = door
        .post(&documents)
        .by(CAMILLE)
        .at_any()
        .json(without_note)
        .send()
        .await;
    assert_eq!(told.problem(), (422, "proof_needs_a_note"));
    let told = door.post(&documents).by(CAMILLE).at_any();
    let told = told.json(invoice("y", "5.00", "6.00")).send().await;
    assert_eq!(told.problem(), (422, "claimed_exceeds_total"));
    on("2024-09-01");
    let told = door.post(&submissions).by(CAMILLE).at_any().send().await;
    assert_eq!(told.problem(), (422, "outside_claiming_period"));
    let mut policy = super::stage::policy();
    policy["periods"] = json!([]);
    let told = door
        .put("/v1/programmes/other")
        .by(ADA)
        .json(policy)
        .send()
        .await;
    assert_eq!(told.problem(), (422, "policy_is_unsound"));
    door.close().await;
}

#[tokio::test]
async fn a_method_the_address_does_not_take_is_named() {
    let door = Door::open().await;
    for method in ["DELETE", "BREW", "OPTIONS", "TRACE", "PUT"] {
        let method = method.parse().unwrap();
        let told = door.ask(method, "/v1/claims").by(CAMILLE).send().await;
        assert_eq!(told.problem(), (405, "method_not_allowed"));
        let mut allowed: Vec<_> = told.header("allow").split(',').map(str::trim).collect();
        allowed.sort_unstable();
        assert_eq!(allowed, ["GET", "HEAD", "POST"]);
    }
    door.close().await;
}
