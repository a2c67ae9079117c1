//! Traces: the earnings behind a claim, and where an earning went.

use application::wire::{ClaimTraceView, LotTraceView};
use axum::extract::State as With;
use axum::response::Response;
use domain::{ClaimId, FundId, LotId};
use projections::log::AsOf;

use super::{Route, get};
use crate::State;
use crate::door::caller::Caller;
use crate::failure::Failure;
use crate::json::path::At;
use crate::json::query::Asked;
use crate::json::read::show_of_the_log;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/v1/claims/{claim}/trace", of_claim)
            .says(
                "trace_claim",
                "Shows which earnings stand behind a claim, cent by cent.",
            )
            .answers::<ClaimTraceView>()
            .asks(),
        get("/v1/funds/{fund}/lots/{lot}/trace", of_lot)
            .says("trace_lot", "Shows where an earning went, cent by cent.")
            .answers::<LotTraceView>()
            .asks(),
    ]
}

async fn of_claim(
    With(state): With<State>,
    caller: Caller,
    At(id): At<ClaimId>,
    Asked(as_of): Asked<Option<AsOf>>,
) -> Result<Response, Failure> {
    let asked = state.questions.claim_trace(caller.asker(), id, as_of);
    let answer = asked.await?;
    let view = ClaimTraceView::from(&answer.body);
    Ok(show_of_the_log(answer.position, view))
}

async fn of_lot(
    With(state): With<State>,
    caller: Caller,
    At(fund): At<FundId>,
    At(lot): At<LotId>,
    Asked(as_of): Asked<Option<AsOf>>,
) -> Result<Response, Failure> {
    let lot = (Some(fund), lot);
    let asked = state.questions.lot_trace(caller.asker(), lot, as_of);
    let answer = asked.await?;
    let view = LotTraceView::new(&answer.body, answer.position);
    Ok(show_of_the_log(answer.position, view))
}
