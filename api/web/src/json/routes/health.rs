//! Whether the process lives, and whether it can do its work. Anybody may ask.

use application::wire::form::Word;
use axum::Json;
use axum::extract::State as With;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use projections::views::ViewName;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Route, get};
use crate::State;
use crate::problem::Problem;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/livez", live)
            .says("live", "Says whether the process lives.")
            .answers::<Alive>(),
        get("/readyz", ready)
            .says(
                "ready",
                "Says whether the database answers and the views can be read.",
            )
            .answers::<Ready>()
            .may_be(503, &["not_ready"]),
    ]
}

#[derive(Serialize, JsonSchema)]
struct Alive {
    status: &'static str,
}

async fn live() -> Json<Alive> {
    Json(Alive { status: "alive" })
}

#[derive(Serialize, JsonSchema)]
struct Ready {
    status: &'static str,
    views: Vec<ReadyView>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "LiveView")]
struct ReadyView {
    #[schemars(with = "Word<ViewName>")]
    name: &'static str,
    position: u64,
    lag: u64,
}

/// Ready: the database answers, and every view is there and not parked.
async fn ready(With(state): With<State>) -> Response {
    let live = match state.questions.ready().await {
        Ok(live) => live,
        Err(why) => {
            return Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "not_ready",
                why.to_string(),
            )
            .retry_after(1)
            .into_response();
        }
    };
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
