//! The views themselves: how far each has come.

use application::wire::ViewsView;
use axum::extract::State as With;
use axum::response::Response;

use super::{Route, get};
use crate::State;
use crate::door::caller::Caller;
use crate::failure::Failure;
use crate::json::query::Asked;
use crate::json::read::show_of_the_log;

pub(super) fn routes() -> Vec<Route> {
    let views = get("/v1/views", list)
        .says("list_views", "Shows how far each view has come.")
        .answers::<ViewsView>()
        .asks();
    vec![views]
}

async fn list(
    With(state): With<State>,
    caller: Caller,
    Asked(()): Asked<()>,
) -> Result<Response, Failure> {
    let asker = caller.asker();
    let answer = state.questions.views(asker).await?;
    let view = ViewsView::new(&answer.body, asker);
    Ok(show_of_the_log(answer.position, view))
}
