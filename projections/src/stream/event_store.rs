//! The log as cqrs-es knows an event store, for programs that speak cqrs-es alone.

use std::collections::{BTreeMap, HashMap};
use std::marker::PhantomData;
use std::sync::Arc;

use cqrs_es::{
    Aggregate, AggregateContext, AggregateError, DomainEvent, EventEnvelope, EventStore,
};

use super::{ReadError, load_events};
use crate::log::{Lineage, Log, NewEvent, NoPlace, Outcome, StreamAppend, StreamKind, canonical};

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
        let kind = StreamKind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == A::TYPE)?;
        Some(Self {
            log,
            kind,
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
        load_events(self.log.pool(), aggregate_id)
            .await
            .map_err(|error| match error {
                ReadError::Unavailable(error) => AggregateError::DatabaseConnectionError(error),
                ReadError::Unreadable(error) => AggregateError::DeserializationError(error),
            })
    }

    async fn load_aggregate(
        &self,
        aggregate_id: &str,
    ) -> Result<StreamContext<A>, AggregateError<A::Error>> {
        let mut context = StreamContext {
            aggregate_id: aggregate_id.to_owned(),
            aggregate: A::default(),
            current_sequence: 0,
        };
        for envelope in self.load_events(aggregate_id).await? {
            context.current_sequence = envelope.sequence;
            context.aggregate.apply(envelope.payload);
        }
        Ok(context)
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
            lineage: Lineage::at(context.current_sequence as u64),
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
                    "the store is away".into(),
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

fn written<T: serde::Serialize, E: std::error::Error>(
    value: &T,
) -> Result<String, AggregateError<E>> {
    canonical(value).map_err(|error| AggregateError::DeserializationError(Box::new(error)))
}

/// Finds the event's name among those the ledger knows.
fn known<E: std::error::Error>(
    name: &str,
) -> Result<(&'static str, &'static str), AggregateError<E>> {
    let kinds = [
        domain::ClaimEvent::VERSIONS,
        domain::FundEvent::VERSIONS,
        domain::ProgrammeEvent::VERSIONS,
    ];
    let known = kinds
        .into_iter()
        .flatten()
        .find(|(known, _)| *known == name)
        .copied();
    known.ok_or_else(|| AggregateError::UnexpectedError("the log has no such event".into()))
}
