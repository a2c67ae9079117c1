//! The figures, as Prometheus reads them, on a port of their own.

use std::convert::Infallible;
use std::time::Duration;

use application::ask::{Load, Questions};
use application::documents::{BadFile, STORED_BYTES};
use axum::Router;
use axum::extract::State as With;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use metrics_process::Collector;
use tokio::net::TcpListener;

use super::{CONNECTIONS, DURATION, EVENT_STREAMS, IN_FLIGHT, LIMITED, REFUSED_FILES, REQUESTS};
use crate::State;
use crate::serve::{Serving, Stopped, serve_with};

/// How often what was measured is put into its buckets, whether anybody reads it or not.
const UPKEEP: Duration = Duration::from_secs(5);

/// Durations from half a millisecond to ten seconds.
const SECONDS: [f64; 14] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// Sizes of batches, up to the largest.
const BATCHES: [f64; 10] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0];

/// What Prometheus takes (its text format).
const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Says that figures are measured already by somebody else in this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("figures are measured already in this process")]
pub struct MetricsTaken;

/// What was measured since [`Metrics::install`]; cheap to clone.
#[derive(Clone)]
pub struct Metrics {
    measured: PrometheusHandle,
    process: Collector,
}

impl Metrics {
    /// Begins to measure, for the whole process; before it, nothing is, and costs nothing.
    pub fn install() -> Result<Self, MetricsTaken> {
        let seconds = Matcher::Suffix("_seconds".to_owned());
        let batches = Matcher::Full("claims_log_batch_appends".to_owned());
        let measured = PrometheusBuilder::new()
            .set_buckets_for_metric(seconds, &SECONDS)
            .and_then(|builder| builder.set_buckets_for_metric(batches, &BATCHES))
            .and_then(PrometheusBuilder::install_recorder)
            .map_err(|_| MetricsTaken)?;
        let process = Collector::default();
        process.describe();
        describe();
        begin_at_zero();
        gauge!("claims_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
        Ok(Self { measured, process })
    }

    /// Puts what was measured into its buckets, for good.
    async fn keep(self) -> Infallible {
        loop {
            tokio::time::sleep(UPKEEP).await;
            self.measured.run_upkeep();
        }
    }

    fn render(&self) -> String {
        self.process.collect();
        self.measured.render()
    }
}

/// Serves the figures until `shutdown` is there.
pub async fn serve_metrics(
    listener: TcpListener,
    metrics: Metrics,
    state: &State,
    shutdown: impl Future<Output = ()>,
) -> Stopped {
    let asked = (metrics.clone(), state.questions.clone());
    let router = Router::new()
        .route("/metrics", get(expose))
        .with_state(asked);
    tokio::select! {
        stopped = serve_with(listener, router, shutdown, Serving::default()) => stopped,
        never = metrics.keep() => match never {},
    }
}

async fn expose(With((metrics, questions)): With<(Metrics, Questions)>) -> Response {
    note(&questions.load().await);
    ([(CONTENT_TYPE, MEDIA_TYPE)], metrics.render()).into_response()
}

/// Notes how the database, the views, the pools and the deadlines are now.
fn note(load: &Load) {
    let is_up = f64::from(u8::from(load.views.is_some()));
    gauge!("claims_database_up").set(is_up);
    for view in load.views.iter().flatten().filter(|view| view.is_live) {
        let name = view.view.as_str();
        let is_parked = f64::from(u8::from(view.is_parked()));
        gauge!("claims_view_position", "view" => name).set(view.position as f64);
        gauge!("claims_view_lag_events", "view" => name).set(view.lag as f64);
        gauge!("claims_view_parked", "view" => name).set(is_parked);
        gauge!("claims_log_position").set(view.head as f64);
    }
    for (kind, count) in load.due.iter().flatten() {
        gauge!("claims_deadlines_due", "kind" => kind.as_str()).set(*count as f64);
    }
    for (pool, load) in &load.pools {
        let used = load.open.saturating_sub(load.idle);
        let pool = *pool;
        gauge!("claims_pool_connections", "pool" => pool, "state" => "idle").set(load.idle);
        gauge!("claims_pool_connections", "pool" => pool, "state" => "used").set(used);
        gauge!("claims_pool_connections_max", "pool" => pool).set(load.max);
        gauge!("claims_pool_wait_seconds", "pool" => pool).set(load.wait.as_secs_f64());
    }
}

/// Shows what has not happened yet as zero, so that the first time is seen as a rise.
fn begin_at_zero() {
    counter!(STORED_BYTES).absolute(0);
    for code in BadFile::CODES {
        counter!(REFUSED_FILES, "code" => *code).absolute(0);
    }
}

fn describe() {
    let (count, seconds) = (Unit::Count, Unit::Seconds);
    describe_counter!(
        REQUESTS,
        count,
        "Requests that were answered, by route and status."
    );
    describe_histogram!(DURATION, seconds, "How long answers took, by route.");
    describe_gauge!(IN_FLIGHT, count, "Requests that are being answered.");
    describe_gauge!(CONNECTIONS, count, "Connections that are open.");
    describe_gauge!(EVENT_STREAMS, count, "Readers that follow the events.");
    describe_counter!(LIMITED, count, "Requests that a limit turned away.");
    describe_counter!(
        STORED_BYTES,
        Unit::Bytes,
        "Bytes of files that were stored."
    );
    describe_counter!(
        REFUSED_FILES,
        count,
        "Files that were refused, by the code of the refusal."
    );
    describe_gauge!(
        "claims_deadlines_due",
        count,
        "Tasks due today or overdue, by kind; days end in UTC."
    );
    describe_histogram!("claims_log_batch_appends", count, "Appends in a batch.");
    describe_histogram!(
        "claims_log_commit_seconds",
        seconds,
        "How long a batch took to commit."
    );
    describe_gauge!(
        "claims_log_queue_appends",
        count,
        "Appends that wait to be committed."
    );
    describe_counter!(
        "claims_log_appends_total",
        count,
        "Appends that were committed."
    );
    describe_counter!(
        "claims_log_events_total",
        count,
        "Events that were committed."
    );
    describe_counter!(
        "claims_log_failed_appends_total",
        count,
        "Appends that were not."
    );
    describe_gauge!(
        "claims_log_position",
        count,
        "The position of the log's last event."
    );
    describe_gauge!("claims_view_position", count, "How far a view has come.");
    describe_gauge!(
        "claims_view_lag_events",
        count,
        "How far the log is ahead of a view."
    );
    describe_gauge!(
        "claims_view_parked",
        count,
        "Whether a view stopped at an event."
    );
    describe_gauge!(
        "claims_pool_connections",
        count,
        "Connections to the database."
    );
    describe_gauge!(
        "claims_pool_connections_max",
        count,
        "The most of them there may be."
    );
    describe_gauge!(
        "claims_pool_wait_seconds",
        seconds,
        "How long one was just waited for."
    );
    describe_gauge!("claims_database_up", count, "Whether the database answers.");
    describe_gauge!("claims_build_info", count, "The version that runs.");
}
