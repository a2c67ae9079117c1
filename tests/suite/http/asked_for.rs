//! What an activity asks for, on the wire: required things, the guide, and what a proof answers.

use serde_json::{Value, json};

use super::door::Door;
use super::stage::{ADA, CAMILLE, filed, fund, invoice, policy, proof};

/// The demo policy, whose trade show requires a photo.
fn asking_policy() -> Value {
    let mut policy = policy();
    let activities = policy["activities"].as_array_mut().unwrap();
    let show = activities.iter_mut().find(|a| a["code"] == "trade-show");
    show.unwrap()["proofs"][0]["required"] = json!(true);
    policy
}

#[tokio::test]
async fn a_policy_says_what_is_required_and_where_its_guide_is() {
    let door = Door::open().await;
    fund(&door).await;
    let path = "/v1/programmes/helio-coop";
    let put = |policy: Value| door.put(path).by(ADA).json(policy).send();
    let mut sent = asking_policy();
    put(sent.clone()).await.done();
    let shown = door.get(path).by(CAMILLE).send().await.done();
    assert_eq!(shown.body["policy"]["guide"], policy()["guide"]);
    assert_eq!(shown.body["policy"], sent);
    sent["guide"] = json!("javascript:alert(1)");
    assert_eq!(put(sent).await.problem(), (422, "policy_is_unsound"));
    door.close().await;
}

#[tokio::test]
async fn a_proof_says_what_it_answers_and_a_required_one_must_be_there() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let asking = door.put("/v1/programmes/helio-coop").by(ADA);
    asking.json(asking_policy()).send().await.done();
    let claim = filed(&door, &fund, "10.00").await;
    let attach = |document: Value| {
        let asking = door.post(&format!("{claim}/documents"));
        asking.by(CAMILLE).at_any().json(document).send()
    };
    let answering = |name: &str, code: &str| {
        let mut document = proof(name);
        document["answers"] = json!(code);
        document
    };
    let submit = || {
        let asking = door.post(&format!("{claim}/submissions"));
        asking.by(CAMILLE).at_any().json(json!({})).send()
    };
    attach(invoice("bill", "10.00", "10.00")).await.done();
    attach(proof("ticket")).await.done();
    assert_eq!(submit().await.problem(), (422, "required_proof_missing"));
    let told = attach(answering("booth", "selfie")).await;
    assert_eq!(told.problem(), (422, "proof_not_asked_for"));
    let told = attach(answering("booth", "no name")).await;
    assert_eq!(told.wrong(), ["/answers bad_name"]);
    let told = attach(answering("booth", "photo")).await.done();
    let shown = door.get(&claim).by(CAMILLE);
    let shown = shown.header("x-min-position", &told.position());
    let shown = shown.send().await.done();
    let documents = shown.body["documents"].as_array().unwrap();
    let answers: Vec<_> = documents
        .iter()
        .map(|document| &document["answers"])
        .collect();
    assert_eq!(answers, [&Value::Null, &Value::Null, &json!("photo")]);
    submit().await.done();
    let versions: Vec<(String, String)> = sqlx::query_as(
        "select distinct event_type, event_version from events
         where aggregate_type = 'claim' order by event_type",
    )
    .fetch_all(door.ledger.pool())
    .await
    .unwrap();
    let versions: Vec<_> = versions
        .iter()
        .map(|(t, v)| (t.as_str(), v.as_str()))
        .collect();
    assert_eq!(
        versions,
        [
            ("ClaimCreated", "1"),
            ("ClaimSubmitted", "1"),
            ("DocumentAttached", "2"),
        ]
    );
    door.close().await;
}
