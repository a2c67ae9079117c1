//! Funds: their figures, their lots and where each went.

pub(super) mod moves;
pub(super) mod postings;

use application::ask::{Pages, When};
use application::wire::{FundDetailsView, FundView};
use axum::extract::State as With;
use axum::http::Uri;
use axum::response::Response;
use domain::FundId;
use projections::log::AsOf;
use projections::views::{FundCursor, FundFilter};

use super::{Route, get};
use crate::State;
use crate::door::caller::{Caller, IfNoneMatch};
use crate::failure::Failure;
use crate::json::path::At;
use crate::json::query::{Asked, Parameters, Params};
use crate::json::read::{Fresh, show_page, show_version};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/v1/funds", list)
            .says("list_funds", "Lists funds with their figures.")
            .lists::<FundView>()
            .asks(),
        get("/v1/funds/{fund}", show)
            .says(
                "read_fund",
                "Shows a fund with its lots, and where each went.",
            )
            .answers::<FundDetailsView>()
            .with("etag")
            .asks(),
    ]
}

/// Which funds, or which rows of the overview.
impl Parameters for FundFilter {
    fn take(params: &mut Params) -> Option<Self> {
        Some(Self {
            partner: params.name("partner"),
            programme: params.name("programme"),
            period: params.name("period"),
            currency: params.parsed("currency", "there is no such currency", |s| s.parse().ok()),
        })
    }
}

async fn list(
    With(state): With<State>,
    caller: Caller,
    Fresh(fresh): Fresh,
    Asked((filter, pages, as_of)): Asked<(FundFilter, Pages<FundCursor>, Option<AsOf>)>,
    uri: Uri,
) -> Result<Response, Failure> {
    let (asker, when) = (caller.asker(), When { as_of, fresh });
    let asked = state.questions.funds(asker, &filter, &pages, when);
    Ok(show_page::<_, FundView>(&asked.await?, &uri))
}

async fn show(
    With(state): With<State>,
    caller: Caller,
    At(id): At<FundId>,
    Fresh(fresh): Fresh,
    known: IfNoneMatch,
    Asked(as_of): Asked<Option<AsOf>>,
) -> Result<Response, Failure> {
    let when = When { as_of, fresh };
    let answer = state.questions.fund(caller.asker(), id, when).await?;
    let version = answer.body.fund.version;
    Ok(show_version::<_, FundDetailsView>(&answer, version, &known))
}
