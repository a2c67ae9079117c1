//! The HTTP interface: plain JSON for every command and every view.
//!
//! A request passes the `door` (its id, who asks), is parsed by `json` into a command or a
//! question, and answered by the ledger or the views. `failure` turns what goes wrong into
//! problems; [`routes`] lists all addresses. A key, a session or a `provider`'s token says
//! who asks.

mod door;
mod failure;
mod files;
mod json;
mod openapi;
mod pages;
mod problem;
mod provider;
mod serve;
mod telemetry;

use std::any::Any;
use std::sync::Arc;

use application::act::rebuilds::Rebuilds;
use application::ask::Questions;
use application::documents::Documents;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use door::known_keys::KnownKeys;
use door::known_sessions::KnownSessions;
use door::uses::Uses;
use projections::identity::Identity;
use projections::views::Views;
use projections::{Clock, Ledger};
use tokio::sync::Semaphore;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use provider::{Oidc, Tokens};

pub use door::api_version::API_VERSION;
pub use door::caller::IDEMPOTENCY_KEY;
pub use door::cookie::Outside;
pub use door::envelope::REQUEST_ID;
pub use door::guard::{Transport, Unguarded, must_be_guarded};
pub use door::in_time::Times;
pub use door::known_sessions::SessionLimits;
pub use door::limits::{Limits, Rate};
pub use door::origin::{InvalidOrigin, Origin};
pub use door::proxy::Proxy;
pub use json::command::{POSITION, REPLAYED};
pub use json::read::{AS_OF, AS_OF_POSITION, MIN_POSITION};
pub use json::routes::listed as routes;
pub use openapi::{document as openapi, reads};
pub use pages::Persona;
pub use problem::Problem;
pub use provider::{
    Algorithm, ClaimName, ClientSecret, InvalidClaimName, Mapping, MappingError, OidcOptions,
    ProviderAddress, ProviderError, ProviderName, RoleRule, TokenOptions, UnknownAlgorithm,
    UnsafeAddress,
};
pub use serve::{Patience, Peer, Refreshed, Serving, Stopped, Tls, TlsError, serve, serve_with};
pub use telemetry::{Metrics, MetricsTaken, serve_metrics};

/// The largest body, in bytes.
const BODY_BYTES_MAX: usize = 1024 * 1024;

/// How the ledger is reached, and how much of it one caller may take.
///
/// By default: under local names, with nothing before it and no limit but time.
#[derive(Clone, Debug, Default)]
pub struct DoorOptions {
    /// The address under which people reach it, beside local names.
    pub origin: Option<Origin>,
    pub proxy: Proxy,
    /// Without them, everybody may ask as often as they like.
    pub limits: Option<Limits>,
    pub times: Times,
}

/// How many previews are drawn at a time: each needs memory for a whole picture.
const DRAWERS: usize = 1;

/// What the handlers work with; cheap to clone.
#[derive(Clone)]
pub struct State {
    ledger: Ledger,
    questions: Questions,
    documents: Documents,
    drawers: Arc<Semaphore>,
    event_readers: json::event_stream::Places,
    identity: Identity,
    keys: KnownKeys,
    sessions: KnownSessions,
    outside: Outside,
    /// Where people sign in; none: they do not, or in a demonstration.
    oidc: Option<Oidc>,
    /// Whose tokens machines come in with; none: with keys alone.
    tokens: Option<Tokens>,
    /// Those who may sign in without proving who they are; nobody but in a demonstration.
    personas: Arc<[Persona]>,
    /// The programmes that readers of pages have to do with.
    known_programmes: pages::KnownProgrammes,
    /// The partners that readers of lists choose among.
    known_partners: pages::KnownPartners,
    /// The rebuilds that operators begin from their page.
    rebuilds: Rebuilds,
    clock: Clock,
    running: json::command::Running,
}

impl State {
    /// Makes the state; the clock says when a command happens.
    pub fn new(ledger: Ledger, views: Views, documents: Documents, clock: Clock) -> Self {
        let identity = Identity::new(ledger.pool().clone());
        let uses = Uses::new(identity.clone());
        Self {
            documents,
            drawers: Arc::new(Semaphore::new(DRAWERS)),
            event_readers: json::event_stream::Places::default(),
            rebuilds: Rebuilds::new(ledger.pool().clone(), views.clone(), clock),
            questions: Questions::new(views, ledger.clone(), clock),
            ledger,
            keys: KnownKeys::new(identity.clone(), uses.clone()),
            sessions: KnownSessions::new(identity.clone(), uses, SessionLimits::default()),
            outside: Outside::default(),
            oidc: None,
            tokens: None,
            personas: Arc::default(),
            known_programmes: pages::known_programmes(),
            known_partners: pages::known_partners(),
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

    /// Lets people sign in at a provider, which need not be there yet.
    pub fn with_oidc(self, options: OidcOptions) -> Result<Self, ProviderError> {
        let oidc = Some(Oidc::new(options)?);
        Ok(Self { oidc, ..self })
    }

    /// Lets machines in by the tokens of a provider, which need not be there yet.
    pub fn with_tokens(self, options: TokenOptions) -> Result<Self, ProviderError> {
        let tokens = Some(Tokens::new(options)?);
        Ok(Self { tokens, ..self })
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
    router_with(state, DoorOptions::default())
}

/// The same behind a door with options of its own.
pub fn router_with(state: State, options: DoorOptions) -> Router {
    let in_full = from_fn_with_state(state.clone(), door::envelope::tell_in_full);
    let identify = from_fn_with_state(state.clone(), door::identify::identify);
    // Inside of what finds out who asks.
    let limited = from_fn_with_state(options.clone(), door::limits::by_principal);
    let told_as_page = from_fn_with_state(state.clone(), pages::as_page);
    let nowhere = from_fn_with_state(state.clone(), pages::nowhere);
    let pages = pages::router(&state).route_layer(CompressionLayer::new());
    // Of their own addresses alone: what is nowhere is told by `nowhere`.
    let pages = pages.merge(pages::files()).route_layer(told_as_page);
    let pages = pages.merge(pages::interface());
    let routes = json::routes::router(state.documents.limits().bytes_max).merge(pages);
    let routes = routes
        .layer(limited)
        .layer(nowhere)
        .layer(in_full)
        .layer(identify);
    let at_the_edge = from_fn_with_state(state.clone(), pages::at_the_edge);
    let routes = guarded(routes.with_state(state), options.clone());
    named(routes.layer(at_the_edge), options)
}

/// Puts routes inside the layers that every request passes.
pub fn layered(routes: Router, options: DoorOptions) -> Router {
    let routes = guarded(routes, options.clone());
    named(routes, options)
}

/// Names each request, and says to browsers what they may do with its answer.
fn named(routes: Router, options: DoorOptions) -> Router {
    let layers = ServiceBuilder::new()
        .layer(from_fn_with_state(options, door::headers::say))
        .layer(from_fn(door::envelope::envelope));
    routes.layer(layers)
}

/// Lets in what may come in, and watches what becomes of it.
fn guarded(routes: Router, options: DoorOptions) -> Router {
    let layers = ServiceBuilder::new()
        .layer(from_fn(telemetry::observe))
        .layer(from_fn(door::api_version::say))
        .layer(CatchPanicLayer::custom(of_panic))
        .layer(from_fn_with_state(options.clone(), door::in_time::in_time))
        .layer(from_fn(door::headers::must_be_moderate))
        .layer(from_fn_with_state(options.clone(), door::guard::guard))
        .layer(from_fn_with_state(options, door::limits::by_failures))
        .layer(DefaultBodyLimit::disable());
    routes.layer(layers)
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
