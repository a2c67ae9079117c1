//! Reading stored events as a history: each is decoded, and stands where it belongs.
//!
//! A leaf proves that an event was not changed; that none was taken away is seen by the places in
//! its stream, which are 1, 2, 3 and so on.

use cqrs_es::Aggregate;

use super::scan::StoredEvent;
use super::{LogError, decode};

/// An event's place in the log; that before the first event of a stream is at zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub sequence: u64,
    pub position: u64,
}

impl Place {
    /// Gives the place of an event that was read.
    pub(crate) const fn of(stored: &StoredEvent) -> Self {
        Self {
            sequence: stored.sequence,
            position: stored.position,
        }
    }
}

impl StoredEvent {
    /// Requires that the event is the next one of its stream, and came later than the one before.
    pub(crate) fn must_follow(&self, before: Place) -> Result<(), LogError> {
        let position = self.position;
        if self.sequence != before.sequence + 1 {
            let stream = self.aggregate_id.clone();
            return Err(LogError::OutOfPlace { position, stream });
        }
        if position <= before.position {
            return Err(LogError::OutOfOrder { position });
        }
        Ok(())
    }

    /// Reads the payload, and says where it stands if it is no event.
    pub(crate) fn read_as<A: Aggregate>(&self) -> Result<A::Event, LogError> {
        let event = decode::<A>(&self.event_type, &self.event_version, &self.payload);
        event.map_err(|source| LogError::NotAnEvent {
            position: self.position,
            source,
        })
    }
}
