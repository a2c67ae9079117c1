//! Recording that money was sent, and that it came back. Each carries an Idempotency-Key.

use application::wire::form::{Day, Id, NewLine};
use application::wire::{ClaimStandingBody, MoneyBody, Reader, WhyBody, Wire};
use domain::access::Operation;
use domain::claim::{RecordPayment, ReversePayment};
use domain::{ClaimCommand, PaymentId};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::failure::Failure;
use crate::json::body::Body;
use crate::json::command::Done;
use crate::json::path::At;
use crate::json::routes::{Route, post};
use crate::json::target::{OnClaim, on_claim_once};

pub(in crate::json::routes) fn routes() -> Vec<Route> {
    vec![
        on_claim_once::<PaymentBody>("/v1/claims/{claim}/payments", ClaimCommand::RecordPayment)
            .says(
                "record_payment",
                "Records that an approved claim was paid, in part or whole.",
            )
            .does::<ClaimStandingBody>(&[Operation::RecordPayment]),
        post("/v1/claims/{claim}/payments/{payment}/reversals", reverse)
            .once()
            .says("reverse_payment", "Records that a payment came back.")
            .does::<ClaimStandingBody>(&[Operation::ReversePayment]),
    ]
}

/// A payment that was made.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PaymentBody {
    #[schemars(with = "Option<Id<PaymentId>>")]
    id: Option<String>,
    amount: MoneyBody,
    #[schemars(with = "NewLine")]
    reference: String,
    #[schemars(with = "Day")]
    value_date: String,
}

impl Wire for PaymentBody {
    type Into = RecordPayment;

    fn read(self, at: &mut Reader) -> Option<RecordPayment> {
        let id = at.id_or_new("id", self.id);
        let amount = at.money("amount", &self.amount);
        let reference = at.line("reference", self.reference);
        let value_date = at.date("value_date", &self.value_date);
        Some(RecordPayment {
            id: id?,
            amount: amount?,
            reference: reference?,
            value_date: value_date?,
        })
    }
}

async fn reverse(on: OnClaim<At<PaymentId>>, Body(why): Body<WhyBody>) -> Result<Done, Failure> {
    on.caller.must_have_key()?;
    let At(id) = on.part;
    let command = ClaimCommand::ReversePayment(ReversePayment { id, why });
    on.carry_out(command).await
}
