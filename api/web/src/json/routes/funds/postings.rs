//! A fund's double entries, by the time they were recorded or by that of the business.

use application::ask::{By, Pages, Postings, PostingsPages, When};
use application::wire::PostingsView;
use axum::extract::State as With;
use axum::http::Uri;
use axum::response::Response;
use domain::FundId;
use projections::log::AsOf;

use crate::State;
use crate::door::caller::Caller;
use crate::failure::Failure;
use crate::json::as_of::take_by;
use crate::json::path::At;
use crate::json::query::{Asked, Parameters, Params};
use crate::json::read::{Fresh, show_list};
use crate::json::routes::{Route, get};

pub(in crate::json::routes) fn routes() -> Vec<Route> {
    let postings = get("/v1/funds/{fund}/postings", list)
        .says(
            "list_postings",
            "Lists the double entries of a fund, newest first.",
        )
        .answers::<PostingsView>()
        .with("link")
        .asks();
    vec![postings]
}

/// Which page of the entries, and by which time they are put in order.
impl Parameters for PostingsPages {
    fn take(params: &mut Params) -> Option<Self> {
        Some(match take_by(params) {
            By::Recorded => Self::Recorded(Pages::take(params)?),
            By::Business { until } => Self::Business {
                until,
                pages: Pages::take(params)?,
            },
        })
    }
}

async fn list(
    With(state): With<State>,
    caller: Caller,
    At(id): At<FundId>,
    Fresh(fresh): Fresh,
    Asked((pages, as_of)): Asked<(PostingsPages, Option<AsOf>)>,
    uri: Uri,
) -> Result<Response, Failure> {
    let when = When { as_of, fresh };
    let asked = state.questions.postings(caller.asker(), id, &pages, when);
    let answer = asked.await?;
    let next = match &answer.body {
        Postings::Recorded(entries) => entries.next.as_ref(),
        Postings::Business { entries, .. } => entries.next.as_ref(),
    };
    let view = PostingsView::from(&answer.body);
    Ok(show_list(&answer, view, next, &uri))
}
