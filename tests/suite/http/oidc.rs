//! People who sign in at a real provider, and what they can do while it is away.

use std::cell::Cell;

use axum::Router;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use web::Outside;

use super::browser::{Browser, HERE};
use super::door::Door;
use super::provider::{CLIENT, RealProvider, mapping, trusting};

thread_local! {
    static AHEAD: Cell<TimeDelta> = const { Cell::new(TimeDelta::zero()) };
}

/// A real provider's tokens are of today: the clock on the wall, moved on by a test.
fn wall() -> DateTime<Utc> {
    Utc::now() + AHEAD.get()
}

fn ines() -> Value {
    json!({ "sub": "u-1", "preferred_username": "ines", "groups": ["reviewers", "staff"] })
}

/// The ledger where a provider's reviewers review.
fn ledger(door: &Door, issuer: &str) -> Router {
    let rules = [
        ("reviewers", "reviewer", Some("helio-cloud")),
        ("shops", "partner_user", None),
    ];
    let options = trusting(issuer, "RS256", mapping(&rules));
    web::router(door.state(wall).with_oidc(options).unwrap())
}

/// Goes to the provider; gives the address there.
async fn gone(browser: &Browser, path: &str) -> String {
    browser.visit(path).await.leads_to()
}

fn parameter(address: &str, name: &str) -> String {
    let query = address.split_once('?').unwrap().1;
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .find(|(known, _)| *known == name)
        .unwrap()
        .1
        .to_owned()
}

#[tokio::test]
async fn a_person_signs_in_at_the_provider_and_out_again() {
    let (door, provider) = (Door::open().await, RealProvider::start(&ines()));
    let router = ledger(&door, &provider.issuer());
    let browser = Browser::new(&router);
    let page = browser.visit("/sign-in?next=/v1/me").await;
    page.is_calm(200, "href=\"/sign-in/oidc?next=%2Fv1%2Fme\"");
    page.is_calm(200, "Sign in with Helio</a>");
    assert!(!page.text.contains("demonstration"), "{}", page.text);
    let page = browser.visit_in("fr", "/sign-in").await;
    page.is_calm(200, "href=\"/sign-in/oidc\"");
    page.is_calm(200, "Se connecter avec Helio</a>");

    let address = gone(&browser, "/sign-in/oidc?next=%2Fv1%2Fme").await;
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", CLIENT),
        ("scope", "openid+profile+email"),
        ("code_challenge_method", "S256"),
        (
            "redirect_uri",
            "http%3A%2F%2Flocalhost%3A8080%2Fsign-in%2Fcallback",
        ),
    ] {
        assert_eq!(parameter(&address, name), value);
    }
    let back = provider.signs_in(&address, "u-1").await;
    assert!(
        back.starts_with(&format!("{HERE}/sign-in/callback?")),
        "{back}"
    );
    assert_eq!(browser.signed_in_as().await, None);
    let shown = browser.visit(&back).await;
    assert_eq!(shown.leads_to(), "/v1/me");
    let who = browser.signed_in_as().await;
    assert_eq!(who.as_deref(), Some("ines@helio-cloud reviewer"));
    let page = browser.get("/sign-in").await;
    page.is_calm(200, "You are signed in as Ines");
    assert!(
        page.text.contains("href=\"/sign-in/role\""),
        "{}",
        page.text
    );

    // What came back once does not come back again, with the cookie or without.
    browser
        .visit(&back)
        .await
        .is_calm(400, "was not begun in this browser");
    let left: i64 = sqlx::query_scalar("select count(*) from sign_ins")
        .fetch_one(&door.scratch.pool)
        .await
        .unwrap();
    assert_eq!(left, 0);
    assert_eq!(
        browser.signed_in_as().await,
        who,
        "nobody is signed out by it"
    );

    assert_eq!(
        browser.post("/sign-out", "from=here").await.leads_to(),
        "/sign-in"
    );
    assert_eq!(browser.signed_in_as().await, None);
    door.close().await;
}

#[tokio::test]
async fn several_tabs_of_one_browser_sign_in_and_no_other_browser_does_for_them() {
    let (door, provider) = (Door::open().await, RealProvider::start(&ines()));
    let router = ledger(&door, &provider.issuer());
    let (browser, other) = (Browser::new(&router), Browser::new(&router));
    let first = gone(&browser, "/sign-in/oidc?next=/v1/queue").await;
    let second = gone(&browser, "/sign-in/oidc?next=/v1/claims").await;
    gone(&other, "/sign-in/oidc").await;
    for name in ["state", "nonce", "code_challenge"] {
        assert_ne!(parameter(&first, name), parameter(&second, name), "{name}");
    }
    let back = provider.signs_in(&first, "u-1").await;
    // Who is given the address of another's return does not become them, and takes nothing away.
    for thief in [&other, &Browser::new(&router)] {
        thief
            .visit(&back)
            .await
            .is_calm(400, "was not begun in this browser");
        assert_eq!(thief.signed_in_as().await, None);
    }
    let later = provider.signs_in(&second, "u-1").await;
    assert_eq!(browser.visit(&later).await.leads_to(), "/v1/claims");
    assert_eq!(browser.visit(&back).await.leads_to(), "/v1/queue");
    assert!(browser.signed_in_as().await.is_some());
    let sessions: i64 = sqlx::query_scalar("select count(*) from sessions")
        .fetch_one(&door.scratch.pool)
        .await
        .unwrap();
    assert_eq!(sessions, 1, "the session before ends");
    door.close().await;
}

#[tokio::test]
async fn a_sign_in_is_over_after_ten_minutes() {
    let (door, provider) = (Door::open().await, RealProvider::start(&ines()));
    let router = ledger(&door, &provider.issuer());
    let browser = Browser::new(&router);
    let address = gone(&browser, "/sign-in/oidc").await;
    let back = provider.signs_in(&address, "u-1").await;
    AHEAD.set(TimeDelta::minutes(10));
    browser.visit(&back).await.is_calm(400, "for ten minutes");
    gone(&browser, "/sign-in/oidc").await;
    let left: i64 = sqlx::query_scalar("select count(*) from sign_ins")
        .fetch_one(&door.scratch.pool)
        .await
        .unwrap();
    assert_eq!(left, 1, "what is over is swept up");
    door.close().await;
}

#[tokio::test]
async fn who_declines_at_the_provider_is_told_so_in_their_language() {
    let (door, provider) = (Door::open().await, RealProvider::start(&ines()));
    let router = ledger(&door, &provider.issuer());
    let browser = Browser::new(&router);
    for (language, says) in [("en", "declined"), ("fr", "a été refusée")] {
        let address = gone(&browser, "/sign-in/oidc").await;
        let back = provider.declines(&address).await;
        // This provider forgets the state, which others give back (RFC 6749, 4.1.2.1).
        browser.visit(&back).await.is_calm(400, "was not begun");
        let back = format!("{back}&state={}", parameter(&address, "state"));
        let page = browser.visit_in(language, &back).await;
        page.is_calm(403, says);
        assert_eq!(page.header("content-language"), language);
        browser.visit(&back).await.is_calm(400, "was not begun");
    }
    assert_eq!(browser.signed_in_as().await, None);
    door.close().await;
}

#[tokio::test]
async fn while_the_provider_is_away_who_is_signed_in_goes_on_and_nobody_else_comes_in() {
    let (door, provider) = (Door::open().await, RealProvider::start(&ines()));
    let port = provider.port();
    let router = ledger(&door, &provider.issuer());
    let (browser, other) = (Browser::new(&router), Browser::new(&router));
    let address = gone(&browser, "/sign-in/oidc").await;
    browser
        .visit(&provider.signs_in(&address, "u-1").await)
        .await;
    let address = gone(&other, "/sign-in/oidc").await;
    let back = provider.signs_in(&address, "u-1").await;
    drop(provider);

    let who = browser.signed_in_as().await;
    assert_eq!(who.as_deref(), Some("ines@helio-cloud reviewer"));
    let page = other.visit(&back).await;
    page.is_calm(503, "does not answer at present");
    assert_eq!(page.header("retry-after"), "10");
    assert_eq!(other.signed_in_as().await, None);

    // A server that begins meanwhile serves, and finds the provider once it is there again.
    let router = ledger(&door, &format!("http://127.0.0.1:{port}"));
    let newcomer = Browser::new(&router);
    newcomer
        .visit("/sign-in")
        .await
        .is_calm(200, "Sign in with Helio");
    for _ in 0..2 {
        newcomer
            .visit("/sign-in/oidc")
            .await
            .is_calm(503, "does not answer");
    }
    let begun: i64 = sqlx::query_scalar("select count(*) from sign_ins")
        .fetch_one(&door.scratch.pool)
        .await
        .unwrap();
    assert_eq!(begun, 0, "nothing is half done");
    let provider = RealProvider::start_on(port, &ines());
    AHEAD.set(TimeDelta::seconds(10));
    let address = gone(&newcomer, "/sign-in/oidc").await;
    newcomer
        .visit(&provider.signs_in(&address, "u-1").await)
        .await;
    assert_eq!(newcomer.signed_in_as().await, who);
    door.close().await;
}

#[tokio::test]
async fn nobody_is_led_to_another_server_after_signing_in() {
    let (door, provider) = (Door::open().await, RealProvider::start(&ines()));
    let router = ledger(&door, &provider.issuer());
    for elsewhere in [
        "//evil.example",
        "/%5Cevil.example",
        "https%3A%2F%2Fevil.example",
        "/%09/evil",
    ] {
        let browser = Browser::new(&router);
        let address = gone(&browser, &format!("/sign-in/oidc?next={elsewhere}")).await;
        let back = provider.signs_in(&address, "u-1").await;
        assert_eq!(browser.visit(&back).await.leads_to(), "/", "{elsewhere}");
    }
    door.close().await;
}

#[tokio::test]
async fn over_https_the_cookies_are_of_this_very_host() {
    let (door, provider) = (Door::open().await, RealProvider::start(&ines()));
    let options = trusting(&provider.issuer(), "RS256", mapping(&[]));
    let state = door.state(wall).outside(Outside::Https);
    let browser = Browser::new(&web::router(state.with_oidc(options).unwrap()));
    let page = browser.visit("/sign-in/oidc").await;
    let cookie = page.header("set-cookie").to_owned();
    assert!(cookie.starts_with("__Host-claims-sign-in="), "{cookie}");
    for attribute in [
        "HttpOnly",
        "SameSite=Lax",
        "Secure",
        "Path=/",
        "Max-Age=600",
    ] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    let back = parameter(&page.leads_to(), "redirect_uri");
    assert_eq!(back, "https%3A%2F%2Flocalhost%3A8080%2Fsign-in%2Fcallback");
    // No secret of a sign-in is kept.
    let token = cookie.split(['=', ';']).nth(1).unwrap();
    let kept: String = sqlx::query_scalar("select string_agg(sign_ins::text, ' ') from sign_ins")
        .fetch_one(&door.scratch.pool)
        .await
        .unwrap();
    let address = page.leads_to();
    let secrets = ["state", "nonce", "code_challenge"].map(|name| parameter(&address, name));
    for secret in secrets.iter().map(String::as_str).chain([token]) {
        assert!(!kept.contains(secret), "{kept}");
    }
    door.close().await;
}
