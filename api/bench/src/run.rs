//! The benchmark, whole: set up, measure three ways, remove.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use application::documents::StoreError;
use projections::engine::pool_on;
use projections::{Clock, CommandError, Ledger, schema};
use sqlx::postgres::PgConnectOptions;
use uuid::Uuid;

use super::floor::Floor;
use super::measure::{Measured, Sample};
use super::stage::{Schema, Stage, caught_up, followed};
use super::stock::Stock;

/// How often the three take turns: what else the machine does then falls on each of them.
const ROUNDS: u32 = 4;

/// What to measure.
#[derive(Clone, Copy, Debug)]
pub struct BenchOptions {
    pub callers: usize,
    pub lasting: Duration,
    /// How many events are in the log before the measurement begins.
    pub preload: u64,
    /// How many funds the claims are spread over.
    pub funds: usize,
    pub max_connections: u32,
}

/// What was measured, in one run on one database.
#[derive(Clone, Copy, Debug)]
pub struct BenchReport {
    /// The ledger alone, as the two others are.
    pub ledger: Measured,
    /// The ledger while the views follow on the same machine.
    pub with_views: Measured,
    pub floor: Measured,
    pub stock: Measured,
    /// How long the views took to reach the head after the ledger's callers stopped.
    pub views_caught_up_after: Duration,
    pub events: u64,
}

/// Why the benchmark ended.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Schema(#[from] schema::SchemaError),
    #[error(transparent)]
    Open(#[from] projections::ledger::OpenError),
    #[error("the ledger refused a command of the benchmark: {0}")]
    Ledger(#[from] CommandError),
    #[error("stock cqrs-es refused a command of the benchmark: {0}")]
    Stock(String),
    #[error("the benchmark was stopped; its schemas are removed")]
    Interrupted,
    #[error("the views did not follow: {0}")]
    Views(String),
    #[error("a question of the benchmark was not answered")]
    Unanswered(#[from] super::served::Unanswered),
    #[error("there is no folder for an empty store of documents")]
    Folder(#[from] std::io::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An event of the workload, as the floor inserts it.
#[derive(Clone, Debug)]
pub(super) struct Payload {
    pub event_type: &'static str,
    pub text: String,
}

/// Measures the ledger, the floor and stock cqrs-es, in turn.
pub async fn bench_lifecycle(
    database: &PgConnectOptions,
    clock: Clock,
    options: BenchOptions,
    interrupted: impl Future<Output = ()>,
) -> Result<BenchReport, BenchError> {
    let name = format!("claims_bench_{}", Uuid::now_v7().simple());
    let ours = Schema::create(database, &name).await?;
    let stock = Schema::create(database, &format!("{name}_stock")).await?;
    let report = tokio::select! {
        report = run(&ours, &stock, clock, options) => report,
        () = interrupted => Err(BenchError::Interrupted),
    };
    stock.drop().await?;
    ours.drop().await?;
    report
}

async fn run(
    ours: &Schema,
    theirs: &Schema,
    clock: Clock,
    options: BenchOptions,
) -> Result<BenchReport, BenchError> {
    let BenchOptions {
        callers,
        lasting,
        preload,
        funds,
        max_connections,
    } = options;
    let pool = pool_on(ours.options.clone(), max_connections);
    schema::migrate(&pool).await?;
    let ledger = Ledger::open(pool.clone(), clock).await?;
    let at = clock();
    let stage = Stage::set(&ledger, at, funds).await?;
    let head = ledger.head();
    let loaded = *head.borrow() + preload;
    stage.preload(&ledger, loaded).await?;
    let run_callers = |lasting| stage.measure(&ledger, callers, lasting, None);
    let floor = Floor::prepare(&ours.options, callers, stage.payloads()).await?;
    let stock_pool = pool_on(theirs.options.clone(), 10);
    let policy = Arc::new(stage.policy.clone());
    let beside = (stage.funds[0], stage.fund.clone(), policy);
    let stock = Stock::prepare(stock_pool.clone(), at, beside).await?;
    let (mut of_ledger, mut of_floor, mut of_stock) = <(Sample, Sample, Sample)>::default();
    for _ in 0..ROUNDS {
        of_ledger.absorb(run_callers(lasting / ROUNDS).await?);
        of_floor.absorb(floor.round(callers, lasting / ROUNDS).await?);
        of_stock.absorb(stock.round(callers, lasting / ROUNDS).await?);
    }
    floor.close().await?;
    stock_pool.close().await;
    // As in `serve`: the views follow while the callers command. First they fold what is there.
    let projector = followed(&pool, &ledger).await?;
    let with_views = run_callers(lasting).await?.measured();
    ledger.stop().await;
    let events = *head.borrow();
    let views_caught_up_after = caught_up(&pool, events).await?;
    projector.stop().await;
    pool.close().await;
    Ok(BenchReport {
        ledger: of_ledger.measured(),
        with_views,
        floor: of_floor.measured(),
        stock: of_stock.measured(),
        views_caught_up_after,
        events,
    })
}
