//! Reads: their own writes, and copies that are still good.

use axum::body::Body;
use axum::http::Request;
use projections::Ledger;
use projections::views::Views;
use serde_json::json;
use tower::ServiceExt;
use web::State;

use super::door::{Door, now};
use super::stage::{ADA, CAMILLE, FAY, INES, OTTO, complete, eur, filed, fund, policy};

#[tokio::test]
async fn a_read_shows_what_its_reader_wrote() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    for n in 0..20 {
        let title = json!({ "title": format!("title {n}") });
        let claim = filed(&door, &fund, "10.00").await;
        let told = door
            .patch(&claim)
            .by(CAMILLE)
            .at(1)
            .json(title.clone())
            .send()
            .await
            .done();
        let shown = door
            .get(&claim)
            .by(CAMILLE)
            .header("x-min-position", &told.position());
        let shown = shown.send().await.done();
        assert_eq!(
            (&shown.body["title"], shown.version()),
            (&title["title"], 2)
        );
        let version = told.header("etag").trim_end_matches('"');
        assert!(shown.header("etag").starts_with(version), "{shown:?}");
        assert!(shown.position().parse::<u64>().unwrap() >= told.position().parse().unwrap());
    }
    let claim = filed(&door, &fund, "10.00").await;
    let shown = door
        .get(&claim)
        .by(CAMILLE)
        .header("prefer", "respond-async, wait=5")
        .send()
        .await;
    assert_eq!(shown.done().header("preference-applied"), "wait=5");
    door.close().await;
}

#[tokio::test]
async fn a_view_that_is_behind_says_so() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    // Somebody else leads the view and does not move it on.
    sqlx::query(
        "update views
         set epoch = epoch + 1, leader = 'elsewhere', lease_until = clock_timestamp() + interval '1 hour'
         where name = 'claim'",
    )
    .execute(&door.scratch.pool)
    .await
    .unwrap();
    let claim = filed(&door, &fund, "10.00").await;
    let head = door.ledger.head().borrow().to_string();
    let reading = |by| {
        let reading = door.get(&claim).by(by).header("x-min-position", &head);
        reading.header("prefer", "wait=0").send()
    };
    // The duplicates that the vendor is shown are found by the view; a partner is shown none.
    let told = reading(INES).await;
    assert_eq!(told.problem(), (503, "view_is_behind"));
    reading(CAMILLE).await.done();
    let asking = door
        .get("/v1/claims")
        .by(CAMILLE)
        .header("x-min-position", &head);
    let told = asking.header("prefer", "wait=0").send().await;
    assert_eq!(told.problem(), (503, "view_is_behind"));
    assert_ne!(told.header("retry-after"), "");
    let said = format!("the log has come to {head}");
    assert!(told.text("detail").contains(&said), "{told:?}");
    door.close().await;
}

#[tokio::test]
async fn a_position_beyond_the_head_is_refused_at_once() {
    let door = Door::open().await;
    let asked = async |position: &str, prefer: &str| {
        let asking = door.get("/v1/claims").by(CAMILLE);
        let asking = asking.header("x-min-position", position);
        asking.header("prefer", prefer).send().await
    };
    let told = asked("1", "return=minimal").await;
    assert_eq!(told.problem(), (400, "empty_ledger"));
    fund(&door).await;
    let head = *door.ledger.head().borrow();
    let began = std::time::Instant::now();
    for prefer in ["return=minimal", "wait=0"] {
        let told = asked("1000000", prefer).await;
        assert_eq!(told.problem(), (400, "position_beyond_the_head"));
        let said = format!("the log has come to position {head} so far");
        assert_eq!(told.text("detail"), said);
        assert_eq!(told.header("retry-after"), "");
    }
    assert!(began.elapsed() < std::time::Duration::from_secs(4));
    // Waiting does not bring it about either.
    let told = asked("1000000", "wait=1").await;
    assert_eq!(told.problem(), (400, "position_beyond_the_head"));
    door.close().await;
}

#[tokio::test]
async fn a_position_that_another_process_commits_is_found_and_waited_for() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    // Another process on the same database: it was not told what this one commits.
    let pool = &door.scratch.pool;
    let other = Ledger::open(pool.clone(), chrono::Utc::now).await.unwrap();
    let documents = door.shelf.documents(&other, now);
    let views = Views::new(pool.clone());
    let elsewhere = web::router(State::new(other.clone(), views, documents, now));
    let status = async |position: u64, prefer: &str| {
        let request = Request::builder()
            .uri("/v1/claims")
            .header("authorization", door.keys.shown_by(CAMILLE).await)
            .header("x-min-position", position)
            .header("prefer", prefer);
        let request = request.body(Body::empty()).unwrap();
        elsewhere.clone().oneshot(request).await.unwrap().status()
    };
    filed(&door, &fund, "10.00").await;
    let head = *door.ledger.head().borrow();
    assert!(*other.head().borrow() < head);
    assert_eq!(status(head, "return=minimal").await, 200);
    assert_eq!(status(head + 1, "return=minimal").await, 400);
    let (waited, _) = tokio::join!(status(head + 1, "wait=20"), filed(&door, &fund, "10.00"));
    assert_eq!(waited, 200);
    other.stop().await;
    door.close().await;
}

#[tokio::test]
async fn what_is_no_position_and_no_preference_is_told_apart() {
    let door = Door::open().await;
    for odd in [
        "",
        "-1",
        "1.5",
        "many",
        "99999999999999999999",
        "9223372036854775808",
    ] {
        let told = door
            .get("/v1/claims")
            .by(CAMILLE)
            .header("x-min-position", odd)
            .send()
            .await;
        assert_eq!(told.problem(), (400, "bad_position"), "{odd:?}");
    }
    for ignored in ["wait=soon", "wait", "return=minimal", "wait=-1"] {
        let told = door
            .get("/v1/claims")
            .by(CAMILLE)
            .header("prefer", ignored)
            .send()
            .await
            .done();
        assert_eq!(told.header("preference-applied"), "");
    }
    door.close().await;
}

#[tokio::test]
async fn a_copy_that_is_still_good_is_not_sent_again() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    let position = door.ledger.head().borrow().to_string();
    let asked = |tags: &str| {
        let asking = door
            .get(&claim)
            .by(CAMILLE)
            .header("x-min-position", &position);
        asking.header("if-none-match", tags).send()
    };
    let tag = asked("").await.done().header("etag").to_owned();
    let (weak, among) = (format!("W/{tag}"), format!("\"v0\", {tag}"));
    for good in [&tag, &weak, &among, "*"] {
        let told = asked(good).await;
        assert_eq!((told.status, told.header("etag")), (304, &*tag), "{good}");
        assert_eq!(told.body, json!(null));
        assert_ne!(told.position(), "");
    }
    for stale in ["\"v2\"", "\"v1\"", "v1", ""] {
        assert_eq!(asked(stale).await.status, 200, "{stale}");
    }
    door.close().await;
}

#[tokio::test]
async fn a_claim_says_what_is_missing_before_it_can_be_submitted() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    let missing = || async {
        let position = door.ledger.head().borrow().to_string();
        let told = door
            .get(&claim)
            .by(CAMILLE)
            .header("x-min-position", &position)
            .send()
            .await;
        told.done().body["missing"].clone()
    };
    let all = [
        "no_cost_document",
        "no_proof",
        "claimed_differs_from_declared",
    ];
    assert_eq!(missing().await, json!(all));
    let path = format!("{claim}/documents");
    let proof = super::stage::proof("photo");
    door.post(&path)
        .by(CAMILLE)
        .at_any()
        .json(proof)
        .send()
        .await
        .done();
    assert_eq!(
        missing().await,
        json!(["no_cost_document", "claimed_differs_from_declared"])
    );
    let invoice = super::stage::invoice("F-1", "10.00", "9.00");
    door.post(&path)
        .by(CAMILLE)
        .at_any()
        .json(invoice)
        .send()
        .await
        .done();
    assert_eq!(missing().await, json!(["claimed_differs_from_declared"]));
    let declared = json!({ "declared": eur("9.00") });
    door.patch(&claim)
        .by(CAMILLE)
        .at_any()
        .json(declared)
        .send()
        .await
        .done();
    assert_eq!(missing().await, json!([]));
    door.post(&format!("{claim}/submissions"))
        .by(CAMILLE)
        .at_any()
        .send()
        .await
        .done();
    door.close().await;
}

#[tokio::test]
async fn the_vendor_is_shown_duplicates_and_the_partner_is_not() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (first, second) = (
        filed(&door, &fund, "5.00").await,
        filed(&door, &fund, "5.00").await,
    );
    for claim in [&first, &second] {
        let invoice = super::stage::invoice("F-7", "5.00", "5.00");
        let path = format!("{claim}/documents");
        door.post(&path)
            .by(CAMILLE)
            .at_any()
            .json(invoice)
            .send()
            .await
            .done();
    }
    let position = door.ledger.head().borrow().to_string();
    let seen = |by| {
        door.get(&second)
            .by(by)
            .header("x-min-position", &position)
            .send()
    };
    let duplicates = seen(INES).await.done().body["duplicates"].clone();
    assert!(
        duplicates
            .to_string()
            .contains(&first.replace("/v1/claims/", "")),
        "{duplicates}"
    );
    assert_eq!(seen(CAMILLE).await.done().body.get("duplicates"), None);
    door.close().await;
}

#[tokio::test]
async fn a_fund_shows_its_figures_and_every_entry_balances() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, _) = complete(&door, &fund, "7350.00").await;
    door.post(&format!("{claim}/submissions"))
        .by(CAMILLE)
        .at_any()
        .send()
        .await
        .done();
    let position = door.ledger.head().borrow().to_string();
    let seen = |path: String| {
        let door = &door;
        let position = position.clone();
        async move {
            door.get(&path)
                .by(FAY)
                .header("x-min-position", &position)
                .send()
                .await
                .done()
        }
    };
    let told = seen(format!("/v1/funds/{fund}")).await;
    assert_eq!(told.body["figures"]["available"], eur("11150.00"));
    assert_eq!(told.body["figures"]["reserved"], eur("7350.00"));
    assert_eq!(told.header("etag"), "\"v3\"");
    let told = seen("/v1/overview?partner=atelier-breton".to_owned()).await;
    let row = &told.body["overview"][0];
    assert_eq!(row["figures"]["earned"], eur("18500.00"));
    assert_eq!(row["claimed"], eur("7350.00"));
    let told = seen(format!("/v1/funds/{fund}/postings")).await;
    let entries = told.body["entries"].as_array().unwrap();
    let events: Vec<_> = entries
        .iter()
        .map(|entry| entry["event"].as_str().unwrap())
        .collect();
    assert_eq!(events, ["FundReserved", "FundEarned", "FundOpened"]);
    assert_eq!(entries[0]["amount"], eur("7350.00"));
    assert_eq!(
        (&entries[0]["from"], &entries[0]["to"]),
        (&json!("available"), &json!("reserved"))
    );
    door.close().await;
}

#[tokio::test]
async fn the_server_is_ready_while_its_store_answers() {
    let door = Door::open().await;
    assert_eq!(
        door.get("/livez").send().await.done().body,
        json!({ "status": "alive" })
    );
    let told = door.get("/readyz").send().await.done();
    assert_eq!(told.body["status"], "ready");
    door.get("/v1/views").by(OTTO).send().await.done();
    for who in [CAMILLE, ADA] {
        door.keys.shown_by(who).await;
    }
    door.scratch.pool.close().await;
    let told = door.get("/readyz").send().await;
    assert_eq!(told.problem(), (503, "not_ready"));
    let told = door.get("/v1/claims").by(CAMILLE).send().await;
    assert_eq!(told.problem(), (503, "store_unavailable"));
    assert_ne!(told.header("retry-after"), "");
    let told = door
        .put("/v1/programmes/p")
        .by(ADA)
        .json(policy())
        .send()
        .await;
    assert_eq!(told.problem(), (503, "store_unavailable"));
    assert_ne!(told.header("retry-after"), "");
    assert_eq!(door.get("/livez").send().await.status, 200);
}
