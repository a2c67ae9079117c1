//! The floor: what PostgreSQL does with the same payloads, one durable row at a time.

use std::sync::Arc;
use std::time::{Duration, Instant};

use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection};
use tokio::sync::{Mutex, Semaphore};

use super::measure::{Sample, Tally, measure};
use super::run::{BenchError, Payload};

const TABLE: &str = "
create table floor (
    aggregate_type text not null,
    aggregate_id text not null,
    sequence bigint not null,
    event_type text not null,
    event_version text not null,
    payload json not null,
    metadata json not null,
    primary key (aggregate_type, aggregate_id, sequence)
)";

const INSERT: &str = "
insert into floor (
    aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata
)
values ('claim', $1, $2, $3, '1', $4::text::json, '{}')";

/// The largest number of connections single-row inserters share.
const CONNECTIONS: usize = 64;

/// Callers that insert single rows and share up to 64 connections.
pub(super) struct Floor {
    free: Arc<Semaphore>,
    connections: Arc<Mutex<Vec<PgConnection>>>,
    payloads: Arc<[Payload]>,
}

impl Floor {
    /// Makes the table and connects.
    pub async fn prepare(
        options: &PgConnectOptions,
        callers: usize,
        payloads: Arc<[Payload]>,
    ) -> Result<Self, BenchError> {
        let mut connections = vec![];
        for _ in 0..callers.min(CONNECTIONS) {
            connections.push(PgConnection::connect_with(options).await?);
        }
        if let Some(first) = connections.first_mut() {
            sqlx::query(TABLE).execute(first).await?;
        }
        Ok(Self {
            free: Arc::new(Semaphore::new(connections.len())),
            connections: Arc::new(Mutex::new(connections)),
            payloads,
        })
    }

    /// Measures one round.
    pub async fn round(&self, callers: usize, lasting: Duration) -> Result<Sample, BenchError> {
        measure(callers, lasting, |_, deadline| {
            insert_until(
                deadline,
                Arc::clone(&self.free),
                Arc::clone(&self.connections),
                Arc::clone(&self.payloads),
            )
        })
        .await
    }

    pub async fn close(self) -> Result<(), BenchError> {
        for connection in self.connections.lock().await.drain(..) {
            connection.close().await?;
        }
        Ok(())
    }
}

async fn insert_until(
    deadline: Instant,
    free: Arc<Semaphore>,
    connections: Arc<Mutex<Vec<PgConnection>>>,
    payloads: Arc<[Payload]>,
) -> Result<Tally, BenchError> {
    let mut tally = Tally::default();
    while Instant::now() < deadline {
        let id = uuid::Uuid::now_v7().to_string();
        for (payload, sequence) in payloads.iter().zip(1_i64..) {
            if Instant::now() >= deadline {
                break;
            }
            let insert = async {
                let _permit = free.acquire().await.expect("the semaphore stays open");
                let connection = connections.lock().await.pop();
                let mut connection = connection.expect("there is one for each permit");
                let inserted = sqlx::query(INSERT)
                    .bind(&id)
                    .bind(sequence)
                    .bind(payload.event_type)
                    .bind(&payload.text)
                    .execute(&mut connection)
                    .await;
                connections.lock().await.push(connection);
                inserted
            };
            tally.time(insert).await?;
        }
    }
    Ok(tally)
}
