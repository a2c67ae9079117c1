//! Payments, as they are shown.

use chrono::{DateTime, Utc};
use projections::views::PaymentLine;
use serde::Serialize;

use super::{MoneyBody, day, text};
use crate::ask::InList;

/// A payment in a list, and whether it came back.
#[derive(Clone, Debug, Serialize)]
pub struct PaidView {
    id: String,
    claim: String,
    /// What people call the claim by.
    number: String,
    fund: String,
    partner: String,
    programme: String,
    amount: MoneyBody,
    reference: String,
    value_date: String,
    position: u64,
    recorded_at: DateTime<Utc>,
    /// Nothing: it stands.
    reversed: Option<ReversedView>,
}

/// When it was recorded that a payment came back.
#[derive(Clone, Debug, Serialize)]
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
