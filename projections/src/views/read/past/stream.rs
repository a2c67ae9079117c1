//! Folding streams up to a position.

use std::collections::HashMap;

use cqrs_es::{Aggregate, EventEnvelope, View};
use futures::TryStreamExt;
use sqlx::PgPool;

use super::ReadError;
use crate::log::StreamKind;
use crate::log::ends::Ends;
use crate::log::scan::{StoredEvent, streams_until};

/// A stream as it was.
pub(in crate::views::read) struct Was<V> {
    pub state: V,
    /// The position of its first event.
    pub opened: u64,
    /// The position of its last event by then.
    pub position: u64,
}

/// Shows the events of some streams up to a position, each stream's in order.
pub(in crate::views::read) async fn each<A: Aggregate>(
    pool: &PgPool,
    kind: StreamKind,
    ids: &[String],
    until: u64,
    mut show: impl FnMut(&StoredEvent, EventEnvelope<A>) + Send,
) -> Result<(), ReadError> {
    if ids.is_empty() {
        return Ok(());
    }
    let mut ends = Ends::of(kind, ids.iter().map(String::as_str));
    let mut events = streams_until(pool, kind, ids, until);
    let mut last = (String::new(), (0, 0));
    while let Some(stored) = events.try_next().await? {
        let before = if last.0 == stored.aggregate_id {
            last.1
        } else {
            (0, 0)
        };
        stored.must_follow(before)?;
        ends.reach(&stored);
        let place = (stored.sequence, stored.position);
        last = (stored.aggregate_id.clone(), place);
        let envelope = EventEnvelope {
            aggregate_id: stored.aggregate_id.clone(),
            sequence: usize::try_from(stored.sequence).unwrap_or(usize::MAX),
            payload: stored.decode::<A>()?,
            metadata: HashMap::new(),
        };
        show(&stored, envelope);
    }
    drop(events);
    Ok(ends.must_be_ends(pool, until).await?)
}

/// Folds some streams up to a position; one that had not begun by then is not there.
pub(in crate::views::read) async fn folded<A: Aggregate, V: View<A>>(
    pool: &PgPool,
    kind: StreamKind,
    ids: &[String],
    until: u64,
) -> Result<HashMap<String, Was<V>>, ReadError> {
    let mut streams: HashMap<String, Was<V>> = HashMap::with_capacity(ids.len());
    each::<A>(pool, kind, ids, until, |stored, envelope| {
        match streams.get_mut(&stored.aggregate_id) {
            Some(was) => {
                was.state.update(&envelope);
                was.position = stored.position;
            }
            None => {
                let mut state = V::default();
                state.update(&envelope);
                let was = Was {
                    state,
                    opened: stored.position,
                    position: stored.position,
                };
                streams.insert(stored.aggregate_id.clone(), was);
            }
        }
    })
    .await?;
    Ok(streams)
}
