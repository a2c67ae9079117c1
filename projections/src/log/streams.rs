//! Reading streams: through postgres-es, upcast by cqrs-es.

use cqrs_es::persist::PersistedEventStore;
use cqrs_es::{Aggregate, AggregateError, EventEnvelope, EventStore};
use postgres_es::PostgresEventRepository;
use sqlx::PgPool;

use super::upcast::upcasters;

/// Why a stream could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("the store could not be reached")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("the store holds an event that cannot be read: {0}")]
    Unreadable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Reads all events of a stream, in order.
pub async fn load_events<A: Aggregate>(
    pool: &PgPool,
    id: &str,
) -> Result<Vec<EventEnvelope<A>>, ReadError> {
    let repository = PostgresEventRepository::new(pool.clone());
    let store =
        PersistedEventStore::<_, A>::new_event_store(repository).with_upcasters(upcasters());
    store.load_events(id).await.map_err(|error| match error {
        AggregateError::DatabaseConnectionError(error) => ReadError::Unavailable(error),
        AggregateError::DeserializationError(error) | AggregateError::UnexpectedError(error) => {
            unexpected(error)
        }
        AggregateError::UserError(_) | AggregateError::AggregateConflict => {
            unexpected("reading a stream ended in a conflict".into())
        }
    })
}

/// postgres-es calls much unexpected that is a lost connection.
fn unexpected(error: Box<dyn std::error::Error + Send + Sync>) -> ReadError {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error.as_ref());
    while let Some(inner) = cause {
        if inner
            .downcast_ref::<sqlx::Error>()
            .is_some_and(super::committer::went_away)
        {
            return ReadError::Unavailable(error);
        }
        cause = inner.source();
    }
    ReadError::Unreadable(error)
}
