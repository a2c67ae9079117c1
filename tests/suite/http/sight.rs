//! Who sees what: what one may not see looks exactly like what does not exist.

use axum::http::Method;
use serde_json::{Value, json};

use super::door::Door;
use super::stage::{
    AUDE, CAMILLE, INES, MARC, OTTO, STRANGER, YANN, complete, filed, fund, under_review,
};

/// Every command and read on a claim, with a body that can be read.
fn asked_of_a_claim() -> Vec<(Method, &'static str, Value)> {
    let money = json!({ "amount": "1.00", "currency": "EUR" });
    let why = json!({ "why": "because" });
    vec![
        (Method::GET, "", Value::Null),
        (Method::GET, "/history", Value::Null),
        (Method::PATCH, "", json!({ "title": "x" })),
        (Method::POST, "/documents", super::stage::proof("sight")),
        (
            Method::POST,
            "/metrics",
            json!({ "code": "a", "value": "1", "unit": "b" }),
        ),
        (
            Method::POST,
            "/contributions",
            json!({ "to": { "user": "a", "org": "b" }, "what": "photo" }),
        ),
        (Method::POST, "/comments", json!({ "text": "hello" })),
        (Method::POST, "/submissions", json!({})),
        (Method::POST, "/recalls", why.clone()),
        (Method::POST, "/cancellations", why.clone()),
        (Method::POST, "/reviews", json!({})),
        (
            Method::POST,
            "/info-requests",
            json!({ "items": [{ "text": "a" }] }),
        ),
        (
            Method::POST,
            "/decisions",
            json!({ "decision": "revoke", "why": "b" }),
        ),
        (Method::POST, "/disputes", json!({ "justification": "b" })),
        (Method::POST, "/rejection-closures", json!({})),
        (
            Method::POST,
            "/payments",
            json!({ "amount": money, "reference": "r", "value_date": "2024-03-20" }),
        ),
        (Method::POST, "/expirations", json!({})),
        (
            Method::POST,
            "/deadline-extensions",
            json!({ "which": "claiming", "to": "2024-12-31", "why": "w" }),
        ),
        (
            Method::DELETE,
            "/documents/document_01h455vb4pex5vsknk084sn02q?why=x",
            Value::Null,
        ),
        (
            Method::DELETE,
            "/contributions/contribution_01h455vb4pex5vsknk084sn02q",
            Value::Null,
        ),
        (
            Method::POST,
            "/payments/payment_01h455vb4pex5vsknk084sn02q/reversals",
            why,
        ),
    ]
}

#[tokio::test]
async fn a_hidden_claim_answers_like_a_missing_one() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (hidden, _) = complete(&door, &fund, "10.00").await;
    let position = door.ledger.head().borrow().to_string();
    let asking = door.get(&hidden).by(CAMILLE);
    let number = asking.send().await.done().text("number");
    for by in [STRANGER, "zoe@other-partner contributor", YANN] {
        for (method, rest, body) in asked_of_a_claim() {
            let mut told = vec![];
            for claim in [
                hidden.as_str(),
                "/v1/claims/claim_01h455vb4pex5vsknk084sn02q",
                &format!("/v1/claims/{number}"),
                "/v1/claims/C-1",
            ] {
                let asking = door.ask(method.clone(), &format!("{claim}{rest}")).by(by);
                let asking = match method == Method::GET {
                    true => asking.header("x-min-position", &position),
                    false => asking.at(99).key("k"),
                };
                let asking = asking.header("x-request-id", "same");
                let asking = if body.is_null() {
                    asking
                } else {
                    asking.json(body.clone())
                };
                told.push(asking.send().await);
            }
            assert_eq!(
                told[0].problem(),
                (404, "claim_not_found"),
                "{by} {method} {rest}"
            );
            for missing in &told[1..] {
                assert_eq!(told[0].body, missing.body, "{by} {method} {rest}");
                assert_eq!(told[0].headers, missing.headers, "{by} {method} {rest}");
            }
        }
    }
    door.close().await;
}

#[tokio::test]
async fn an_operator_runs_the_system_and_sees_no_claim() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    for (method, rest, body) in asked_of_a_claim() {
        let asking = door.ask(method.clone(), &format!("{claim}{rest}")).by(OTTO);
        let asking = if method == Method::GET {
            asking
        } else {
            asking.at_any().key("k")
        };
        let asking = if body.is_null() {
            asking
        } else {
            asking.json(body)
        };
        assert_eq!(
            asking.send().await.problem(),
            (403, "not_allowed"),
            "{method} {rest}"
        );
    }
    for path in ["/v1/claims", "/v1/overview", "/v1/queue", "/v1/funds"] {
        let told = door.get(path).by(OTTO).send().await;
        assert_eq!(told.problem(), (403, "not_allowed"), "{path}");
    }
    door.get("/v1/views").by(OTTO).send().await.done();
    let told = door.get("/v1/views").by(CAMILLE).send().await;
    assert_eq!(told.problem(), (403, "not_allowed"));
    door.close().await;
}

#[tokio::test]
async fn what_the_vendor_keeps_to_itself_stays_there() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, _) = under_review(&door, &fund, "10.00").await;
    let path = format!("{claim}/comments");
    let said = |by, body| door.post(&path).by(by).at_any().json(body).send();
    let secret = json!({ "text": "looks inflated", "visibility": "vendor_only" });
    assert_eq!(
        said(CAMILLE, secret.clone()).await.problem(),
        (403, "not_allowed")
    );
    let hidden = said(INES, secret).await.done().text("comment");
    let open = json!({ "text": "we are on it", "in_reply_to": hidden });
    let told = said(MARC, open).await.done();
    for (by, sees) in [(CAMILLE, false), (INES, true), (AUDE, true)] {
        for read in [claim.clone(), format!("{claim}/history?limit=100")] {
            let asking = door
                .get(&read)
                .by(by)
                .header("x-min-position", &told.position());
            let shown = asking.send().await.done().body.to_string();
            for clue in ["looks inflated", hidden.as_str(), "vendor_only"] {
                assert_eq!(shown.contains(clue), sees, "{by} {read} {clue}: {shown}");
            }
            assert!(shown.contains("we are on it"), "{by} {read}: {shown}");
        }
    }
    door.close().await;
}

#[tokio::test]
async fn a_contributor_sees_the_claims_he_was_invited_to_and_no_others() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let invited = filed(&door, &fund, "10.00").await;
    let other = filed(&door, &fund, "10.00").await;
    let body = json!({ "to": { "user": "yann", "org": "atelier-breton" }, "what": "the photos" });
    let path = format!("{invited}/contributions");
    let told = door
        .post(&path)
        .by(CAMILLE)
        .at_any()
        .json(body)
        .send()
        .await
        .done();
    let seen = |path: &str| {
        door.get(path)
            .by(YANN)
            .header("x-min-position", &told.position())
            .send()
    };
    assert_eq!(seen(&invited).await.status, 200);
    assert_eq!(seen(&other).await.problem(), (404, "claim_not_found"));
    let list = seen("/v1/claims").await.done();
    assert_eq!(list.body["claims"].as_array().unwrap().len(), 1);
    let path = format!("{path}/{}", told.text("contribution"));
    let told = door.delete(&path).by(CAMILLE).at_any().send().await.done();
    let gone = door
        .get(&invited)
        .by(YANN)
        .header("x-min-position", &told.position());
    assert_eq!(gone.send().await.problem(), (404, "claim_not_found"));
    door.close().await;
}

#[tokio::test]
async fn a_partner_lists_and_sums_his_own_alone() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    filed(&door, &fund, "10.00").await;
    let position = door.ledger.head().borrow().to_string();
    let seen = |by, path| {
        door.get(path)
            .by(by)
            .header("x-min-position", &position)
            .send()
    };
    for (path, field) in [
        ("/v1/claims", "claims"),
        ("/v1/funds", "funds"),
        ("/v1/overview", "overview"),
        ("/v1/queue", "tasks"),
        ("/v1/programmes", "programmes"),
    ] {
        for (by, rows) in [(CAMILLE, 1), (INES, 1), (STRANGER, 0)] {
            let told = seen(by, path).await.done();
            assert_eq!(
                told.body[field].as_array().unwrap().len(),
                rows,
                "{by} {path} {told:?}"
            );
        }
    }
    let told = seen(STRANGER, "/v1/claims?partner=atelier-breton")
        .await
        .done();
    assert_eq!(told.body["claims"], json!([]));
    let told = seen(STRANGER, &format!("/v1/funds/{fund}/postings")).await;
    assert_eq!(told.problem(), (404, "fund_not_found"));
    door.close().await;
}
