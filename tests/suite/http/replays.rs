//! Idempotency keys: the same request again does nothing again, and gets the same answer.

use serde_json::json;

use super::door::Door;
use super::stage::{
    CAMILLE, FAY, INES, MARC, PAUL, approval, claim_body, complete, eur, filed, fund, open_fund,
    under_review,
};

#[tokio::test]
async fn the_same_request_again_gets_the_same_answer_and_appends_nothing() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let asked = || {
        door.post("/v1/claims")
            .by(CAMILLE)
            .key("claim 1".replace(' ', "-").as_str())
    };
    let first = asked().json(claim_body(&fund, "10.00")).send().await.done();
    let head = *door.ledger.head().borrow();
    let again = asked().json(claim_body(&fund, "10.00")).send().await;
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    for header in ["etag", "location", "x-position"] {
        assert_eq!(again.header(header), first.header(header));
        assert_ne!(again.header(header), "");
    }
    assert_eq!(first.header("idempotent-replayed"), "");
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(*door.ledger.head().borrow(), head);
    door.close().await;
}

#[tokio::test]
async fn ids_made_at_the_door_follow_from_the_caller_and_his_key() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let mut ids = vec![];
    for (by, key) in [
        (CAMILLE, Some("a")),
        (CAMILLE, Some("b")),
        (PAUL, Some("a")),
        (PAUL, None),
    ] {
        let asking = door
            .post("/v1/claims")
            .by(by)
            .json(claim_body(&fund, "10.00"));
        let asking = match key {
            Some(key) => asking.key(key),
            None => asking,
        };
        ids.push(asking.send().await.done().text("id"));
    }
    let mut distinct = ids.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), ids.len());
    door.close().await;
}

#[tokio::test]
async fn items_of_one_request_get_ids_of_their_own_and_keep_them() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, _) = under_review(&door, &fund, "10.00").await;
    let path = format!("{claim}/info-requests");
    let body = json!({ "items": [{ "text": "a signed copy" }, { "text": "the agenda" }] });
    let first = door
        .post(&path)
        .by(INES)
        .at_any()
        .key("q")
        .json(body.clone())
        .send()
        .await
        .done();
    let again = door
        .post(&path)
        .by(INES)
        .at_any()
        .key("q")
        .json(body)
        .send()
        .await;
    assert_eq!(first.body["items"].as_array().unwrap().len(), 2);
    assert_ne!(first.body["items"][0], first.body["items"][1]);
    assert_eq!(again.body, first.body);
    door.close().await;
}

#[tokio::test]
async fn a_replay_comes_before_the_version_it_carries() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, _) = complete(&door, &fund, "10.00").await;
    let path = format!("{claim}/submissions");
    let first = door
        .post(&path)
        .by(CAMILLE)
        .at(3)
        .key("s")
        .send()
        .await
        .done();
    door.post(&format!("{claim}/reviews"))
        .by(INES)
        .at(4)
        .send()
        .await
        .done();
    let again = door.post(&path).by(CAMILLE).at(3).key("s").send().await;
    assert_eq!((again.status, &again.body), (201, &first.body));
    assert_eq!(again.header("etag"), "\"v4\"");
    assert_eq!(again.header("idempotent-replayed"), "true");
    door.close().await;
}

#[tokio::test]
async fn the_same_key_with_another_body_is_refused() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let asked = |declared| {
        let body = claim_body(&fund, declared);
        door.post("/v1/claims")
            .by(CAMILLE)
            .key("k")
            .json(body)
            .send()
    };
    asked("10.00").await.done();
    assert_eq!(
        asked("11.00").await.problem(),
        (422, "idempotency_conflict")
    );
    door.close().await;
}

#[tokio::test]
async fn a_refused_command_leaves_its_key_free() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    let body = || json!({ "why": "changed our minds" });
    let recall = format!("{claim}/recalls");
    let told = door
        .post(&recall)
        .by(CAMILLE)
        .at_any()
        .key("k")
        .json(body())
        .send()
        .await;
    assert_eq!(told.problem(), (422, "not_submitted"));
    let cancel = format!("{claim}/cancellations");
    let told = door
        .post(&cancel)
        .by(CAMILLE)
        .at_any()
        .key("k")
        .json(body())
        .send()
        .await;
    assert_eq!(told.done().header("idempotent-replayed"), "");
    door.close().await;
}

#[tokio::test]
async fn decisions_and_payments_need_a_key() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, invoice) = under_review(&door, &fund, "10.00").await;
    let path = format!("{claim}/decisions");
    let body = approval(&invoice, "10.00");
    let told = door
        .post(&path)
        .by(MARC)
        .at_any()
        .json(body.clone())
        .send()
        .await;
    assert_eq!(told.problem(), (400, "idempotency_key_required"));
    door.post(&path)
        .by(MARC)
        .at_any()
        .key("d")
        .json(body)
        .send()
        .await
        .done();
    let path = format!("{claim}/payments");
    let body = json!({
        "amount": eur("10.00"), "reference": "SEPA 1", "value_date": "2024-03-21",
    });
    let told = door
        .post(&path)
        .by(FAY)
        .at_any()
        .json(body.clone())
        .send()
        .await;
    assert_eq!(told.problem(), (400, "idempotency_key_required"));
    let paid = door
        .post(&path)
        .by(FAY)
        .at_any()
        .key("p")
        .json(body)
        .send()
        .await
        .done();
    let path = format!("{path}/{}/reversals", paid.text("payment"));
    let told = door
        .post(&path)
        .by(FAY)
        .at_any()
        .json(json!({ "why": "it bounced" }))
        .send()
        .await;
    assert_eq!(told.problem(), (400, "idempotency_key_required"));
    door.close().await;
}

#[tokio::test]
async fn what_moves_the_money_of_a_fund_carries_a_key_and_is_booked_once() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let next = open_fund(&door, "2024-H2", "atelier-breton").await;
    let moves = [
        (
            "earnings",
            json!({ "amount": eur("1.00"), "earned_on": "2023-09-30", "source": "late" }),
            "18501.00",
        ),
        (
            "adjustments",
            json!({ "delta": eur("-0.50"), "reason": "correction", "text": "rounding" }),
            "18500.50",
        ),
        (
            "rollovers",
            json!({ "to": next, "amount": eur("0.50") }),
            "18500.00",
        ),
    ];
    for (what, body, available) in moves {
        let path = format!("/v1/funds/{fund}/{what}");
        let told = door.post(&path).by(FAY).json(body.clone()).send().await;
        assert_eq!(told.problem(), (400, "idempotency_key_required"), "{what}");
        let asked = || door.post(&path).by(FAY).key(what).json(body.clone()).send();
        let first = asked().await.done();
        let again = asked().await.done();
        assert_eq!(again.header("idempotent-replayed"), "true", "{what}");
        let read = door.get(&format!("/v1/funds/{fund}")).by(FAY);
        let read = read.header("x-min-position", first.header("x-position"));
        let read = read.send().await.done();
        assert_eq!(read.body["figures"]["available"], eur(available), "{what}");
    }
    door.close().await;
}

#[tokio::test]
async fn a_key_is_visible_ascii_and_not_too_long() {
    let door = Door::open().await;
    let long = "k".repeat(256);
    for key in ["", "a b", "clé", long.as_str()] {
        let told = door
            .post("/v1/claims")
            .by(CAMILLE)
            .key(key)
            .json(json!({}))
            .send()
            .await;
        assert_eq!(told.problem(), (400, "bad_idempotency_key"), "{key:?}");
    }
    let twice = door
        .post("/v1/claims")
        .by(CAMILLE)
        .key("a")
        .key("b")
        .json(json!({}))
        .send()
        .await;
    assert_eq!(twice.problem(), (400, "bad_idempotency_key"));
    door.close().await;
}

#[tokio::test]
async fn a_key_whose_command_still_runs_is_a_conflict() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    let path = format!("{claim}/comments");
    let asked = || {
        door.post(&path)
            .by(CAMILLE)
            .at_any()
            .key("k")
            .json(json!({ "text": "complete" }))
            .send()
    };
    let mut holder = door.scratch.pool.begin().await.unwrap();
    sqlx::query("select position from log_head for update")
        .execute(&mut *holder)
        .await
        .unwrap();
    let mut first = Box::pin(asked());
    tokio::select! {
        biased;
        told = &mut first => panic!("the head is held, yet: {told:?}"),
        () = tokio::task::yield_now() => {}
    }
    let second = asked().await;
    assert_eq!(second.problem(), (409, "still_running"));
    assert_ne!(second.header("retry-after"), "");
    holder.rollback().await.unwrap();
    let told = first.as_mut().await.done();
    drop(first);
    let third = asked().await;
    assert_eq!(third.body, told.body);
    assert_eq!(third.header("idempotent-replayed"), "true");
    door.close().await;
}
