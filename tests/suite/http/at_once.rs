//! Many at once: the same request several times, and many writers on one claim; on two servers
//! that share a database.

use std::collections::HashMap;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request};
use chrono::Utc;
use futures::StreamExt;
use futures::future::{join_all, try_join_all};
use futures::stream;
use http_body_util::BodyExt;
use projections::Ledger;
use projections::views::Views;
use serde_json::{Value, json};
use tower::ServiceExt;
use web::State;

use super::door::Door;
use super::stage::{CAMILLE, claim_body, filed, fund};

/// How many commands are given, and how often each is sent.
const COMMANDS: usize = 1_000;
const TIMES: usize = 3;

/// How many commands are underway at a time.
const UNDERWAY: usize = 100;

/// How many people write to one claim.
const WRITERS: usize = 64;

/// Two servers on one database, and what somebody shows to come in at either.
struct Servers {
    routers: [Router; 2],
    other: Ledger,
    shown: String,
}

impl Servers {
    async fn of(door: &Door, actor: &str) -> Self {
        let pool = door.scratch.pool.clone();
        let other = Ledger::open(pool.clone(), Utc::now).await.unwrap();
        let documents = door.shelf.documents(&other, Utc::now);
        let beside = State::new(other.clone(), Views::new(pool), documents, Utc::now);
        Self {
            // The clock of the tests is their thread's own; these answer on any.
            routers: [web::router(door.state(Utc::now)), web::router(beside)],
            other,
            shown: door.keys.shown_by(actor).await,
        }
    }

    /// Sends a command to one of the servers.
    async fn sent(&self, server: usize, path: &str, header: (&str, &str), body: &Value) -> Told {
        let request = Request::post(path)
            .header("host", "localhost")
            .header("authorization", &self.shown)
            .header("content-type", "application/json")
            .header(header.0, header.1);
        let request = request.body(Body::from(body.to_string())).unwrap();
        let router = self.routers[server % self.routers.len()].clone();
        let answering = tokio::spawn(router.oneshot(request));
        let (head, body) = answering.await.unwrap().unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Told {
            status: head.status.as_u16(),
            headers: head.headers,
            body: serde_json::from_slice(&body).unwrap(),
        }
    }
}

/// What came back.
struct Told {
    status: u16,
    headers: HeaderMap,
    body: Value,
}

impl Told {
    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_commands_each_sent_three_times_at_once_have_a_thousand_effects() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let servers = Servers::of(&door, CAMILLE).await;
    let before = events(&door).await;
    // Asks until the first that came with the key is settled.
    let settled = async |server: usize, key: &str, body: &Value| {
        loop {
            let header = ("idempotency-key", key);
            let told = servers.sent(server, "/v1/claims", header, body).await;
            match (told.status, told.body["code"].as_str()) {
                (409, Some("still_running")) => tokio::task::yield_now().await,
                _ => return told,
            }
        }
    };
    let commands = (0..COMMANDS).map(|n| {
        let (body, settled) = (claim_body(&fund, &format!("{}.00", 1 + n % 9)), &settled);
        async move {
            let key = format!("command-{n}");
            let answers = (0..TIMES).map(|time| settled(n + time, &key, &body));
            let answers = join_all(answers).await;
            let replays = answers
                .iter()
                .map(|told| told.header("idempotent-replayed"));
            let first = replays.filter(|replayed| *replayed != "true").count();
            assert_eq!(first, 1, "one of them is the first: {key}");
            for told in &answers {
                assert_eq!(told.status, 201, "{}", told.body);
                assert_eq!(told.body, answers[0].body);
                for header in ["etag", "location", "x-position"] {
                    assert_ne!(told.header(header), "");
                    assert_eq!(told.header(header), answers[0].header(header));
                }
            }
            answers[0].body["id"].as_str().unwrap().to_owned()
        }
    });
    let mut claims: Vec<String> = stream::iter(commands)
        .buffer_unordered(UNDERWAY)
        .collect()
        .await;
    claims.sort_unstable();
    claims.dedup();
    assert_eq!(claims.len(), COMMANDS);
    let recorded = events(&door).await - before;
    assert_eq!(usize::try_from(recorded).unwrap(), COMMANDS);
    servers.other.stop().await;
    door.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_writers_on_one_claim_exactly_one_wins_each_version() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    let servers = Servers::of(&door, CAMILLE).await;
    let path = format!("{claim}/comments");
    let writers = (0..WRITERS).map(|writer| {
        let (servers, path) = (&servers, &path);
        async move {
            let (mut version, mut lost) = ("\"v1\"".to_owned(), 0);
            let body = json!({ "text": format!("writer {writer}") });
            loop {
                let header = ("if-match", version.as_str());
                let told = servers.sent(writer, path, header, &body).await;
                match told.status {
                    201 => return Ok::<_, String>((version, lost)),
                    // Told which version there is: that one is tried next.
                    412 => {
                        lost += 1;
                        let current = told.header("etag").to_owned();
                        assert_ne!((current.as_str(), &current), ("", &version));
                        version = current;
                    }
                    // Others were faster each time, and nothing was recorded.
                    409 if told.body["code"] == "version_conflict" => lost += 1,
                    status => return Err(format!("{status}: {}", told.body)),
                }
            }
        }
    });
    let won = try_join_all(writers).await.unwrap();
    let mut winners: HashMap<String, usize> = HashMap::new();
    for (version, _) in &won {
        *winners.entry(version.clone()).or_default() += 1;
    }
    let each = (1..=WRITERS).map(|version| (format!("\"v{version}\""), 1));
    let each_once: HashMap<String, usize> = each.collect();
    assert_eq!(winners, each_once);
    let lost: usize = won.iter().map(|(_, lost)| lost).sum();
    assert!(lost >= WRITERS - 1, "all began with one version: {lost}");
    let told = door.get(&claim).by(CAMILLE).send().await.done();
    assert_eq!(usize::try_from(told.version()).unwrap(), WRITERS + 1);
    servers.other.stop().await;
    door.close().await;
}

async fn events(door: &Door) -> i64 {
    let counting = sqlx::query_scalar("select count(*) from events");
    counting.fetch_one(&door.scratch.pool).await.unwrap()
}
