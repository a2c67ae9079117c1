//! The queue: what waits for whom, since when, due when.

use application::ask::moment::day as parse_date;
use application::ask::{Pages, When};
use application::wire::{QueueTaskView, day};
use axum::extract::State as With;
use axum::http::Uri;
use axum::response::Response;
use chrono::NaiveDate;
use projections::log::AsOf;
use projections::views::{Page, QueueCursor, QueueFilter};

use super::{Route, get};
use crate::State;
use crate::door::caller::Caller;
use crate::failure::Failure;
use crate::json::query::{Asked, Parameters, Params};
use crate::json::read::{Fresh, show_page, take_page, take_person};

pub(super) fn routes() -> Vec<Route> {
    let queue = get("/v1/queue", list)
        .says(
            "list_queue",
            "Lists what waits for whom, the most urgent first.",
        )
        .lists::<QueueTaskView>()
        .asks();
    vec![queue]
}

/// Which tasks.
impl Parameters for QueueFilter {
    fn take(params: &mut Params) -> Option<Self> {
        let kind = params.parsed("kind", "there is no such kind of task", |s| s.parse().ok());
        let role = params.parsed("role", "there is no such role", |s| s.parse().ok());
        Some(Self {
            kinds: kind.into_iter().collect(),
            roles: role.into_iter().collect(),
            partner: params.name("partner"),
            programme: params.name("programme"),
            reviewer: take_person(params, "reviewer"),
            person: take_person(params, "person"),
            due_by: params.parsed("due_by", "a day is written 2024-03-31", parse_date),
        })
    }
}

/// Which page of the tasks.
impl Parameters for Page<QueueCursor> {
    fn take(params: &mut Params) -> Option<Self> {
        Some(take_page(params, is_sound))
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
    Asked((filter, page, as_of)): Asked<(QueueFilter, Page<QueueCursor>, Option<AsOf>)>,
    uri: Uri,
) -> Result<Response, Failure> {
    let (asker, pages, when) = (caller.asker(), Pages::One(page), When { as_of, fresh });
    let asked = state.questions.queue(asker, &filter, &pages, when);
    Ok(show_page::<_, QueueTaskView>(&asked.await?, &uri))
}
