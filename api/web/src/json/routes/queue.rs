//! The queue: what waits for whom, since when, due when.

use application::ask::moment::day as parse_date;
use application::wire::{MoneyBody, PersonBody, day, text};
use axum::extract::State as With;
use axum::http::Uri;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use projections::log::AsOf;
use projections::views::{Page, QueueCursor, QueueFilter, QueueLine, ViewName};
use serde::Serialize;

use super::{Route, get};
use crate::State;
use crate::door::caller::Caller;
use crate::failure::Failure;
use crate::json::as_of::take_as_of;
use crate::json::query::{Asked, Parameters, Params};
use crate::json::read::{Freshness, take_page, take_person};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/v1/queue", list)]
}

/// Which tasks, and which page of them.
#[derive(Debug)]
struct QueueQuery {
    filter: QueueFilter,
    page: Page<QueueCursor>,
    as_of: Option<AsOf>,
}

impl Parameters for QueueQuery {
    fn take(params: &mut Params) -> Option<Self> {
        let kind = params.parsed("kind", "there is no such kind of task", |s| s.parse().ok());
        let role = params.parsed("role", "there is no such role", |s| s.parse().ok());
        let filter = QueueFilter {
            kinds: kind.into_iter().collect(),
            roles: role.into_iter().collect(),
            partner: params.name("partner"),
            programme: params.name("programme"),
            reviewer: take_person(params, "reviewer"),
            person: take_person(params, "person"),
            due_by: params.parsed("due_by", "a day is written 2024-03-31", parse_date),
        };
        Some(Self {
            filter,
            page: take_page(params, is_sound),
            as_of: take_as_of(params),
        })
    }
}

/// A day that no deadline has is from no cursor of ours.
fn is_sound(cursor: &QueueCursor) -> bool {
    let is_written = |due: NaiveDate| parse_date(&day(due)).is_some();
    cursor.due.is_none_or(is_written)
}

/// Something that waits for somebody.
#[derive(Serialize)]
struct TaskView {
    claim: String,
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
#[derive(Serialize)]
struct AwaitedView {
    id: String,
    to: PersonBody,
    what: String,
}

impl From<&QueueLine> for TaskView {
    fn from(line: &QueueLine) -> Self {
        let standing = &line.progress.standing;
        Self {
            claim: text(line.claim),
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

async fn list(
    With(state): With<State>,
    caller: Caller,
    freshness: Freshness,
    Asked(query): Asked<QueueQuery>,
    uri: Uri,
) -> Result<Response, Failure> {
    // What waited then is folded from the claims there were.
    let views = match query.as_of {
        None => [ViewName::Claim],
        Some(_) => [ViewName::Claim],
    };
    let (viewer, reading, fresh) = state
        .reader(&caller, &views, freshness, query.as_of)
        .await?;
    let listed = reading.queue(&viewer, &query.filter, &query.page).await?;
    fresh.list(
        "tasks",
        listed.rows.iter().map(TaskView::from).collect(),
        listed.next,
        &uri,
    )
}
