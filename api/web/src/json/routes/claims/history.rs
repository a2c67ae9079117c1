//! A claim's history: every event, oldest first, as it stands in the log.

use application::ask::{Pages, When};
use application::wire::HistoryEventView;
use axum::extract::State as With;
use axum::http::Uri;
use axum::response::Response;
use domain::ClaimId;
use projections::log::AsOf;
use projections::views::HistoryCursor;

use crate::State;
use crate::door::caller::Caller;
use crate::failure::Failure;
use crate::json::path::At;
use crate::json::query::Asked;
use crate::json::read::{Fresh, show_page};
use crate::json::routes::{Route, get};

pub(in crate::json::routes) fn routes() -> Vec<Route> {
    let history = get("/v1/claims/{claim}/history", show)
        .says("list_history", "Lists all events of a claim, oldest first.")
        .lists::<HistoryEventView>()
        .asks();
    vec![history]
}

async fn show(
    With(state): With<State>,
    caller: Caller,
    At(id): At<ClaimId>,
    Fresh(fresh): Fresh,
    Asked((pages, as_of)): Asked<(Pages<HistoryCursor>, Option<AsOf>)>,
    uri: Uri,
) -> Result<Response, Failure> {
    let when = When { as_of, fresh };
    let asked = state.questions.history(caller.asker(), id, &pages, when);
    Ok(show_page::<_, HistoryEventView>(&asked.await?, &uri))
}
