//! The views themselves: how far each has come.

use axum::Json;
use axum::extract::State as With;
use axum::response::{IntoResponse, Response};
use domain::{Refusal, Role};
use projections::views::ViewStatus;
use serde::Serialize;

use super::{Route, get};
use crate::http::State;
use crate::http::caller::Caller;
use crate::http::command::POSITION;
use crate::http::failure::Failure;
use crate::http::query::{Asked, NoParams};

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
}

impl From<&ViewStatus> for ViewView {
    fn from(status: &ViewStatus) -> Self {
        Self {
            name: status.view.as_str(),
            version: status.version,
            is_live: status.is_live,
            position: status.position,
            lag: status.lag,
            state: status.state.as_str(),
            parked_at: status.error_position,
            is_led: status.is_led,
        }
    }
}

async fn list(
    With(state): With<State>,
    caller: Caller,
    Asked(NoParams): Asked<NoParams>,
) -> Result<Response, Failure> {
    must_run_the_system(caller.by.role)?;
    let statuses = state.views.status().await?;
    let live = statuses.iter().filter(|status| status.is_live);
    let position = live.map(|status| status.position).min().unwrap_or(0);
    let views = statuses.iter().map(ViewView::from).collect();
    Ok((
        [(POSITION, position.to_string())],
        Json(ViewsView { views }),
    )
        .into_response())
}

/// Views are for who runs the system or audits it.
fn must_run_the_system(role: Role) -> Result<(), Refusal> {
    match role {
        Role::Operator | Role::System | Role::ProgrammeAdmin | Role::Auditor => Ok(()),
        Role::PartnerAdmin
        | Role::PartnerUser
        | Role::Contributor
        | Role::Reviewer
        | Role::Approver
        | Role::Finance => Err(Refusal::ActorMustBeAllowed),
    }
}
