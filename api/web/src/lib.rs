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
mod state;
mod telemetry;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use door::Door;
use tower_http::compression::CompressionLayer;

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
pub use state::State;
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

/// Makes the router: every route, behind the door that every request passes.
pub fn router(state: State) -> Router {
    router_with(state, DoorOptions::default())
}

/// The same behind a door with options of its own.
pub fn router_with(state: State, options: DoorOptions) -> Router {
    let told_as_page = from_fn_with_state(state.clone(), pages::as_page);
    let pages = pages::router(&state).route_layer(CompressionLayer::new());
    // Of their own addresses alone: what is nowhere is told by `nowhere`.
    let pages = pages.merge(pages::files()).route_layer(told_as_page);
    let pages = pages.merge(pages::interface());
    let routes = json::routes::router(state.documents.limits().bytes_max).merge(pages);
    let door = Door {
        options,
        state: Some(state.clone()),
    };
    behind(routes.with_state(state), door)
}

/// Puts routes behind the door, where nobody is asked who they are.
pub fn layered(routes: Router, options: DoorOptions) -> Router {
    let door = Door {
        options,
        state: None,
    };
    behind(routes, door)
}

fn behind(routes: Router, door: Door) -> Router {
    routes.layer(from_fn_with_state(Arc::new(door), door::enter))
}
