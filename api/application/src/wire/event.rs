//! An event of the log, whatever it is about.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::{Actor, ClaimId, FundId};
use projections::feed::{FeedEvent, Happened};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::claim::ActorView;
use super::form::{EventDetails, EventKind, Id, Name, Word};
use super::history::details_of;
use super::text;

/// One event, with whose it is. Its details have the shape the log keeps, which never changes.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EventView {
    /// Its place among all events; those that are not shown leave gaps.
    position: u64,
    /// When it happened in the business.
    at: DateTime<Utc>,
    /// When the ledger recorded it.
    recorded_at: DateTime<Utc>,
    by: ActorView,
    #[schemars(with = "Word<EventKind>")]
    event: &'static str,
    /// The claim that it happened to, if it is an event of a claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Id<ClaimId>>")]
    claim: Option<String>,
    /// The fund that it happened to, or that the claim is filed against.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Id<FundId>>")]
    fund: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Name>")]
    partner: Option<String>,
    #[schemars(with = "Name")]
    programme: String,
    #[schemars(with = "EventDetails")]
    details: Value,
}

impl From<&FeedEvent> for EventView {
    fn from(event: &FeedEvent) -> Self {
        let (at, by, details): (_, &Actor, _) = match &event.happened {
            Happened::Claim(_, stamped) => (stamped.at, &stamped.by, details_of(&stamped.event)),
            Happened::Fund(_, stamped) => (stamped.at, &stamped.by, details_of(&stamped.event)),
            Happened::Programme(_, stamped) => {
                (stamped.at, &stamped.by, details_of(&stamped.event))
            }
        };
        let owner = &event.owner;
        Self {
            position: event.position,
            at,
            recorded_at: event.recorded_at,
            by: by.into(),
            event: event.happened.name(),
            claim: event.claim().map(text),
            fund: owner.fund.map(text),
            partner: owner.partner.as_ref().map(text),
            programme: text(&owner.programme),
            details,
        }
    }
}

impl EventView {
    /// Leaves out which comment it replies to.
    pub(crate) fn without_reply(mut self) -> Self {
        if let Value::Object(details) = &mut self.details {
            details.remove("in_reply_to");
        }
        self
    }

    /// Writes it as JSON, in one line.
    pub(crate) fn text(&self) -> Arc<str> {
        let json = serde_json::to_string(self);
        json.expect("an event is plain JSON").into()
    }
}
