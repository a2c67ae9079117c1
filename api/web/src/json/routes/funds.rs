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
use crate::json::as_of::take_as_of;
use crate::json::path::At;
use crate::json::query::{Asked, OnlyAsOf, Parameters, Params};
use crate::json::read::{Fresh, show_list, show_version, take_pages};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/v1/funds", list), get("/v1/funds/{fund}", show)]
}

/// Which funds, and which page of them.
#[derive(Debug)]
struct FundsQuery {
    filter: FundFilter,
    pages: Pages<FundCursor>,
    as_of: Option<AsOf>,
}

impl Parameters for FundsQuery {
    fn take(params: &mut Params) -> Option<Self> {
        let filter = FundFilter {
            partner: params.name("partner"),
            programme: params.name("programme"),
            period: params.name("period"),
            currency: params.parsed("currency", "there is no such currency", |s| s.parse().ok()),
        };
        Some(Self {
            filter,
            pages: take_pages(params),
            as_of: take_as_of(params),
        })
    }
}

async fn list(
    With(state): With<State>,
    caller: Caller,
    Fresh(fresh): Fresh,
    Asked(query): Asked<FundsQuery>,
    uri: Uri,
) -> Result<Response, Failure> {
    let FundsQuery {
        filter,
        pages,
        as_of,
    } = query;
    let when = When { as_of, fresh };
    let asked = state.questions.funds(caller.asker(), &filter, &pages, when);
    let answer = asked.await?;
    let list = answer.body.map(FundView::from);
    Ok(show_list(&answer, &list, list.next.as_ref(), &uri))
}

async fn show(
    With(state): With<State>,
    caller: Caller,
    At(id): At<FundId>,
    Fresh(fresh): Fresh,
    known: IfNoneMatch,
    Asked(OnlyAsOf(as_of)): Asked<OnlyAsOf>,
) -> Result<Response, Failure> {
    let when = When { as_of, fresh };
    let answer = state.questions.fund(caller.asker(), id, when).await?;
    let version = answer.body.fund.version;
    Ok(show_version::<_, FundDetailsView>(&answer, version, &known))
}
