//! The guard at the door: only this machine asks, and no page of another site makes it ask.

use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request};
use axum::routing::get;
use tower::ServiceExt;
use web::{DoorOptions, Peer, Proxy, Transport, Unguarded, layered, must_be_guarded};

use super::door::Door;
use super::stage::CAMILLE;

fn door_options(origin: Option<&str>, proxy: Proxy) -> DoorOptions {
    DoorOptions {
        origin: origin.map(|origin| origin.parse().unwrap()),
        proxy,
        ..DoorOptions::default()
    }
}

#[test]
fn loopback_needs_no_guard() {
    for local in [
        "127.0.0.1:80",
        "127.8.9.1:80",
        "[::1]:80",
        "[::ffff:127.0.0.1]:80",
    ] {
        let nothing = door_options(None, Proxy::None);
        let guarded = must_be_guarded(local.parse().unwrap(), Transport::Plain, &nothing);
        assert_eq!(guarded, Ok(()), "{local}");
    }
}

#[test]
fn what_other_machines_reach_must_be_encrypted_and_have_a_name() {
    for open in [
        "0.0.0.0:80",
        "[::]:80",
        "192.168.1.4:80",
        "[fe80::1]:80",
        "[::ffff:10.0.0.1]:80",
    ] {
        let address: SocketAddr = open.parse().unwrap();
        let named = Some("https://claims.example");
        let guarded = |origin, proxy, transport| {
            must_be_guarded(address, transport, &door_options(origin, proxy))
        };
        let unencrypted = Err(Unguarded::Unencrypted(address));
        assert_eq!(guarded(named, Proxy::None, Transport::Plain), unencrypted);
        let nameless = Err(Unguarded::WithoutOrigin(address));
        assert_eq!(guarded(None, Proxy::None, Transport::Tls), nameless);
        assert_eq!(guarded(None, Proxy::Trusted, Transport::Plain), nameless);
        let open = Some("http://claims.example");
        assert_eq!(guarded(open, Proxy::Trusted, Transport::Plain), nameless);
        assert_eq!(guarded(named, Proxy::None, Transport::Tls), Ok(()));
        assert_eq!(guarded(named, Proxy::Trusted, Transport::Plain), Ok(()));
    }
}

#[tokio::test]
async fn a_foreign_name_that_points_here_is_not_served() {
    let door = Door::open().await;
    let local = [
        "localhost",
        "LocalHost:8080",
        "127.0.0.1:8080",
        "127.0.0.1",
        "[::1]:8080",
    ];
    for host in local {
        let told = door.get("/livez").header("host", host).send().await;
        assert_eq!(told.status, 200, "{host}");
    }
    let foreign = [
        "evil.example",
        "localhost.evil.example:8080",
        "127.0.0.1.evil.example",
        "10.0.0.1",
        "[::2]",
        "a b",
        "",
        "localhost@evil.example",
    ];
    for host in foreign {
        let told = door.get("/livez").header("host", host).send().await;
        assert_eq!(told.problem(), (421, "foreign_host"), "{host:?}");
    }
    let twice = door
        .get("/livez")
        .header("host", "localhost")
        .header("host", "evil.example");
    assert_eq!(twice.send().await.problem(), (421, "foreign_host"));
    let absolute = door.get("http://evil.example/livez").send().await;
    assert_eq!(absolute.problem(), (421, "foreign_host"));
    door.close().await;
}

#[tokio::test]
async fn pages_of_other_sites_may_not_ask() {
    let door = Door::open().await;
    let asked = |name: &'static str, value: &'static str| {
        let asking = door
            .get("/v1/claims")
            .by(CAMILLE)
            .header("host", "localhost:8080");
        asking.header(name, value).send()
    };
    for own in ["same-origin", "none"] {
        assert_eq!(asked("sec-fetch-site", own).await.status, 200, "{own}");
    }
    for foreign in ["cross-site", "same-site", "what"] {
        let told = asked("sec-fetch-site", foreign).await;
        assert_eq!(told.problem(), (403, "foreign_page"), "{foreign}");
    }
    assert_eq!(asked("origin", "http://localhost:8080").await.status, 200);
    for foreign in [
        "http://localhost:3000",
        "http://evil.example",
        "null",
        "localhost:8080",
    ] {
        let told = asked("origin", foreign).await;
        assert_eq!(told.problem(), (403, "foreign_page"), "{foreign}");
    }
    door.close().await;
}

#[tokio::test]
async fn a_sane_request_id_is_kept_and_another_replaced() {
    let door = Door::open().await;
    let told = door
        .get("/v1/claims")
        .header("x-request-id", "a-b_c.9")
        .send()
        .await;
    assert_eq!(told.problem(), (401, "credentials_missing"));
    assert_eq!(told.header("x-request-id"), "a-b_c.9");
    for odd in ["", "a b", "<script>", &"x".repeat(129)] {
        let told = door.get("/livez").header("x-request-id", odd).send().await;
        let id = told.header("x-request-id");
        assert!(id != odd && id.len() == 36, "{id}");
    }
    door.close().await;
}

#[tokio::test]
async fn who_follows_a_link_to_here_is_let_in_and_a_page_that_asks_is_not() {
    let door = Door::open().await;
    let coming = |path: &str| {
        door.get(path)
            .by(CAMILLE)
            .header("host", "localhost:8080")
            .header("sec-fetch-site", "cross-site")
    };
    let navigating = coming("/v1/claims")
        .header("sec-fetch-mode", "navigate")
        .header("sec-fetch-dest", "document");
    assert_eq!(navigating.send().await.status, 200);
    for (mode, dest) in [
        ("navigate", "iframe"),
        ("navigate", "object"),
        ("no-cors", "image"),
        ("cors", "empty"),
        ("cors", "document"),
    ] {
        let asking = coming("/v1/claims")
            .header("sec-fetch-mode", mode)
            .header("sec-fetch-dest", dest);
        let told = asking.send().await;
        assert_eq!(told.problem(), (403, "foreign_page"), "{mode} {dest}");
    }
    let posted = door
        .post("/v1/claims")
        .by(CAMILLE)
        .header("host", "localhost:8080")
        .header("sec-fetch-site", "cross-site")
        .header("sec-fetch-mode", "navigate")
        .header("sec-fetch-dest", "document");
    assert_eq!(posted.send().await.problem(), (403, "foreign_page"));
    door.close().await;
}

/// Asks the way a caller from elsewhere does; gives the status and what the answer says.
async fn asked(options: &DoorOptions, headers: &[(&str, &str)]) -> (u16, HeaderMap) {
    let routes = Router::new().route("/", get(|| async { "there" }));
    let mut request = Request::builder().uri("/");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut request = request.body(Body::empty()).unwrap();
    request.extensions_mut().insert(Peer {
        address: "203.0.113.9:40000".parse().unwrap(),
        local: "10.1.2.3:8080".parse().unwrap(),
        is_encrypted: false,
    });
    let router = layered(routes, options.clone());
    let response = router.oneshot(request).await.unwrap();
    (response.status().as_u16(), response.headers().clone())
}

#[tokio::test]
async fn a_public_server_answers_to_its_name_and_to_the_address_it_is_reached_at() {
    let options = door_options(Some("https://claims.example"), Proxy::Trusted);
    for (host, status) in [
        ("claims.example", 200),
        ("CLAIMS.EXAMPLE:443", 200),
        ("10.1.2.3:8080", 200),
        ("localhost:8080", 200),
        ("claims.example:8080", 421),
        ("10.1.2.4", 421),
        ("evil.example", 421),
        ("claims.example.evil.example", 421),
    ] {
        let (told, _) = asked(&options, &[("host", host)]).await;
        assert_eq!(told, status, "{host}");
    }
}

#[tokio::test]
async fn a_public_servers_own_pages_are_those_of_its_origin() {
    let options = door_options(Some("https://claims.example"), Proxy::Trusted);
    for (origin, status) in [
        ("https://claims.example", 200),
        ("https://claims.example:443", 200),
        ("http://claims.example", 403),
        ("https://evil.example", 403),
        ("https://claims.example:8443", 403),
        ("null", 403),
    ] {
        let headers = [
            ("host", "claims.example"),
            ("origin", origin),
            ("x-forwarded-proto", "https"),
        ];
        let (told, _) = asked(&options, &headers).await;
        assert_eq!(told, status, "{origin}");
    }
}

#[tokio::test]
async fn every_answer_tells_browsers_what_they_may_do_with_it() {
    let behind = door_options(Some("https://claims.example"), Proxy::Trusted);
    let encrypted = ("x-forwarded-proto", "https");
    for host in ["claims.example", "evil.example"] {
        let (_, headers) = asked(&behind, &[("host", host), encrypted]).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "same-origin"),
            (
                "content-security-policy",
                "default-src 'none'; frame-ancestors 'none'",
            ),
            (
                "strict-transport-security",
                "max-age=63072000; includeSubDomains",
            ),
        ] {
            assert_eq!(headers[name], value, "{host}");
        }
    }
    // What a caller says of forwarding is believed behind a proxy alone.
    let alone = door_options(None, Proxy::None);
    let (status, headers) = asked(&alone, &[("host", "localhost"), encrypted]).await;
    assert_eq!(status, 200);
    assert!(!headers.contains_key("strict-transport-security"));
}
