//! What is told of every request to those who run the ledger: a line in the log, and figures.
//!
//! Neither names a person, an address or a secret: of who asks, the organisation and the role; of
//! what is asked for, the route and not the path.

mod exposed;

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::response::Response;
use metrics::{Gauge, SharedString, counter, gauge, histogram};
use tracing::Instrument;

use crate::door::envelope::RequestId;
use crate::door::limits::Principal;
pub use exposed::{Metrics, MetricsTaken, serve_metrics};

const REQUESTS: &str = "claims_http_requests_total";
const DURATION: &str = "claims_http_request_duration_seconds";
const IN_FLIGHT: &str = "claims_http_requests_in_flight";
const CONNECTIONS: &str = "claims_http_connections";
const EVENT_STREAMS: &str = "claims_event_streams";
const LIMITED: &str = "claims_http_limited_total";
const REFUSED_FILES: &str = "claims_documents_refused_total";

/// Counts something as long as it is there.
pub(crate) struct Present(Gauge);

impl Present {
    /// Counts a connection.
    pub(crate) fn connection() -> Self {
        Self::of(gauge!(CONNECTIONS))
    }

    /// Counts a reader of events.
    pub(crate) fn event_stream() -> Self {
        Self::of(gauge!(EVENT_STREAMS))
    }

    fn of(gauge: Gauge) -> Self {
        gauge.increment(1.0);
        Self(gauge)
    }
}

impl Drop for Present {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}

/// Notes that a limit turned a request away.
pub(crate) fn limited(policy: &'static str) {
    counter!(LIMITED, "policy" => policy).increment(1);
}

/// Notes that a file was refused, and why.
pub(crate) fn refused_file(code: &'static str) {
    counter!(REFUSED_FILES, "code" => code).increment(1);
}

/// Tells of a request what was asked, how it was answered, and how long that took.
pub(crate) async fn observe(
    request: Request,
    next: impl AsyncFnOnce(Request) -> Response,
) -> Response {
    let method = name_of(request.method());
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or(SharedString::const_str("unmatched"), |path| {
            SharedString::from(Arc::<str>::from(path.as_str()))
        });
    let id = request.extensions().get::<RequestId>();
    let id = id.map_or_else(String::new, |id| id.0.clone());
    let span = tracing::info_span!("request", method, route = &*route, request_id = id);
    let (present, began) = (Present::of(gauge!(IN_FLIGHT)), Instant::now());
    let response = next(request).instrument(span.clone()).await;
    drop(present);
    let took = began.elapsed();
    let status = response.status();
    let principal = response.extensions().get::<Principal>();
    let org = principal.map(|principal| principal.org.to_string());
    let role = principal.map(|principal| principal.role.as_str());
    let duration_ms = took.as_secs_f64() * 1_000.0;
    let (route_named, status_code) = (&*route, status.as_u16());
    span.in_scope(|| match status.is_server_error() {
        true => tracing::warn!(
            method,
            route = route_named,
            status = status_code,
            duration_ms,
            org,
            role,
            request_id = id,
            "a request failed"
        ),
        false => tracing::info!(
            method,
            route = route_named,
            status = status_code,
            duration_ms,
            org,
            role,
            request_id = id,
            "a request was answered"
        ),
    });
    histogram!(DURATION, "method" => method, "route" => route.clone()).record(took);
    let status = SharedString::from(status_code.to_string());
    counter!(REQUESTS, "method" => method, "route" => route, "status" => status).increment(1);
    response
}

/// Gives a method a name; those nobody uses share one, so that callers cannot make up series.
fn name_of(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}
