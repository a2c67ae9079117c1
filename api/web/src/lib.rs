//! The HTTP interface: plain JSON for every command and every view.
//!
//! A request passes the `door` (its id, who asks), is parsed by `json` into a command or a
//! question, and answered by the ledger or the views. `failure` turns what goes wrong into
//! problems; [`routes`] lists all addresses. Until there is a login, `X-Actor` says who acts and
//! the server listens on loopback alone.

mod door;
mod failure;
mod json;
mod problem;
mod serve;

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use application::ask::Questions;
use application::documents::Documents;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use projections::views::Views;
use projections::{Clock, Ledger};
use tokio::sync::Semaphore;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

pub use door::caller::{ACTOR, IDEMPOTENCY_KEY};
pub use door::envelope::{NotLoopback, REQUEST_ID, must_be_loopback};
pub use json::command::{POSITION, REPLAYED};
pub use json::read::{AS_OF, AS_OF_POSITION, MIN_POSITION};
pub use json::routes::listed as routes;
pub use problem::Problem;
pub use serve::{Patience, Stopped, serve, serve_with};

/// The largest body, in bytes.
const BODY_BYTES_MAX: usize = 1024 * 1024;

/// How long a request may take, its body included, unless it brings files.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// How long a request may take that brings files.
const FILES_TIMEOUT: Duration = Duration::from_secs(15 * 60);

/// How many previews are drawn at a time: each needs memory for a whole picture.
const DRAWERS: usize = 1;

/// What the handlers work with; cheap to clone.
#[derive(Clone)]
pub struct State {
    ledger: Ledger,
    questions: Questions,
    documents: Documents,
    drawers: Arc<Semaphore>,
    clock: Clock,
    running: json::command::Running,
}

impl State {
    /// Makes the state; the clock says when a command happens.
    pub fn new(ledger: Ledger, views: Views, documents: Documents, clock: Clock) -> Self {
        Self {
            documents,
            drawers: Arc::new(Semaphore::new(DRAWERS)),
            questions: Questions::new(views, ledger.clone(), clock),
            ledger,
            clock,
            running: json::command::Running::default(),
        }
    }
}

/// Makes the router: every route, inside the layers that every request passes.
pub fn router(state: State) -> Router {
    let in_full = from_fn_with_state(state.clone(), door::envelope::tell_in_full);
    let file_bytes_max = state.documents.limits().bytes_max;
    let routes = json::routes::router(file_bytes_max);
    layered(routes.layer(in_full).with_state(state), FILES_TIMEOUT)
}

/// Puts routes inside the layers that every request passes.
pub fn layered(routes: Router, request_timeout: Duration) -> Router {
    let layers = ServiceBuilder::new()
        .layer(from_fn(door::envelope::envelope))
        .layer(TraceLayer::new_for_http().make_span_with(span_of))
        .layer(CatchPanicLayer::custom(of_panic))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            request_timeout,
        ))
        .layer(from_fn(door::envelope::guard))
        .layer(DefaultBodyLimit::disable());
    routes.layer(layers)
}

/// Names what the log may name: method, path and request id; never headers, never bodies.
fn span_of(request: &Request) -> tracing::Span {
    let id = request.extensions().get::<door::envelope::RequestId>();
    let id = id.map_or("", |id| id.0.as_str());
    let (method, path) = (request.method(), request.uri().path());
    tracing::info_span!("request", %method, %path, request_id = id)
}

/// A panic is a fault of ours: it is logged, and the caller told so calmly.
fn of_panic(panic: Box<dyn Any + Send + 'static>) -> Response {
    let said = panic.downcast_ref::<String>().map(String::as_str);
    let said = said
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    tracing::error!(panic = said, "a request panicked");
    Problem::internal().into_response()
}
