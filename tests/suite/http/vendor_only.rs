//! What the vendor keeps to itself leaves no trace: whoever does not read it is answered as if it
//! had never been said.

use serde_json::{Value, json};
use tests::form::Form;
use tests::samples;

use super::door::{Door, Told, on};
use super::stage::{CAMILLE, INES, MARC, PAUL, YANN, complete, filed, fund, proof};

/// What an answer shows but for how far the log has come, which is nobody's secret.
#[derive(Debug, PartialEq)]
struct Shown {
    status: u16,
    headers: Vec<(String, String)>,
    body: Value,
}

fn shown(told: Told) -> Shown {
    // A position may have a digit more.
    let unlike = ["x-position", "content-length"];
    let is_shown = |name: &str| !unlike.contains(&name);
    let headers = told
        .headers
        .iter()
        .filter(|(name, _)| is_shown(name.as_str()));
    let text = |value: &axum::http::HeaderValue| value.to_str().unwrap().to_owned();
    let headers = headers.map(|(name, value)| (name.to_string(), text(value)));
    let mut body = told.body;
    if let Some(fields) = body.as_object_mut() {
        fields.remove("position");
    }
    Shown {
        status: told.status,
        headers: headers.collect(),
        body,
    }
}

async fn fresh(door: &Door, by: &str, path: &str) -> Told {
    let head = door.ledger.head().borrow().to_string();
    let asking = door.get(path).by(by).header("x-min-position", &head);
    asking.header("x-request-id", "same").send().await
}

/// Asks everything that can be read about a claim, as those who do not read the vendor's mind.
async fn all_there_is(door: &Door, claim: &str, fund: &str, until: u64) -> Vec<(String, Shown)> {
    let mut all = vec![];
    for by in [CAMILLE, PAUL, YANN] {
        for path in [
            claim.to_owned(),
            format!("{claim}/history?limit=100"),
            format!("{claim}/history?limit=2"),
            format!("{claim}?as_of_position={until}"),
            format!("{claim}/history?limit=2&as_of_position={until}"),
            format!("{claim}/trace"),
            "/v1/claims".to_owned(),
            "/v1/claims?limit=1".to_owned(),
            format!("/v1/claims?as_of_position={until}"),
            "/v1/queue".to_owned(),
            format!("/v1/queue?as_of_position={until}"),
            format!("/v1/diff?from=1&to={until}"),
            format!("/v1/diff?from=1&to={until}&limit=1"),
            "/v1/overview".to_owned(),
            format!("/v1/funds/{fund}"),
            format!("/v1/funds/{fund}/postings"),
        ] {
            let told = fresh(door, by, &path).await;
            all.push((format!("{by} {path}"), shown(told)));
        }
    }
    all
}

async fn whispers(door: &Door, claim: &str, text: &str) -> Told {
    let secret = json!({ "text": text, "visibility": "vendor_only" });
    let asking = door.post(&format!("{claim}/comments")).by(INES).at_any();
    asking.json(secret).send().await.done()
}

/// A claim to which a colleague was invited, with another one beside it.
async fn stage(door: &Door) -> (String, String) {
    let fund = fund(door).await;
    let (claim, _) = complete(door, &fund, "10.00").await;
    filed(door, &fund, "20.00").await;
    let asked = json!({ "to": { "user": "yann", "org": "atelier-breton" }, "what": "the photos" });
    let asking = door.post(&format!("{claim}/contributions")).by(CAMILLE);
    asking.at_any().json(asked).send().await.done();
    (claim, fund)
}

#[tokio::test]
async fn what_the_vendor_keeps_to_itself_changes_nothing_that_others_see() {
    let door = Door::open().await;
    let (claim, fund) = stage(&door).await;
    let until = *door.ledger.head().borrow();
    let before = all_there_is(&door, &claim, &fund, until).await;
    on("2024-03-22");
    whispers(&door, &claim, "looks inflated").await;
    whispers(&door, &claim, "ask for the hotel's invoice").await;
    let after = all_there_is(&door, &claim, &fund, until).await;
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(after, before);
    }
    assert_eq!(fresh(&door, INES, &claim).await.version(), 6);
    door.close().await;
}

#[tokio::test]
async fn moments_before_and_after_a_hidden_comment_look_alike() {
    let door = Door::open().await;
    let (claim, _) = stage(&door).await;
    let before = *door.ledger.head().borrow();
    on("2024-03-22");
    whispers(&door, &claim, "looks inflated").await;
    let after = *door.ledger.head().borrow();
    for by in [CAMILLE, YANN] {
        for path in [
            claim.clone(),
            format!("{claim}/history"),
            "/v1/claims".to_owned(),
            "/v1/queue".to_owned(),
        ] {
            let then = fresh(&door, by, &format!("{path}?as_of_position={before}")).await;
            let later = fresh(&door, by, &format!("{path}?as_of_position={after}")).await;
            assert_eq!(later.done().body, then.done().body, "{by} {path}");
        }
        let path = format!("/v1/diff?from={before}&to={after}");
        let told = fresh(&door, by, &path).await.done();
        assert_eq!(told.body["claims"], json!([]));
    }
    door.close().await;
}

#[tokio::test]
async fn a_hidden_comment_overtakes_no_command_of_the_partner() {
    let door = Door::open().await;
    let (claim, _) = stage(&door).await;
    let seen = fresh(&door, CAMILLE, &claim).await;
    let tag = seen.header("etag").to_owned();
    let version = seen.version();
    whispers(&door, &claim, "looks inflated").await;
    let edit = |title: &str| {
        let asking = door.patch(&claim).by(CAMILLE).header("if-match", &tag);
        asking.key("edit").json(json!({ "title": title }))
    };
    let told = edit("The trade show").send().await.done();
    let its_tag = format!("\"v{}\"", version + 1);
    assert_eq!(
        (told.version(), told.header("etag")),
        (version + 1, its_tag.as_str())
    );
    whispers(&door, &claim, "a better title").await;
    let again = edit("The trade show").send().await.done();
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(
        (&again.body, again.header("etag")),
        (&told.body, its_tag.as_str())
    );
    let seen = fresh(&door, CAMILLE, &claim).await;
    assert_eq!(seen.version(), version + 1);
    let stale = door.patch(&claim).by(CAMILLE).at(version);
    let stale = stale.json(json!({ "title": "x" })).send().await;
    assert_eq!(stale.problem(), (412, "wrong_version"));
    assert_eq!(
        (stale.header("etag"), &stale.body["current_version"]),
        (its_tag.as_str(), &json!(version + 1))
    );
    // The vendor's side counts what it reads.
    let vendors = fresh(&door, MARC, &claim).await.version();
    assert_eq!(vendors, version + 3);
    let comment = json!({ "text": "we are on it" });
    let path = format!("{claim}/comments");
    let said = |by, at| door.post(&path).by(by).at(at).json(comment.clone()).send();
    assert_eq!(
        said(MARC, version + 1).await.problem(),
        (412, "wrong_version")
    );
    assert_eq!(said(MARC, vendors).await.done().version(), vendors + 1);
    assert_eq!(said(YANN, version + 2).await.done().version(), version + 3);
    door.close().await;
}

#[tokio::test]
async fn a_hidden_comment_stands_in_no_files_way() {
    let door = Door::open().await;
    let (claim, _) = stage(&door).await;
    let version = fresh(&door, YANN, &claim).await.version();
    whispers(&door, &claim, "looks inflated").await;
    let path = format!("{claim}/documents");
    let form = |name: &str| {
        let facts = json!({ "kind": "proof", "note": "the stand" }).to_string();
        let form = Form::default().file(name, "image/png", &samples::png());
        form.facts(&facts).end()
    };
    let bring = |at| {
        let asking = door.post(&path).by(YANN).at(at);
        asking.raw(&Form::media_type(), form("stand.png")).send()
    };
    let late = bring(version + 1).await;
    assert_eq!(late.problem(), (412, "wrong_version"));
    assert_eq!(late.body["current_version"], version);
    assert_eq!(bring(version).await.done().version(), version + 1);
    let asking = door.post(&path).by(CAMILLE).at(version + 1);
    let told = asking.json(proof("another")).send().await.done();
    assert_eq!(told.version(), version + 2);
    door.close().await;
}

#[tokio::test]
async fn a_hidden_comment_moves_no_claim_in_a_difference() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let first = filed(&door, &fund, "10.00").await;
    let second = filed(&door, &fund, "20.00").await;
    let from = *door.ledger.head().borrow();
    whispers(&door, &second, "looks inflated").await;
    for claim in [&first, &second] {
        let asking = door.patch(claim).by(CAMILLE).at_any();
        asking.json(json!({ "title": "new" })).send().await.done();
    }
    let to = *door.ledger.head().borrow();
    for (by, order) in [(CAMILLE, [&first, &second]), (INES, [&second, &first])] {
        let mut path = format!("/v1/diff?from={from}&to={to}&limit=1");
        for claim in order {
            let told = fresh(&door, by, &path).await.done();
            let id = told.text_at("/claims/0/id");
            assert_eq!(format!("/v1/claims/{id}"), *claim, "{by}");
            let events = told.body["claims"][0]["events"].as_array().unwrap();
            let last = events.last().unwrap();
            let hidden = u64::from(by == INES && *claim == second);
            assert_eq!(last["sequence"], 2 + hidden, "{by} {claim}");
            path = format!(
                "/v1/diff?from={from}&to={to}&limit=1&cursor={}",
                told.body["next_cursor"].as_str().unwrap_or_default()
            );
        }
    }
    door.close().await;
}
