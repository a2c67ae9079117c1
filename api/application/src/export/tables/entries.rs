//! A fund's entries as CSV: a page at a time, each with the figures after it.

use domain::Money;
use projections::views::EntryLine;

use crate::export::cell::{Cell, Column, columns};
use crate::export::csv;

const ENTRIES: &[Column] = columns![
    "position" Whole, "recorded_at" Instant, "at" Instant, "sequence" Whole, "event_type" Text,
    "claim" Text, "from" Text, "to" Text, "currency" Currency, "amount" Amount,
    "earned_after" Amount, "available_after" Amount, "reserved_after" Amount,
    "committed_after" Amount, "paid_after" Amount, "expired_after" Amount,
];

/// Gives the header of a fund's entries in CSV.
pub fn entries_header() -> String {
    csv::record(ENTRIES.iter().map(|column| column.name))
}

/// Gives a fund's entries as lines of CSV.
pub fn entries_csv(entries: &[EntryLine]) -> String {
    entries.iter().map(|line| csv::line(&row(line))).collect()
}

fn row(line: &EntryLine) -> Vec<Cell> {
    let figures = &line.figures;
    let after = [
        figures.earned,
        figures.available,
        figures.reserved,
        figures.committed,
        figures.paid,
        figures.expired,
    ];
    let after = after.map(Cell::Amount as fn(Money) -> Cell);
    let cells = [
        Cell::Whole(line.position),
        Cell::Instant(line.recorded_at),
        Cell::Instant(line.at),
        Cell::Whole(line.sequence),
        Cell::text(&line.event_type),
        Cell::maybe(line.claim, Cell::text),
        Cell::maybe(line.accounts, |(from, _)| Cell::text(from.as_str())),
        Cell::maybe(line.accounts, |(_, to)| Cell::text(to.as_str())),
        Cell::Currency(line.amount.currency()),
        Cell::Amount(line.amount),
    ];
    cells.into_iter().chain(after).collect()
}
