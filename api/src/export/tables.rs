//! The tables: which columns each has, and what stands in its rows.

use std::io;

use cqrs_es::{EventEnvelope, View};
use domain::aggregate::ClaimStream;
use domain::claim::Visibility;
use domain::event::Named;
use domain::{ClaimEvent, FundEvent};
use projections::log::LeavesDigest;
use projections::log::scan::StoredEvent;
use projections::views::{Account, ClaimDetails, ClaimView, Movement};

use super::cell::{Cell, Column, columns};
use super::read::{ClaimEvents, ClaimHappened, Events, FundEvents, FundHappened, Source};
use super::table::Table;
use super::what::What;
use super::{ExportError, Folder, Wish};
use crate::sentence;

const EVENTS: &[Column] = columns![
    "position" Whole, "recorded_at" Instant, "aggregate_type" Text, "aggregate_id" Text,
    "sequence" Whole, "event_type" Text, "event_version" Text, "payload" Text, "metadata" Text,
    "leaf" Text,
];

const CLAIMS: &[Column] = columns![
    "claim" Text, "partner" Text, "programme" Text, "policy_version" Whole, "period" Text,
    "fund" Text, "activity" Text, "title" Text, "executed_on" Day, "location" Text, "status" Text,
    "since" Instant, "round" Whole, "currency" Currency, "declared" Amount, "requested" Amount,
    "approved" Amount, "paid" Amount, "reviewer" Text, "opened_at" Instant, "opened_by" Text,
    "changed_at" Instant, "claim_until" Day, "review_due" Day, "answer_due" Day,
    "dispute_until" Day, "payment_due" Day, "documents" Whole, "comments" Whole, "version" Whole,
    "position" Whole, "recorded_at" Instant,
];

const POSTINGS: &[Column] = columns![
    "position" Whole, "recorded_at" Instant, "at" Instant, "fund" Text, "partner" Text,
    "programme" Text, "period" Text, "sequence" Whole, "event_type" Text, "claim" Text,
    "account" Text, "currency" Currency, "amount" Amount,
];

const HISTORY: &[Column] = columns![
    "claim" Text, "partner" Text, "sequence" Whole, "position" Whole, "at" Instant,
    "recorded_at" Instant, "who" Text, "role" Text, "event_type" Text, "vendor_only" Fact,
    "sentence" Text,
];

/// Writes every event; gives the digest over the leaves.
pub(super) async fn events(
    source: Source,
    wish: &Wish,
    folder: &mut Folder,
) -> Result<[u8; 32], ExportError> {
    let mut table = Table::begin(folder, wish.format, What::Events, EVENTS)?;
    let mut leaves = LeavesDigest::default();
    let mut events = Events::new(source);
    while let Some(event) = events.next().await? {
        leaves.add(&event.leaf);
        let position = event.position;
        table
            .row(position, event_row(event))
            .map_err(|error| folder.unwritten(error))?;
    }
    table.end(folder)?;
    Ok(leaves.digest())
}

fn event_row(event: StoredEvent) -> Vec<Cell> {
    vec![
        Cell::Whole(event.position),
        Cell::Instant(event.recorded_at),
        Cell::Text(event.aggregate_type),
        Cell::Text(event.aggregate_id),
        Cell::Whole(event.sequence),
        Cell::Text(event.event_type),
        Cell::Text(event.event_version),
        Cell::Text(event.payload),
        Cell::Text(event.metadata),
        Cell::text(domain::document::Sha256::from_bytes(event.leaf)),
    ]
}

/// Writes each claim as it stood at the moment, folded from its events.
pub(super) async fn claims(
    source: Source,
    wish: &Wish,
    folder: &mut Folder,
) -> Result<(), ExportError> {
    let mut table = Table::begin(folder, wish.format, What::Claims, CLAIMS)?;
    let mut events = ClaimEvents::new(source);
    let mut view = ClaimView::default();
    let mut last: Option<StoredEvent> = None;
    loop {
        let next = events.next().await?;
        let is_over = next.as_ref().is_none_or(ClaimHappened::is_first);
        if is_over && let (Some(details), Some(last)) = (view.0.take(), last.take()) {
            let position = last.position;
            table
                .row(position, claim_row(details, last))
                .map_err(|error| folder.unwritten(error))?;
        }
        let Some(happened) = next else {
            break;
        };
        view.update(&envelope(&happened));
        last = Some(happened.stored);
    }
    table.end(folder)
}

fn envelope(happened: &ClaimHappened) -> EventEnvelope<ClaimStream> {
    EventEnvelope {
        aggregate_id: String::new(),
        sequence: happened.stored.sequence as usize,
        payload: happened.event.clone(),
        metadata: std::collections::HashMap::new(),
    }
}

fn claim_row(claim: ClaimDetails, last: StoredEvent) -> Vec<Cell> {
    let (facts, standing, days) = (claim.facts, claim.course.standing, claim.course.days);
    vec![
        Cell::Text(last.aggregate_id),
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
        Cell::Instant(claim.course.since),
        Cell::Whole(u64::from(standing.round)),
        Cell::Currency(standing.declared.currency()),
        Cell::Amount(standing.declared),
        Cell::maybe(standing.requested, Cell::Amount),
        Cell::maybe(standing.approved, Cell::Amount),
        Cell::Amount(standing.paid),
        Cell::maybe(claim.course.reviewer, Cell::text),
        Cell::Instant(facts.opened_at),
        Cell::text(facts.opened_by),
        Cell::Instant(claim.changed_at),
        Cell::Day(days.claim_until),
        Cell::maybe(days.review_due, Cell::Day),
        Cell::maybe(days.answer_due, Cell::Day),
        Cell::maybe(days.dispute_until, Cell::Day),
        Cell::maybe(days.payment_due, Cell::Day),
        Cell::Whole(claim.documents.len() as u64),
        Cell::Whole(claim.comments.len() as u64),
        Cell::Whole(claim.version),
        Cell::Whole(last.position),
        Cell::Instant(last.recorded_at),
    ]
}

/// Writes two postings an event that moves money: one out of an account, one into another.
pub(super) async fn postings(
    source: Source,
    wish: &Wish,
    folder: &mut Folder,
) -> Result<(), ExportError> {
    let mut table = Table::begin(folder, wish.format, What::Postings, POSTINGS)?;
    let mut events = FundEvents::new(source);
    while let Some(happened) = events.next().await? {
        if let Some(movement) = moved(&happened.event.event) {
            entry(&mut table, &happened, movement).map_err(|error| folder.unwritten(error))?;
        }
    }
    table.end(folder)
}

/// Gives what an event moves; nothing, if it moves an amount of zero.
pub(super) fn moved(event: &FundEvent) -> Option<Movement> {
    Movement::of(event).filter(|movement| movement.amount_minor != 0)
}

fn entry(table: &mut Table, happened: &FundHappened, movement: Movement) -> io::Result<()> {
    let sides = [
        (movement.from, -movement.amount_minor),
        (movement.to, movement.amount_minor),
    ];
    for (account, minor) in sides {
        table.row(
            happened.stored.position,
            posting_row(happened, account, minor),
        )?;
    }
    Ok(())
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
        Cell::Amount(domain::Money::from_minor(minor, currency)),
    ]
}

/// Gives the claim that a movement is for.
pub(super) fn claim_of(event: &FundEvent) -> Option<domain::ClaimId> {
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

/// Writes every event of every claim, as the history page tells it.
pub(super) async fn history(
    source: Source,
    wish: &Wish,
    folder: &mut Folder,
) -> Result<(), ExportError> {
    let mut table = Table::begin(folder, wish.format, What::History, HISTORY)?;
    let mut events = ClaimEvents::new(source);
    while let Some(happened) = events.next().await? {
        let position = happened.stored.position;
        table
            .row(position, history_row(happened))
            .map_err(|error| folder.unwritten(error))?;
    }
    table.end(folder)
}

fn history_row(happened: ClaimHappened) -> Vec<Cell> {
    let (stored, event) = (happened.stored, happened.event);
    vec![
        Cell::Text(stored.aggregate_id),
        Cell::text(happened.partner),
        Cell::Whole(stored.sequence),
        Cell::Whole(stored.position),
        Cell::Instant(event.at),
        Cell::Instant(stored.recorded_at),
        Cell::text(event.by.person()),
        Cell::text(event.by.role.as_str()),
        Cell::text(event.event.name()),
        Cell::Fact(is_vendor_only(&event.event)),
        Cell::Text(sentence::of_claim(&event.event)),
    ]
}

fn is_vendor_only(event: &ClaimEvent) -> bool {
    matches!(
        event,
        ClaimEvent::CommentAdded {
            visibility: Visibility::VendorOnly,
            ..
        }
    )
}
