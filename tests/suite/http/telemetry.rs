//! The figures on their own port, and the dashboard that shows them.

use std::collections::BTreeSet;
use std::path::Path;

use projections::views::Views;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use web::{Metrics, MetricsTaken, State, Stopped};

use super::door::{Door, now};
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
    let actor: domain::Actor = CAMILLE.parse().unwrap();
    super::limits::is_limited_once(&door, actor).await;

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
    // No person, no id and no address of anything asked for becomes a series.
    let id = claim.trim_start_matches("/v1/claims/");
    for secret in [id, "camille", "secret-name", "127.0.0.1"] {
        assert!(!exposed.contains(secret), "{secret}");
    }
    stop.send(()).unwrap();
    assert_eq!(serving.await.unwrap(), Stopped::Drained);
    door.close().await;
}
