//! Reading whole streams, as commands are decided on them: each event proven, in place and upcast.
//!
//! Not through the repository of postgres-es: it gives events without their leaves, and what a
//! command is decided on must be what was recorded.

use std::collections::HashMap;

use cqrs_es::{Aggregate, EventEnvelope};
use sqlx::PgPool;

use super::scan::OfStream;
use crate::log::committer::went_away;
use crate::log::scan::ScanError;
use crate::log::{LogError, StreamKind};

/// Why a stream could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("the store could not be reached")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("the store holds an event that cannot be read: {0}")]
    Unreadable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<LogError> for ReadError {
    fn from(error: LogError) -> Self {
        match error {
            LogError::Scan(ScanError::Database(error)) if went_away(&error) => {
                Self::Unavailable(Box::new(error))
            }
            damage => Self::Unreadable(Box::new(damage)),
        }
    }
}

/// Reads all events of a stream, in order.
pub async fn load_events<A: Aggregate>(
    pool: &PgPool,
    id: &str,
) -> Result<Vec<EventEnvelope<A>>, ReadError> {
    let kind = StreamKind::ALL
        .into_iter()
        .find(|kind| kind.as_str() == A::TYPE);
    let kind = kind.ok_or_else(|| ReadError::Unreadable("there are no such streams".into()))?;
    let mut stream = OfStream::new(pool.clone(), kind, id.to_owned(), u64::MAX);
    let mut events = vec![];
    loop {
        let mut before = stream.given();
        let page = stream.next_page().await.map_err(LogError::from)?;
        if page.is_empty() {
            return Ok(events);
        }
        for stored in page {
            stored.must_follow(before)?;
            before = (stored.sequence, stored.position);
            let metadata: HashMap<String, String> = serde_json::from_str(&stored.metadata)
                .map_err(|error| ReadError::Unreadable(Box::new(error)))?;
            events.push(EventEnvelope {
                payload: stored.read_as::<A>()?,
                sequence: usize::try_from(stored.sequence).unwrap_or(usize::MAX),
                aggregate_id: stored.aggregate_id,
                metadata,
            });
        }
    }
}
