//! Payments as CSV: a page at a time, for whoever reconciles them with the bank.

use projections::views::PaymentLine;

use crate::export::cell::{Cell, Column, columns};
use crate::export::csv;

const PAYMENTS: &[Column] = columns![
    "payment" Text, "number" Text, "claim" Text, "fund" Text, "partner" Text, "programme" Text,
    "currency" Currency, "amount" Amount, "reference" Text, "value_date" Day,
    "recorded_at" Instant, "position" Whole, "reversed" Fact, "reversed_at" Instant,
];

/// Gives the header of payments in CSV.
pub fn payments_header() -> String {
    csv::record(PAYMENTS.iter().map(|column| column.name))
}

/// Gives payments as lines of CSV.
pub fn payments_csv(payments: &[PaymentLine]) -> String {
    payments.iter().map(|line| csv::line(&row(line))).collect()
}

fn row(line: &PaymentLine) -> Vec<Cell> {
    let (recorded_at, position) = line.recorded;
    vec![
        Cell::text(line.id),
        Cell::text(line.number),
        Cell::text(line.claim),
        Cell::text(line.fund),
        Cell::text(&line.partner),
        Cell::text(&line.programme),
        Cell::Currency(line.amount.currency()),
        Cell::Amount(line.amount),
        Cell::text(&line.reference),
        Cell::Day(line.value_date),
        Cell::Instant(recorded_at),
        Cell::Whole(position),
        Cell::Fact(line.reversed.is_some()),
        Cell::maybe(line.reversed, |(at, _)| Cell::Instant(at)),
    ]
}
