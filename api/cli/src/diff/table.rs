//! A difference as one long table: a line for each thing that changed, and for what changed it.

use application::words::sentence;
use domain::Money;
use projections::ledger::FundFigures;
use projections::views::{ClaimChange, ClaimState, EntryLine, FundChange};

use crate::output::{Output, Rows};

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

/// One line: a figure that changed has both ends.
struct Changed<'a> {
    kind: &'a str,
    id: &'a str,
    what: &'a str,
    from: String,
    to: String,
    delta: String,
}

impl Changed<'_> {
    fn push(self, rows: &mut Rows) {
        if self.from == self.to {
            return;
        }
        let mut row = vec![
            self.kind.to_owned(),
            self.id.to_owned(),
            self.what.to_owned(),
            self.from,
            self.to,
            self.delta,
        ];
        row.resize(9, String::new());
        rows.push(row);
    }
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
    let (from, to) = text(|state| state.standing.status.to_string());
    let (kind, id) = ("claim", id.as_str());
    let plain = |what, (from, to)| Changed {
        kind,
        id,
        what,
        from,
        to,
        delta: String::new(),
    };
    plain("status", (from, to)).push(rows);
    let amounts: [Amount; 4] = [
        ("declared", |state| Some(state.standing.declared)),
        ("requested", |state| state.standing.requested),
        ("approved", |state| state.standing.approved),
        ("paid", |state| Some(state.standing.paid)),
    ];
    for (what, of) in amounts {
        let (from, to) = (before.and_then(of), of(&change.after));
        let delta = delta(from, to);
        let written = |money: Option<Money>| money.map(Money::amount).unwrap_or_default();
        Changed {
            kind,
            id,
            what,
            from: written(from),
            to: written(to),
            delta,
        }
        .push(rows);
    }
    plain("documents", text(|state| state.documents.to_string())).push(rows);
    for line in &change.events {
        rows.push(vec![
            "event".to_owned(),
            id.to_owned(),
            sentence::of_claim(&line.event.event),
            String::new(),
            String::new(),
            String::new(),
            line.position.to_string(),
            line.recorded_at.format("%Y-%m-%d %H:%M:%S").to_string(),
            line.event.by.to_string(),
        ]);
    }
    more(rows, ("event", id), change.more_events);
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
        let before = change.before.as_ref().map(of);
        Changed {
            kind: "fund",
            id: &id,
            what,
            from: before.map(Money::amount).unwrap_or_default(),
            to: of(&change.after).amount(),
            delta: delta(before, Some(of(&change.after))),
        }
        .push(rows);
    }
    for line in &change.entries {
        rows.push(entry(&id, line));
    }
    more(rows, ("entry", &id), change.more_entries);
}

fn entry(id: &str, line: &EntryLine) -> Vec<String> {
    let (from, to) = line
        .accounts
        .map_or(("", ""), |(from, to)| (from.as_str(), to.as_str()));
    vec![
        "entry".to_owned(),
        id.to_owned(),
        line.event_type.clone(),
        from.to_owned(),
        to.to_owned(),
        line.amount.amount(),
        line.position.to_string(),
        line.recorded_at.format("%Y-%m-%d %H:%M:%S").to_string(),
        line.claim
            .map(|claim| claim.to_string())
            .unwrap_or_default(),
    ]
}

fn more(rows: &mut Rows, (kind, id): (&str, &str), left_out: u64) {
    if left_out > 0 {
        let mut row = vec![
            kind.to_owned(),
            id.to_owned(),
            format!("and {left_out} more"),
        ];
        row.resize(9, String::new());
        rows.push(row);
    }
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
