//! The same workload on `postgres_es::postgres_cqrs` as it comes.
//!
//! It appends the claim's events alone: a second stream in one append is beyond it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, AggregateError};
use domain::aggregate::Commanded;
use domain::{
    Claim, ClaimCommand, ClaimEvent, ClaimId, Fund, FundId, Policy, Refusal, Stamped, claim,
};
use postgres_es::{PostgresCqrs, postgres_cqrs};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;

use super::lifecycle::{Cast, Lifecycle};
use super::measure::{Sample, Tally, measure};
use super::run::BenchError;

/// The events as stock cqrs-es keeps them.
pub(super) const EVENTS_TABLE: &str = "
create table events (
    aggregate_type text not null,
    aggregate_id text not null,
    sequence bigint check (sequence >= 0) not null,
    event_type text not null,
    event_version text not null,
    payload json not null,
    metadata json not null,
    primary key (aggregate_type, aggregate_id, sequence)
)";

const SNAPSHOTS_TABLE: &str = "
create table snapshots (
    aggregate_type text not null,
    aggregate_id text not null,
    last_sequence bigint check (last_sequence >= 0) not null,
    current_snapshot bigint check (current_snapshot >= 0) not null,
    payload json not null,
    primary key (aggregate_type, aggregate_id, last_sequence)
)";

/// A claim as stock cqrs-es drives it, deciding by the same rules.
#[derive(Default, Serialize, Deserialize)]
struct StockClaim(Option<Claim>);

/// What the rules ask beside the claim; the fund never runs dry.
#[derive(Clone)]
struct Beside {
    policy: Arc<Policy>,
    fund: Arc<Fund>,
}

impl Aggregate for StockClaim {
    const TYPE: &'static str = "claim";
    type Command = (ClaimId, Commanded<ClaimCommand>);
    type Event = Stamped<ClaimEvent>;
    type Error = Refusal;
    type Services = Beside;

    async fn handle(
        &mut self,
        (id, Commanded { at, by, command }): Self::Command,
        beside: &Beside,
        sink: &EventSink<Self>,
    ) -> Result<(), Refusal> {
        let policy = Some((1, beside.policy.as_ref()));
        let given = claim::Given {
            id,
            at,
            by: &by,
            policy,
            fund: Some(&beside.fund),
        };
        for event in claim::decide(self.0.as_ref(), &command, &given)?.claim {
            let by = by.clone();
            sink.write(Stamped { at, by, event }, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: Self::Event) {
        claim::evolve(&mut self.0, &event);
    }
}

/// Stock cqrs-es, in a schema of its own.
pub(super) struct Stock {
    cqrs: Arc<PostgresCqrs<StockClaim>>,
    fund: FundId,
    at: DateTime<Utc>,
}

impl Stock {
    /// Makes its tables.
    pub async fn prepare(
        pool: PgPool,
        at: DateTime<Utc>,
        (fund_id, fund, policy): (FundId, Fund, Arc<Policy>),
    ) -> Result<Self, BenchError> {
        for table in [EVENTS_TABLE, SNAPSHOTS_TABLE] {
            sqlx::query(table).execute(&pool).await?;
        }
        let fund = Arc::new(fund);
        let cqrs = postgres_cqrs::<StockClaim>(pool, vec![], Beside { policy, fund });
        Ok(Self {
            cqrs: Arc::new(cqrs),
            fund: fund_id,
            at,
        })
    }

    /// Measures one round.
    pub async fn round(&self, callers: usize, lasting: Duration) -> Result<Sample, BenchError> {
        measure(callers, lasting, |_, deadline| {
            live_until(deadline, Arc::clone(&self.cqrs), self.fund, self.at)
        })
        .await
    }
}

async fn live_until(
    deadline: Instant,
    cqrs: Arc<PostgresCqrs<StockClaim>>,
    fund: FundId,
    at: DateTime<Utc>,
) -> Result<Tally, BenchError> {
    let cast = Cast::around(0);
    let mut tally = Tally::default();
    while Instant::now() < deadline {
        let life = Lifecycle::played_by(&cast, fund, at.date_naive());
        let (id, name) = (life.claim, life.claim.to_string());
        for (by, command) in life.commands {
            if Instant::now() >= deadline {
                break;
            }
            let commanded = (id, Commanded { at, by, command });
            tally
                .time(cqrs.execute(&name, commanded))
                .await
                .map_err(stock_error)?;
        }
    }
    Ok(tally)
}

fn stock_error(error: AggregateError<Refusal>) -> BenchError {
    BenchError::Stock(error.to_string())
}
