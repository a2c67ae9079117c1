//! Members: invited by a link that is good once, given roles, withdrawn at once.

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::door::{Door, Told, on};
use super::stage::{ADA, AUDE, CAMILLE, INES, OTTO, PAUL, STRANGER, YANN, filed, fund};

async fn invited(door: &Door, by: &str, body: Value) -> Told {
    door.post("/v1/members").by(by).json(body).send().await
}

fn elodie(role: &str) -> Value {
    json!({ "address": "Elodie.Martin@atelier.example", "role": role })
}

/// Gives the token of a link.
pub fn token(told: &Told) -> String {
    let link = told.text("link");
    link.split_once("/join?token=")
        .expect("a link")
        .1
        .to_owned()
}

/// Follows a link by the form of its page; gives the status and the cookie.
pub async fn followed(door: &Door, token: &str) -> (u16, String) {
    let request = Request::post("/join")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(format!("token={token}")));
    let response = door.router.clone().oneshot(request.unwrap()).await.unwrap();
    let cookie = response.headers().get("set-cookie");
    let cookie = cookie.map(|cookie| cookie.to_str().unwrap().to_owned());
    let cookie = cookie.unwrap_or_default();
    let pair = cookie.split(';').next().unwrap_or_default();
    (response.status().as_u16(), pair.to_owned())
}

/// Opens a link and looks at the page.
async fn looked_at(door: &Door, query: &str) -> (u16, String) {
    let request = Request::get(format!("/join{query}")).body(Body::empty());
    let response = door.router.clone().oneshot(request.unwrap()).await.unwrap();
    let status = response.status().as_u16();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

async fn me(door: &Door, cookie: &str) -> Told {
    door.get("/v1/me").header("cookie", cookie).send().await
}

/// Lists members and who is invited; those whom the tests gave keys are left out.
async fn members(door: &Door, by: &str) -> Value {
    let told = door.get("/v1/members").by(by).send().await.done();
    assert_eq!(told.body["has_more"], false);
    let listed = told.body["members"].as_array().unwrap().iter();
    let has_more_than_a_key = |member: &&Value| member["roles"][0]["state"] != "has_key";
    listed.filter(has_more_than_a_key).cloned().collect()
}

#[tokio::test]
async fn who_is_invited_joins_once_by_their_link() {
    let door = Door::open().await;
    let asking = door
        .post("/v1/members")
        .by(PAUL)
        .header("host", "localhost:8080");
    let told = asking.json(elodie("partner_user")).send().await;
    assert_eq!(
        (told.status, told.header("cache-control")),
        (201, "no-store")
    );
    let said = ["org", "user", "role", "expires"].map(|field| told.text(field));
    let until = "2024-03-27T12:00:00.000000Z";
    assert_eq!(
        said,
        ["atelier-breton", "elodie.martin", "partner_user", until]
    );
    assert!(
        told.text("link")
            .starts_with("http://localhost:8080/join?token=")
    );
    let listed = members(&door, PAUL).await;
    assert_eq!(listed[0]["roles"][0]["state"], "invited");
    let link = token(&told);
    assert!(!listed.to_string().contains(&link));

    // Looking at it, as a program in a mailbox does, uses nothing up.
    for _ in 0..2 {
        let (status, page) = looked_at(&door, &format!("?token={link}")).await;
        assert_eq!(status, 200);
        assert!(page.contains("Atelier Breton") && page.contains("elodie.martin"));
    }
    let (status, cookie) = followed(&door, &link).await;
    assert_eq!(status, 303);
    let told = me(&door, &cookie).await.done();
    let said = ["user", "org", "role", "with"].map(|field| told.text(field));
    assert_eq!(
        said,
        ["elodie.martin", "atelier-breton", "partner_user", "session"]
    );
    let listed = members(&door, PAUL).await;
    assert_eq!(listed.as_array().unwrap().len(), 1, "{listed}");
    assert_eq!(listed[0]["roles"].as_array().unwrap().len(), 1, "{listed}");
    assert_eq!(listed[0]["roles"][0]["state"], "member");
    assert_eq!(listed[0]["roles"][0]["given_by"], PAUL);

    assert_eq!(followed(&door, &link).await, (410, String::new()), "once");
    assert_eq!(looked_at(&door, &format!("?token={link}")).await.0, 410);
    door.close().await;
}

#[tokio::test]
async fn a_link_that_is_over_and_one_that_never_was_look_the_same() {
    let door = Door::open().await;
    let link = token(&invited(&door, PAUL, elodie("partner_user")).await.done());
    on("2024-03-27");
    let (status, over) = looked_at(&door, &format!("?token={link}")).await;
    assert_eq!((status, followed(&door, &link).await.0), (410, 410));
    let never = "a".repeat(43);
    for query in [
        format!("?token={never}"),
        "?token=x".to_owned(),
        String::new(),
    ] {
        assert_eq!(
            looked_at(&door, &query).await,
            (410, over.clone()),
            "{query}"
        );
    }
    for odd in [never.as_str(), "", "x", "%3Cscript%3E"] {
        assert_eq!(followed(&door, odd).await, (410, String::new()), "{odd}");
    }
    assert_eq!(members(&door, PAUL).await, json!([]));
    door.close().await;
}

#[tokio::test]
async fn admins_invite_to_the_roles_of_their_side_alone() {
    let door = Door::open().await;
    invited(&door, PAUL, elodie("partner_admin")).await.done();
    invited(&door, ADA, elodie("auditor")).await.done();
    for (admin, role) in [(PAUL, "finance"), (ADA, "partner_user"), (ADA, "operator")] {
        let told = invited(&door, admin, elodie(role)).await;
        assert_eq!(told.problem(), (403, "role_not_yours"), "{admin} {role}");
    }
    for nobody in [CAMILLE, YANN, INES, AUDE, OTTO] {
        for (told, what) in [
            (
                invited(&door, nobody, elodie("partner_user")).await,
                "invite",
            ),
            (door.get("/v1/members").by(nobody).send().await, "list"),
            (
                door.delete("/v1/members/x").by(nobody).send().await,
                "withdraw",
            ),
            (
                door.put("/v1/members/x/roles/partner_user")
                    .by(nobody)
                    .send()
                    .await,
                "give",
            ),
        ] {
            assert_eq!(told.problem(), (403, "not_allowed"), "{nobody}: {what}");
        }
    }
    let theirs = members(&door, PAUL).await;
    assert_eq!(theirs.as_array().unwrap().len(), 1, "{theirs}");
    assert_eq!(
        members(&door, STRANGER).await,
        json!([]),
        "another organisation"
    );
    door.close().await;
}

#[tokio::test]
async fn what_is_no_invitation_is_told() {
    let door = Door::open().await;
    for (body, code) in [
        (
            json!({ "address": "nobody", "role": "partner_user" }),
            "bad_address",
        ),
        (
            json!({ "address": "a@b@c", "role": "partner_user" }),
            "bad_address",
        ),
        (
            json!({ "address": "ü@b", "role": "partner_user" }),
            "user_needed",
        ),
        (
            json!({ "address": "a@b", "role": "boss" }),
            "invalid_fields",
        ),
        (json!({ "address": "a@b" }), "invalid_fields"),
        (
            json!({ "address": "a@b", "role": "partner_user", "user": "a b" }),
            "invalid_fields",
        ),
        (
            json!({ "address": "a\n@b", "role": "partner_user" }),
            "invalid_fields",
        ),
    ] {
        let told = invited(&door, PAUL, body).await;
        assert_eq!(told.problem(), (422, code));
    }
    invited(&door, PAUL, elodie("partner_user")).await.done();
    let other = json!({
        "address": "elodie@elsewhere.example", "role": "contributor", "user": "elodie.martin",
    });
    let told = invited(&door, PAUL, other).await;
    assert_eq!(told.problem(), (409, "user_is_taken"));
    // The same person again gets another link.
    invited(&door, PAUL, elodie("contributor")).await.done();
    door.close().await;
}

#[tokio::test]
async fn a_member_is_given_further_roles_and_nobody_else_is() {
    let door = Door::open().await;
    let link = token(&invited(&door, PAUL, elodie("partner_user")).await.done());
    let give = async |path: &str| door.put(path).by(PAUL).send().await;
    let admin = "/v1/members/elodie.martin/roles/partner_admin";
    assert_eq!(
        give(admin).await.problem(),
        (404, "member_not_found"),
        "not joined"
    );
    followed(&door, &link).await;
    let given = give(admin).await.done();
    assert_eq!(given.text_at("/roles/0/role"), "partner_admin");
    give(admin).await.done();
    let listed = members(&door, PAUL).await;
    assert_eq!(listed[0]["roles"].as_array().unwrap().len(), 2, "{listed}");
    assert_eq!(listed[0]["address"], "Elodie.Martin@atelier.example");
    for (path, problem) in [
        (
            "/v1/members/elodie.martin/roles/finance",
            (403, "role_not_yours"),
        ),
        (
            "/v1/members/elodie.martin/roles/system",
            (403, "role_not_yours"),
        ),
        (
            "/v1/members/elodie.martin/roles/boss",
            (404, "member_not_found"),
        ),
        (
            "/v1/members/zoe/roles/partner_user",
            (404, "member_not_found"),
        ),
        (
            "/v1/members/a%20b/roles/partner_user",
            (404, "member_not_found"),
        ),
    ] {
        assert_eq!(give(path).await.problem(), problem, "{path}");
    }
    door.close().await;
}

#[tokio::test]
async fn who_is_withdrawn_is_out_at_once_with_all_they_came_in_with() {
    let door = Door::open().await;
    let link = token(&invited(&door, PAUL, elodie("partner_user")).await.done());
    let (_, cookie) = followed(&door, &link).await;
    let body = json!({ "role": "partner_user", "user": "elodie.martin" });
    let key = door
        .post("/v1/keys")
        .by(PAUL)
        .json(body)
        .send()
        .await
        .done();
    let key = key.text("key");
    let with_key = async || door.get("/v1/me").with_key(&key).send().await;
    assert_eq!(
        (me(&door, &cookie).await.status, with_key().await.status),
        (200, 200)
    );
    let again = token(&invited(&door, PAUL, elodie("partner_user")).await.done());

    let missing = door
        .delete("/v1/members/elodie.martin")
        .by(STRANGER)
        .send()
        .await;
    assert_eq!(missing.problem(), (404, "member_not_found"));
    let other = "/v1/members/elodie.martin/roles/contributor";
    let told = door.delete(other).by(PAUL).send().await;
    assert_eq!(
        told.problem(),
        (404, "member_not_found"),
        "a role they do not have"
    );
    assert_eq!(
        (me(&door, &cookie).await.status, with_key().await.status),
        (200, 200)
    );

    let path = "/v1/members/elodie.martin/roles/partner_user";
    let told = door.delete(path).by(PAUL).send().await.done();
    assert_eq!(told.body, json!({ "sessions_ended": 1, "keys_revoked": 1 }));
    assert_eq!(me(&door, &cookie).await.problem(), (401, "session_over"));
    assert_eq!(with_key().await.problem(), (401, "key_revoked"));
    assert_eq!(
        followed(&door, &again).await.0,
        410,
        "their other link as well"
    );
    assert_eq!(members(&door, PAUL).await, json!([]));
    let told = door.delete(path).by(PAUL).send().await;
    assert_eq!(told.problem(), (404, "member_not_found"));
    door.close().await;
}

#[tokio::test]
async fn withdrawing_whole_leaves_what_another_admin_gave() {
    let door = Door::open().await;
    let mut cookies = vec![];
    for role in ["partner_user", "contributor"] {
        let link = token(&invited(&door, PAUL, elodie(role)).await.done());
        cookies.push(followed(&door, &link).await.1);
    }
    let told = door
        .delete("/v1/members/elodie.martin")
        .by(PAUL)
        .send()
        .await
        .done();
    assert_eq!(told.body["sessions_ended"], 2);
    for cookie in cookies {
        assert_eq!(me(&door, &cookie).await.status, 401);
    }
    door.close().await;
}

#[tokio::test]
async fn a_colleague_who_is_asked_for_a_contribution_gets_a_link_once() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    let ask = async |user: &str, org: &str, key: &str| {
        let body = json!({ "to": { "user": user, "org": org }, "what": "the photos" });
        let asking = door.post(&format!("{claim}/contributions")).by(CAMILLE);
        asking.at_any().key(key).json(body).send().await.done()
    };
    let told = ask("hugo", "atelier-breton", "c-1").await;
    let said = ["user", "role"].map(|field| told.text_at(&format!("/invitation/{field}")));
    assert_eq!(said, ["hugo", "contributor"]);
    let link = told.text_at("/invitation/link");
    let again = ask("hugo", "atelier-breton", "c-1").await;
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(again.body.get("invitation"), None, "it is shown once");
    let (_, cookie) = followed(&door, link.split_once("token=").unwrap().1).await;
    let seen = door
        .get(&claim)
        .header("cookie", &cookie)
        .send()
        .await
        .done();
    assert_eq!(seen.text("status"), "editing");
    let told = ask("hugo", "atelier-breton", "c-2").await;
    assert_eq!(told.body.get("invitation"), None, "they are a member");
    // A link makes whoever has it that person: none for those of other organisations.
    let told = ask("zoe", "other-partner", "c-3").await;
    assert_eq!(told.body.get("invitation"), None);
    door.keys.shown_by(YANN).await;
    let told = ask("yann", "atelier-breton", "c-4").await;
    assert_eq!(told.body.get("invitation"), None, "they have a key");
    door.close().await;
}

#[tokio::test]
async fn of_several_who_follow_a_link_at_once_one_joins() {
    let door = Door::open().await;
    let link = token(&invited(&door, PAUL, elodie("partner_user")).await.done());
    let follow = || followed(&door, &link);
    let (a, b, c, d) = tokio::join!(follow(), follow(), follow(), follow());
    let mut statuses = [a.0, b.0, c.0, d.0];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 410, 410, 410]);
    let sessions: i64 = sqlx::query_scalar("select count(*) from sessions")
        .fetch_one(&door.scratch.pool)
        .await
        .unwrap();
    assert_eq!(sessions, 1);
    door.close().await;
}

#[tokio::test]
async fn who_has_no_more_than_a_key_is_listed_and_withdrawn_like_a_member() {
    let door = Door::open().await;
    let body = json!({ "role": "partner_user", "user": "hugo" });
    let made = door.post("/v1/keys").by(PAUL).json(body).send().await;
    let key = made.done().text("key");
    let nobodys = json!({ "role": "contributor" });
    let nobodys = door.post("/v1/keys").by(PAUL).json(nobodys).send().await;
    let nobodys = nobodys.done().text("key");
    let told = door.get("/v1/members").by(PAUL).send().await.done();
    let listed = told.body["members"].as_array().unwrap().iter();
    let listed: Vec<_> = listed.map(|member| &member["user"]).collect();
    assert_eq!(listed, ["hugo", "paul"], "a key of nobody's is no person");
    let hugo = &told.body["members"][0]["roles"][0];
    assert_eq!(
        (&hugo["role"], &hugo["state"]),
        (&json!("partner_user"), &json!("has_key"))
    );

    let other = door.delete("/v1/members/hugo").by(STRANGER).send().await;
    assert_eq!(other.problem(), (404, "member_not_found"));
    let gone = door.delete("/v1/members/hugo").by(PAUL).send().await.done();
    assert_eq!(gone.body, json!({ "sessions_ended": 0, "keys_revoked": 1 }));
    let told = door.get("/v1/me").with_key(&key).send().await;
    assert_eq!(told.problem(), (401, "key_revoked"));
    let told = door.get("/v1/me").with_key(&nobodys).send().await;
    assert_eq!(told.status, 200, "nobody else is withdrawn");
    let again = door.delete("/v1/members/hugo").by(PAUL).send().await;
    assert_eq!(again.problem(), (404, "member_not_found"));
    door.close().await;
}
