//! Bodies: what is wrong is said with its place and its code, all at once where that can be.

use serde_json::{Value, json};
use tests::uploads::sample;

use super::door::Door;
use super::stage::{CAMILLE, FAY, INES, MARC, claim_body, eur, filed, fund, proof};

/// Sends a body that must not be accepted; gives what was wrong with it.
async fn refused(door: &Door, path: &str, by: &str, body: Value) -> Vec<String> {
    let told = door
        .post(path)
        .by(by)
        .at_any()
        .key("k")
        .json(body)
        .send()
        .await;
    assert_eq!(told.problem(), (422, "invalid_fields"));
    assert!(!told.text("detail").starts_with(':'), "{told:#?}");
    told.wrong()
}

#[tokio::test]
async fn every_wrong_field_is_named_at_once() {
    let door = Door::open().await;
    let body = json!({
        "id": "claim_1", "fund": "document_01h455vb4pex5vsknk084sn02q", "activity": "trade show",
        "title": "Spring\u{0}", "executed_on": "2024-02-30", "declared": eur("1.005"),
        "location": "x".repeat(251),
    });
    assert_eq!(
        refused(&door, "/v1/claims", CAMILLE, body).await,
        [
            "/id bad_id",
            "/fund bad_id",
            "/activity bad_name",
            "/title control_character",
            "/executed_on bad_date",
            "/declared/amount too_many_decimals",
            "/location text_too_long",
        ]
    );
    door.close().await;
}

#[tokio::test]
async fn a_shape_that_does_not_fit_is_refused_where_it_does_not() {
    let door = Door::open().await;
    let fund = "fund_01h455vb4pex5vsknk084sn02q";
    let changed = |pointer: &str, value: Value| {
        let mut body = claim_body(fund, "10.00");
        let (parent, field) = pointer.rsplit_once('/').unwrap();
        body.pointer_mut(parent).unwrap()[field] = value;
        body
    };
    let mut without_title = claim_body(fund, "10.00");
    without_title.as_object_mut().unwrap().remove("title");
    let mut oddly_named = claim_body(fund, "10.00");
    oddly_named["a~b/c"] = json!(1);
    let cases = [
        (changed("/colour", json!("red")), "/colour unknown_field"),
        (oddly_named, "/a~0b~1c unknown_field"),
        (
            changed("/declared/cents", json!(5)),
            "/declared/cents unknown_field",
        ),
        (without_title, "/title missing_field"),
        (changed("/title", json!(7)), "/title wrong_type"),
        (changed("/title", json!(null)), "/title wrong_type"),
        (
            changed("/declared", json!("10.00 EUR")),
            "/declared wrong_type",
        ),
        (
            changed("/declared", json!(["10.00", "EUR"])),
            "/declared wrong_type",
        ),
        (json!([]), " wrong_type"),
        (json!("claim"), " wrong_type"),
        (
            changed("/declared/amount", json!(10.0)),
            "/declared/amount wrong_type",
        ),
        (
            changed("/declared/currency", json!("XXX")),
            "/declared/currency unknown_currency",
        ),
        (
            changed("/declared/currency", json!("eur")),
            "/declared/currency unknown_currency",
        ),
        (
            changed("/declared/amount", json!("1e3")),
            "/declared/amount not_an_amount",
        ),
        (
            changed("/declared/amount", json!("9".repeat(40))),
            "/declared/amount amount_overflow",
        ),
        (
            changed("/executed_on", json!("+262142-01-01")),
            "/executed_on bad_date",
        ),
        (
            changed("/executed_on", json!("0000-01-01")),
            "/executed_on bad_date",
        ),
        (
            changed("/executed_on", json!("2024-3-14")),
            "/executed_on bad_date",
        ),
    ];
    for (body, expected) in cases {
        let shown = body.to_string();
        assert_eq!(
            refused(&door, "/v1/claims", CAMILLE, body).await,
            [expected],
            "{shown}"
        );
    }
    door.close().await;
}

#[tokio::test]
async fn a_field_that_is_there_twice_is_refused() {
    let door = Door::open().await;
    let body = r#"{ "why": "a", "why": "b" }"#;
    let path = "/v1/claims/claim_01h455vb4pex5vsknk084sn02q/recalls";
    let told = door
        .post(path)
        .by(CAMILLE)
        .at_any()
        .raw("application/json", body)
        .send()
        .await;
    assert_eq!(told.problem(), (422, "invalid_fields"));
    assert_eq!(told.wrong(), ["/why duplicate_field"]);
    door.close().await;
}

#[tokio::test]
async fn a_decision_has_the_fields_of_its_kind_alone() {
    let door = Door::open().await;
    let path = "/v1/claims/claim_01h455vb4pex5vsknk084sn02q/decisions";
    let cases = [
        (
            json!({ "decision": "ponder" }),
            vec!["/decision unknown_choice"],
        ),
        (
            json!({ "decision": "approve" }),
            vec!["/approved missing_field", "/lines missing_field"],
        ),
        (
            json!({ "decision": "reject", "why": "late", "reasons": ["late", "no reason"] }),
            vec![
                "/why unknown_field",
                "/reasons/1 bad_name",
                "/text missing_field",
            ],
        ),
        (
            json!({ "decision": "revoke", "lines": [], "approved": eur("1") }),
            vec![
                "/approved unknown_field",
                "/lines unknown_field",
                "/why missing_field",
            ],
        ),
        (
            json!({
                "decision": "approve", "approved": eur("1.00"),
                "lines": [{ "document": "d", "approved": eur("1.00") },
                          { "document": "document_01h455vb4pex5vsknk084sn02q", "approved": eur("x") }],
            }),
            vec![
                "/lines/0/document bad_id",
                "/lines/1/approved/amount not_an_amount",
            ],
        ),
    ];
    for (body, expected) in cases {
        assert_eq!(refused(&door, path, MARC, body).await, expected);
    }
    door.close().await;
}

#[tokio::test]
async fn a_document_has_the_fields_of_its_kind_alone() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let path = format!("{}/documents", filed(&door, &fund, "10.00").await);
    let path = path.as_str();
    let mut costly = proof("photo");
    costly["total"] = eur("1.00");
    costly["number"] = json!("7");
    let wrong = refused(&door, path, CAMILLE, costly).await;
    assert_eq!(wrong, ["/number unknown_field", "/total unknown_field"]);
    let bare = json!({ "kind": "invoice", "file": sample("x") });
    assert_eq!(
        refused(&door, path, CAMILLE, bare).await,
        [
            "/number missing_field",
            "/dated missing_field",
            "/total missing_field",
            "/claimed missing_field",
        ]
    );
    let mut odd = proof("photo");
    odd["kind"] = json!("selfie");
    odd["file"] = json!({
        "sha256": "ab".repeat(32), "size": 7, "media_type": "image/png", "name": "a.png",
    });
    assert_eq!(
        refused(&door, path, CAMILLE, odd).await,
        ["/file file_must_be_uploaded", "/kind unknown_choice"]
    );
    let mut dispute = json!({ "justification": "see", "documents": [proof("a"), proof("b")] });
    dispute["documents"][1]["contribution"] = json!("contribution_01h455vb4pex5vsknk084sn02q");
    let path = "/v1/claims/claim_01h455vb4pex5vsknk084sn02q/disputes";
    let wrong = refused(&door, path, CAMILLE, dispute).await;
    assert_eq!(wrong, ["/documents/1/contribution unknown_field"]);
    door.close().await;
}

#[tokio::test]
async fn a_policy_with_many_faults_hears_of_all_of_them() {
    let door = Door::open().await;
    let mut policy = super::stage::policy();
    policy["time_zone"] = json!("Europe/Atlantis");
    policy["currency"] = json!("ECU");
    policy["calendar"]["weekend"] = json!(["Sat", "Someday"]);
    policy["calendar"]["holidays"] = json!(["2024-13-01"]);
    policy["periods"][0]["used"]["to"] = json!("June");
    policy["activities"][1]["metrics"][0]["code"] = json!("");
    policy["deadlines"]["dispute_days"] = json!(4_000_000);
    let told = door
        .put("/v1/programmes/p")
        .by(FAY)
        .json(policy)
        .send()
        .await;
    assert_eq!(told.problem(), (422, "invalid_fields"));
    assert_eq!(
        told.wrong(),
        [
            "/currency unknown_currency",
            "/time_zone unknown_time_zone",
            "/calendar/weekend/1 bad_weekday",
            "/calendar/holidays/0 bad_date",
            "/periods/0/used/to bad_date",
            "/activities/1/metrics/0/code bad_name",
            "/deadlines/dispute_days number_too_large",
        ]
    );
    door.close().await;
}

#[tokio::test]
async fn a_list_that_is_too_long_is_not_looked_at() {
    let door = Door::open().await;
    let items: Vec<Value> = (0..1_001).map(|_| json!({ "text": "" })).collect();
    let path = "/v1/claims/claim_01h455vb4pex5vsknk084sn02q/info-requests";
    let wrong = refused(&door, path, INES, json!({ "items": items })).await;
    assert_eq!(wrong, ["/items too_many_entries"]);
    door.close().await;
}

#[tokio::test]
async fn what_is_not_json_is_unreadable() {
    let door = Door::open().await;
    let deep = "[".repeat(200_000);
    let nested = format!("{{\"title\":{}{}}}", "[".repeat(500), "]".repeat(500));
    let cases: [&[u8]; 9] = [
        b"",
        b"{",
        b"{\"fund\": }",
        b"{\"title\": 1e999999}",
        b"{} {}",
        b"{\"title\": \"\xff\xfe\"}",
        b"{\"title\": \"\\ud800\"}",
        deep.as_bytes(),
        nested.as_bytes(),
    ];
    for body in cases {
        let told = door
            .post("/v1/claims")
            .by(CAMILLE)
            .raw("application/json", body.to_vec());
        let told = told.send().await;
        assert_eq!(
            told.problem(),
            (400, "body_unreadable"),
            "{}",
            body.escape_ascii()
        );
    }
    door.close().await;
}

#[tokio::test]
async fn a_body_of_another_type_is_not_taken() {
    let door = Door::open().await;
    let body = claim_body("fund_01h455vb4pex5vsknk084sn02q", "1.00").to_string();
    for media_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonx",
        "",
    ] {
        let told = door
            .post("/v1/claims")
            .by(CAMILLE)
            .raw(media_type, body.clone())
            .send()
            .await;
        assert_eq!(told.problem(), (415, "wrong_content_type"), "{media_type}");
    }
    let with_charset = door.post("/v1/claims").by(CAMILLE);
    let told = with_charset
        .raw("Application/JSON; charset=utf-8", body)
        .send()
        .await;
    assert_eq!(told.problem(), (404, "fund_not_found"));
    door.close().await;
}

#[tokio::test]
async fn a_body_that_is_too_large_is_not_read() {
    let door = Door::open().await;
    let large = format!("{{\"title\":\"{}\"}}", "x".repeat(1024 * 1024));
    let told = door
        .post("/v1/claims")
        .by(CAMILLE)
        .raw("application/json", large.clone());
    assert_eq!(told.send().await.problem(), (413, "body_too_large"));
    let told = door
        .post("/v1/claims")
        .by(CAMILLE)
        .header("content-length", "99999999");
    let told = told.raw("application/json", "{}").send().await;
    assert_eq!(told.problem(), (413, "body_too_large"));
    door.close().await;
}

#[tokio::test]
async fn commands_that_say_nothing_need_no_body() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    let reviews = format!("{claim}/reviews");
    let told = door.post(&reviews).by(INES).at_any().send().await;
    assert_eq!(told.problem(), (422, "not_submitted"));
    let told = door
        .post(&reviews)
        .by(INES)
        .at_any()
        .json(json!({}))
        .send()
        .await;
    assert_eq!(told.problem(), (422, "not_submitted"));
    assert_eq!(
        refused(&door, &reviews, INES, json!({ "a": 1 })).await,
        ["/a unknown_field"]
    );
    door.close().await;
}

#[tokio::test]
async fn a_problem_says_what_why_and_what_to_do() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    let asking = door
        .post(&format!("{claim}/submissions"))
        .by(CAMILLE)
        .at_any();
    let told = asking.header("x-request-id", "req-7").send().await;
    insta::assert_json_snapshot!(told.body, @r#"
    {
      "code": "no_cost_document",
      "detail": "there is no cost document",
      "hint": "attach an invoice or a certification statement",
      "request_id": "req-7",
      "status": 422,
      "title": "Unprocessable Entity",
      "type": "/problems/no_cost_document"
    }
    "#);
    door.close().await;
}
