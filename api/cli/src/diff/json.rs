//! A difference as one JSON document, written part by part.

use application::words::sentence;
use domain::Money;
use projections::ledger::FundFigures;
use projections::log::Moment;
use projections::stream::HistoryLine;
use projections::views::{ClaimChange, ClaimState, EntryLine, FundChange};
use serde_json::{Value, json};

use super::Counts;
use crate::as_of::of_moment;
use crate::output::json_part;

/// Begins the document with the moments, and the list of claims.
pub fn begin(from: Moment, to: Moment) {
    let (from, to) = (of_moment(from), of_moment(to));
    json_part(&format!("{{\"from\":{from},\"to\":{to},\"claims\":["));
}

/// Writes further items of a list that has some already.
pub fn items(items: impl Iterator<Item = Value>, before: u64) {
    for (n, item) in (before..).zip(items) {
        let comma = if n == 0 { "" } else { "," };
        json_part(&format!("{comma}{item}"));
    }
}

/// Ends the list of claims and begins that of funds.
pub fn between() {
    json_part("],\"funds\":[");
}

/// Ends the document with the counts.
pub fn end(events: Option<u64>, counts: Counts) {
    let (claims, funds) = (counts.claims, counts.funds);
    let mut counts = json!({ "claims": claims, "funds": funds });
    if let Some(events) = events {
        counts["events"] = events.into();
    }
    json_part(&format!("],\"counts\":{counts}}}"));
}

/// Writes a claim that changed.
pub fn of_claim(change: &ClaimChange) -> Value {
    let events: Vec<Value> = change.events.iter().map(of_event).collect();
    json!({
        "claim": change.id,
        "title": change.facts.title,
        "partner": change.facts.partner,
        "fund": change.facts.fund,
        "before": change.before.as_ref().map(of_state),
        "after": of_state(&change.after),
        "events": events,
        "more_events": change.more_events,
    })
}

fn of_state(state: &ClaimState) -> Value {
    let standing = &state.standing;
    json!({
        "status": standing.status,
        "round": standing.round,
        "currency": standing.declared.currency(),
        "declared": standing.declared.amount(),
        "requested": standing.requested.map(Money::amount),
        "approved": standing.approved.map(Money::amount),
        "paid": standing.paid.amount(),
        "documents": state.documents,
    })
}

fn of_event(line: &HistoryLine) -> Value {
    json!({
        "position": line.position,
        "sequence": line.sequence,
        "at": line.at(),
        "recorded_at": line.recorded_at,
        "by": line.event.by,
        "event_type": line.event_type,
        "sentence": sentence::of_claim(&line.event.event),
    })
}

/// Writes a fund whose totals moved.
pub fn of_fund(change: &FundChange) -> Value {
    let entries: Vec<Value> = change.entries.iter().map(of_entry).collect();
    json!({
        "fund": change.id,
        "partner": change.partner,
        "programme": change.programme,
        "period": change.period,
        "currency": change.currency,
        "before": change.before.as_ref().map(of_figures),
        "after": of_figures(&change.after),
        "delta": of_figures(&change.delta),
        "entries": entries,
        "more_entries": change.more_entries,
    })
}

fn of_figures(figures: &FundFigures) -> Value {
    json!({
        "earned": figures.earned.amount(),
        "available": figures.available.amount(),
        "reserved": figures.reserved.amount(),
        "committed": figures.committed.amount(),
        "paid": figures.paid.amount(),
        "expired": figures.expired.amount(),
    })
}

fn of_entry(entry: &EntryLine) -> Value {
    json!({
        "position": entry.position,
        "at": entry.at,
        "recorded_at": entry.recorded_at,
        "event_type": entry.event_type,
        "from": entry.accounts.map(|(from, _)| from.as_str()),
        "to": entry.accounts.map(|(_, to)| to.as_str()),
        "amount": entry.amount.amount(),
        "claim": entry.claim,
    })
}
