//! The queue, as it is shown.

use chrono::{DateTime, Utc};
use projections::views::QueueLine;
use serde::Serialize;

use super::{MoneyBody, PersonBody, day, text};
use crate::ask::InList;

/// Something that waits for somebody.
#[derive(Clone, Debug, Serialize)]
pub struct QueueTaskView {
    claim: String,
    /// What people call the claim by.
    number: String,
    kind: &'static str,
    role: &'static str,
    since: DateTime<Utc>,
    due: Option<String>,
    status: &'static str,
    title: String,
    partner: String,
    programme: String,
    amount: MoneyBody,
    reviewer: Option<PersonBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contribution: Option<AwaitedView>,
}

/// What a colleague was asked for.
#[derive(Clone, Debug, Serialize)]
struct AwaitedView {
    id: String,
    to: PersonBody,
    what: String,
}

impl InList for QueueTaskView {
    const LIST: &'static str = "tasks";
}

impl From<&QueueLine> for QueueTaskView {
    fn from(line: &QueueLine) -> Self {
        let standing = &line.progress.standing;
        Self {
            claim: text(line.claim),
            number: text(line.number),
            kind: line.kind.as_str(),
            role: line.role.as_str(),
            since: line.since,
            due: line.due.map(day),
            status: standing.status.as_str(),
            title: line.facts.title.clone(),
            partner: text(&line.facts.partner),
            programme: text(&line.facts.programme),
            amount: standing.amount().into(),
            reviewer: line.progress.reviewer.clone().map(PersonBody::from),
            contribution: line.contribution.as_ref().map(|awaited| AwaitedView {
                id: text(awaited.id),
                to: awaited.to.clone().into(),
                what: awaited.what.clone(),
            }),
        }
    }
}
