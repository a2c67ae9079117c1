//! The trial balance: all accounts together, and whether the view says the same as the log.

use application::ask::When;
use application::wire::BalanceView;
use axum::extract::State as With;
use axum::response::Response;
use domain::OrgId;
use projections::log::AsOf;

use super::{Route, get};
use crate::State;
use crate::door::caller::Caller;
use crate::failure::Failure;
use crate::json::as_of::take_as_of;
use crate::json::query::{Asked, Parameters, Params};
use crate::json::read::show_of_the_log;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/v1/balance", show)]
}

/// Whose funds, as of when.
#[derive(Debug)]
struct BalanceQuery {
    partner: Option<OrgId>,
    as_of: Option<AsOf>,
}

impl Parameters for BalanceQuery {
    fn take(params: &mut Params) -> Option<Self> {
        Some(Self {
            partner: params.name("partner"),
            as_of: take_as_of(params),
        })
    }
}

async fn show(
    With(state): With<State>,
    caller: Caller,
    Asked(query): Asked<BalanceQuery>,
) -> Result<Response, Failure> {
    let when = When {
        as_of: query.as_of,
        ..When::default()
    };
    let (asker, partner) = (caller.asker(), query.partner.as_ref());
    let answer = state
        .questions
        .balance(asker, partner, when, |_| ())
        .await?;
    let view = BalanceView::from(&answer.body);
    Ok(show_of_the_log(answer.position, view))
}
