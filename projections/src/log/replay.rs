//! Replaying a stream: its events with their places in the log.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use cqrs_es::Aggregate;
use sqlx::PgPool;

use super::ReadError;
use super::streams::load_events;

const PLACES: &str = "
select sequence, position, recorded_at
from events
where aggregate_type = $1
and aggregate_id = $2";

/// An event with its place in the stream and in the log.
#[derive(Clone, Debug)]
pub struct Replayed<A: Aggregate> {
    pub sequence: u64,
    pub position: u64,
    pub recorded_at: DateTime<Utc>,
    pub event: A::Event,
}

/// Reads a stream in order; empty if there is none.
pub async fn replay<A: Aggregate>(pool: &PgPool, id: &str) -> Result<Vec<Replayed<A>>, ReadError> {
    let events = load_events::<A>(pool, id).await?;
    // Read after the events: a place there is for each of them.
    let places: Vec<(i64, i64, DateTime<Utc>)> = sqlx::query_as(PLACES)
        .bind(A::TYPE)
        .bind(id)
        .fetch_all(pool)
        .await
        .map_err(|error| ReadError::Unavailable(Box::new(error)))?;
    let places: HashMap<u64, (u64, DateTime<Utc>)> = places
        .into_iter()
        .map(|(sequence, position, at)| (sequence.unsigned_abs(), (position.unsigned_abs(), at)))
        .collect();
    Ok(events
        .into_iter()
        .filter_map(|envelope| {
            let sequence = envelope.sequence as u64;
            let (position, recorded_at) = *places.get(&sequence)?;
            Some(Replayed {
                sequence,
                position,
                recorded_at,
                event: envelope.payload,
            })
        })
        .collect())
}
