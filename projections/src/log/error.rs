//! What can be wrong with the log, and where.

use super::upcast::NotAnEvent;

/// Why the log could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    #[error("the database could not be read")]
    Database(#[from] sqlx::Error),
    /// The event is not what was recorded.
    #[error("the event at position {position} is not what was recorded: its digest no longer fits")]
    Altered { position: u64 },
    /// Positions are dense: something took the event away.
    #[error("the log has no event at position {position}: something took it away")]
    Missing { position: u64 },
    /// Positions are in the order in which events were recorded: some have changed places.
    #[error(
        "the event at position {position} does not stand where it was recorded: \
         something moved it, or the one before it"
    )]
    OutOfOrder { position: u64 },
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
            Self::Database(_) => "store_unavailable",
            Self::Altered { .. } => "event_altered",
            Self::Missing { .. } | Self::OutOfPlace { .. } => "event_missing",
            Self::OutOfOrder { .. } => "event_out_of_order",
            Self::NotAnEvent { .. } => "event_unreadable",
            Self::Miscounted { .. } => "events_miscounted",
        }
    }

    /// Gives the position of the event that is wrong, where it is known.
    pub fn position(&self) -> Option<u64> {
        match self {
            Self::Database(_) | Self::Miscounted { .. } => None,
            Self::Altered { position }
            | Self::Missing { position }
            | Self::OutOfOrder { position }
            | Self::NotAnEvent { position, .. }
            | Self::OutOfPlace { position, .. } => Some(*position),
        }
    }

    /// Tells whether the store was away, and nothing is wrong with the log itself.
    pub fn is_unavailable(&self) -> bool {
        matches!(self, Self::Database(_))
    }
}
