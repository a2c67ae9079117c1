//! Recording that money was sent, and that it came back. Each carries an Idempotency-Key.

use application::wire::{MoneyBody, Reader, WhyBody, Wire};
use axum::extract::State as With;
use domain::{ClaimCommand, ClaimId, PaymentId, claim};
use serde::Deserialize;

use crate::State;
use crate::door::caller::{Caller, IfMatch};
use crate::failure::Failure;
use crate::json::body::Body;
use crate::json::command::Done;
use crate::json::path::At;
use crate::json::routes::{Route, post};

pub(in crate::json::routes) fn routes() -> Vec<Route> {
    vec![
        post("/v1/claims/{claim}/payments", record),
        post("/v1/claims/{claim}/payments/{payment}/reversals", reverse),
    ]
}

/// A payment that was made.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PaymentBody {
    id: Option<String>,
    amount: MoneyBody,
    reference: String,
    value_date: String,
}

impl Wire for PaymentBody {
    type Into = ClaimCommand;

    fn read(self, at: &mut Reader) -> Option<ClaimCommand> {
        let id = at.id_or_new("id", self.id);
        let amount = at.money("amount", &self.amount);
        let reference = at.line("reference", self.reference);
        let value_date = at.date("value_date", &self.value_date);
        Some(ClaimCommand::RecordPayment(claim::RecordPayment {
            id: id?,
            amount: amount?,
            reference: reference?,
            value_date: value_date?,
        }))
    }
}

async fn record(
    With(state): With<State>,
    caller: Caller,
    At(claim): At<ClaimId>,
    IfMatch(expected): IfMatch,
    Body(command): Body<PaymentBody>,
) -> Result<Done, Failure> {
    caller.must_have_key()?;
    state
        .on_claim(&caller, Some(expected), claim, command)
        .await
}

async fn reverse(
    With(state): With<State>,
    caller: Caller,
    At(claim): At<ClaimId>,
    At(id): At<PaymentId>,
    IfMatch(expected): IfMatch,
    Body(why): Body<WhyBody>,
) -> Result<Done, Failure> {
    caller.must_have_key()?;
    let command = ClaimCommand::ReversePayment(claim::ReversePayment { id, why });
    state
        .on_claim(&caller, Some(expected), claim, command)
        .await
}
