//! Keys: who comes in with which, who hands out which, and when one stops.

use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use projections::Ledger;
use projections::views::Views;
use serde_json::{Value, json};
use tower::ServiceExt;
use web::State;

use super::door::{Door, Told, now, on};
use super::stage::{
    ADA, AUDE, CAMILLE, FAY, INES, MARC, OTTO, PAUL, RIVAL_ADMIN, STRANGER, YANN, claim_body, fund,
};

/// Makes a key as an admin does; gives the answer.
async fn made(door: &Door, by: &str, body: Value) -> Told {
    door.post("/v1/keys").by(by).json(body).send().await
}

async fn key(door: &Door, by: &str, role: &str) -> (String, String) {
    let told = made(door, by, json!({ "role": role })).await.done();
    (told.text("id"), told.text("key"))
}

#[tokio::test]
async fn a_key_says_who_asks_in_one_plain_header() {
    let door = Door::open().await;
    let told = door.get("/v1/claims").send().await;
    assert_eq!(told.problem(), (401, "credentials_missing"));
    assert_eq!(told.header("www-authenticate"), "Bearer realm=\"claims\"");
    let (_, key) = key(&door, PAUL, "partner_user").await;
    let shown = |header: String| {
        let asking = door.get("/v1/me").header("authorization", &header);
        asking.send()
    };
    for scheme in ["Bearer", "bearer", "BEARER"] {
        let told = shown(format!("{scheme} {key}")).await;
        assert_eq!(told.status, 200, "{scheme}");
    }
    let (public, secret) = key.rsplit_once('_').unwrap();
    let other = if secret.starts_with('a') { "b" } else { "a" };
    let odd = [
        String::new(),
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        key.clone(),
        format!("Basic {key}"),
        format!("Bearer{key}"),
        format!("Bearer {key}, Bearer {key}"),
        format!("Bearer {key} {key}"),
        format!("Bearer \"{key}\""),
        format!("Bearer {key}x"),
        format!("Bearer {}", &key[..key.len() - 1]),
        format!("Bearer {}", &key[4..]),
        format!("Bearer {}", key.replacen("clk_", "CLK_", 1)),
        format!("Bearer {}", key.to_uppercase()),
        format!("Bearer {public}_{other}{}", &secret[1..]),
        format!("Bearer clk_01h455vb4pex5vsknk084sn02q_{secret}"),
        format!("Bearer {}", "clk_".repeat(5_000)),
        "Bearer clk_\u{e9}".to_owned(),
        "camille@atelier-breton partner_user".to_owned(),
    ];
    for header in odd {
        let told = shown(header.clone()).await;
        assert_eq!(told.problem(), (401, "credentials_invalid"), "{header}");
        let challenge = "Bearer realm=\"claims\", error=\"invalid_token\"";
        assert_eq!(told.header("www-authenticate"), challenge);
        assert!(!told.body.to_string().contains(secret), "{header}");
    }
    let twice = door.get("/v1/me").with_key(&key).with_key(&key);
    assert_eq!(twice.send().await.problem(), (401, "credentials_invalid"));
    let actor = door.get("/v1/me").header("x-actor", CAMILLE).send().await;
    assert_eq!(actor.problem(), (401, "credentials_missing"));
    door.close().await;
}

#[tokio::test]
async fn answers_say_that_they_depend_on_who_asks() {
    let door = Door::open().await;
    let told = door.get("/v1/me").by(CAMILLE).send().await.done();
    assert_eq!(told.header("vary"), "authorization, cookie");
    assert_eq!(told.header("cache-control"), "private, no-cache");
    let told = made(&door, PAUL, json!({ "role": "partner_user" })).await;
    assert_eq!(
        (told.status, told.header("cache-control")),
        (201, "no-store")
    );
    door.close().await;
}

#[tokio::test]
async fn who_comes_in_is_told_who_they_are() {
    let door = Door::open().await;
    let body = json!({ "role": "finance", "user": "fay", "expires": "2024-03-31" });
    let told = made(&door, ADA, body).await.done();
    let (id, key) = (told.text("id"), told.text("key"));
    let me = door.get("/v1/me").with_key(&key).send().await.done();
    let who = ["user", "org", "role", "key", "until"].map(|field| me.text(field));
    let until = "2024-03-31T23:59:59.999999Z";
    assert_eq!(who, ["fay", "helio-cloud", "finance", &id, until]);
    let may = me.body["may"].as_array().unwrap();
    assert!(may.contains(&json!("record_payment")) && !may.contains(&json!("approve_claim")));
    assert_eq!(me.body["hands_out"], json!([]));
    assert!(!me.body.to_string().contains(&key));
    let admin = door.get("/v1/me").by(PAUL).send().await.done();
    let partners = json!(["partner_admin", "partner_user", "contributor"]);
    assert_eq!(admin.body["hands_out"], partners);
    door.close().await;
}

#[tokio::test]
async fn an_admin_hands_out_the_roles_of_their_side_in_their_own_organisation() {
    let door = Door::open().await;
    let partners = ["partner_admin", "partner_user", "contributor"];
    let vendors = [
        "reviewer",
        "approver",
        "finance",
        "programme_admin",
        "auditor",
    ];
    for (admin, org, theirs, others) in [
        (PAUL, "atelier-breton", &partners[..], &vendors[..]),
        (ADA, "helio-cloud", &vendors[..], &partners[..]),
    ] {
        for role in theirs {
            let told = made(&door, admin, json!({ "role": role })).await.done();
            assert_eq!([told.text("org"), told.text("role")], [org, *role]);
            assert_eq!(told.text("user"), told.text("id"), "it acts as itself");
            assert_eq!(told.text("made_by"), admin);
        }
        for role in others.iter().chain(&["operator"]) {
            let told = made(&door, admin, json!({ "role": role })).await;
            assert_eq!(told.problem(), (403, "role_not_yours"), "{role}");
        }
        let told = made(&door, admin, json!({ "role": "system" })).await;
        assert_eq!(told.problem(), (422, "role_is_inside"));
    }
    for nobody in [CAMILLE, YANN, INES, MARC, FAY, AUDE, OTTO] {
        let told = made(&door, nobody, json!({ "role": "partner_user" })).await;
        assert_eq!(told.problem(), (403, "not_allowed"), "{nobody}");
        let told = door.get("/v1/keys").by(nobody).send().await;
        assert_eq!(told.problem(), (403, "not_allowed"), "{nobody}");
        let path = "/v1/keys/key_01h455vb4pex5vsknk084sn02q";
        let told = door.delete(path).by(nobody).send().await;
        assert_eq!(told.problem(), (403, "not_allowed"), "{nobody}");
    }
    door.close().await;
}

#[tokio::test]
async fn what_is_no_key_to_make_is_told_field_by_field() {
    let door = Door::open().await;
    let wrong = async |body: Value| {
        let told = made(&door, PAUL, body).await;
        assert_eq!(told.problem(), (422, "invalid_fields"));
        told.wrong().join(", ")
    };
    let odd = json!({ "role": "boss", "user": "a b", "expires": "soon" });
    let said = "/role unknown_choice, /user bad_name, /expires bad_instant";
    assert_eq!(wrong(odd).await, said);
    assert_eq!(wrong(json!({})).await, "/role missing_field");
    let foreign = json!({ "role": "partner_user", "org": "other-partner" });
    assert_eq!(wrong(foreign).await, "/org unknown_field");
    let chosen = json!({ "role": "partner_user", "id": "key_01h455vb4pex5vsknk084sn02q" });
    assert_eq!(wrong(chosen).await, "/id unknown_field");
    for (field, value, code) in [
        ("expires", "2024-03-19", "expiry_has_passed"),
        ("expires", "2024-03-20T12:00:00Z", "expiry_has_passed"),
        ("user", "key_01h455vb4pex5vsknk084sn02q", "user_is_a_key"),
    ] {
        let told = made(&door, PAUL, json!({ "role": "partner_user", field: value })).await;
        assert_eq!(told.problem(), (422, code));
    }
    let kept = door.get("/v1/keys").by(PAUL).send().await.done();
    assert_eq!(
        kept.body["keys"].as_array().unwrap().len(),
        1,
        "only Paul's"
    );
    door.close().await;
}

#[tokio::test]
async fn a_key_asked_for_twice_under_one_id_is_made_once() {
    let door = Door::open().await;
    let ask = || {
        let body = json!({ "role": "partner_user" });
        door.post("/v1/keys").by(PAUL).key("k-1").json(body).send()
    };
    ask().await.done();
    let again = ask().await;
    assert_eq!(again.problem(), (409, "key_made_before"));
    assert_eq!(again.body.get("key"), None);
    door.close().await;
}

#[tokio::test]
async fn keys_are_listed_page_by_page_without_their_secrets() {
    let door = Door::open().await;
    let mut ids = vec![];
    for day in ["2024-03-21", "2024-03-22", "2024-03-23"] {
        on(day);
        ids.push(key(&door, PAUL, "partner_user").await.0);
    }
    key(&door, STRANGER, "partner_user").await;
    key(&door, ADA, "finance").await;
    let mut path = "/v1/keys?limit=2".to_owned();
    let mut seen = vec![];
    loop {
        let page = door.get(&path).by(PAUL).send().await.done();
        let keys = page.body["keys"].as_array().unwrap();
        seen.extend(
            keys.iter()
                .map(|key| key["id"].as_str().unwrap().to_owned()),
        );
        assert!(keys.iter().all(|key| key.get("key").is_none()));
        let text = page.body.to_string();
        assert!(!text.contains("clk_") && !text.contains("secret"), "{text}");
        match page.header("link") {
            "" => break,
            link => path = link[1..link.find('>').unwrap()].to_owned(),
        }
    }
    ids.reverse();
    // The last is the one that Paul himself came in with.
    assert_eq!(seen[..3], ids[..]);
    assert_eq!(seen.len(), 4);
    for odd in ["limit=0", "cursor=00", "org=x"] {
        let told = door.get(&format!("/v1/keys?{odd}")).by(PAUL).send().await;
        assert_eq!(told.problem(), (400, "invalid_query"), "{odd}");
    }
    door.close().await;
}

#[tokio::test]
async fn a_key_of_others_answers_like_one_that_is_not_there() {
    let door = Door::open().await;
    let (theirs, text) = key(&door, STRANGER, "partner_user").await;
    let (vendors, _) = key(&door, ADA, "finance").await;
    let revoke = async |by: &str, id: &str| {
        let told = door.delete(&format!("/v1/keys/{id}")).by(by).send().await;
        assert_eq!(told.problem(), (404, "key_not_found"), "{by} {id}");
        let mut body = told.body;
        body["request_id"].take();
        body
    };
    let missing = revoke(PAUL, "key_01h455vb4pex5vsknk084sn02q").await;
    assert_eq!(revoke(PAUL, &theirs).await, missing);
    assert_eq!(revoke(PAUL, &vendors).await, missing);
    assert_eq!(revoke(RIVAL_ADMIN, &vendors).await, missing);
    for odd in [
        "x",
        "clk_x",
        "claim_01h455vb4pex5vsknk084sn02q",
        &theirs[4..],
    ] {
        assert_eq!(revoke(PAUL, odd).await, missing);
    }
    assert_eq!(door.get("/v1/me").with_key(&text).send().await.status, 200);
    door.close().await;
}

#[tokio::test]
async fn a_revoked_key_stops_at_once_and_its_holder_alone_is_told_why() {
    let door = Door::open().await;
    let (id, key) = key(&door, PAUL, "partner_user").await;
    let me = async |key: &str| door.get("/v1/me").with_key(key).send().await;
    assert_eq!(me(&key).await.status, 200);
    let path = format!("/v1/keys/{id}");
    let revoked = door.delete(&path).by(PAUL).send().await.done();
    assert_eq!(
        [revoked.text("id"), revoked.text("state")],
        [&id, "revoked"]
    );
    let when = revoked.text("revoked_at");
    assert_eq!(me(&key).await.problem(), (401, "key_revoked"));
    let guessed = format!("{}{}", &key[..key.len() - 43], "x".repeat(43));
    assert_eq!(me(&guessed).await.problem(), (401, "credentials_invalid"));
    on("2024-03-21");
    let again = door.delete(&path).by(PAUL).send().await.done();
    assert_eq!(again.text("revoked_at"), when, "it stays as it was");
    door.close().await;
}

#[tokio::test]
async fn an_expired_key_stops_and_its_holder_alone_is_told_why() {
    let door = Door::open().await;
    let body = json!({ "role": "partner_user", "expires": "2024-03-21" });
    let told = made(&door, PAUL, body).await.done();
    let key = told.text("key");
    let me = async |key: &str| door.get("/v1/me").with_key(key).send().await;
    on("2024-03-21");
    assert_eq!(me(&key).await.status, 200, "until the end of the day");
    on("2024-03-22");
    assert_eq!(me(&key).await.problem(), (401, "key_expired"));
    let guessed = format!("{}{}", &key[..key.len() - 43], "x".repeat(43));
    assert_eq!(me(&guessed).await.problem(), (401, "credentials_invalid"));
    let listed = door.get("/v1/keys").by(PAUL).send().await.done();
    assert_eq!(listed.text_at("/keys/0/state"), "expired");
    door.close().await;
}

#[tokio::test]
async fn two_keys_of_nobody_are_two_people() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let mut claims = vec![];
    for _ in 0..2 {
        let (id, key) = key(&door, PAUL, "partner_user").await;
        let asking = door.post("/v1/claims").with_key(&key).key("same");
        let told = asking.json(claim_body(&fund, "10.00")).send().await.done();
        assert_eq!(told.header("idempotent-replayed"), "", "another's command");
        let path = format!("/v1/claims/{}/history", told.text("id"));
        let told = door.get(&path).with_key(&key).send().await.done();
        assert_eq!(told.text_at("/events/0/by/user"), id);
        claims.push(path);
    }
    assert_ne!(claims[0], claims[1]);
    door.close().await;
}

/// Another process on the same database, which shares no memory with the door.
async fn elsewhere(door: &Door) -> (Router, Ledger) {
    let pool = door.scratch.pool.clone();
    let ledger = Ledger::open(pool.clone(), chrono::Utc::now).await.unwrap();
    let state = State::new(
        ledger.clone(),
        Views::new(pool),
        door.documents.clone(),
        now,
    );
    (web::router(state), ledger)
}

async fn status(router: &Router, key: &str) -> u16 {
    let request = Request::get("/v1/me").header("authorization", format!("Bearer {key}"));
    let request = request.body(Body::empty()).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    response.status().as_u16()
}

#[tokio::test]
async fn a_key_that_one_process_revokes_stops_in_every_other_within_a_second() {
    let door = Door::open().await;
    let (id, key) = key(&door, PAUL, "partner_user").await;
    let (other, ledger) = elsewhere(&door).await;
    assert_eq!(status(&other, &key).await, 200);
    let path = format!("/v1/keys/{id}");
    door.delete(&path).by(PAUL).send().await.done();
    let revoked = Instant::now();
    while status(&other, &key).await == 200 {
        assert!(revoked.elapsed() < Duration::from_millis(1_100));
    }
    ledger.stop().await;
    door.close().await;
}

#[tokio::test]
async fn a_hot_key_costs_no_statement_and_an_unknown_one_waits_for_the_store() {
    let door = Door::open().await;
    let (_, key) = key(&door, PAUL, "partner_user").await;
    let me = async |key: &str| door.get("/v1/me").with_key(key).send().await;
    let began = Instant::now();
    assert_eq!(me(&key).await.status, 200);
    door.scratch.take_away().await;
    let hot = me(&key).await;
    if began.elapsed() < Duration::from_secs(1) {
        assert_eq!(hot.status, 200, "it was asked for a moment ago");
    }
    let other = key.replacen("clk_0", "clk_1", 1);
    let told = me(&other).await;
    assert_eq!(told.problem(), (503, "store_unavailable"));
    assert_eq!(told.header("retry-after"), "1");
    door.scratch.bring_back().await;
    let back = Instant::now();
    while me(&other).await.status == 503 {
        assert!(
            back.elapsed() < Duration::from_secs(10),
            "the store is back"
        );
    }
    assert_eq!(me(&other).await.problem(), (401, "credentials_invalid"));
    assert_eq!(me(&key).await.status, 200);
    door.close().await;
}

#[tokio::test]
async fn when_a_key_was_last_used_is_written_about_once_a_minute() {
    let door = Door::open().await;
    let (id, key) = key(&door, PAUL, "partner_user").await;
    let last_used = async || {
        let told = door.get("/v1/keys").by(PAUL).send().await.done();
        let keys = told.body["keys"].as_array().unwrap();
        let found = keys.iter().find(|key| key["id"] == id.as_str()).unwrap();
        found["last_used_at"].as_str().map(str::to_owned)
    };
    assert_eq!(last_used().await, None);
    let me = async || door.get("/v1/me").with_key(&key).send().await.done();
    for day in ["2024-03-20", "2024-03-21"] {
        on(day);
        let written = format!("{day}T12:00:00.000000Z");
        let began = Instant::now();
        while last_used().await.as_ref() != Some(&written) {
            me().await;
            assert!(began.elapsed() < Duration::from_secs(10), "it is written");
        }
    }
    door.close().await;
}
