//! Reading stored events as a history: each is decoded, and stands where it belongs.
//!
//! A leaf proves that an event was not changed; that none was taken away is seen by the places in
//! its stream, which are 1, 2, 3 and so on.

use cqrs_es::Aggregate;

use super::decode;
use super::scan::{ScanError, StoredEvent};
use super::upcast::NotAnEvent;

/// Why the log could not be read as a history.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    #[error(transparent)]
    Scan(#[from] ScanError),
    #[error("the event at position {position} cannot be read")]
    NotAnEvent {
        position: u64,
        #[source]
        source: NotAnEvent,
    },
    /// The places in a stream are dense: something took an event away.
    #[error(
        "the event at position {position} does not follow those before it in {stream}: \
         something took an event away"
    )]
    OutOfPlace { position: u64, stream: String },
    /// Positions are dense and each belongs to a stream of a known kind.
    #[error("the log has {found} events up to position {position}: something is missing or added")]
    Miscounted { found: u64, position: u64 },
}

impl LogError {
    /// Gives the stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Scan(ScanError::Database(_)) => "store_unavailable",
            Self::Scan(ScanError::Altered { .. }) => "event_altered",
            Self::Scan(ScanError::Missing { .. }) | Self::OutOfPlace { .. } => "event_missing",
            Self::Scan(ScanError::OutOfOrder { .. }) => "event_out_of_order",
            Self::NotAnEvent { .. } => "event_unreadable",
            Self::Miscounted { .. } => "events_miscounted",
        }
    }

    /// Gives the position of the event that is wrong, where it is known.
    pub fn position(&self) -> Option<u64> {
        match self {
            Self::Scan(ScanError::Database(_)) | Self::Miscounted { .. } => None,
            Self::Scan(
                ScanError::Altered { position }
                | ScanError::Missing { position }
                | ScanError::OutOfOrder { position },
            )
            | Self::NotAnEvent { position, .. }
            | Self::OutOfPlace { position, .. } => Some(*position),
        }
    }

    /// Tells whether the store was away, and nothing is wrong with the log itself.
    pub fn is_unavailable(&self) -> bool {
        matches!(self, Self::Scan(ScanError::Database(_)))
    }
}

impl From<sqlx::Error> for LogError {
    fn from(error: sqlx::Error) -> Self {
        Self::Scan(error.into())
    }
}

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
            return Err(ScanError::OutOfOrder { position }.into());
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
