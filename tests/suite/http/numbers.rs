//! The number of a claim: people say it, and every address takes it.

use axum::http::Method;
use serde_json::{Value, json};

use super::door::{Door, Told};
use super::stage::{CAMILLE, FAY, INES, OTTO, complete, filed, fund};

async fn read(door: &Door, by: &str, path: &str) -> Told {
    let position = door.ledger.head().borrow().to_string();
    let asking = door.get(path).by(by);
    asking.header("x-min-position", &position).send().await
}

/// The number of a claim, as the list of all claims shows it.
async fn number(door: &Door, claim: &str) -> String {
    read(door, INES, claim).await.done().text("number")
}

#[tokio::test]
async fn a_claim_is_numbered_by_the_position_of_its_creation() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let body = super::stage::claim_body(&fund, "10.00");
    let create = || {
        let asking = door.post("/v1/claims").by(CAMILLE).key("once");
        asking.json(body.clone()).send()
    };
    let made = create().await.done();
    let number = format!("C-{}", made.position());
    assert_eq!(made.text("number"), number);
    filed(&door, &fund, "10.00").await;
    assert_eq!(create().await.done().text("number"), number, "told again");
    let id = made.text("id");
    let claim = read(&door, CAMILLE, &format!("/v1/claims/{id}"))
        .await
        .done();
    assert_eq!(claim.text("number"), number);
    let list = read(&door, CAMILLE, "/v1/claims").await.done();
    assert_eq!(list.text_at("/claims/1/number"), number);
    let queue = read(&door, CAMILLE, "/v1/queue").await.done();
    let tasks = queue.body["tasks"].as_array().unwrap();
    let task = tasks.iter().find(|task| task["claim"] == id.as_str());
    assert_eq!(task.unwrap()["number"], number.as_str());
    let change = read(&door, CAMILLE, "/v1/diff?from=1&to=4").await.done();
    assert_eq!(change.text_at("/claims/0/number"), number);
    door.close().await;
}

#[tokio::test]
async fn an_address_takes_the_number_for_the_id() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, _) = complete(&door, &fund, "10.00").await;
    let number = number(&door, &claim).await;
    let digits = number.trim_start_matches("C-");
    for rest in ["", "/history", "/trace", "?as_of_position=6"] {
        let by_id = read(&door, CAMILLE, &format!("{claim}{rest}")).await.done();
        for written in [&number, &format!("c-{digits}"), &format!("c%20{digits}")] {
            let path = format!("/v1/claims/{written}{rest}");
            let told = read(&door, CAMILLE, &path).await.done();
            assert_eq!(told.body, by_id.body, "{path}");
            assert_eq!(told.header("etag"), by_id.header("etag"), "{path}");
        }
    }
    let path = format!("/v1/claims/{number}/comments");
    let comment = json!({ "text": "as we said on the phone" });
    let asking = door.post(&path).by(CAMILLE).at_any().json(comment);
    let told = asking.send().await.done();
    assert_eq!(told.text("id"), claim.replace("/v1/claims/", ""));
    let path = format!("/v1/claims/{number}/submissions");
    let told = door.post(&path).by(CAMILLE).at_any().send().await.done();
    assert_eq!(told.body["status"], "submitted");
    door.close().await;
}

#[tokio::test]
async fn what_is_no_claims_creation_names_none() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, _) = complete(&door, &fund, "10.00").await;
    let created: u64 = number(&door, &claim).await[2..].parse().unwrap();
    let unknown = "/v1/claims/claim_01h455vb4pex5vsknk084sn02q";
    for by in [CAMILLE, INES, FAY, OTTO] {
        let ask = async |path: &str, method: Method, body: Value| {
            let asking = door.ask(method, path).by(by).at_any().key("k");
            let asking = asking.header("x-request-id", "same");
            asking.json(body).send().await
        };
        // A programme's event, a fund's, the claim's second one, one beyond the head.
        for position in [1, 2, created + 1, 1_000, i64::MAX as u64] {
            let path = format!("/v1/claims/C-{position}");
            let told = ask(&path, Method::GET, Value::Null).await;
            let expected = ask(unknown, Method::GET, Value::Null).await;
            assert_eq!(told.problem(), expected.problem(), "{by} {path}");
            assert_eq!(told.body, expected.body, "{by} {path}");
            let title = json!({ "title": "x" });
            let told = ask(&path, Method::PATCH, title.clone()).await;
            let expected = ask(unknown, Method::PATCH, title).await;
            assert_eq!(told.body, expected.body, "{by} {path}");
            assert_eq!(told.headers, expected.headers, "{by} {path}");
        }
    }
    for odd in ["C-", "C-0", "C--1", "C-99999999999999999999", "4", "C-%00"] {
        let told = read(&door, INES, &format!("/v1/claims/{odd}")).await;
        assert_eq!(told.problem(), (404, "claim_not_found"), "{odd}");
    }
    door.close().await;
}
