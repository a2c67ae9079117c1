//! The overview: what each partner has in each programme, period and currency.

use application::ask::{By, Claims, When};
use application::wire::OverviewView;
use axum::extract::State as With;
use axum::response::Response;
use projections::log::AsOf;
use projections::views::FundFilter;

use super::{Route, get};
use crate::State;
use crate::door::caller::Caller;
use crate::failure::Failure;
use crate::json::as_of::take_by;
use crate::json::query::{Asked, Parameters, Params};
use crate::json::read::{self, Fresh};

pub(super) fn routes() -> Vec<Route> {
    let overview = get("/v1/overview", show)
        .says(
            "read_overview",
            "Shows what each partner has in each programme.",
        )
        .answers::<OverviewView>()
        .asks();
    vec![overview]
}

/// By which time figures go, and whether claims are counted.
impl Parameters for (By, Claims) {
    fn take(params: &mut Params) -> Option<Self> {
        let by = take_by(params);
        let detail = "claims can be counted: claims=count";
        let counted = |text: &str| (text == "count").then_some(Claims::Counted);
        let claims = params.parsed("claims", detail, counted).unwrap_or_default();
        if let (By::Business { .. }, Claims::Counted) = (by, claims) {
            let detail = "claims are counted by the time they were recorded only";
            params.refuse("claims", "not_by_business_time", detail);
        }
        Some((by, claims))
    }
}

async fn show(
    With(state): With<State>,
    caller: Caller,
    Fresh(fresh): Fresh,
    Asked((filter, as_of, how)): Asked<(FundFilter, Option<AsOf>, (By, Claims))>,
) -> Result<Response, Failure> {
    let (asker, when) = (caller.asker(), When { as_of, fresh });
    let asked = state.questions.overview(asker, &filter, how, when);
    Ok(read::show::<_, OverviewView>(&asked.await?))
}
