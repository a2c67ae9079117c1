//! The queue, as it is shown.

use chrono::{DateTime, Utc};
use domain::{ClaimId, ContributionId, Role, Status};
use projections::stream::TaskKind;
use projections::views::QueueLine;
use schemars::JsonSchema;
use serde::Serialize;

use super::form::{Day, Id, Line, Name, Number, Text, Word};
use super::{MoneyBody, PersonBody, day, text};
use crate::ask::InList;

/// Something that waits for somebody.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct QueueTaskView {
    #[schemars(with = "Id<ClaimId>")]
    claim: String,
    /// What people call the claim by.
    #[schemars(with = "Number")]
    number: String,
    #[schemars(with = "Word<TaskKind>")]
    kind: &'static str,
    #[schemars(with = "Word<Role>")]
    role: &'static str,
    since: DateTime<Utc>,
    #[schemars(with = "Option<Day>")]
    due: Option<String>,
    #[schemars(with = "Word<Status>")]
    status: &'static str,
    #[schemars(with = "Line")]
    title: String,
    #[schemars(with = "Name")]
    partner: String,
    #[schemars(with = "Name")]
    programme: String,
    amount: MoneyBody,
    reviewer: Option<PersonBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contribution: Option<AwaitedView>,
}

/// What a colleague was asked for.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct AwaitedView {
    #[schemars(with = "Id<ContributionId>")]
    id: String,
    to: PersonBody,
    #[schemars(with = "Text")]
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
