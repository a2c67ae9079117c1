//! The HTTP interface: plain JSON for every command and every view.
//!
//! A request passes the `door` (its id, who asks), is parsed by `json` into a command or a
//! question, and answered by the ledger or the views. `failure` turns what goes wrong into
//! problems; [`routes`] lists all addresses. A key says who asks; without TLS the server listens on
//! loopback alone.

mod door;
mod failure;
mod json;
mod pages;
mod problem;
mod serve;

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use application::ask::Questions;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use projections::identity::Identity;
use projections::views::Views;
use projections::{Clock, Ledger};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use door::known_keys::KnownKeys;
use door::known_sessions::KnownSessions;
use door::uses::Uses;

pub use door::caller::IDEMPOTENCY_KEY;
pub use door::cookie::Outside;
pub use door::envelope::{NotLoopback, REQUEST_ID, must_be_loopback};
pub use door::known_sessions::SessionLimits;
pub use json::command::{POSITION, REPLAYED};
pub use json::read::{AS_OF, AS_OF_POSITION, MIN_POSITION};
pub use json::routes::listed as routes;
pub use pages::Persona;
pub use problem::Problem;
pub use serve::{Patience, Stopped, serve, serve_with};

/// The largest body, in bytes.
const BODY_BYTES_MAX: usize = 1024 * 1024;

/// How long a request may take, its body included.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// What the handlers work with; cheap to clone.
#[derive(Clone)]
pub struct State {
    ledger: Ledger,
    questions: Questions,
    identity: Identity,
    keys: KnownKeys,
    sessions: KnownSessions,
    outside: Outside,
    /// Those who may sign in without proving who they are; nobody but in a demonstration.
    personas: Arc<[Persona]>,
    clock: Clock,
    running: json::command::Running,
}

impl State {
    /// Makes the state; the clock says when a command happens.
    pub fn new(ledger: Ledger, views: Views, clock: Clock) -> Self {
        let identity = Identity::new(ledger.pool().clone());
        let uses = Uses::new(identity.clone());
        Self {
            questions: Questions::new(views, ledger.clone(), clock),
            ledger,
            keys: KnownKeys::new(identity.clone(), uses.clone()),
            sessions: KnownSessions::new(identity.clone(), uses, SessionLimits::default()),
            outside: Outside::default(),
            personas: Arc::default(),
            identity,
            clock,
            running: json::command::Running::default(),
        }
    }

    /// Says what people's browsers speak to us.
    pub fn outside(self, outside: Outside) -> Self {
        Self { outside, ..self }
    }

    /// Says how long people stay signed in.
    pub fn with_session_limits(self, limits: SessionLimits) -> Self {
        let sessions = self.sessions.with(limits);
        Self { sessions, ..self }
    }

    /// Lets whoever comes be one of these people, by one click: for a demonstration on this machine
    /// alone.
    pub fn with_personas(self, personas: Vec<Persona>) -> Self {
        let personas = personas.into();
        Self { personas, ..self }
    }
}

/// Makes the router: every route, inside the layers that every request passes.
pub fn router(state: State) -> Router {
    let in_full = from_fn_with_state(state.clone(), door::envelope::tell_in_full);
    let identify = from_fn_with_state(state.clone(), door::identify::identify);
    let routes = json::routes::router().merge(pages::router(&state));
    let routes = routes.layer(in_full).layer(identify);
    let routes = routes.with_state(state);
    layered(routes, REQUEST_TIMEOUT)
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
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(BODY_BYTES_MAX));
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
