//! Whether the process lives, and whether it can do its work. Anybody may ask.

use axum::Json;
use axum::extract::State as With;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use projections::views::{ViewName, ViewState, ViewStatus};
use serde::Serialize;

use super::{Route, get};
use crate::State;
use crate::problem::Problem;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/livez", live), get("/readyz", ready)]
}

#[derive(Serialize)]
struct Alive {
    status: &'static str,
}

async fn live() -> Json<Alive> {
    Json(Alive { status: "alive" })
}

#[derive(Serialize)]
struct Ready {
    status: &'static str,
    views: Vec<ReadyView>,
}

#[derive(Serialize)]
struct ReadyView {
    name: &'static str,
    position: u64,
    lag: u64,
}

/// Ready: the database answers, and every view is there and not parked.
async fn ready(With(state): With<State>) -> Response {
    let Ok(statuses) = state.views.status().await else {
        return not_ready("the database does not answer".to_owned());
    };
    let live: Vec<&ViewStatus> = statuses.iter().filter(|status| status.is_live).collect();
    let is_missing = |view: &&ViewName| live.iter().all(|status| status.view != **view);
    if let Some(view) = ViewName::ALL.iter().find(is_missing) {
        return not_ready(format!("the view {view} is not there"));
    }
    if let Some(parked) = live.iter().find(|status| status.state == ViewState::Parked) {
        return not_ready(format!("the view {} is parked", parked.view));
    }
    let views = live.iter().map(|status| ReadyView {
        name: status.view.as_str(),
        position: status.position,
        lag: status.lag,
    });
    Json(Ready {
        status: "ready",
        views: views.collect(),
    })
    .into_response()
}

fn not_ready(why: String) -> Response {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "not_ready", why)
        .retry_after(1)
        .into_response()
}
