//! What an export reads: the log up to a moment, in the order that each kind of export needs.

mod by_stream;
mod events;

use cqrs_es::Aggregate;
use domain::OrgId;
use domain::aggregate::{ClaimStream, FundStream};
use projections::Pool;
use projections::log::scan::StoredEvent;

use super::{ExportError, Watcher};

use by_stream::{EventsOf, Happened, Kept};

pub(super) use by_stream::FundFacts;
pub(super) use events::Events;

/// The events of all claims, claim by claim.
pub(super) type ClaimEvents = EventsOf<ClaimStream>;

/// An event of a claim.
pub(super) type ClaimHappened = Happened<ClaimStream>;

/// The events of all funds, fund by fund.
pub(super) type FundEvents = EventsOf<FundStream>;

/// An event of a fund.
pub(super) type FundHappened = Happened<FundStream>;

/// Where an export reads from, up to when, and of whom.
pub(super) struct Source {
    pub pool: Pool,
    /// The last position that is read.
    pub until: u64,
    pub partner: Option<OrgId>,
    pub watcher: Watcher,
}

impl Source {
    fn is_about(&self, partner: &OrgId) -> bool {
        self.partner.as_ref().is_none_or(|asked| asked == partner)
    }
}

fn decoded<A: Aggregate>(event: &StoredEvent) -> Result<A::Event, ExportError> {
    event.decode::<A>().map_err(|why| ExportError::Unreadable {
        position: event.position,
        why,
    })
}
