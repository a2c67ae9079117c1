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
use crate::json::query::{Asked, Parameters, Params};
use crate::json::read::show_of_the_log;

pub(super) fn routes() -> Vec<Route> {
    let balance = get("/v1/balance", show)
        .says(
            "read_balance",
            "Adds up all accounts of all funds, and looks for faults.",
        )
        .answers::<BalanceView>()
        .asks();
    vec![balance]
}

/// Whose funds.
#[derive(Debug)]
struct OfPartner(Option<OrgId>);

impl Parameters for OfPartner {
    fn take(params: &mut Params) -> Option<Self> {
        Some(Self(params.name("partner")))
    }
}

async fn show(
    With(state): With<State>,
    caller: Caller,
    Asked((OfPartner(partner), as_of)): Asked<(OfPartner, Option<AsOf>)>,
) -> Result<Response, Failure> {
    let when = When {
        as_of,
        ..When::default()
    };
    let (questions, asker) = (&state.questions, caller.asker());
    let asked = questions.balance(asker, partner.as_ref(), when, |_| ());
    let answer = asked.await?;
    let view = BalanceView::from(&answer.body);
    Ok(show_of_the_log(answer.position, view))
}
