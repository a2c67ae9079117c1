//! Payments, as they are shown.

use chrono::{DateTime, Utc};
use domain::{ClaimId, FundId, PaymentId};
use projections::views::PaymentLine;
use schemars::JsonSchema;
use serde::Serialize;

use super::form::{Day, Id, Line, Name, Number};
use super::{MoneyBody, day, text};
use crate::ask::InList;

/// A payment in a list, and whether it came back.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PaidView {
    #[schemars(with = "Id<PaymentId>")]
    id: String,
    #[schemars(with = "Id<ClaimId>")]
    claim: String,
    /// What people call the claim by.
    #[schemars(with = "Number")]
    number: String,
    #[schemars(with = "Id<FundId>")]
    fund: String,
    #[schemars(with = "Name")]
    partner: String,
    #[schemars(with = "Name")]
    programme: String,
    amount: MoneyBody,
    #[schemars(with = "Line")]
    reference: String,
    #[schemars(with = "Day")]
    value_date: String,
    position: u64,
    recorded_at: DateTime<Utc>,
    /// Nothing: it stands.
    reversed: Option<ReversedView>,
}

/// When it was recorded that a payment came back.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct ReversedView {
    position: u64,
    recorded_at: DateTime<Utc>,
}

impl InList for PaidView {
    const LIST: &'static str = "payments";
}

impl From<&PaymentLine> for PaidView {
    fn from(line: &PaymentLine) -> Self {
        let (recorded_at, position) = line.recorded;
        let reversed = |(recorded_at, position)| ReversedView {
            position,
            recorded_at,
        };
        Self {
            id: text(line.id),
            claim: text(line.claim),
            number: text(line.number),
            fund: text(line.fund),
            partner: text(&line.partner),
            programme: text(&line.programme),
            amount: line.amount.into(),
            reference: line.reference.clone(),
            value_date: day(line.value_date),
            position,
            recorded_at,
            reversed: line.reversed.map(reversed),
        }
    }
}
