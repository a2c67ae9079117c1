//! A difference as one long table: a line for each thing that changed, and for what changed it.

use application::words::sentence;
use chrono::{DateTime, Utc};
use domain::Money;
use projections::ledger::FundFigures;
use projections::views::{ClaimChange, ClaimState, EntryLine, FundChange};

use crate::output::{Output, Rows, amount, cell};

/// Writes the header when piped: at a terminal each part has its own.
pub fn begin(output: Output) {
    output.header(&empty());
}

fn empty() -> Rows {
    Rows::new(&[
        "kind",
        "id",
        "what",
        "from",
        "to",
        "delta#",
        "position#",
        "recorded (UTC)",
        "who",
    ])
}

/// Writes claims that changed.
pub fn claims(changes: &[ClaimChange], output: Output) {
    let mut rows = empty();
    for change in changes {
        claim(&mut rows, change);
    }
    if !changes.is_empty() {
        output.more(&rows);
    }
}

/// Writes funds whose totals moved.
pub fn funds(changes: &[FundChange], output: Output) {
    let mut rows = empty();
    for change in changes {
        fund(&mut rows, change);
    }
    if !changes.is_empty() {
        output.more(&rows);
    }
}

/// What a line is about: what kind of thing, which one, and what of it.
type About<'a> = (&'a str, &'a str, &'a str);

/// Adds a line for what changed, which has both ends.
fn changed(rows: &mut Rows, about: About<'_>, (from, to): (String, String), delta: String) {
    if from != to {
        line(rows, about, &[from, to, delta]);
    }
}

/// Adds a line; the columns after those that are given stay empty.
fn line(rows: &mut Rows, (kind, id, what): About<'_>, more: &[String]) {
    let mut row = [[kind, id, what].map(str::to_owned).as_slice(), more].concat();
    row.resize(9, String::new());
    rows.push(row);
}

/// An amount of a claim, with its name.
type Amount = (&'static str, fn(&ClaimState) -> Option<Money>);

/// A figure of a fund, with its name.
type Figure = (&'static str, fn(&FundFigures) -> Money);

fn claim(rows: &mut Rows, change: &ClaimChange) {
    let id = change.id.to_string();
    let before = change.before.as_ref();
    let text =
        |of: fn(&ClaimState) -> String| (before.map(of).unwrap_or_default(), of(&change.after));
    let status = text(|state| state.standing.status.to_string());
    changed(rows, ("claim", &id, "status"), status, String::new());
    let amounts: [Amount; 4] = [
        ("declared", |state| Some(state.standing.declared)),
        ("requested", |state| state.standing.requested),
        ("approved", |state| state.standing.approved),
        ("paid", |state| Some(state.standing.paid)),
    ];
    for (what, of) in amounts {
        let (from, to) = (before.and_then(of), of(&change.after));
        let about = ("claim", id.as_str(), what);
        changed(rows, about, (amount(from), amount(to)), delta(from, to));
    }
    let documents = text(|state| state.documents.to_string());
    changed(rows, ("claim", &id, "documents"), documents, String::new());
    for event in &change.events {
        let what = sentence::of_claim(&event.event.event);
        let [from, to, delta] = <[String; 3]>::default();
        let (position, at) = (event.position.to_string(), second(event.recorded_at));
        let more = [from, to, delta, position, at, event.event.by.to_string()];
        line(rows, ("event", &id, &what), &more);
    }
    more(rows, ("event", &id), change.more_events);
}

fn fund(rows: &mut Rows, change: &FundChange) {
    let id = change.id.to_string();
    let figures: [Figure; 6] = [
        ("earned", |figures| figures.earned),
        ("available", |figures| figures.available),
        ("reserved", |figures| figures.reserved),
        ("committed", |figures| figures.committed),
        ("paid", |figures| figures.paid),
        ("expired", |figures| figures.expired),
    ];
    for (what, of) in figures {
        let (from, to) = (change.before.as_ref().map(of), Some(of(&change.after)));
        let about = ("fund", id.as_str(), what);
        changed(rows, about, (amount(from), amount(to)), delta(from, to));
    }
    for change in &change.entries {
        entry(rows, &id, change);
    }
    more(rows, ("entry", &id), change.more_entries);
}

fn entry(rows: &mut Rows, id: &str, entry: &EntryLine) {
    let more = [
        cell(entry.accounts.map(|(from, _)| from.as_str())),
        cell(entry.accounts.map(|(_, to)| to.as_str())),
        entry.amount.amount(),
        entry.position.to_string(),
        second(entry.recorded_at),
        cell(entry.claim),
    ];
    line(rows, ("entry", id, &entry.event_type), &more);
}

fn more(rows: &mut Rows, (kind, id): (&str, &str), left_out: u64) {
    if left_out > 0 {
        line(rows, (kind, id, &format!("and {left_out} more")), &[]);
    }
}

fn second(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%S").to_string()
}

/// Gives what was added, with its sign; nothing counts as zero.
fn delta(from: Option<Money>, to: Option<Money>) -> String {
    let Some(currency) = to.or(from).map(Money::currency) else {
        return String::new();
    };
    let minor = |money: Option<Money>| money.map_or(0, Money::minor);
    let delta = Money::from_minor(minor(to).saturating_sub(minor(from)), currency);
    let sign = if delta.is_positive() { "+" } else { "" };
    format!("{sign}{}", delta.amount())
}
