//! The claims as they stood: one row a claim, folded from its events.

use projections::log::scan::StoredEvent;
use projections::stream::{FoldedClaim, Place};

use crate::export::cell::{Cell, Column, columns};
use crate::export::read::{ClaimEvents, ClaimHappened, Source};
use crate::export::table::Table;
use crate::export::{ExportError, Folder, What, Wish};

const CLAIMS: &[Column] = columns![
    "claim" Text, "number" Text, "partner" Text, "programme" Text, "policy_version" Whole, "period" Text,
    "fund" Text, "activity" Text, "title" Text, "executed_on" Day, "location" Text, "status" Text,
    "since" Instant, "round" Whole, "currency" Currency, "declared" Amount, "requested" Amount,
    "approved" Amount, "paid" Amount, "reviewer" Text, "opened_at" Instant, "opened_by" Text,
    "changed_at" Instant, "claim_until" Day, "review_due" Day, "answer_due" Day,
    "dispute_until" Day, "payment_due" Day, "documents" Whole, "comments" Whole, "version" Whole,
    "position" Whole, "recorded_at" Instant,
];

/// Writes each claim as it stood at the moment, folded from its events.
pub(in crate::export) async fn claims(
    source: Source,
    wish: &Wish,
    folder: &mut Folder,
) -> Result<(), ExportError> {
    let mut table = Table::begin(folder, wish.format, What::Claims, CLAIMS)?;
    let mut events = ClaimEvents::new(source);
    let mut claim: Option<FoldedClaim> = None;
    let mut last: Option<StoredEvent> = None;
    loop {
        let next = events.next().await?;
        let is_over = next.as_ref().is_none_or(ClaimHappened::is_first);
        if is_over && let (Some(claim), Some(last)) = (claim.take(), last.take()) {
            let position = last.position;
            table.row(folder, position, claim_row(&claim, last))?;
        }
        let Some(happened) = next else {
            break;
        };
        let place = Place {
            sequence: happened.stored.sequence,
            position: happened.stored.position,
        };
        match &mut claim {
            Some(claim) => claim.apply(&happened.event, place),
            None => claim = FoldedClaim::begin(&happened.event, place),
        }
        last = Some(happened.stored);
    }
    table.end(folder)
}

fn claim_row(folded: &FoldedClaim, last: StoredEvent) -> Vec<Cell> {
    let (claim, facts, standing) = (folded.claim(), folded.facts(), folded.standing());
    let answer_due = claim.request.as_ref().map(|request| request.due_on);
    vec![
        Cell::Text(last.aggregate_id),
        Cell::text(folded.number()),
        Cell::text(facts.partner),
        Cell::text(facts.programme),
        Cell::Whole(u64::from(facts.policy_version)),
        Cell::text(facts.period),
        Cell::text(facts.fund),
        Cell::text(facts.activity),
        Cell::Text(facts.title),
        Cell::Day(facts.executed_on),
        Cell::maybe(facts.location, Cell::Text),
        Cell::text(standing.status),
        Cell::Instant(folded.since),
        Cell::Whole(u64::from(standing.round)),
        Cell::Currency(standing.declared.currency()),
        Cell::Amount(standing.declared),
        Cell::maybe(standing.requested, Cell::Amount),
        Cell::maybe(standing.approved, Cell::Amount),
        Cell::Amount(standing.paid),
        Cell::maybe(claim.reviewer.as_ref(), Cell::text),
        Cell::Instant(facts.opened_at),
        Cell::text(facts.opened_by),
        Cell::Instant(folded.changed_at),
        Cell::Day(claim.claim_until),
        Cell::maybe(folded.review_due, Cell::Day),
        Cell::maybe(answer_due, Cell::Day),
        Cell::maybe(claim.dispute_until, Cell::Day),
        Cell::maybe(folded.payment_due, Cell::Day),
        Cell::Whole(claim.documents.len() as u64),
        Cell::Whole(claim.comments.len() as u64),
        Cell::Whole(last.sequence),
        Cell::Whole(last.position),
        Cell::Instant(last.recorded_at),
    ]
}
