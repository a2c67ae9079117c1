//! How fast views are rebuilt: against what PostgreSQL can hand out at best, and against the stock
//! replay of cqrs-es.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cqrs_es::persist::{GenericQuery, QueryReplay};
use cqrs_es::{EventEnvelope, View};
use domain::aggregate::ClaimStream;
use futures::TryStreamExt;
use postgres_es::{PostgresEventRepository, PostgresViewRepository};
use projections::engine::pool_on;
use projections::views::ViewName;
use projections::views::rebuild::{
    Outcome, Purpose, RebuildOptions, RebuildReport, Watcher, rebuild,
};
use projections::{Clock, Ledger, schema};
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgConnectOptions;
use sqlx::{PgPool, Row};
use tokio::sync::watch;
use uuid::Uuid;

use super::measure::{Memory, resident_bytes};
use super::run::BenchError;
use super::stage::{Schema, Stage, followed};
use super::stock::EVENTS_TABLE;

/// So many events are replayed by stock cqrs-es, which takes its time.
const STOCK_EVENTS: i64 = 2_000;

/// How long commands are measured alone; beside a rebuild it is as long as that lasts.
const COMMANDS_ALONE: Duration = Duration::from_secs(5);

/// What to measure.
#[derive(Clone, Copy, Debug)]
pub struct RebuildBenchOptions {
    pub events: u64,
    pub funds: usize,
    pub jobs: Option<usize>,
    /// Callers that command while a second rebuild runs; none: that part is left out.
    pub callers: usize,
    pub max_connections: u32,
}

/// What was measured, in one run on one database.
#[derive(Clone, Debug)]
pub struct RebuildBenchReport {
    pub events: u64,
    pub copy_events_per_second: f64,
    pub rebuild_events_per_second: f64,
    pub stock_events_per_second: f64,
    /// The rebuild of all views while nobody commands.
    pub rebuild: RebuildReport,
    /// The most memory this process had during the rebuild, and right before it.
    pub peak_bytes: u64,
    pub idle_bytes: u64,
    pub beside: Option<Beside>,
}

/// Commands while a rebuild runs.
#[derive(Clone, Copy, Debug)]
pub struct Beside {
    pub alone_per_second: f64,
    pub during_per_second: f64,
    pub rebuild_took: Duration,
}

/// Measures the rebuild of all views, in turn with its limit and with the stock.
pub async fn bench_rebuild(
    database: &PgConnectOptions,
    clock: Clock,
    options: RebuildBenchOptions,
    told: impl Fn(&str),
    interrupted: impl Future<Output = ()>,
) -> Result<RebuildBenchReport, BenchError> {
    let name = format!("claims_bench_{}", Uuid::now_v7().simple());
    let ours = Schema::create(database, &name).await?;
    let stock = Schema::create(database, &format!("{name}_stock")).await?;
    let report = tokio::select! {
        report = run(&ours, &stock, clock, options, told) => report,
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
    options: RebuildBenchOptions,
    told: impl Fn(&str),
) -> Result<RebuildBenchReport, BenchError> {
    let pool = pool_on(ours.options.clone(), options.max_connections);
    schema::migrate(&pool).await?;
    let ledger = Ledger::open(pool.clone(), clock).await?;
    let stage = Stage::set(&ledger, clock(), options.funds).await?;
    told("loading the log");
    stage.preload(&ledger, options.events).await?;
    let events = *ledger.head().borrow();
    // What commands keep warm is not the rebuild's.
    ledger.stop().await;
    drop(ledger);
    let ledger = Ledger::open(pool.clone(), clock).await?;
    told("the views follow for the first time");
    let projector = followed(&pool, &ledger).await?;
    settle(&pool).await?;
    told("copying the log out");
    let copied = copy_out(&pool).await?;
    told("rebuilding all views");
    let idle_bytes = resident_bytes();
    let memory = Memory::watch();
    let report = rebuilt(&pool, options.jobs).await?;
    let peak_bytes = memory.peak();
    told("stock cqrs-es replays a slice");
    let stock = stock_replay(&pool, theirs).await?;
    let beside = if options.callers == 0 {
        None
    } else {
        told("commanding, alone and beside a rebuild");
        Some(beside_commands(&ledger, &stage, options).await?)
    };
    ledger.stop().await;
    projector.stop().await;
    pool.close().await;
    let per_second = |took: Duration| events as f64 / took.as_secs_f64();
    Ok(RebuildBenchReport {
        events,
        copy_events_per_second: per_second(copied),
        rebuild_events_per_second: per_second(report.took.whole),
        stock_events_per_second: stock,
        rebuild: report,
        peak_bytes,
        idle_bytes,
        beside,
    })
}

async fn rebuilt(pool: &PgPool, jobs: Option<usize>) -> Result<RebuildReport, BenchError> {
    let mut options = RebuildOptions::new(Purpose::Rebuild, &ViewName::ALL);
    options.jobs = jobs.unwrap_or(options.jobs);
    let unwatched: Watcher = Arc::new(|_| {});
    let (_go_on, stop) = watch::channel(false);
    let report = rebuild(pool, &options, unwatched, stop)
        .await
        .map_err(|error| BenchError::Views(error.to_string()))?;
    match &report.outcome {
        Outcome::Switched | Outcome::Proven => Ok(report),
        Outcome::Differs(differences) | Outcome::Replaced(differences) => Err(BenchError::Views(
            format!("the rebuilt views differ: {:?}", differences.first()),
        )),
    }
}

/// Does what autovacuum would begin within the minute, on two processors in the midst of what is
/// measured: a log that was not written a moment ago has that behind it.
async fn settle(pool: &PgPool) -> Result<(), BenchError> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select quote_ident(tablename) from pg_tables where schemaname = current_schema()",
    )
    .fetch_all(pool)
    .await?;
    for table in tables {
        sqlx::query(&format!("vacuum (analyze) {table}"))
            .persistent(false)
            .execute(pool)
            .await?;
    }
    Ok(())
}

/// The limit: the whole log by position, thrown away as it arrives; the median of three.
async fn copy_out(pool: &PgPool) -> Result<Duration, BenchError> {
    let mut connection = pool.acquire().await?;
    let mut took = [Duration::ZERO; 3];
    for took in &mut took {
        let began = Instant::now();
        let mut copied = connection
            .copy_out_raw("copy (select * from events order by position) to stdout")
            .await?;
        while copied.try_next().await?.is_some() {}
        *took = began.elapsed();
    }
    took.sort_unstable();
    Ok(took[1])
}

/// A view as stock cqrs-es keeps it: one JSON document a claim.
#[derive(Debug, Default, Serialize, Deserialize)]
struct StockView(ClaimStream);

impl View<ClaimStream> for StockView {
    fn update(&mut self, event: &EventEnvelope<ClaimStream>) {
        domain::claim::evolve(&mut self.0.0, &event.payload);
    }
}

type StockQuery =
    GenericQuery<PostgresViewRepository<StockView, ClaimStream>, StockView, ClaimStream>;

async fn stock_replay(pool: &PgPool, theirs: &Schema) -> Result<f64, BenchError> {
    let stock = pool_on(theirs.options.clone(), 10);
    for table in [
        EVENTS_TABLE,
        "create table stock_view (
            view_id text not null primary key,
            version bigint not null,
            payload json not null
        )",
    ] {
        sqlx::query(table).execute(&stock).await?;
    }
    let rows = sqlx::query(
        "select aggregate_id, sequence, event_type, payload::text
         from events
         where aggregate_type = 'claim'
         order by aggregate_id, sequence
         limit $1",
    )
    .bind(STOCK_EVENTS)
    .fetch_all(pool)
    .await?;
    for row in &rows {
        sqlx::query("insert into events values ('claim', $1, $2, $3, '1', $4::text::json, '{}')")
            .bind(row.try_get::<&str, _>(0)?)
            .bind(row.try_get::<i64, _>(1)?)
            .bind(row.try_get::<&str, _>(2)?)
            .bind(row.try_get::<&str, _>(3)?)
            .execute(&stock)
            .await?;
    }
    let views = PostgresViewRepository::new("stock_view", stock.clone());
    let query: StockQuery = GenericQuery::new(Arc::new(views));
    let repository = PostgresEventRepository::new(stock.clone());
    let began = Instant::now();
    let replay = QueryReplay::<_, _, ClaimStream>::new(repository, query);
    let replayed = replay.replay_all().await;
    let took = began.elapsed();
    replayed.map_err(|error| BenchError::Stock(error.to_string()))?;
    stock.close().await;
    Ok(rows.len() as f64 / took.as_secs_f64())
}

async fn beside_commands(
    ledger: &Ledger,
    stage: &Stage,
    options: RebuildBenchOptions,
) -> Result<Beside, BenchError> {
    let callers = |lasting| stage.measure(ledger, options.callers, lasting, None);
    // First come those that find nothing warm.
    callers(COMMANDS_ALONE).await?;
    let alone = callers(COMMANDS_ALONE).await?.measured();
    let began = Instant::now();
    let (during, took) = tokio::try_join!(callers(COMMANDS_ALONE), async {
        rebuilt(ledger.pool(), options.jobs).await?;
        Ok(began.elapsed())
    })?;
    Ok(Beside {
        alone_per_second: alone.commands_per_second,
        during_per_second: during.measured().commands_per_second,
        rebuild_took: took,
    })
}
