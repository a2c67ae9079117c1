//! The history of a claim: days, newest first; once it was submitted, a part for each round.

mod sentence;
#[cfg(test)]
mod tests;

use chrono::{DateTime, NaiveDate, Utc};
use domain::claim::Change;
use domain::{ClaimEvent, Role};
use projections::stream::HistoryLine;

use super::opened::Opened;
use crate::pages::say::{Html, Say};
use crate::pages::shell::initials;
use crate::pages::visitor::Visitor;

pub(in crate::pages) use sentence::Teller;
use sentence::Told;

/// From how many times on the same act at once is one line.
const SEVERAL: usize = 3;

/// How far apart acts are that happened at once.
const AT_ONCE_MINUTES: i64 = 10;

/// The whole history.
pub(in crate::pages) struct History {
    pub(in crate::pages) events: usize,
    /// The latest first; one alone while the claim was not submitted yet.
    pub(in crate::pages) rounds: Vec<Round>,
}

/// What others did since the page was made that a form was sent from.
#[derive(Debug)]
pub(in crate::pages) struct Overtaken {
    pub(in crate::pages) entries: Vec<Entry>,
    pub(in crate::pages) by: String,
}

/// From one submission, or what made another needed, to the next.
pub(in crate::pages) struct Round {
    pub(in crate::pages) title: Html,
    pub(in crate::pages) summary: Html,
    pub(in crate::pages) days: Vec<Day>,
}

/// What happened on a day, newest first.
pub(in crate::pages) struct Day {
    pub(in crate::pages) day: NaiveDate,
    pub(in crate::pages) entries: Vec<Entry>,
}

/// One line.
#[derive(Debug)]
pub(in crate::pages) struct Entry {
    pub(in crate::pages) initials: String,
    pub(in crate::pages) is_of_vendor: bool,
    pub(in crate::pages) at: DateTime<Utc>,
    pub(in crate::pages) sentence: Html,
    /// What was written: a comment, a note, a reason.
    pub(in crate::pages) texts: Vec<String>,
    pub(in crate::pages) changes: Vec<FromTo>,
    pub(in crate::pages) is_vendor_only: bool,
    pub(in crate::pages) raw: Vec<Raw>,
}

/// A detail that changed.
#[derive(Debug)]
pub(in crate::pages) struct FromTo {
    pub(in crate::pages) what: Html,
    pub(in crate::pages) from: Html,
    pub(in crate::pages) to: Html,
}

/// An event as it was recorded.
#[derive(Debug)]
pub(in crate::pages) struct Raw {
    pub(in crate::pages) name: String,
    pub(in crate::pages) position: u64,
    pub(in crate::pages) json: String,
}

impl Raw {
    fn of(line: &HistoryLine) -> Self {
        Self {
            name: line.event_type.clone(),
            position: line.position,
            // Not as it stands in the log: a reply may name what its reader may not know of.
            json: serde_json::to_string_pretty(&line.event).unwrap_or_default(),
        }
    }
}

impl History {
    /// Tells all that happened.
    pub(in crate::pages) fn of(visitor: &Visitor, opened: &Opened) -> Self {
        let teller = Teller::of(visitor.say, opened);
        let mut parts: Vec<Part<'_>> = vec![Part::default()];
        for line in &opened.history {
            let last = parts.last().expect("there is one from the beginning");
            if last.ends_before(&line.event.event) {
                parts.push(Part {
                    number: last.number + 1,
                    lines: vec![],
                });
            }
            let last = parts.last_mut().expect("there is one");
            last.lines.push(line);
        }
        let rounds = parts.iter().rev().map(|part| part.told(&teller));
        Self {
            events: opened.history.len(),
            rounds: rounds.collect(),
        }
    }

    /// Tells whether it is told in parts.
    pub(in crate::pages) fn has_rounds(&self) -> bool {
        self.rounds.len() > 1
    }
}

impl Overtaken {
    /// Finds what happened since a version.
    pub(in crate::pages) fn of(visitor: &Visitor, opened: &Opened, version: u64) -> Self {
        let teller = Teller::of(visitor.say, opened);
        let later = opened.history.iter().filter(|it| it.sequence > version);
        let later: Vec<&HistoryLine> = later.collect();
        let mut names: Vec<String> = vec![];
        for line in &later {
            let name = teller.name_of(&line.event.by);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        Self {
            entries: entries(&teller, &later),
            by: names.join(", "),
        }
    }
}

/// A part of the history: the preparation, then one for each round.
#[derive(Default)]
struct Part<'a> {
    number: u32,
    lines: Vec<&'a HistoryLine>,
}

impl Part<'_> {
    /// Tells whether an event begins another part: the first submission, and whatever comes after
    /// the claim went back to the partner.
    fn ends_before(&self, next: &ClaimEvent) -> bool {
        let is_submission = matches!(next, ClaimEvent::ClaimSubmitted { .. });
        let last = self.lines.last().map(|line| &line.event.event);
        match self.number {
            0 => is_submission,
            _ => matches!(
                last,
                Some(ClaimEvent::InfoRequested { .. } | ClaimEvent::ClaimRecalled { .. })
            ),
        }
    }

    fn told(&self, teller: &Teller<'_>) -> Round {
        let say = teller.say;
        let title = match self.number {
            0 => Html::text(&say.t("claim-round-preparation")),
            number => say
                .say("claim-round")
                .count("round", i64::from(number))
                .into_html(),
        };
        Round {
            title,
            summary: self.summary(say),
            days: days(teller, &self.lines),
        }
    }

    /// Says in short what happened in it.
    fn summary(&self, say: Say) -> Html {
        let mut said = vec![];
        for line in &self.lines {
            if let ClaimEvent::ClaimSubmitted { .. } = &line.event.event {
                let submitted = say.say("claim-round-submitted");
                said.push(submitted.date("at", line.event.at).to_string());
            }
            if let ClaimEvent::InfoRequested { items, .. } = &line.event.event {
                let asked = say.say("claim-round-asked");
                said.push(asked.count("items", items.len()).to_string());
            }
        }
        if said.is_empty() {
            let ends = [self.lines.first(), self.lines.last()].map(|it| it.map(|it| it.event.at));
            if let [Some(from), Some(to)] = ends {
                let is_one_day = say.local_day(from) == say.local_day(to);
                said.push(match is_one_day {
                    true => say.date(from).to_string(),
                    false => format!("{} – {}", say.date(from), say.date(to)),
                });
            }
        }
        let events = say
            .say("claim-round-events")
            .count("events", self.lines.len());
        Html::made(format!("{} · {events}", said.join(", ")))
    }
}

/// Puts lines into days, newest first.
fn days(teller: &Teller<'_>, lines: &[&HistoryLine]) -> Vec<Day> {
    let mut days: Vec<Day> = vec![];
    for entry in entries(teller, lines) {
        let day = teller.say.local_day(entry.at);
        match days.last_mut().filter(|last| last.day == day) {
            Some(last) => last.entries.push(entry),
            None => days.push(Day {
                day,
                entries: vec![entry],
            }),
        }
    }
    days
}

/// Tells lines, newest first; the same act on several documents at once is one.
fn entries(teller: &Teller<'_>, lines: &[&HistoryLine]) -> Vec<Entry> {
    let mut runs: Vec<Vec<&HistoryLine>> = vec![];
    for line in lines {
        match runs.last_mut().filter(|run| is_same_act(run, line)) {
            Some(run) => run.push(line),
            None => runs.push(vec![line]),
        }
    }
    let entries = runs.iter().rev().flat_map(|run| {
        let told: Vec<Entry> = match run.len() {
            SEVERAL.. => vec![Entry::of_several(teller, run)],
            _ => run
                .iter()
                .rev()
                .map(|line| Entry::of(teller, line))
                .collect(),
        };
        told
    });
    entries.collect()
}

/// Tells whether a line goes on with what was done to several documents at once.
fn is_same_act(run: &[&HistoryLine], line: &HistoryLine) -> bool {
    let Some(last) = run.last() else {
        return false;
    };
    let is_of_documents = matches!(
        line.event.event,
        ClaimEvent::DocumentAttached { .. }
            | ClaimEvent::DocumentReplaced { .. }
            | ClaimEvent::DocumentRemoved { .. }
            | ClaimEvent::DocumentAnnotated { .. }
    );
    is_of_documents
        && last.event_type == line.event_type
        && last.event.by == line.event.by
        && (line.event.at - last.event.at).num_minutes().abs() <= AT_ONCE_MINUTES
}

impl Entry {
    pub(in crate::pages) fn of(teller: &Teller<'_>, line: &HistoryLine) -> Self {
        let told = teller.tell(line);
        Self::new(teller, line, told, vec![Raw::of(line)])
    }

    fn of_several(teller: &Teller<'_>, run: &[&HistoryLine]) -> Self {
        let last = run.last().expect("a run has a line");
        let told = teller.tell_several(run);
        let raw = run.iter().map(|line| Raw::of(line)).collect();
        Self::new(teller, last, told, raw)
    }

    fn new(teller: &Teller<'_>, line: &HistoryLine, told: Told, raw: Vec<Raw>) -> Self {
        let by = &line.event.by;
        let name = teller.name_of(by);
        let mut changes: &[Change] = &[];
        if let ClaimEvent::DetailsEdited { changes: edited } = &line.event.event {
            changes = edited;
        }
        Self {
            initials: initials(&name),
            is_of_vendor: by.role == Role::System || by.org == *teller.opened.vendor(),
            at: line.event.at,
            sentence: told.sentence,
            texts: told.texts,
            changes: changes.iter().map(|it| teller.change(it)).collect(),
            is_vendor_only: line.is_vendor_only,
            raw,
        }
    }
}

impl Teller<'_> {
    /// Shows one changed detail.
    fn change(&self, change: &Change) -> FromTo {
        let say = self.say;
        let or_nothing = |text: &Option<String>| match text {
            Some(text) => Html::text(text),
            None => Html::text(&say.t("claim-nothing")),
        };
        let (from, to) = match change {
            Change::Title { from, to } => (Html::text(from), Html::text(to)),
            Change::Activity { from, to } => (
                Html::text(&self.activity(from)),
                Html::text(&self.activity(to)),
            ),
            Change::ExecutedOn { from, to } => (say.day(*from), say.day(*to)),
            Change::Declared { from, to } => (say.money(*from), say.money(*to)),
            Change::Location { from, to } => (or_nothing(from), or_nothing(to)),
        };
        FromTo {
            what: Html::text(&say.t(sentence::field(change))),
            from,
            to,
        }
    }
}
