//! A claim's history: every event, oldest first, as it stands in the log.

use std::collections::BTreeSet;

use application::wire::ActorView;
use axum::extract::State as With;
use axum::http::Uri;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::{ClaimEvent, ClaimId, CommentId, Refusal};
use projections::log::AsOf;
use projections::stream::HistoryLine;
use projections::views::{HistoryCursor, Page, ReadError, ViewName};
use serde::Serialize;
use serde_json::Value;

use crate::State;
use crate::door::caller::Caller;
use crate::failure::Failure;
use crate::json::as_of::take_as_of;
use crate::json::path::At;
use crate::json::query::{Asked, Parameters, Params};
use crate::json::read::{Freshness, found, take_page};
use crate::json::routes::{Route, get};

pub(in crate::json::routes) fn routes() -> Vec<Route> {
    vec![get("/v1/claims/{claim}/history", show)]
}

/// Which page of the history, as of which moment.
#[derive(Debug)]
struct HistoryQuery(Page<HistoryCursor>, Option<AsOf>);

impl Parameters for HistoryQuery {
    fn take(params: &mut Params) -> Option<Self> {
        Some(Self(take_page(params, |_| true), take_as_of(params)))
    }
}

/// One event. Its details have the shape the log keeps, which never changes.
#[derive(Serialize)]
struct EventView {
    sequence: u64,
    position: u64,
    /// When it happened in the business.
    at: DateTime<Utc>,
    /// When the ledger recorded it.
    recorded_at: DateTime<Utc>,
    by: ActorView,
    event: String,
    details: Value,
}

async fn show(
    With(state): With<State>,
    caller: Caller,
    At(id): At<ClaimId>,
    freshness: Freshness,
    Asked(HistoryQuery(page, as_of)): Asked<HistoryQuery>,
    uri: Uri,
) -> Result<Response, Failure> {
    let views = [ViewName::Claim];
    let (viewer, reading, fresh) = state.reader(&caller, &views, freshness, as_of).await?;
    let listed = reading.history(&viewer, id, &page).await?;
    let mut listed = found(listed, Refusal::ClaimMustExist)?;
    if !viewer.is_vendor_side() && listed.rows.iter().any(is_reply) {
        let claim = found(reading.claim(&viewer, id).await?, Refusal::ClaimMustExist)?;
        let shown = claim
            .details
            .comments
            .iter()
            .map(|comment| comment.id)
            .collect();
        listed
            .rows
            .iter_mut()
            .for_each(|line| forget_hidden(line, &shown));
    }
    let rows = listed.rows.iter().map(view).collect::<Result<_, _>>()?;
    fresh.list("events", rows, listed.next, &uri)
}

fn is_reply(line: &HistoryLine) -> bool {
    matches!(
        &line.event.event,
        ClaimEvent::CommentAdded {
            in_reply_to: Some(_),
            ..
        }
    )
}

/// A reply to a comment that the reader may not see does not name it.
fn forget_hidden(line: &mut HistoryLine, shown: &BTreeSet<CommentId>) {
    if let ClaimEvent::CommentAdded { in_reply_to, .. } = &mut line.event.event {
        *in_reply_to = in_reply_to.filter(|id| shown.contains(id));
    }
}

fn view(line: &HistoryLine) -> Result<EventView, ReadError> {
    let details = match serde_json::to_value(&line.event.event)
        .map_err(|error| ReadError::Unreadable(Box::new(error)))?
    {
        // An event is written as `{ "ClaimSubmitted": { … } }`.
        Value::Object(named) => named
            .into_iter()
            .next()
            .map_or(Value::Null, |(_, inner)| inner),
        plain => plain,
    };
    Ok(EventView {
        sequence: line.sequence,
        position: line.position,
        at: line.event.at,
        recorded_at: line.recorded_at,
        by: ActorView::from(&line.event.by),
        event: line.event_type.clone(),
        details,
    })
}
