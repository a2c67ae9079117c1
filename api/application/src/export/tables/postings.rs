//! The postings: two rows an event that moves money, which sum to zero.

use domain::event::Named;
use domain::{ClaimId, FundEvent, Money};
use projections::views::{Account, Movement};

use crate::export::cell::{Cell, Column, columns};
use crate::export::read::{FundEvents, FundHappened, Source};
use crate::export::table::Table;
use crate::export::{ExportError, Folder, What, Wish};

const POSTINGS: &[Column] = columns![
    "position" Whole, "recorded_at" Instant, "at" Instant, "fund" Text, "partner" Text,
    "programme" Text, "period" Text, "sequence" Whole, "event_type" Text, "claim" Text,
    "account" Text, "currency" Currency, "amount" Amount,
];

/// Writes two postings an event that moves money: one out of an account, one into another.
pub(in crate::export) async fn postings(
    source: Source,
    wish: &Wish,
    folder: &mut Folder,
) -> Result<(), ExportError> {
    let mut table = Table::begin(folder, wish.format, What::Postings, POSTINGS)?;
    let mut events = FundEvents::new(source);
    while let Some(happened) = events.next().await? {
        if let Some(movement) = moved(&happened.event.event) {
            let sides = [
                (movement.from, -movement.amount_minor),
                (movement.to, movement.amount_minor),
            ];
            for (account, minor) in sides {
                let row = posting_row(&happened, account, minor);
                table.row(folder, happened.stored.position, row)?;
            }
        }
    }
    table.end(folder)
}

/// Gives what an event moves; nothing, if it moves an amount of zero.
pub(in crate::export) fn moved(event: &FundEvent) -> Option<Movement> {
    Movement::of(event).filter(|movement| movement.amount_minor != 0)
}

fn posting_row(happened: &FundHappened, account: Account, minor: i64) -> Vec<Cell> {
    let (stored, facts) = (&happened.stored, &happened.facts);
    let currency = facts.currency;
    vec![
        Cell::Whole(stored.position),
        Cell::Instant(stored.recorded_at),
        Cell::Instant(happened.event.at),
        Cell::text(&stored.aggregate_id),
        Cell::text(&facts.partner),
        Cell::text(&facts.programme),
        Cell::text(&facts.period),
        Cell::Whole(stored.sequence),
        Cell::text(happened.event.event.name()),
        Cell::maybe(claim_of(&happened.event.event), Cell::text),
        Cell::text(account.as_str()),
        Cell::Currency(currency),
        Cell::Amount(Money::from_minor(minor, currency)),
    ]
}

/// Gives the claim that a movement is for.
pub(in crate::export) fn claim_of(event: &FundEvent) -> Option<ClaimId> {
    match event {
        FundEvent::FundReserved { claim, .. }
        | FundEvent::ReservationReleased { claim, .. }
        | FundEvent::FundCommitted { claim, .. }
        | FundEvent::CommitmentReversed { claim, .. }
        | FundEvent::FundDisbursed { claim, .. }
        | FundEvent::DisbursementReversed { claim, .. } => Some(*claim),
        FundEvent::FundOpened { .. }
        | FundEvent::FundEarned { .. }
        | FundEvent::FundAdjusted { .. }
        | FundEvent::FundRolledOut { .. }
        | FundEvent::FundRolledIn { .. }
        | FundEvent::FundExpired { .. } => None,
    }
}
