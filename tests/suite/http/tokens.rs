//! Machines with a provider's tokens: which are good, which are not, and what happens when the
//! provider is away.

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use chrono::TimeDelta;
use http_body_util::BodyExt;
use ring::hmac;
use serde_json::{Value, json};
use tower::ServiceExt;
use web::TokenOptions;

use super::door::{Door, later, now};
use super::provider::{FakeProvider, Signer, mapping, unsigned};

const AUDIENCE: &str = "https://claims.example";

/// Trusts the tokens of a provider, whose keys are at a path of it.
fn trusting(door: &Door, provider: &FakeProvider, keys: &str, algorithm: &str) -> Router {
    let options = TokenOptions {
        issuer: provider.issuer.parse().unwrap(),
        audience: AUDIENCE.to_owned(),
        jwks: format!("{}{keys}", provider.issuer).parse().unwrap(),
        algorithms: vec![algorithm.parse().unwrap()],
        mapping: mapping(&[
            ("erp", "finance", Some("helio-cloud")),
            ("audits", "auditor", Some("helio-cloud")),
            ("shops", "partner_user", None),
        ]),
    };
    web::router(door.state(now).with_tokens(options).unwrap())
}

fn claims(provider: &FakeProvider) -> Value {
    let at = now().timestamp();
    json!({
        "iss": provider.issuer, "aud": AUDIENCE, "sub": "f2d1", "iat": at, "exp": at + 300,
        "preferred_username": "erp-link", "groups": "erp",
    })
}

/// The same with some of it said otherwise; null: not at all.
fn with(claims: &Value, other: Value) -> Value {
    let mut said = claims.clone();
    for (name, value) in other.as_object().unwrap() {
        match value {
            Value::Null => drop(said.as_object_mut().unwrap().remove(name)),
            value => said[name] = value.clone(),
        }
    }
    said
}

/// What somebody is told who shows something.
struct Told {
    status: u16,
    code: String,
    challenge: String,
    retry: String,
    body: Value,
}

async fn shown(router: &Router, authorization: &str) -> Told {
    let request = Request::get("/v1/me").header("authorization", authorization);
    let request = request.body(Body::empty()).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let (head, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    let header = |name: &str| {
        let value = head.headers.get(name);
        value.map_or(String::new(), |value| value.to_str().unwrap().to_owned())
    };
    let body: Value = serde_json::from_slice(&bytes).unwrap();
    Told {
        status: head.status.as_u16(),
        code: body["code"].as_str().unwrap_or_default().to_owned(),
        challenge: header("www-authenticate"),
        retry: header("retry-after"),
        body,
    }
}

async fn asked(router: &Router, token: &str) -> Told {
    shown(router, &format!("Bearer {token}")).await
}

#[tokio::test]
async fn a_machine_comes_in_with_a_token_as_whom_its_claims_mean() {
    let (door, provider, key) = (
        Door::open().await,
        FakeProvider::start().await,
        Signer::ed("a"),
    );
    provider.publishes(&[&key]);
    let router = trusting(&door, &provider, "/jwks", "EdDSA");
    let good = claims(&provider);
    for (claims, who) in [
        (good.clone(), "erp-link@helio-cloud finance"),
        (
            with(
                &good,
                json!({ "groups": ["more", "shops"], "company": "atelier-breton" }),
            ),
            "erp-link@atelier-breton partner_user",
        ),
        // Of several roles the first in the settings.
        (
            with(&good, json!({ "groups": "audits erp" })),
            "erp-link@helio-cloud finance",
        ),
        (
            with(&good, json!({ "aud": ["other", AUDIENCE] })),
            "erp-link@helio-cloud finance",
        ),
        (
            with(&good, json!({ "nbf": now().timestamp() })),
            "erp-link@helio-cloud finance",
        ),
    ] {
        let told = asked(&router, &key.token(&claims)).await;
        assert_eq!(told.status, 200, "{claims}: {}", told.body);
        let said = ["user", "org", "role", "with"].map(|name| told.body[name].as_str().unwrap());
        let [user, org, role, with] = said;
        assert_eq!(
            (format!("{user}@{org} {role}").as_str(), with),
            (who, "token")
        );
        assert_eq!(told.body["until"], "2024-03-20T12:05:00.000000Z");
    }
    let mut head = key.head();
    head["typ"] = json!("at+jwt");
    assert_eq!(asked(&router, &key.signed(&head, &good)).await.status, 200);
    assert_eq!(provider.script().times("/jwks"), 1);
    // Without the settings no token is good.
    let told = asked(&door.router, &key.token(&good)).await;
    assert_eq!(
        (told.status, told.code.as_str()),
        (401, "credentials_invalid")
    );
    door.close().await;
}

#[tokio::test]
async fn a_token_that_is_not_good_lets_nobody_in_and_why_is_not_told() {
    let (door, provider) = (Door::open().await, FakeProvider::start().await);
    let (key, other, curve) = (Signer::ed("a"), Signer::ed("b"), Signer::es("c"));
    let mut for_encryption = Signer::ed("d").jwk();
    for_encryption["use"] = json!("enc");
    let encrypting = Signer::ed("e");
    provider.script().keys = vec![key.jwk(), curve.jwk(), for_encryption, {
        let mut jwk = encrypting.jwk();
        jwk["use"] = json!("enc");
        jwk
    }];
    let router = trusting(&door, &provider, "/jwks", "EdDSA");
    let (good, at) = (claims(&provider), now().timestamp());
    let signed = |claims: Value| key.token(&with(&good, claims));
    let headed =
        |name: &str, value: Value| key.signed(&with(&key.head(), json!({ name: value })), &good);
    let whole = key.token(&good);
    let (text, signature) = whole.rsplit_once('.').unwrap();
    let tampered = with(&good, json!({ "groups": "audits" }));
    let secret = hmac::Key::new(hmac::HMAC_SHA256, &key.public_bytes());
    let shared = unsigned(&json!({ "alg": "HS256", "kid": "a" }), &good);
    let shared = format!(
        "{shared}.{}",
        BASE64.encode(hmac::sign(&secret, shared.as_bytes()))
    );
    let none = json!({ "alg": "none" });
    for (what, token) in [
        ("no signature", format!("{}.", unsigned(&none, &good))),
        (
            "none with one",
            format!("{}.{signature}", unsigned(&none, &good)),
        ),
        (
            "None with one",
            format!("{}.{signature}", unsigned(&json!({ "alg": "None" }), &good)),
        ),
        ("no algorithm", headed("alg", Value::Null)),
        ("a shared secret", shared),
        ("an algorithm that is not pinned", curve.token(&good)),
        ("another algorithm's name", headed("alg", json!("ES256"))),
        ("RSA by name", headed("alg", json!("RS256"))),
        ("a key that is not known", other.token(&good)),
        ("another key's signature", other.signed(&key.head(), &good)),
        ("a key for encryption", encrypting.token(&good)),
        (
            "another payload",
            format!("{}.{signature}", unsigned(&key.head(), &tampered)),
        ),
        ("half a signature", format!("{text}.{}", &signature[..20])),
        ("another type", headed("typ", json!("secevent+jwt"))),
        ("a type that is no text", headed("typ", json!(7))),
        ("what must be understood", headed("crit", json!(["b64"]))),
        ("a nested token", headed("cty", json!("JWT"))),
        (
            "another issuer",
            signed(json!({ "iss": "https://evil.example" })),
        ),
        (
            "an issuer with a slash more",
            signed(json!({ "iss": format!("{}/", provider.issuer) })),
        ),
        ("no issuer", signed(json!({ "iss": null }))),
        ("another audience", signed(json!({ "aud": "claims" }))),
        ("no audience", signed(json!({ "aud": null }))),
        ("an empty audience", signed(json!({ "aud": [] }))),
        ("no end", signed(json!({ "exp": null }))),
        (
            "an end that is a text",
            signed(json!({ "exp": "tomorrow" })),
        ),
        ("over", signed(json!({ "exp": at - 31 }))),
        (
            "good for too long",
            signed(json!({ "exp": at + 2 * 86_400 })),
        ),
        ("good for ever", signed(json!({ "exp": 9_999_999_999_i64 }))),
        ("no beginning", signed(json!({ "iat": null }))),
        ("made in the future", signed(json!({ "iat": at + 60 }))),
        ("not good yet", signed(json!({ "nbf": at + 60 }))),
        (
            "a beginning that is a text",
            signed(json!({ "nbf": "now" })),
        ),
        ("an ID token", signed(json!({ "nonce": "n-0S6_WzA2Mj" }))),
        ("nobody", signed(json!({ "sub": null }))),
        (
            "no JSON",
            format!("{}.{}.{signature}", BASE64.encode("{"), BASE64.encode("{}")),
        ),
        ("too long", format!("{}.{signature}", "a".repeat(20_000))),
    ] {
        let told = asked(&router, &token).await;
        let problem = (told.status, told.code.as_str());
        assert_eq!(
            problem,
            (401, "credentials_invalid"),
            "{what}: {}",
            told.body
        );
        let challenge = "Bearer realm=\"claims\", error=\"invalid_token\"";
        assert_eq!(told.challenge, challenge, "{what}");
        assert!(!told.body.to_string().contains("evil"), "{what}");
    }
    let asked_for = provider.script().times("/jwks");
    assert!(asked_for <= 2, "strangers make us ask {asked_for} times");
    assert_eq!(asked(&router, &whole).await.status, 200);
    door.close().await;
}

#[tokio::test]
async fn whom_a_good_token_names_may_have_no_role_here() {
    let (door, provider, key) = (
        Door::open().await,
        FakeProvider::start().await,
        Signer::ed("a"),
    );
    provider.publishes(&[&key]);
    let router = trusting(&door, &provider, "/jwks", "EdDSA");
    let good = claims(&provider);
    for other in [
        json!({ "groups": null }),
        json!({ "groups": "others" }),
        json!({ "groups": "shops" }),
        json!({ "groups": "shops", "company": "<script>" }),
        json!({ "preferred_username": "ines@helio.example" }),
        json!({ "preferred_username": null }),
    ] {
        let told = asked(&router, &key.token(&with(&good, other.clone()))).await;
        assert_eq!(
            (told.status, told.code.as_str()),
            (403, "role_missing"),
            "{other}"
        );
    }
    door.close().await;
}

#[tokio::test]
async fn es256_is_as_good_where_the_settings_say_so() {
    let (door, provider, key) = (
        Door::open().await,
        FakeProvider::start().await,
        Signer::es("a"),
    );
    provider.publishes(&[&key]);
    let router = trusting(&door, &provider, "/jwks", "ES256");
    assert_eq!(
        asked(&router, &key.token(&claims(&provider))).await.status,
        200
    );
    door.close().await;
}

#[tokio::test]
async fn a_new_key_is_found_and_nobody_makes_us_ask_all_the_time() {
    let (door, provider) = (Door::open().await, FakeProvider::start().await);
    let (old, new) = (Signer::ed("old"), Signer::ed("new"));
    provider.publishes(&[&old]);
    let router = trusting(&door, &provider, "/jwks", "EdDSA");
    let claims = claims(&provider);
    let (with_old, with_new) = (old.token(&claims), new.token(&claims));
    assert_eq!(asked(&router, &with_old).await.status, 200);
    provider.publishes(&[&new]);
    for _ in 0..5 {
        assert_eq!(
            asked(&router, &with_new).await.status,
            401,
            "asked just now"
        );
    }
    assert_eq!(provider.script().times("/jwks"), 1);
    later(TimeDelta::seconds(10));
    assert_eq!(asked(&router, &with_new).await.status, 200);
    assert_eq!(provider.script().times("/jwks"), 2);
    door.close().await;
}

#[tokio::test]
async fn while_the_provider_is_away_known_keys_are_good_for_a_while() {
    let (door, provider, key) = (
        Door::open().await,
        FakeProvider::start().await,
        Signer::ed("a"),
    );
    provider.publishes(&[&key]);
    provider.script().is_away = true;
    let router = trusting(&door, &provider, "/jwks", "EdDSA");
    let fresh = || key.token(&claims(&provider));
    let told = asked(&router, &fresh()).await;
    assert_eq!(
        (told.status, told.code.as_str()),
        (503, "provider_unavailable")
    );
    assert_eq!(told.retry, "1");
    provider.script().is_away = false;
    later(TimeDelta::seconds(10));
    assert_eq!(asked(&router, &fresh()).await.status, 200);
    provider.script().is_away = true;
    for hours in [1, 10] {
        later(TimeDelta::hours(hours));
        assert_eq!(asked(&router, &fresh()).await.status, 200);
    }
    later(TimeDelta::hours(1));
    assert_eq!(asked(&router, &fresh()).await.status, 503, "twelve hours");
    door.close().await;
}

#[tokio::test]
async fn a_token_by_a_forbidden_algorithm_is_refused_even_while_the_provider_is_away() {
    let (door, provider) = (Door::open().await, FakeProvider::start().await);
    let (key, curve) = (Signer::ed("a"), Signer::es("c"));
    provider.publishes(&[&key, &curve]);
    provider.script().is_away = true;
    let router = trusting(&door, &provider, "/jwks", "EdDSA");
    let good = claims(&provider);
    let none = unsigned(&json!({ "alg": "none" }), &good);
    let shared = unsigned(&json!({ "alg": "HS256", "kid": "a" }), &good);
    let secret = hmac::Key::new(hmac::HMAC_SHA256, &key.public_bytes());
    let by_secret = BASE64.encode(hmac::sign(&secret, shared.as_bytes()));
    for (what, token) in [
        ("none", format!("{none}.")),
        ("a shared secret", format!("{shared}.{by_secret}")),
        ("an algorithm that is not pinned", curve.token(&good)),
    ] {
        let told = asked(&router, &token).await;
        let problem = (told.status, told.code.as_str());
        assert_eq!(problem, (401, "credentials_invalid"), "{what}");
        assert_eq!(told.body["status"], 401, "{what}: {}", told.body);
    }
    assert_eq!(provider.script().times("/jwks"), 0, "nothing is fetched");
    assert_eq!(asked(&router, &key.token(&good)).await.status, 503);
    door.close().await;
}

#[tokio::test]
async fn a_token_is_good_to_its_end_and_no_longer() {
    let (door, provider, key) = (
        Door::open().await,
        FakeProvider::start().await,
        Signer::ed("a"),
    );
    provider.publishes(&[&key]);
    let router = trusting(&door, &provider, "/jwks", "EdDSA");
    let token = key.token(&claims(&provider));
    assert_eq!(asked(&router, &token).await.status, 200);
    later(TimeDelta::seconds(329));
    assert_eq!(
        asked(&router, &token).await.status,
        200,
        "clocks may differ"
    );
    later(TimeDelta::seconds(1));
    assert_eq!(asked(&router, &token).await.status, 401);
    door.close().await;
}

#[tokio::test]
async fn a_provider_leads_us_nowhere_else_and_sends_nothing_huge() {
    let (door, provider, key) = (
        Door::open().await,
        FakeProvider::start().await,
        Signer::ed("a"),
    );
    provider.publishes(&[&key]);
    for path in ["/elsewhere", "/huge", "/nothing"] {
        let router = trusting(&door, &provider, path, "EdDSA");
        let told = asked(&router, &key.token(&claims(&provider))).await;
        assert_eq!(
            (told.status, told.code.as_str()),
            (503, "provider_unavailable"),
            "{path}"
        );
    }
    assert_eq!(
        provider.script().times("/jwks"),
        0,
        "no redirect is followed"
    );
    door.close().await;
}

#[tokio::test]
async fn a_token_is_shown_alone_and_as_it_is() {
    let (door, provider, key) = (
        Door::open().await,
        FakeProvider::start().await,
        Signer::ed("a"),
    );
    provider.publishes(&[&key]);
    let router = trusting(&door, &provider, "/jwks", "EdDSA");
    let token = key.token(&claims(&provider));
    assert_eq!(shown(&router, &format!("bearer {token}")).await.status, 200);
    for odd in [
        format!("Basic {token}"),
        format!("Bearer {token} {token}"),
        format!("Bearer {token}="),
        format!("Bearer {token}.x"),
        format!("Bearer clk_{token}"),
        token.clone(),
        "Bearer ..".to_owned(),
        "Bearer a.b.c".to_owned(),
    ] {
        let told = shown(&router, &odd).await;
        assert_eq!(
            (told.status, told.code.as_str()),
            (401, "credentials_invalid"),
            "{odd}"
        );
    }
    door.close().await;
}
