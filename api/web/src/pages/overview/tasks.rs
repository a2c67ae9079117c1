//! What waits for somebody, as the overview says it.

use chrono::NaiveDate;
use domain::{Actor, Role};
use projections::stream::TaskKind;
use projections::views::QueueLine;

use crate::pages::say::Html;
use crate::pages::visitor::Visitor;

/// From how many days before it is due a task is said to be due soon.
const SOON: i64 = 30;

/// Something that waits.
pub(in crate::pages) struct Task<'a> {
    pub(in crate::pages) line: &'a QueueLine,
    /// Whether it waits for its reader.
    pub(in crate::pages) is_mine: bool,
    pub(in crate::pages) icon: &'static str,
    pub(in crate::pages) title: Html,
    pub(in crate::pages) details: Html,
    /// The word on its button.
    pub(in crate::pages) verb: String,
    pub(in crate::pages) due: Option<Due>,
}

/// By when it is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pages) struct Due {
    pub(in crate::pages) day: NaiveDate,
    /// Below zero: it is late.
    pub(in crate::pages) days_left: i64,
}

impl Due {
    pub(in crate::pages) fn of(day: NaiveDate, today: NaiveDate) -> Self {
        let days_left = (day - today).num_days();
        Self { day, days_left }
    }

    /// Tells whether the day is over.
    pub(in crate::pages) const fn is_late(self) -> bool {
        self.days_left < 0
    }

    /// Gives the class by which it stands out.
    pub(in crate::pages) const fn class(self) -> &'static str {
        match self.days_left {
            ..0 => "due late",
            0..=SOON => "due soon",
            _ => "due",
        }
    }
}

impl<'a> Task<'a> {
    pub(in crate::pages) fn of(visitor: &Visitor, line: &'a QueueLine, today: NaiveDate) -> Self {
        let say = visitor.say;
        let is_mine = waits_for(line, visitor.actor());
        let kind = line.kind.as_str().replace('_', "-");
        let standing = &line.progress.standing;
        let told = |what: &str| {
            let whose = if is_mine { "mine" } else { "theirs" };
            let reviewer = line.progress.reviewer.as_ref();
            let reviewer = reviewer.map_or_else(
                || visitor.vendor_of(&line.facts.programme),
                |it| say.person(&it.user),
            );
            let contribution = line.contribution.as_ref();
            let colleague = contribution.map(|asked| say.person(&asked.to.user));
            let sentence = say.say_of(format!("task-{kind}-{whose}-{what}"));
            sentence
                .text("number", line.number.to_string())
                .text("title", &line.facts.title)
                .text("partner", say.org(&line.facts.partner))
                .text("vendor", visitor.vendor_of(&line.facts.programme))
                .text("reviewer", reviewer)
                .text("colleague", colleague.unwrap_or_default())
                .text("what", contribution.map_or("", |asked| asked.what.as_str()))
                .money("amount", standing.amount())
                .into_html()
        };
        Self {
            line,
            is_mine,
            icon: icon(line.kind, is_mine),
            title: told("title"),
            details: told("details"),
            verb: say.word("task-verb", &kind).into_owned(),
            due: line.due.map(|day| Due::of(day, today)),
        }
    }
}

/// Tells whether a task waits for somebody.
fn waits_for(line: &QueueLine, actor: &Actor) -> bool {
    match line.role {
        // Whoever may do what any of the partner's people may.
        Role::PartnerUser => actor.role.is_partner(),
        Role::Contributor => {
            let asked = line.contribution.as_ref();
            asked.is_some_and(|asked| actor.is(&asked.to))
        }
        role => role == actor.role,
    }
}

const fn icon(kind: TaskKind, is_mine: bool) -> &'static str {
    match (kind, is_mine) {
        (TaskKind::Answer, true) => "triangle-alert",
        (TaskKind::Submission, true) => "pencil",
        (TaskKind::Contribution, _) => "user-plus",
        (TaskKind::Payment, _) => "banknote",
        (TaskKind::Dispute | TaskKind::DisputeReview, _) => "scale",
        (TaskKind::Decision, true) => "gavel",
        (TaskKind::Answer | TaskKind::Submission | TaskKind::Decision | TaskKind::Review, _) => {
            "clock"
        }
    }
}
