//! The views themselves: how far each has come.

use application::ask::standing;
use axum::Json;
use axum::extract::State as With;
use axum::response::{IntoResponse, Response};
use domain::access::Operation;
use projections::views::Explained;
use projections::views::rebuild::{Underway, underway};
use serde::Serialize;
use serde_json::Value;

use super::{Route, get};
use crate::State;
use crate::door::caller::Caller;
use crate::failure::{Failure, ReadFailure};
use crate::json::command::POSITION;
use crate::json::query::{Asked, NoParams};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/v1/views", list)]
}

#[derive(Serialize)]
struct ViewsView {
    views: Vec<ViewView>,
}

/// A version of a view. Why it is parked is in the log, which may name what an event holds.
#[derive(Serialize)]
struct ViewView {
    name: &'static str,
    version: i32,
    is_live: bool,
    position: u64,
    lag: u64,
    state: &'static str,
    parked_at: Option<u64>,
    is_led: bool,
    /// Why it is behind, if it is.
    why: Option<String>,
    /// How far the rebuild or the verification is that fills it.
    rebuild: Option<Value>,
}

impl ViewView {
    fn of(explained: &Explained, underway: Option<&Underway>) -> Self {
        let Explained { status, stall } = explained;
        let rebuild = standing::rebuilding(status, underway);
        Self {
            name: status.view.as_str(),
            version: status.version,
            is_live: status.is_live,
            position: status.position,
            lag: status.lag,
            state: standing::state(status, underway),
            parked_at: status.error_position,
            is_led: status.is_led,
            why: stall.as_ref().map(standing::why_without_content),
            rebuild: rebuild.map(standing::rebuild_json),
        }
    }
}

async fn list(
    With(state): With<State>,
    caller: Caller,
    Asked(NoParams): Asked<NoParams>,
) -> Result<Response, Failure> {
    caller.must_be_allowed_somewhere(Operation::ReadViews)?;
    let explained = state.views.explain().await?;
    let underway = underway(state.ledger.pool()).await.map_err(|error| {
        tracing::warn!(%error, "what is rebuilt could not be read");
        Failure::from(ReadFailure::Unavailable)
    })?;
    let live = explained.iter().filter(|view| view.status.is_live);
    let position = live.map(|view| view.status.position).min().unwrap_or(0);
    let view = |view| ViewView::of(view, underway.as_ref());
    let views = explained.iter().map(view).collect();
    Ok((
        [(POSITION, position.to_string())],
        Json(ViewsView { views }),
    )
        .into_response())
}
