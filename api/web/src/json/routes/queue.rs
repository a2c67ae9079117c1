//! The queue: what waits for whom, since when, due when.

use application::ask::moment::day as parse_date;
use application::ask::{Pages, When};
use application::wire::{QueueTaskView, day};
use axum::extract::State as With;
use axum::http::Uri;
use axum::response::Response;
use chrono::NaiveDate;
use projections::log::AsOf;
use projections::views::{QueueCursor, QueueFilter};

use super::{Route, get};
use crate::State;
use crate::door::caller::Caller;
use crate::failure::Failure;
use crate::json::as_of::take_as_of;
use crate::json::query::{Asked, Parameters, Params};
use crate::json::read::{Fresh, show_list, take_page, take_person};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/v1/queue", list)]
}

/// Which tasks, and which page of them.
#[derive(Debug)]
struct QueueQuery {
    filter: QueueFilter,
    pages: Pages<QueueCursor>,
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
            pages: Pages::One(take_page(params, is_sound)),
            as_of: take_as_of(params),
        })
    }
}

/// A day that no deadline has is from no cursor of ours.
fn is_sound(cursor: &QueueCursor) -> bool {
    let is_written = |due: NaiveDate| parse_date(&day(due)).is_some();
    cursor.due.is_none_or(is_written)
}

async fn list(
    With(state): With<State>,
    caller: Caller,
    Fresh(fresh): Fresh,
    Asked(query): Asked<QueueQuery>,
    uri: Uri,
) -> Result<Response, Failure> {
    let QueueQuery {
        filter,
        pages,
        as_of,
    } = query;
    let when = When { as_of, fresh };
    let asked = state.questions.queue(caller.asker(), &filter, &pages, when);
    let answer = asked.await?;
    let list = answer.body.map(QueueTaskView::from);
    Ok(show_list(&answer, &list, list.next.as_ref(), &uri))
}
