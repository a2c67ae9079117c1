//! The figures on their own port, and the dashboard that shows them.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::Request;
use domain::Actor;
use projections::views::Views;
use serde_json::Value;
use tests::form::Form;
use tests::samples;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tower::ServiceExt;
use web::{Metrics, MetricsTaken, State, Stopped};

use super::door::{Door, now, on};
use super::port::exchanged;
use super::stage::{CAMILLE, INES, complete, fund};

/// The words of a query that name figures.
fn figures_in(query: &str) -> BTreeSet<String> {
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    query
        .split(|letter| !is_word(letter))
        .filter(|word| word.starts_with("claims_") || word.starts_with("process_"))
        .map(str::to_owned)
        .collect()
}

/// Every query of the dashboard, whatever panel it is in.
fn queries(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for name in ["expr", "query"] {
                found.extend(members.get(name).and_then(Value::as_str).map(str::to_owned));
            }
            members.values().for_each(|member| queries(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| queries(item, found)),
        _ => {}
    }
}

/// The figures that the dashboard asks for.
fn asked_for() -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/grafana/claims.json");
    let dashboard = std::fs::read_to_string(path).unwrap();
    let mut found = vec![];
    queries(&serde_json::from_str(&dashboard).unwrap(), &mut found);
    assert!(found.len() > 20, "{found:?}");
    found.iter().flat_map(|query| figures_in(query)).collect()
}

/// A figure's value, of the series that says all this.
fn value(exposed: &str, name: &str, labels: &[&str]) -> f64 {
    let is_it = |line: &&str| {
        line.strip_prefix(name)
            .is_some_and(|rest| rest.starts_with(['{', ' ']))
            && labels.iter().all(|label| line.contains(label))
    };
    let line = exposed.lines().find(is_it);
    let line = line.unwrap_or_else(|| panic!("{name} {labels:?} is not in\n{exposed}"));
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

/// What a test's log holds.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_log_says_of_who_asked_their_organisation_and_role_and_no_more() {
    let door = Door::open().await;
    let log = Log::default();
    let writing = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writing.clone())
        .finish();
    let logging = tracing::subscriber::set_default(subscriber);
    let mut request = Request::builder()
        .uri("/v1/claims/claim_00000000000000000000000000?title=geheim")
        .header("host", "localhost")
        .header("x-request-id", "asked-1")
        .body(Body::empty())
        .unwrap();
    let actor: Actor = CAMILLE.parse().unwrap();
    request.extensions_mut().insert(actor);
    door.router.clone().oneshot(request).await.unwrap();
    drop(logging);
    let written = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let lines = written
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let told: Vec<Value> = lines
        .filter(|line| line["request_id"] == "asked-1")
        .collect();
    let [told] = told.as_slice() else {
        panic!("{written}");
    };
    assert_eq!(told["org"], "atelier-breton", "{told}");
    assert_eq!(told["role"], "partner_user");
    assert_eq!(told["route"], "/v1/claims/{claim}");
    for secret in ["camille", "geheim", "claim_0000"] {
        assert!(!written.contains(secret), "{written}");
    }
    door.close().await;
}

/// Sends a file that is stored and one that is refused; gives the bytes of the one and the code of
/// the other.
async fn sent_files(door: &Door, claim: &str) -> (usize, String) {
    let good = samples::csv();
    let form = Form::default()
        .file("visitors.csv", "text/csv", &good)
        .file("visitors.exe", "application/octet-stream", b"MZ");
    let asking = door.post(&format!("{claim}/uploads")).by(CAMILLE);
    let told = asking.raw(&Form::media_type(), form.end()).send().await;
    let told = told.done();
    let uploads = &told.body["uploads"];
    assert_eq!(uploads[0]["outcome"], "taken", "{uploads}");
    let code = uploads[1]["code"].as_str().unwrap();
    (good.len(), code.to_owned())
}

/// One test: figures are measured for a whole process, and only once.
#[tokio::test]
async fn the_figures_are_exposed_and_the_dashboard_asks_for_no_others() {
    let metrics = Metrics::install().unwrap();
    assert_eq!(Metrics::install().err(), Some(MetricsTaken));
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, _) = complete(&door, &fund, "100.00").await;
    door.get(&claim).by(CAMILLE).send().await.done();
    door.get("/v1/nothing/secret-name")
        .by(INES)
        .send()
        .await
        .problem();
    let actor: Actor = CAMILLE.parse().unwrap();
    super::limits::is_limited_once(&door, actor).await;
    let (stored, refused) = sent_files(&door, &claim).await;
    on("2024-08-16");

    let views = Views::new(door.scratch.pool.clone());
    let state = State::new(door.ledger.clone(), views, door.documents.clone(), now);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let until = async move { stopped.await.unwrap_or_default() };
    let serving =
        tokio::spawn(async move { web::serve_metrics(listener, metrics, &state, until).await });
    let asking = b"GET /metrics HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let told = exchanged(address, asking).await;
    assert!(
        told.contains("content-type: text/plain; version=0.0.4"),
        "{told}"
    );
    let (_, exposed) = told.split_once("\r\n\r\n").unwrap();

    let missing: Vec<String> = asked_for()
        .into_iter()
        .filter(|name| {
            let is_there = |line: &str| {
                line.strip_prefix(name.as_str())
                    .is_some_and(|rest| rest.starts_with(['{', ' ']))
            };
            !exposed.lines().any(is_there)
        })
        .collect();
    assert_eq!(missing, Vec::<String>::new(), "{exposed}");

    let read = [
        "method=\"GET\"",
        "route=\"/v1/claims/{claim}\"",
        "status=\"200\"",
    ];
    assert!(value(exposed, "claims_http_requests_total", &read) >= 1.0);
    let lost = ["route=\"unmatched\"", "status=\"404\""];
    assert!(value(exposed, "claims_http_requests_total", &lost) >= 1.0);
    assert_eq!(value(exposed, "claims_database_up", &[]), 1.0);
    assert!(value(exposed, "claims_log_batch_appends_count", &[]) >= 1.0);
    assert!(value(exposed, "claims_log_position", &[]) >= 1.0);
    for view in ["claim", "overview", "postings"] {
        let named = format!("view=\"{view}\"");
        assert!(value(exposed, "claims_view_position", &[&named]) >= 0.0);
        assert_eq!(value(exposed, "claims_view_parked", &[&named]), 0.0);
    }
    assert!(value(exposed, "process_resident_memory_bytes", &[]) > 1_000_000.0);
    let bytes = value(exposed, "claims_documents_stored_bytes_total", &[]);
    assert!(bytes >= stored as f64, "{bytes}");
    let by_code = |code: &str| {
        let code = format!("code=\"{code}\"");
        value(exposed, "claims_documents_refused_total", &[&code])
    };
    assert!(by_code(&refused) >= 1.0, "{refused}");
    assert!(
        by_code("file_has_macros") >= 0.0,
        "what has not happened is zero"
    );
    let due = |kind: &str| {
        value(
            exposed,
            "claims_deadlines_due",
            &[&format!("kind=\"{kind}\"")],
        )
    };
    assert_eq!((due("submission"), due("payment")), (1.0, 0.0));
    // No person, no id and no address of anything asked for becomes a series.
    let id = claim.trim_start_matches("/v1/claims/");
    for secret in [id, "camille", "secret-name", "127.0.0.1"] {
        assert!(!exposed.contains(secret), "{secret}");
    }
    stop.send(()).unwrap();
    assert_eq!(serving.await.unwrap(), Stopped::Drained);
    door.close().await;
}
