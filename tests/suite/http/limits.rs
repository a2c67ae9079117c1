//! How much of the server one caller may take: how often they ask, how long they take.

use std::num::NonZeroU32;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{Response, StatusCode};
use axum::routing::{get, post};
use domain::Actor;
use futures::StreamExt;
use http_body_util::BodyExt;
use projections::views::Views;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tower::ServiceExt;
use web::{DoorOptions, Limits, Peer, Proxy, Rate, Serving, State, Times, layered};

use super::door::{Door, now};
use super::port::{exchanged, run_with};
use super::stage::CAMILLE;

fn rate(per_second: u32, burst: u32) -> Limits {
    let number = |n| NonZeroU32::new(n).unwrap();
    Limits::new(Rate {
        per_second: number(per_second),
        burst: number(burst),
    })
}

fn limited(per_second: u32, burst: u32) -> DoorOptions {
    DoorOptions {
        limits: Some(rate(per_second, burst)),
        ..DoorOptions::default()
    }
}

/// What was answered.
struct Told {
    status: u16,
    headers: axum::http::HeaderMap,
    body: Value,
}

impl Told {
    async fn of(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Self {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: serde_json::from_slice(&body).unwrap_or(Value::Null),
        }
    }

    fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

/// Asks from an address, as a person if one is named.
async fn asked(router: &Router, path: &str, from: &str, forwarded: &str) -> Told {
    let mut request = Request::builder().uri(path).header("host", "localhost");
    if !forwarded.is_empty() {
        request = request.header("x-forwarded-for", forwarded);
    }
    let mut request = request.body(Body::empty()).unwrap();
    request.extensions_mut().insert(Peer {
        address: format!("{from}:40000").parse().unwrap(),
        local: "127.0.0.1:8080".parse().unwrap(),
        is_encrypted: false,
    });
    Told::of(router.clone().oneshot(request).await.unwrap()).await
}

/// The real router behind a door with options of its own.
fn router(door: &Door, options: DoorOptions) -> Router {
    let views = Views::new(door.scratch.pool.clone());
    web::router_with(
        State::new(door.ledger.clone(), views, door.documents.clone(), now),
        options,
    )
}

/// Asks for what is not there, as somebody whom the door knows.
async fn asked_by(router: &Router, actor: &str) -> Told {
    let request = Request::builder().uri("/v1/nothing");
    let request = request.header("host", "localhost").body(Body::empty());
    let mut request = request.unwrap();
    request
        .extensions_mut()
        .insert(actor.parse::<Actor>().unwrap());
    Told::of(router.clone().oneshot(request).await.unwrap()).await
}

#[tokio::test]
async fn a_person_who_asks_too_often_waits_whatever_their_role_and_nobody_else_does() {
    let door = Door::open().await;
    let router = router(&door, limited(1, 3));
    let first = asked_by(&router, CAMILLE).await;
    assert_eq!(first.status, 404);
    assert_eq!(first.header("ratelimit-policy"), "\"person\";q=3;w=3");
    assert_eq!(first.header("ratelimit"), "\"person\";r=2;t=1");
    asked_by(&router, CAMILLE).await;
    asked_by(&router, "camille@atelier-breton partner_admin").await;
    let refused = asked_by(&router, CAMILLE).await;
    let code = refused.body["code"].as_str();
    assert_eq!((refused.status, code), (429, Some("too_many_requests")));
    assert_eq!(refused.header("retry-after"), "1");
    assert_eq!(refused.header("ratelimit"), "\"person\";r=0;t=3");
    let another = asked_by(&router, "paul@atelier-breton partner_admin").await;
    assert_eq!(another.status, 404);
    door.close().await;
}

#[tokio::test]
async fn who_is_not_known_is_limited_by_their_address() {
    let door = Door::open().await;
    let router = router(&door, limited(1, 2));
    let path = "/v1/nothing";
    let first = asked(&router, path, "203.0.113.9", "").await;
    assert_eq!(
        (first.status, first.header("ratelimit")),
        (404, "\"address\";r=1;t=1")
    );
    let status = async |from: &str| asked(&router, path, from, "").await.status;
    assert_eq!(status("203.0.113.9").await, 404);
    assert_eq!(status("203.0.113.9").await, 429);
    // What they say of forwarding changes nothing.
    assert_eq!(
        asked(&router, path, "203.0.113.9", "198.51.100.1")
            .await
            .status,
        429
    );
    assert_eq!(status("203.0.113.10").await, 404);
    // One household has 64 bits of addresses.
    for host in ["[2001:db8::1]", "[2001:db8::2]"] {
        assert_eq!(status(host).await, 404);
    }
    assert_eq!(status("[2001:db8::3]").await, 429);
    assert_eq!(status("[2001:db8:0:1::3]").await, 404);
    // Whoever watches over the server may always ask.
    for _ in 0..5 {
        assert_eq!(
            asked(&router, "/livez", "203.0.113.9", "").await.status,
            200
        );
    }
    door.close().await;
}

#[tokio::test]
async fn behind_a_proxy_the_address_is_the_one_that_the_proxy_saw() {
    let door = Door::open().await;
    let options = DoorOptions {
        proxy: Proxy::Trusted,
        ..limited(1, 1)
    };
    let router = router(&door, options);
    let status = async |said: &str| {
        asked(&router, "/v1/nothing", "127.0.0.1", said)
            .await
            .status
    };
    assert_eq!(status("203.0.113.9").await, 404);
    assert_eq!(status("198.51.100.1, 203.0.113.9").await, 429);
    assert_eq!(status("203.0.113.9, 203.0.113.10").await, 404);
    assert_eq!(status("nonsense").await, 404);
    assert_eq!(
        status("").await,
        429,
        "what is not told counts as the proxy's own"
    );
    door.close().await;
}

#[tokio::test]
async fn an_address_that_asks_in_vain_is_turned_away_before_anything_is_looked_up() {
    let routes = Router::new()
        .route("/", get(|| async { StatusCode::UNAUTHORIZED }))
        .route("/open", get(|| async { "there" }));
    let router = layered(routes, limited(1_000, 1_000));
    let mut last = asked(&router, "/", "203.0.113.9", "").await;
    for _ in 0..61 {
        last = asked(&router, "/", "203.0.113.9", "").await;
    }
    assert_eq!(
        (last.status, last.body["code"].as_str()),
        (429, Some("too_many_failures"))
    );
    assert_eq!(last.header("retry-after"), "1");
    assert_eq!(last.header("ratelimit-policy"), "\"failures\";q=60;w=60");
    assert_eq!(asked(&router, "/open", "203.0.113.9", "").await.status, 429);
    assert_eq!(asked(&router, "/", "203.0.113.10", "").await.status, 401);
    assert_eq!(
        asked(&router, "/open", "203.0.113.10", "").await.status,
        200
    );
}

#[tokio::test]
async fn who_came_in_lately_is_not_turned_away_for_a_neighbour_who_fails() {
    let door = Door::open().await;
    let router = router(&door, limited(1_000, 1_000));
    let shown = async |authorization: &str| {
        let request = Request::builder().uri("/v1/me").header("host", "localhost");
        let request = request.header("authorization", authorization);
        let mut request = request.body(Body::empty()).unwrap();
        request.extensions_mut().insert(Peer {
            address: "203.0.113.9:40000".parse().unwrap(),
            local: "127.0.0.1:8080".parse().unwrap(),
            is_encrypted: false,
        });
        Told::of(router.clone().oneshot(request).await.unwrap()).await
    };
    let camille = door.keys.shown_by(CAMILLE).await;
    let guesses = async || shown("Bearer clk_guessed").await.status;
    let turned_away = async || {
        for _ in 0..500 {
            if guesses().await == 429 {
                return;
            }
        }
        panic!("nobody is turned away");
    };
    assert_eq!(shown(&camille).await.status, 200);
    // A place becomes free every second: it may fall between two requests.
    let mut is_seen = false;
    for round in 0..20 {
        turned_away().await;
        assert_eq!(shown(&camille).await.status, 200, "she is not guessing");
        is_seen |= guesses().await == 429;
        let newcomer = format!("p-{round}@atelier-breton partner_user");
        let newcomer = door.keys.shown_by(&newcomer).await;
        turned_away().await;
        is_seen &= shown(&newcomer).await.status == 429;
        if is_seen {
            break;
        }
    }
    assert!(is_seen, "whether a newcomer is guessing nobody knows yet");
    // A key that is good no more is a guess like any other.
    let revoked = "update api_keys set revoked_at = now() where user_name = 'camille'";
    sqlx::query(revoked)
        .execute(&door.scratch.pool)
        .await
        .unwrap();
    let began = std::time::Instant::now();
    while shown(&camille).await.status != 429 {
        assert!(began.elapsed() < Duration::from_secs(60));
    }
    door.close().await;
}

fn hasty() -> DoorOptions {
    DoorOptions {
        times: Times {
            answer: Duration::from_secs(20),
            body: Duration::from_millis(50),
            body_bytes_per_second: u32::MAX,
        },
        ..DoorOptions::default()
    }
}

fn taking() -> Router {
    Router::new().route(
        "/",
        post(|body: Bytes| async move { body.len().to_string() }),
    )
}

#[tokio::test]
async fn a_body_that_trickles_in_is_cut_off() {
    let server = run_with(layered(taking(), hasty()), Serving::default()).await;
    let head = b"POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000000\r\n\r\n";
    // One that never comes.
    let told = exchanged(server.address, head).await;
    assert!(
        told.starts_with("HTTP/1.1 408 ") && told.contains("\"body_late\""),
        "{told}"
    );
    assert!(told.contains("connection: close"), "{told}");
    // One that comes byte by byte, for good: the server hangs up.
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(head).await.unwrap();
    let (mut reading, mut writing) = stream.split();
    let trickling = async {
        while writing.write_all(b"x").await.is_ok() {
            tokio::task::yield_now().await;
        }
    };
    let mut told = vec![];
    tokio::select! {
        _ = reading.read_to_end(&mut told) => {}
        () = trickling => {}
    }
    assert!(told.is_empty() || told.starts_with(b"HTTP/1.1 408 "));
    server.stop.send(()).unwrap();
    server.ended.await.unwrap();
}

#[tokio::test]
async fn a_body_may_take_as_long_as_its_size_asks_for() {
    let times = Times {
        answer: Duration::from_millis(40),
        body: Duration::from_secs(20),
        body_bytes_per_second: 1,
    };
    let options = DoorOptions {
        times,
        ..DoorOptions::default()
    };
    // What is waited for the body is not counted as ours.
    let pieces = futures::stream::iter(0..4).then(|_| async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        Ok::<_, std::io::Error>(Bytes::from_static(b"piece"))
    });
    let request = Request::post("/").header("host", "localhost");
    let request = request.body(Body::from_stream(pieces)).unwrap();
    let told = layered(taking(), options).oneshot(request).await.unwrap();
    assert_eq!(told.status(), 200);
}

#[tokio::test]
async fn a_body_that_is_nested_without_end_is_refused() {
    let door = Door::open().await;
    for deep in ["[".repeat(200_000), "{\"a\":".repeat(100_000)] {
        let told = door
            .post("/v1/claims")
            .by(CAMILLE)
            .raw("application/json", deep);
        let told = told.send().await;
        assert_eq!(told.problem(), (400, "body_unreadable"));
        assert_eq!(told.body["detail"], "the body is nested too deeply");
    }
    let large = door.post("/v1/claims").by(CAMILLE);
    let large = large.raw("application/json", "x".repeat(1024 * 1024 + 1));
    assert_eq!(large.send().await.problem(), (413, "body_too_large"));
    door.close().await;
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused_with_a_problem() {
    let door = Door::open().await;
    let long = door.get("/livez").header("x-long", &"x".repeat(33_000));
    assert_eq!(long.send().await.problem(), (431, "headers_too_large"));
    let mut many = door.get("/livez");
    for _ in 0..65 {
        many = many.header("x-many", "1");
    }
    assert_eq!(many.send().await.problem(), (431, "headers_too_large"));
    let far = door.get(&format!("/livez?{}", "x".repeat(9_000)));
    assert_eq!(far.send().await.problem(), (414, "address_too_long"));
    door.close().await;
}

#[tokio::test]
async fn there_are_never_more_connections_than_are_allowed() {
    let serving = Serving {
        connections_max: 1,
        ..Serving::default()
    };
    let routes = Router::new().route("/", get(|| async { "there" }));
    let server = run_with(layered(routes, DoorOptions::default()), serving).await;
    let mut first = TcpStream::connect(server.address).await.unwrap();
    let asking = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";
    first.write_all(asking).await.unwrap();
    let mut told = [0; 15];
    first.read_exact(&mut told).await.unwrap();
    assert_eq!(&told, b"HTTP/1.1 200 OK");
    let closing = b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let second = tokio::spawn(exchanged(server.address, closing));
    // The first is answered again and again while the second waits.
    for _ in 0..20 {
        first.write_all(asking).await.unwrap();
        first.read_exact(&mut told).await.unwrap();
    }
    assert!(!second.is_finished());
    drop(first);
    assert!(second.await.unwrap().ends_with("there"));
    server.stop.send(()).unwrap();
    server.ended.await.unwrap();
}

/// Lets somebody ask twice where once is allowed.
pub async fn is_limited_once(door: &Door, actor: Actor) {
    let router = router(door, limited(1, 1));
    let statuses = [
        asked_by(&router, &actor.to_string()).await.status,
        asked_by(&router, &actor.to_string()).await.status,
    ];
    assert_eq!(statuses, [404, 429]);
}
