//! Providers that say what they should not, and people who come back with what they should not: each
//! is a calm page, and nothing is half done.

use axum::Router;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::browser::{Browser, Page};
use super::door::{Door, now};
use super::provider::{CLIENT, FakeProvider, Signer, mapping, trusting, unsigned};

/// A ledger, a provider and a browser.
struct Scene {
    door: Door,
    provider: FakeProvider,
    key: Signer,
    browser: Browser,
}

/// A sign-in that has gone to the provider.
struct Gone {
    state: String,
    nonce: String,
    challenge: String,
}

impl Scene {
    async fn set() -> Self {
        let (door, provider) = (Door::open().await, FakeProvider::start().await);
        let key = Signer::ed("a");
        provider.publishes(&[&key]);
        let browser = Browser::new(&ledger(&door, &provider));
        Self {
            door,
            provider,
            key,
            browser,
        }
    }

    async fn goes(&self) -> Gone {
        let address = self.browser.visit("/sign-in/oidc").await.leads_to();
        let parameter = |name: &str| {
            let mut pairs = address
                .split(['?', '&'])
                .filter_map(|pair| pair.split_once('='));
            pairs
                .find(|(known, _)| *known == name)
                .unwrap()
                .1
                .to_owned()
        };
        Gone {
            state: parameter("state"),
            nonce: parameter("nonce"),
            challenge: parameter("code_challenge"),
        }
    }

    /// Gives the claims of a good ID token.
    fn claims(&self, gone: &Gone) -> Value {
        let at = now().timestamp();
        json!({
            "iss": self.provider.issuer, "aud": CLIENT, "sub": "u-1", "nonce": gone.nonce, "iat": at,
            "exp": at + 300, "preferred_username": "ines", "groups": ["reviewers"],
            "email": "ines@helio.example", "email_verified": true,
        })
    }

    fn says(&self, status: u16, said: Value) {
        self.provider.script().token = (status, said);
    }

    /// Lets the provider answer with an ID token.
    fn hands_out(&self, token: &str) {
        let said = json!({ "access_token": "at-1", "token_type": "Bearer", "id_token": token });
        self.says(200, said);
    }

    async fn comes_back(&self, gone: &Gone) -> Page {
        let path = format!("/sign-in/callback?code=c-1&state={}", gone.state);
        self.browser.visit(&path).await
    }

    /// Requires that nobody came in and nothing is left of it.
    async fn is_as_before(&self, what: &str) {
        assert_eq!(self.browser.signed_in_as().await, None, "{what}");
        let left: i64 = sqlx::query_scalar(
            "select (select count(*) from sessions) + (select count(*) from sign_ins)
                 + (select count(*) from role_choices)",
        )
        .fetch_one(&self.door.scratch.pool)
        .await
        .unwrap();
        assert_eq!(left, 0, "{what}");
    }
}

fn ledger(door: &Door, provider: &FakeProvider) -> Router {
    let rules = [("reviewers", "reviewer", Some("helio-cloud"))];
    let options = trusting(&provider.issuer, "EdDSA", mapping(&rules));
    web::router(door.state(now).with_oidc(options).unwrap())
}

fn with(claims: &Value, name: &str, value: Value) -> Value {
    let mut said = claims.clone();
    match value {
        Value::Null => drop(said.as_object_mut().unwrap().remove(name)),
        value => said[name] = value,
    }
    said
}

#[tokio::test]
async fn the_code_is_exchanged_by_who_began_the_sign_in() {
    let scene = Scene::set().await;
    let gone = scene.goes().await;
    scene.hands_out(&scene.key.token(&scene.claims(&gone)));
    assert_eq!(scene.comes_back(&gone).await.leads_to(), "/");
    let who = scene.browser.signed_in_as().await;
    assert_eq!(who.as_deref(), Some("ines@helio-cloud reviewer"));
    let form = {
        let script = scene.provider.script();
        let mut asked = script.asked.iter();
        asked.find(|(path, _)| path == "/token").unwrap().1.clone()
    };
    let field = |name: &str| {
        let mut pairs = form.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(known, _)| *known == name).unwrap().1
    };
    assert_eq!(
        (field("code"), field("grant_type")),
        ("c-1", "authorization_code")
    );
    let challenge = BASE64.encode(Sha256::digest(field("code_verifier")));
    assert_eq!(challenge, gone.challenge);
    assert!(!form.contains("geheim"), "the secret goes in a header");
    scene.door.close().await;
}

#[tokio::test]
async fn an_id_token_that_is_not_good_signs_nobody_in() {
    let scene = Scene::set().await;
    let (other, at) = (Signer::ed("b"), now().timestamp());
    let distrusted = "cannot be trusted";
    let not_begun = "was not begun in this browser";
    type Made = fn(&Scene, &Signer, &Value, i64) -> String;
    let cases: [(&str, u16, &str, Made); 12] = [
        ("another nonce", 400, not_begun, |s, _, c, _| {
            s.key.token(&with(c, "nonce", json!("n")))
        }),
        ("no nonce", 400, not_begun, |s, _, c, _| {
            s.key.token(&with(c, "nonce", Value::Null))
        }),
        ("another audience", 502, distrusted, |s, _, c, _| {
            s.key.token(&with(c, "aud", json!("x")))
        }),
        ("a further audience", 502, distrusted, |s, _, c, _| {
            s.key.token(&with(c, "aud", json!([CLIENT, "x"])))
        }),
        ("another issuer", 502, distrusted, |s, _, c, _| {
            s.key.token(&with(c, "iss", json!("https://evil.example")))
        }),
        ("over", 502, distrusted, |s, _, c, at| {
            s.key.token(&with(c, "exp", json!(at - 31)))
        }),
        ("made in the future", 502, distrusted, |s, _, c, at| {
            s.key.token(&with(c, "iat", json!(at + 60)))
        }),
        (
            "a key that is not known",
            502,
            distrusted,
            |_, other, c, _| other.token(c),
        ),
        (
            "another key's signature",
            502,
            distrusted,
            |s, other, c, _| other.signed(&s.key.head(), c),
        ),
        ("no algorithm", 502, distrusted, |_, _, c, _| {
            format!("{}.", unsigned(&json!({ "alg": "none" }), c))
        }),
        ("another algorithm", 502, distrusted, |_, _, c, _| {
            Signer::es("a").token(c)
        }),
        ("no token", 502, distrusted, |_, _, _, _| {
            "<script>alert(1)</script>".to_owned()
        }),
    ];
    for (what, status, says, make) in cases {
        let gone = scene.goes().await;
        scene.hands_out(&make(&scene, &other, &scene.claims(&gone), at));
        scene.comes_back(&gone).await.is_calm(status, says);
        scene.is_as_before(what).await;
        scene.comes_back(&gone).await.is_calm(400, not_begun);
    }
    let gone = scene.goes().await;
    scene.hands_out(&scene.key.token(&scene.claims(&gone)));
    scene.comes_back(&gone).await.leads_to();
    assert!(
        scene.browser.signed_in_as().await.is_some(),
        "it was theirs alone"
    );
    scene.door.close().await;
}

#[tokio::test]
async fn what_the_provider_answers_instead_is_told_calmly() {
    let scene = Scene::set().await;
    let html = json!("<script>alert(1)</script>");
    for (what, status, said, shown, says) in [
        (
            "an expired code",
            400,
            json!({ "error": "invalid_grant" }),
            400,
            "no longer knows",
        ),
        (
            "an unknown client",
            401,
            json!({ "error": "invalid_client" }),
            502,
            "cannot be trusted",
        ),
        (
            "an error of its own",
            400,
            json!({ "error": html }),
            502,
            "cannot be trusted",
        ),
        ("no error", 500, html.clone(), 502, "cannot be trusted"),
        (
            "no token",
            200,
            json!({ "token_type": "Bearer" }),
            502,
            "cannot be trusted",
        ),
        (
            "no ID token",
            200,
            json!({ "access_token": "a", "token_type": "Bearer" }),
            502,
            "trusted",
        ),
    ] {
        let gone = scene.goes().await;
        scene.says(status, said);
        scene.comes_back(&gone).await.is_calm(shown, says);
        scene.is_as_before(what).await;
    }
    scene.door.close().await;
}

#[tokio::test]
async fn who_comes_back_with_what_was_not_given_is_told_calmly() {
    let scene = Scene::set().await;
    let gone = scene.goes().await;
    scene.hands_out(&scene.key.token(&scene.claims(&gone)));
    let (state, never) = (gone.state.clone(), "a".repeat(43));
    for query in [
        String::new(),
        "?".to_owned(),
        "?code=c-1".to_owned(),
        format!("?code=c-1&state={never}"),
        format!("?code=c-1&state={}", &state[1..]),
        "?code=c-1&state=%3Cscript%3Ealert(1)%3C/script%3E".to_owned(),
        format!("?code=c-1&state={state}&state={never}"),
        format!("?error=access_denied&state={never}"),
        "?error=%3Cscript%3E&error_description=%3Cscript%3E".to_owned(),
        "?state=%ff".to_owned(),
    ] {
        let page = scene
            .browser
            .visit(&format!("/sign-in/callback{query}"))
            .await;
        page.is_calm(400, "was not begun in this browser");
    }
    assert_eq!(
        scene.provider.script().times("/token"),
        0,
        "no code was given away"
    );
    // Whose cookie is another's, or is there twice, began nothing either.
    let cookie = scene.browser.cookie("claims-sign-in").unwrap();
    scene.browser.keep("claims-sign-in", &never);
    scene.comes_back(&gone).await.is_calm(400, "was not begun");
    scene.browser.keep("claims-sign-in", &cookie);
    assert_eq!(scene.comes_back(&gone).await.leads_to(), "/");
    scene.door.close().await;
}

#[tokio::test]
async fn the_errors_of_a_provider_are_told_by_what_to_do() {
    let scene = Scene::set().await;
    for (error, status, says) in [
        ("access_denied", 403, "declined"),
        ("login_required", 403, "declined"),
        ("temporarily_unavailable", 503, "does not answer"),
        ("server_error", 503, "does not answer"),
        ("invalid_request", 502, "cannot be trusted"),
        (
            "%3Cscript%3Ealert(1)%3C/script%3E",
            502,
            "cannot be trusted",
        ),
    ] {
        let gone = scene.goes().await;
        let path = format!(
            "/sign-in/callback?error={error}&error_description=%3Cscript%3E&state={}",
            gone.state
        );
        scene.browser.visit(&path).await.is_calm(status, says);
        scene.is_as_before(error).await;
    }
    // An answer in another provider's name is nobody's.
    let gone = scene.goes().await;
    let path = format!(
        "/sign-in/callback?code=c&iss=https%3A%2F%2Fevil.example&state={}",
        gone.state
    );
    scene
        .browser
        .visit(&path)
        .await
        .is_calm(400, "was not begun");
    assert_eq!(scene.provider.script().times("/token"), 0);
    scene.door.close().await;
}

#[tokio::test]
async fn a_provider_that_says_it_is_another_or_leads_elsewhere_is_not_trusted() {
    for metadata in [
        json!({ "issuer": "https://evil.example" }),
        json!({ "authorization_endpoint": "http://evil.example/authorize" }),
        json!({ "authorization_endpoint": "javascript:alert(1)" }),
    ] {
        let scene = Scene::set().await;
        scene.provider.script().metadata = metadata;
        let page = scene.browser.visit("/sign-in/oidc").await;
        page.is_calm(502, "cannot be trusted");
        scene.is_as_before("nothing begins").await;
        scene.door.close().await;
    }
    // Nor is it sent a code in the clear to another machine.
    let scene = Scene::set().await;
    scene.provider.script().metadata = json!({ "token_endpoint": "http://192.0.2.1/token" });
    let gone = scene.goes().await;
    scene
        .comes_back(&gone)
        .await
        .is_calm(503, "does not answer");
    scene.is_as_before("no token").await;
    scene.door.close().await;
}

#[tokio::test]
async fn what_an_id_token_leaves_out_is_asked_for_of_the_same_person_alone() {
    let scene = Scene::set().await;
    let userinfo = format!("{}/userinfo", scene.provider.issuer);
    scene.provider.script().metadata = json!({ "userinfo_endpoint": userinfo });
    let further = |sub: &str| {
        json!({
            "sub": sub, "preferred_username": "marc", "groups": ["reviewers"], "email": "m@x.example",
        })
    };
    for (sub, who) in [("u-2", None), ("u-1", Some("marc@helio-cloud reviewer"))] {
        scene.provider.script().userinfo = further(sub);
        let gone = scene.goes().await;
        let mut thin = scene.claims(&gone);
        for name in ["preferred_username", "groups", "email", "email_verified"] {
            thin = with(&thin, name, Value::Null);
        }
        scene.hands_out(&scene.key.token(&thin));
        scene.comes_back(&gone).await;
        assert_eq!(scene.browser.signed_in_as().await.as_deref(), who);
    }
    scene.door.close().await;
}

#[tokio::test]
async fn whom_the_provider_knows_and_nobody_here_is_told_whom_to_ask() {
    let scene = Scene::set().await;
    let cases = [
        (
            "groups",
            json!(["others"]),
            "Ask an admin of your organisation to invite you",
        ),
        (
            "groups",
            Value::Null,
            "Ask an admin of your organisation to invite you",
        ),
        (
            "preferred_username",
            json!("<script>"),
            "Ask an admin of your organisation",
        ),
    ];
    for (name, value, says) in cases {
        let gone = scene.goes().await;
        let claims = with(&scene.claims(&gone), name, value);
        scene.hands_out(&scene.key.token(&claims));
        scene.comes_back(&gone).await.is_calm(403, says);
        scene.is_as_before(name).await;
    }
    // Who has a role but no name, and no mail address to be a member by.
    let gone = scene.goes().await;
    let claims = with(&scene.claims(&gone), "email_verified", json!(false));
    let claims = with(&claims, "preferred_username", json!("ines@helio.example"));
    scene.hands_out(&scene.key.token(&claims));
    scene
        .comes_back(&gone)
        .await
        .is_calm(403, "no name that can be used here");
    scene.is_as_before("no name").await;
    scene.door.close().await;
}
