//! Traces and the trial balance over HTTP: what they say, and to whom.

use serde_json::json;

use super::door::Door;
use super::stage::{AUDE, CAMILLE, FAY, INES, MARC, OTTO, STRANGER, YANN, eur, fund, under_review};

/// A fund with a claim that was approved; gives the paths of both, and the claim's lot.
async fn approved(door: &Door) -> (String, String, String) {
    let fund = fund(door).await;
    let (claim, invoice) = under_review(door, &fund, "100.00").await;
    let approval = json!({
        "decision": "approve", "approved": eur("100.00"),
        "lines": [{ "document": invoice, "approved": eur("100.00") }],
    });
    let decisions = format!("{claim}/decisions");
    let asking = door.post(&decisions).by(MARC).key("d").at_any();
    asking.json(approval).send().await.done();
    let told = door.get(&format!("{claim}/trace")).by(INES).send().await;
    let lot = told.done().text_at("/lots/0/lot");
    (fund, claim, lot)
}

#[tokio::test]
async fn a_trace_is_for_those_who_see_the_fund() {
    let door = Door::open().await;
    let (fund, claim, lot) = approved(&door).await;
    let of_claim = format!("{claim}/trace");
    let of_lot = format!("/v1/funds/{fund}/lots/{lot}/trace");
    for by in [CAMILLE, INES, FAY, AUDE] {
        let told = door.get(&of_claim).by(by).send().await.done();
        assert_eq!(told.body["lots"][0]["amount"], eur("100.00"));
        assert_eq!(told.body["paid"], eur("0.00"));
        assert_eq!(told.body["adds_up"], true);
        let told = door.get(&of_lot).by(by).send().await.done();
        let uses = &told.body["uses"];
        assert_eq!(
            (&uses[0]["where"], &uses[0]["amount"]),
            (&json!("claim"), &eur("100.00"))
        );
        assert_eq!(
            (&uses[1]["where"], &uses[1]["amount"]),
            (&json!("remaining"), &eur("18400.00"))
        );
    }
    for by in [STRANGER, YANN] {
        let told = door.get(&of_claim).by(by).send().await;
        assert_eq!(told.problem(), (404, "claim_not_found"));
        let told = door.get(&of_lot).by(by).send().await;
        assert_eq!(told.problem(), (404, "fund_not_found"));
    }
    let told = door.get(&of_claim).by(OTTO).send().await;
    assert_eq!(told.problem(), (403, "not_allowed"));
    let told = door.get(&of_claim).send().await;
    assert_eq!(told.problem(), (401, "credentials_missing"));
    door.close().await;
}

#[tokio::test]
async fn a_lot_that_is_not_there_is_missing_only_to_who_sees_the_fund() {
    let door = Door::open().await;
    let (fund, _, _) = approved(&door).await;
    let unknown = format!("/v1/funds/{fund}/lots/lot_00000000000000000000000000/trace");
    let told = door.get(&unknown).by(FAY).send().await;
    assert_eq!(told.problem(), (404, "lot_not_found"));
    let told = door.get(&unknown).by(STRANGER).send().await;
    assert_eq!(told.problem(), (404, "fund_not_found"));
    let told = door.get(&format!("/v1/funds/{fund}/lots/L-1/trace"));
    assert_eq!(told.by(FAY).send().await.problem(), (404, "lot_not_found"));
    let told = door.get("/v1/claims/C-1/trace").by(FAY).send().await;
    assert_eq!(told.problem(), (404, "claim_not_found"));
    door.close().await;
}

#[tokio::test]
async fn a_trace_and_a_balance_are_as_of_the_moment_asked_for() {
    let door = Door::open().await;
    let (_, claim, _) = approved(&door).await;
    let head = door.get(&format!("{claim}/trace")).by(FAY).send().await;
    let head: u64 = head.done().position().parse().unwrap();
    let at = |position: u64| format!("{claim}/trace?as_of_position={position}");
    // The approval's claim event comes first, then what it does to the fund.
    let told = door.get(&at(head - 2)).by(FAY).send().await.done();
    assert_eq!(told.body["lots"], json!([]));
    let told = door.get(&at(1)).by(FAY).send().await;
    assert_eq!(told.problem(), (404, "claim_not_found"));
    let told = door.get(&at(head + 1)).by(FAY).send().await;
    assert_eq!(told.problem(), (400, "position_beyond_the_head"));
    for (query, code) in [
        ("as_of=9999-01-01", "moment_in_the_future"),
        ("as_of=2000-01-01", "moment_before_the_first_event"),
        ("as_of_position=0", "moment_before_the_first_event"),
        ("as_of=yesterday", "invalid_query"),
        ("as_of_position=-1", "invalid_query"),
        ("as_of=2000-01-01&as_of_position=1", "invalid_query"),
        ("limit=3", "invalid_query"),
    ] {
        for path in [&format!("{claim}/trace"), "/v1/balance"] {
            let told = door.get(&format!("{path}?{query}")).by(FAY).send().await;
            assert_eq!(told.problem(), (400, code), "{path}?{query}");
        }
    }
    door.close().await;
}

#[tokio::test]
async fn the_balance_is_for_the_vendors_side_and_says_what_is_wrong() {
    let door = Door::open().await;
    approved(&door).await;
    for by in [FAY, AUDE] {
        let told = door.get("/v1/balance").by(by).send().await.done();
        assert_eq!(told.body["balanced"], true);
        let currency = &told.body["currencies"][0];
        assert_eq!(currency["debit"], eur("18500.00"));
        assert_eq!(currency["credit"], eur("18500.00"));
        assert_eq!(told.body["compared_until"], told.body["position"]);
    }
    for by in [CAMILLE, YANN, OTTO] {
        let told = door.get("/v1/balance").by(by).send().await;
        assert_eq!(told.problem(), (403, "not_allowed"));
    }
    let altered = "update postings_entry__v1 set available_minor = available_minor + 1
         where event_type = 'FundEarned'";
    sqlx::query(altered)
        .execute(&door.scratch.pool)
        .await
        .unwrap();
    let told = door.get("/v1/balance").by(AUDE).send().await.done();
    assert_eq!(told.body["balanced"], false);
    assert_eq!(told.body["first_finding"]["code"], "row_differs");
    assert_eq!(told.body["first_finding"]["position"], 3);
    let path = "/v1/balance?partner=other-partner";
    let told = door.get(path).by(AUDE).send().await.done();
    assert_eq!(
        (&told.body["funds"], &told.body["balanced"]),
        (&json!(0), &json!(true))
    );
    door.close().await;
}
