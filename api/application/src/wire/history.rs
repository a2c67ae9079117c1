//! A claim's history, as it is shown.

use chrono::{DateTime, Utc};
use domain::ClaimEvent;
use projections::stream::HistoryLine;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::claim::ActorView;
use super::form::{EventDetails, Word};
use crate::ask::InList;

/// One event. Its details have the shape the log keeps, which never changes.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct HistoryEventView {
    sequence: u64,
    position: u64,
    /// When it happened in the business.
    at: DateTime<Utc>,
    /// When the ledger recorded it.
    recorded_at: DateTime<Utc>,
    by: ActorView,
    #[schemars(with = "Word<ClaimEvent>")]
    event: String,
    #[schemars(with = "EventDetails")]
    details: Value,
}

impl InList for HistoryEventView {
    const LIST: &'static str = "events";
}

impl From<&HistoryLine> for HistoryEventView {
    fn from(line: &HistoryLine) -> Self {
        Self {
            sequence: line.sequence,
            position: line.position,
            at: line.event.at,
            recorded_at: line.recorded_at,
            by: ActorView::from(&line.event.by),
            event: line.event_type.clone(),
            details: details_of(&line.event.event),
        }
    }
}

/// Gives what an event says beside its name.
pub(super) fn details_of(event: &impl Serialize) -> Value {
    let event = serde_json::to_value(event);
    match event.expect("an event is plain JSON") {
        // An event is written as `{ "ClaimSubmitted": { … } }`.
        Value::Object(named) => named
            .into_iter()
            .next()
            .map_or(Value::Null, |(_, inner)| inner),
        plain => plain,
    }
}
