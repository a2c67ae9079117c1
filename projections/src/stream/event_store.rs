//! The log as cqrs-es knows an event store, for programs that speak cqrs-es alone.

use std::collections::{BTreeMap, HashMap};
use std::marker::PhantomData;
use std::sync::Arc;

use cqrs_es::{
    Aggregate, AggregateContext, AggregateError, DomainEvent, EventEnvelope, EventStore,
};

use super::scan::{each_whole, folded};
use crate::log::scan::StoredEvent;
use crate::log::session::went_away;
use crate::log::{
    Lineage, Log, LogError, NewEvent, NoPlace, Outcome, StreamAppend, StreamKind, canonical,
};

/// One kind of stream of the log as a [`cqrs_es::EventStore`].
#[derive(Debug)]
pub struct LogStore<A> {
    log: Log,
    kind: StreamKind,
    aggregate: PhantomData<A>,
}

impl<A: Aggregate> LogStore<A> {
    /// Opens the store of the aggregate's kind of stream; nothing if the log has no such kind.
    pub fn new(log: Log) -> Option<Self> {
        Some(Self {
            log,
            kind: StreamKind::written(A::TYPE)?,
            aggregate: PhantomData,
        })
    }
}

/// An aggregate with its place in its stream.
#[derive(Debug)]
pub struct StreamContext<A> {
    pub aggregate_id: String,
    pub aggregate: A,
    pub current_sequence: usize,
}

impl<A: Aggregate> AggregateContext<A> for StreamContext<A> {
    fn aggregate(&mut self) -> &mut A {
        &mut self.aggregate
    }
}

impl<A: Aggregate> EventStore<A> for LogStore<A> {
    type AC = StreamContext<A>;

    async fn load_events(
        &self,
        aggregate_id: &str,
    ) -> Result<Vec<EventEnvelope<A>>, AggregateError<A::Error>> {
        let ids = [aggregate_id.to_owned()];
        let mut events = vec![];
        each_whole::<A>(
            self.log.pool(),
            (self.kind, &ids),
            u64::MAX,
            |stored, event| {
                events.push(envelope(stored, event));
            },
        )
        .await
        .map_err(unread)?;
        let events: serde_json::Result<Vec<_>> = events.into_iter().collect();
        events.map_err(|error| AggregateError::DeserializationError(Box::new(error)))
    }

    async fn load_aggregate(
        &self,
        aggregate_id: &str,
    ) -> Result<StreamContext<A>, AggregateError<A::Error>> {
        let folded = folded(self.log.pool(), self.kind, aggregate_id, u64::MAX).await;
        let (aggregate, sequence) = folded.map_err(unread)?;
        Ok(StreamContext {
            aggregate_id: aggregate_id.to_owned(),
            aggregate,
            current_sequence: index(sequence),
        })
    }

    async fn commit(
        &self,
        events: Vec<A::Event>,
        context: StreamContext<A>,
        metadata: HashMap<String, String>,
    ) -> Result<Vec<EventEnvelope<A>>, AggregateError<A::Error>> {
        if events.is_empty() {
            return Ok(vec![]);
        }
        let ordered: BTreeMap<_, _> = metadata.iter().collect();
        let said: Arc<str> = written(&ordered)?.into();
        let mut new = Vec::with_capacity(events.len());
        for event in &events {
            let (event_type, event_version) = known(&event.event_type())?;
            let metadata = Arc::clone(&said);
            new.push(NewEvent {
                event_type,
                event_version,
                payload: written(event)?,
                metadata,
            });
        }
        let stream = StreamAppend {
            kind: self.kind,
            id: context.aggregate_id.as_str().into(),
            expected: context.current_sequence as u64,
            events: new,
            lineage: Lineage::at(context.current_sequence as u64, self.log.era().begun()),
        };
        let place = self.log.place().map_err(|no_place| {
            AggregateError::DatabaseConnectionError(match no_place {
                NoPlace::Full => "the queue of the log is full".into(),
                NoPlace::Stopped => "the log is stopped".into(),
            })
        })?;
        match place.fill(vec![stream], None).await {
            Ok(Outcome::Appended { .. }) => {}
            Ok(Outcome::Conflict | Outcome::KeyKnown) => {
                return Err(AggregateError::AggregateConflict);
            }
            Ok(Outcome::Unavailable | Outcome::Unknown) | Err(_) => {
                return Err(AggregateError::DatabaseConnectionError(
                    "the database is unavailable".into(),
                ));
            }
        }
        Ok(events
            .into_iter()
            .zip(context.current_sequence + 1..)
            .map(|(payload, sequence)| EventEnvelope {
                aggregate_id: context.aggregate_id.clone(),
                sequence,
                payload,
                metadata: metadata.clone(),
            })
            .collect())
    }
}

fn envelope<A: Aggregate>(
    stored: &StoredEvent,
    payload: A::Event,
) -> serde_json::Result<EventEnvelope<A>> {
    Ok(EventEnvelope {
        aggregate_id: stored.aggregate_id.clone(),
        sequence: index(stored.sequence),
        payload,
        metadata: serde_json::from_str(&stored.metadata)?,
    })
}

fn index(sequence: u64) -> usize {
    usize::try_from(sequence).unwrap_or(usize::MAX)
}

fn unread<E: std::error::Error>(error: LogError) -> AggregateError<E> {
    match error {
        LogError::Database(error) if went_away(&error) => {
            AggregateError::DatabaseConnectionError(Box::new(error))
        }
        damage => AggregateError::DeserializationError(Box::new(damage)),
    }
}

fn written<T: serde::Serialize, E: std::error::Error>(
    value: &T,
) -> Result<String, AggregateError<E>> {
    canonical(value).map_err(|error| AggregateError::DeserializationError(Box::new(error)))
}

/// Finds the event's name among those the ledger knows.
fn known<E: std::error::Error>(
    name: &str,
) -> Result<(&'static str, &'static str), AggregateError<E>> {
    let claims = domain::ClaimEvent::VERSIONS.iter();
    let known = claims.chain(domain::FundEvent::VERSIONS);
    let mut known = known.chain(domain::ProgrammeEvent::VERSIONS).copied();
    let event = known.find(|(known, _)| *known == name);
    event.ok_or_else(|| AggregateError::UnexpectedError("the log has no such event".into()))
}
