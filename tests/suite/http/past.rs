//! Every read as of a moment: what was answered then is answered again, and says of when it is.

use serde_json::{Value, json};

use super::door::{Door, Told, on};
use super::stage::{
    ADA, AUDE, CAMILLE, FAY, INES, MARC, OTTO, STRANGER, YANN, approval, complete, eur, filed,
    fund, policy, proof, under_review,
};

/// What is read again and again, and by whom.
async fn answers(door: &Door, fund: &str, claim: &str, moment: &str) -> Vec<(String, u16, Value)> {
    let paths = [
        claim.to_owned(),
        format!("{claim}/history?limit=100"),
        "/v1/claims".to_owned(),
        "/v1/claims?status=under_review&reviewer=ines@helio-cloud".to_owned(),
        "/v1/queue?limit=100".to_owned(),
        "/v1/overview?claims=count".to_owned(),
        "/v1/funds".to_owned(),
        format!("/v1/funds/{fund}"),
        format!("/v1/funds/{fund}/postings?limit=100"),
        format!("/v1/funds/{fund}/postings?by=business&limit=100"),
        "/v1/overview?by=business&business_until=2024-03-21".to_owned(),
        "/v1/programmes/helio-coop".to_owned(),
    ];
    let mut told = vec![];
    for path in paths {
        for by in [INES, CAMILLE, YANN, STRANGER] {
            let joint = if path.contains('?') { '&' } else { '?' };
            let asked = match moment {
                "" => path.clone(),
                moment => format!("{path}{joint}{moment}"),
            };
            let head = door.ledger.head().borrow().to_string();
            let asking = door.get(&asked).by(by).header("x-min-position", &head);
            let mut answer = asking.send().await;
            if let Some(problem) = answer.body.as_object_mut() {
                problem.remove("request_id");
            }
            told.push((format!("{by} {path}"), answer.status, answer.body));
        }
    }
    told
}

#[tokio::test]
async fn what_was_answered_is_answered_again_as_of_then() {
    let door = Door::open_on_one_clock().await;
    let fund = fund(&door).await;
    let mut kept = vec![];
    let mut keep = async |claim: &str| {
        let position = *door.ledger.head().borrow();
        let told = answers(&door, &fund, claim, "").await;
        kept.push((position, claim.to_owned(), told));
    };
    let (claim, invoice) = complete(&door, &fund, "70.00").await;
    let mut asked = String::new();
    for user in ["yann", "lou"] {
        let body = json!({ "to": { "user": user, "org": "atelier-breton" }, "what": "a photo" });
        let path = format!("{claim}/contributions");
        let asking = door.post(&path).by(CAMILLE).at_any().json(body);
        asked = asking.send().await.done().text("contribution");
        keep(&claim).await;
    }
    // Who is withdrawn sees nothing of it any more: that is another test's.
    let path = format!("{claim}/contributions/{asked}");
    door.delete(&path).by(CAMILLE).at_any().send().await.done();
    keep(&claim).await;
    for (by, path) in [(CAMILLE, "submissions"), (INES, "reviews")] {
        let path = format!("{claim}/{path}");
        door.post(&path).by(by).at_any().send().await.done();
    }
    let kept_back = json!({ "text": "odd", "visibility": "vendor_only" });
    let path = format!("{claim}/comments");
    let asking = door.post(&path).by(INES).at_any().json(kept_back);
    asking.send().await.done();
    keep(&claim).await;
    let mut renamed = policy();
    renamed["name"] = json!("Helio Cloud co-op funds, revised");
    let asking = door.put("/v1/programmes/helio-coop").by(ADA).at(1);
    asking.json(renamed).send().await.done();
    let path = format!("{claim}/decisions");
    let asking = door.post(&path).by(MARC).at_any().key("decided");
    let approved = approval(&invoice, "70.00");
    asking.json(approved).send().await.done();
    keep(&claim).await;
    let (other, _) = under_review(&door, &fund, "30.00").await;
    let path = format!("{other}/cancellations");
    let why = json!({ "why": "twice" });
    door.post(&path).by(CAMILLE).at_any().json(why).send().await;
    keep(&other).await;
    filed(&door, &fund, "10.00").await;

    for (position, claim, told) in kept {
        let again = answers(&door, &fund, &claim, &format!("as_of_position={position}")).await;
        for (then, now) in told.iter().zip(&again) {
            assert_eq!(now, then, "as of {position}");
        }
        assert_eq!(again.len(), told.len());
    }
    door.close().await;
}

#[tokio::test]
async fn an_answer_about_the_past_says_of_which_moment_it_is() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    let told = door.get("/v1/overview?as_of_position=3").by(INES).send();
    let told = told.await.done();
    assert_eq!(told.header("x-as-of-position"), "3");
    let at = told.header("x-as-of").to_owned();
    assert_eq!(told.body["overview"][0].get("claims"), None);
    on("2100-01-01");
    let path = format!("/v1/overview?as_of={at}");
    let same = door.get(&path).by(INES).send().await.done();
    assert_eq!(same.header("x-as-of"), at);
    let present = door.get(&claim).by(INES).header("prefer", "wait=5");
    let present = present.send().await.done();
    assert_eq!(present.header("x-as-of"), "");
    assert_eq!(present.header("x-as-of-position"), "");
    let tomorrow = chrono::Utc::now() + chrono::Duration::days(1);
    let path = format!("{claim}?as_of={}", tomorrow.format("%Y-%m-%d"));
    let told = door.get(&path).by(INES).send().await.done();
    assert_eq!(told.header("x-as-of-position"), present.position());
    door.close().await;
}

#[tokio::test]
async fn the_tag_of_the_past_is_never_that_of_the_present() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    let head = *door.ledger.head().borrow();
    for path in [
        claim.clone(),
        format!("/v1/funds/{fund}"),
        "/v1/programmes/helio-coop".to_owned(),
    ] {
        let present = door.get(&path).by(INES).header("prefer", "wait=5");
        let present = present.send().await.done().header("etag").to_owned();
        let path = format!("{path}?as_of_position={head}");
        let past = door.get(&path).by(INES).send().await.done();
        let tag = past.header("etag").to_owned();
        let version = present.trim_end_matches('"').split('-').next().unwrap();
        assert_eq!(tag, format!("{version}@{head}\""));
        let again = door.get(&path).by(INES).header("if-none-match", &tag);
        assert_eq!(again.send().await.status, 304);
        let other = door.get(&path).by(INES).header("if-none-match", &present);
        assert_eq!(other.send().await.status, 200);
        let command = door.patch(&claim).by(CAMILLE).header("if-match", &tag);
        let told = command.json(json!({ "title": "new" })).send().await;
        assert_eq!(told.problem(), (400, "bad_precondition"));
    }
    door.close().await;
}

#[tokio::test]
async fn a_moment_that_cannot_be_read_is_refused_by_its_code() {
    let door = Door::open().await;
    let told = door.get("/v1/claims?as_of_position=1").by(INES).send();
    assert_eq!(told.await.problem(), (400, "empty_ledger"));
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    let paths = [
        claim.clone(),
        format!("{claim}/history"),
        "/v1/claims".to_owned(),
        "/v1/queue".to_owned(),
        "/v1/overview".to_owned(),
        "/v1/funds".to_owned(),
        format!("/v1/funds/{fund}"),
        format!("/v1/funds/{fund}/postings"),
        "/v1/programmes/helio-coop".to_owned(),
    ];
    for path in paths {
        for (moment, code) in [
            ("as_of_position=0", "moment_before_the_first_event"),
            (
                "as_of=2001-01-01T00:00:00Z",
                "moment_before_the_first_event",
            ),
            ("as_of=2001-01-01", "moment_before_the_first_event"),
            ("as_of_position=1000", "position_beyond_the_head"),
            ("as_of=2024-03-20T12:00:01Z", "moment_in_the_future"),
            ("as_of=2024-03-20", "moment_in_the_future"),
            ("as_of=soon", "invalid_query"),
            ("as_of=2024-03-01T00:00:00%2B25:00", "invalid_query"),
            ("as_of_position=9223372036854775808", "invalid_query"),
            ("as_of_position=", "invalid_query"),
            ("as_of=2024-03-01&as_of_position=2", "invalid_query"),
            ("as_of_position=2&as_of_position=2", "invalid_query"),
        ] {
            let told = door.get(&format!("{path}?{moment}")).by(INES).send().await;
            assert_eq!(told.problem(), (400, code), "{path}?{moment}");
        }
    }
    let early = door.get(&format!("{claim}?as_of_position=2")).by(INES);
    assert_eq!(early.send().await.problem().0, 404);
    let told = door.get("/v1/claims?as_of_position=2").by(OTTO).send();
    assert_eq!(told.await.status, 403);
    for path in ["/v1/views", "/v1/diff?from=1&to=2"] {
        let joint = if path.contains('?') { '&' } else { '?' };
        let path = format!("{path}{joint}as_of_position=2");
        let told = door.get(&path).by(AUDE).send().await;
        assert_eq!(told.problem(), (400, "invalid_query"));
    }
    door.close().await;
}

#[tokio::test]
async fn a_view_that_has_not_come_to_the_moment_says_so() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    filed(&door, &fund, "10.00").await;
    let head = *door.ledger.head().borrow();
    sqlx::query("update views set state = 'parked', position = 1, error = 'odd', error_position = 2 where name = 'claim'")
        .execute(&door.scratch.pool)
        .await
        .unwrap();
    let path = format!("/v1/claims?as_of_position={head}");
    let told = door.get(&path).by(INES).send().await;
    assert_eq!(told.problem(), (503, "view_is_parked"));
    assert_ne!(told.header("retry-after"), "");
    // What is folded from the log alone needs no view.
    let path = format!("/v1/funds/{fund}?as_of_position={head}");
    door.get(&path).by(INES).send().await.done();
    door.close().await;
}

#[tokio::test]
async fn figures_go_by_the_time_asked_for_and_say_which() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let head = door.ledger.head().borrow().to_string();
    let seen = async |path: &str| -> Told {
        let asking = door.get(path).by(FAY).header("x-min-position", &head);
        asking.send().await
    };
    let told = seen("/v1/overview").await.done();
    assert_eq!(told.body["by"], "recorded");
    // The earning is of 2023-08-31, and was recorded in 2024: before the fund was opened.
    let told = seen("/v1/overview?by=business&business_until=2023-12-31").await;
    let row = told.done().body;
    assert_eq!(
        (&row["by"], &row["business_until"]),
        (&json!("business"), &json!("2023-12-31"))
    );
    assert_eq!(row["overview"][0]["figures"]["earned"], eur("18500.00"));
    let told = seen("/v1/overview?by=business&business_until=2023-08-30").await;
    assert_eq!(told.done().body["overview"], json!([]));
    let told = seen("/v1/overview?by=business&as_of_position=2").await;
    let row = told.done().body["overview"][0].clone();
    assert_eq!(row["figures"]["earned"], eur("0.00"));
    let path = format!("/v1/funds/{fund}/postings?by=business");
    let told = seen(&path).await.done();
    let entries = told.body["entries"].as_array().unwrap().iter();
    let days: Vec<_> = entries.map(|entry| entry["business_day"].clone()).collect();
    assert_eq!(days, ["2024-01-10", "2023-08-31"]);
    let told = seen(&format!("{path}&business_until=2023-01-01")).await;
    assert_eq!(told.done().body["entries"], json!([]));
    for (query, wrong) in [
        ("by=heart", "?by bad_value"),
        (
            "business_until=2023-01-01",
            "?business_until needs_business_time",
        ),
        ("by=business&business_until=x", "?business_until bad_value"),
        ("by=business&claims=count", "?claims not_by_business_time"),
        ("claims=all", "?claims bad_value"),
    ] {
        let told = seen(&format!("/v1/overview?{query}")).await;
        assert_eq!(told.problem(), (400, "invalid_query"), "{query}");
        assert_eq!(told.wrong(), [wrong], "{query}");
    }
    let unknown = "/v1/funds/fund_01h455vb4pex5vsknk084sn02q/postings?by=business";
    assert_eq!(seen(unknown).await.status, 404);
    door.close().await;
}

#[tokio::test]
async fn a_difference_tells_claims_and_funds_page_by_page() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let from = *door.ledger.head().borrow();
    let (claim, _) = under_review(&door, &fund, "70.00").await;
    filed(&door, &fund, "10.00").await;
    let to = *door.ledger.head().borrow();
    let path = format!("/v1/diff?from={from}&to={to}");
    let whole = door.get(&path).by(AUDE).send().await.done().body;
    assert_eq!(
        (&whole["events"], &whole["has_more"]),
        (&json!(to - from), &json!(false))
    );
    assert_eq!(whole["to"]["position"], to);
    let claims = whole["claims"].as_array().unwrap();
    assert_eq!(claims.len(), 2);
    assert_eq!(claims[0]["id"], claim.replace("/v1/claims/", ""));
    assert_eq!(claims[0]["before"], json!(null));
    assert_eq!(claims[0]["after"]["status"], "under_review");
    assert_eq!(claims[0]["after"]["documents"], 2);
    let events = claims[0]["events"].as_array().unwrap();
    assert_eq!(events[0]["event"], "ClaimCreated");
    assert_eq!(events[0]["by"]["user"], "camille");
    let moved = &whole["funds"][0];
    assert_eq!(moved["before"]["available"], eur("18500.00"));
    assert_eq!(moved["after"]["available"], eur("18430.00"));
    assert_eq!(moved["delta"]["available"], eur("-70.00"));
    assert_eq!(moved["entries"][0]["event"], "FundReserved");

    let (mut pages, mut path) = (0, format!("{path}&limit=1"));
    let (mut of_claims, mut of_funds) = (vec![], vec![]);
    loop {
        let told = door.get(&path).by(AUDE).send().await.done();
        of_claims.extend(told.body["claims"].as_array().unwrap().clone());
        of_funds.extend(told.body["funds"].as_array().unwrap().clone());
        pages += 1;
        let link = told.header("link");
        let Some(next) = link
            .strip_prefix('<')
            .and_then(|l| l.strip_suffix(">; rel=\"next\""))
        else {
            break;
        };
        path = next.to_owned();
    }
    assert_eq!(
        (json!(of_claims), json!(of_funds)),
        (whole["claims"].clone(), whole["funds"].clone())
    );
    assert!(pages >= 3);

    let seen =
        async |by: &str, query: &str| door.get(&format!("/v1/diff?{query}")).by(by).send().await;
    let own = seen(CAMILLE, &format!("from={from}&to={to}"))
        .await
        .done()
        .body;
    assert_eq!(own["claims"].as_array().unwrap().len(), 2);
    let none = seen(STRANGER, &format!("from={from}&to={to}"))
        .await
        .done()
        .body;
    assert_eq!((&none["claims"], &none["funds"]), (&json!([]), &json!([])));
    assert_eq!(seen(OTTO, "from=1&to=2").await.status, 403);
    let same = seen(INES, "from=2&to=2").await.done().body;
    assert_eq!((&same["claims"], &same["events"]), (&json!([]), &json!(0)));
    for (query, code) in [
        ("from=3&to=2", "moments_out_of_order"),
        ("from=2003-01-02&to=2003-01-01", "moments_out_of_order"),
        ("from=0&to=2", "moment_before_the_first_event"),
        ("from=1&to=100000", "position_beyond_the_head"),
        ("from=1&to=2024-03-21", "moment_in_the_future"),
        ("from=1", "invalid_query"),
        ("to=1", "invalid_query"),
        ("from=one&to=two", "invalid_query"),
        ("from=1&to=2&cursor=7b7d", "invalid_query"),
    ] {
        assert_eq!(seen(INES, query).await.problem(), (400, code), "{query}");
    }
    door.close().await;
}

#[tokio::test]
async fn a_document_that_was_removed_is_still_there_as_of_before() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    let path = format!("{claim}/documents");
    let asking = door.post(&path).by(CAMILLE).at_any().json(proof("photo"));
    let document = asking.send().await.done().text("document");
    let before = *door.ledger.head().borrow();
    let path = format!("{path}/{document}?why=blurred");
    door.delete(&path).by(CAMILLE).at_any().send().await.done();
    let head = door.ledger.head().borrow().to_string();
    let now = door.get(&claim).by(CAMILLE).header("x-min-position", &head);
    assert_eq!(now.send().await.done().body["documents"], json!([]));
    let path = format!("{claim}?as_of_position={before}");
    let then = door.get(&path).by(CAMILLE).send().await.done();
    assert_eq!(then.body["documents"][0]["id"], document);
    door.close().await;
}
