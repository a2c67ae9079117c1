//! The overview: what each partner has in each programme, period and currency.

use application::ask::{By, Claims, When};
use application::wire::OverviewView;
use axum::extract::State as With;
use axum::response::Response;
use projections::log::AsOf;
use projections::views::OverviewFilter;

use super::{Route, get};
use crate::State;
use crate::door::caller::Caller;
use crate::failure::Failure;
use crate::json::as_of::{take_as_of, take_by};
use crate::json::query::{Asked, Parameters, Params};
use crate::json::read::{self, Fresh};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/v1/overview", show)]
}

/// Which rows of the overview, as of which moment, by which time.
#[derive(Debug)]
struct OverviewQuery {
    filter: OverviewFilter,
    as_of: Option<AsOf>,
    by: By,
    claims: Claims,
}

impl Parameters for OverviewQuery {
    fn take(params: &mut Params) -> Option<Self> {
        let query = Self {
            filter: OverviewFilter {
                partner: params.name("partner"),
                programme: params.name("programme"),
                period: params.name("period"),
                currency: params
                    .parsed("currency", "there is no such currency", |s| s.parse().ok()),
            },
            as_of: take_as_of(params),
            by: take_by(params),
            claims: params
                .parsed("claims", "claims can be counted: claims=count", |text| {
                    (text == "count").then_some(Claims::Counted)
                })
                .unwrap_or_default(),
        };
        if let (By::Business { .. }, Claims::Counted) = (query.by, query.claims) {
            let detail = "claims are counted by the time they were recorded only";
            params.refuse("claims", "not_by_business_time", detail);
        }
        Some(query)
    }
}

async fn show(
    With(state): With<State>,
    caller: Caller,
    Fresh(fresh): Fresh,
    Asked(query): Asked<OverviewQuery>,
) -> Result<Response, Failure> {
    let OverviewQuery {
        filter,
        as_of,
        by,
        claims,
    } = query;
    let when = When { as_of, fresh };
    let asked = state
        .questions
        .overview(caller.asker(), &filter, (by, claims), when);
    Ok(read::show::<_, OverviewView>(&asked.await?))
}
