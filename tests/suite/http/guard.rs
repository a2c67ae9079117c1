//! The guard at the door: only this machine asks, and no page of another site makes it ask.

use std::net::SocketAddr;

use web::must_be_loopback;

use super::door::Door;
use super::stage::CAMILLE;

#[test]
fn any_address_but_loopback_is_refused() {
    for local in [
        "127.0.0.1:80",
        "127.8.9.1:80",
        "[::1]:80",
        "[::ffff:127.0.0.1]:80",
    ] {
        assert_eq!(must_be_loopback(local.parse().unwrap()), Ok(()), "{local}");
    }
    for open in [
        "0.0.0.0:80",
        "[::]:80",
        "192.168.1.4:80",
        "[fe80::1]:80",
        "[::ffff:10.0.0.1]:80",
    ] {
        let address: SocketAddr = open.parse().unwrap();
        assert!(must_be_loopback(address).is_err(), "{open}");
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
