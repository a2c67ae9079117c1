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
use crate::json::as_of::take_as_of;
use crate::json::path::At;
use crate::json::query::{Asked, Parameters, Params};
use crate::json::read::{Fresh, show_list, take_pages};
use crate::json::routes::{Route, get};

pub(in crate::json::routes) fn routes() -> Vec<Route> {
    vec![get("/v1/claims/{claim}/history", show)]
}

/// Which page of the history, as of which moment.
#[derive(Debug)]
struct HistoryQuery(Pages<HistoryCursor>, Option<AsOf>);

impl Parameters for HistoryQuery {
    fn take(params: &mut Params) -> Option<Self> {
        Some(Self(take_pages(params), take_as_of(params)))
    }
}

async fn show(
    With(state): With<State>,
    caller: Caller,
    At(id): At<ClaimId>,
    Fresh(fresh): Fresh,
    Asked(HistoryQuery(pages, as_of)): Asked<HistoryQuery>,
    uri: Uri,
) -> Result<Response, Failure> {
    let when = When { as_of, fresh };
    let asked = state.questions.history(caller.asker(), id, &pages, when);
    let answer = asked.await?;
    let list = answer.body.map(HistoryEventView::from);
    Ok(show_list(&answer, &list, list.next.as_ref(), &uri))
}
