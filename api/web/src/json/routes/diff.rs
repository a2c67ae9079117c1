//! The difference between two moments: claims that changed, then funds whose totals moved.

use application::ask::{Between, DiffCursor};
use application::wire::DiffView;
use axum::extract::State as With;
use axum::http::Uri;
use axum::response::Response;
use projections::views::Page;

use super::{Route, get};
use crate::State;
use crate::door::caller::Caller;
use crate::failure::Failure;
use crate::json::as_of::take_moment;
use crate::json::query::{Asked, Parameters, Params};
use crate::json::read::{Fresh, show_list, take_page};

pub(super) fn routes() -> Vec<Route> {
    let diff = get("/v1/diff", show)
        .says(
            "read_diff",
            "Lists what changed between two moments: claims, then funds.",
        )
        .answers::<DiffView>()
        .with("link")
        .asks()
        .may_be(400, &["moments_out_of_order"]);
    vec![diff]
}

/// Between which moments, of which partner, and which page.
#[derive(Debug)]
struct DiffQuery(Between, Page<DiffCursor>);

impl Parameters for DiffQuery {
    fn take(params: &mut Params) -> Option<Self> {
        let (from, to) = (take_moment(params, "from"), take_moment(params, "to"));
        let partner = params.name("partner");
        let page = take_page(params, |_| true);
        let between = Between {
            from: from?,
            to: to?,
            partner,
        };
        Some(Self(between, page))
    }
}

async fn show(
    With(state): With<State>,
    caller: Caller,
    Fresh(fresh): Fresh,
    Asked(DiffQuery(between, page)): Asked<DiffQuery>,
    uri: Uri,
) -> Result<Response, Failure> {
    let asked = state.questions.diff(caller.asker(), &between, page, fresh);
    let answer = asked.await?;
    let (view, next) = (DiffView::from(&answer.body), &answer.body.funds.next);
    Ok(show_list(&answer, view, next.as_ref(), &uri))
}
