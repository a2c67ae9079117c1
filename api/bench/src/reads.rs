//! How fast questions are answered over HTTP, against PostgreSQL running their main query alone.

mod asking;
mod floor;
mod questions;

use std::future::Future;
use std::time::Duration;

use projections::{Clock, Pool};
use sqlx::postgres::PgConnectOptions;

use super::measure::{Sample, measure};
use super::run::BenchError;
use super::served::{Connections, Scene, on_schema};
use super::stage::Schema;
use asking::ask_until;
pub use floor::{NoFloor, Pgbench};
use questions::{Question, questions};

/// So many events come on each fund, about a hundred claims' worth at the most.
const EVENTS_PER_FUND: u64 = 1_000;

/// What to measure.
#[derive(Clone, Debug)]
pub struct ReadsBenchOptions {
    pub events: u64,
    pub callers: usize,
    /// How long each question is asked, and its main query beside it.
    pub lasting: Duration,
    pub connections: Connections,
    /// What measures the main queries, or why nothing does.
    pub pgbench: Result<Pgbench, NoFloor>,
}

/// What was measured, in one run on one database.
#[derive(Debug)]
pub struct ReadsBenchReport {
    pub events: u64,
    pub reads: Vec<MeasuredRead>,
}

/// One question over HTTP, and its main query alone.
#[derive(Debug)]
pub struct MeasuredRead {
    pub name: &'static str,
    pub per_second: f64,
    pub p99: Duration,
    /// How often PostgreSQL answers the main query to as many clients.
    pub floor_per_second: Result<f64, NoFloor>,
}

/// Measures each question in turn with its main query.
pub async fn bench_reads(
    database: &PgConnectOptions,
    clock: Clock,
    options: ReadsBenchOptions,
    told: impl Fn(&str),
    interrupted: impl Future<Output = ()>,
) -> Result<ReadsBenchReport, BenchError> {
    let run = async |schema: &Schema, pools: (&Pool, &Pool)| {
        let funds = (options.events / EVENTS_PER_FUND).clamp(1, 1_000);
        let funds = usize::try_from(funds).unwrap_or(1);
        let scene = Scene::set(pools, clock, (options.events, funds), &told).await?;
        analyze(pools.0).await?;
        let report = run(schema, &scene, &options, &told).await;
        scene.leave().await;
        report
    };
    on_schema(database, options.connections, interrupted, run).await
}

async fn run(
    schema: &Schema,
    scene: &Scene,
    options: &ReadsBenchOptions,
    told: impl Fn(&str),
) -> Result<ReadsBenchReport, BenchError> {
    let events = *scene.ledger.head().borrow();
    let asked = questions(&scene.views, &scene.identity, &scene.stage).await;
    let asked = asked.map_err(|error| BenchError::Views(error.to_string()))?;
    let mut reads = vec![];
    for question in asked {
        told(question.name);
        reads.push(measured(question, scene.port, schema, options).await?);
    }
    Ok(ReadsBenchReport { events, reads })
}

/// Lets the planner know the tables of the schema, which were filled in one go.
async fn analyze(pool: &Pool) -> Result<(), sqlx::Error> {
    const TABLES: &str = "
        select format('analyze %I', tablename)
        from pg_tables
        where schemaname = current_schema()";
    let statements: Vec<String> = sqlx::query_scalar(TABLES).fetch_all(pool).await?;
    for statement in statements {
        sqlx::query(&statement).execute(pool).await?;
    }
    Ok(())
}

/// Asks half of the time before the main query is run alone, and half of it afterwards: what else
/// the machine does then falls on both.
async fn measured(
    question: Question,
    port: u16,
    schema: &Schema,
    options: &ReadsBenchOptions,
) -> Result<MeasuredRead, BenchError> {
    let ReadsBenchOptions {
        callers, lasting, ..
    } = *options;
    let half = async || -> Result<Sample, BenchError> {
        let ask = |n, deadline| ask_until(deadline, port, question.requests.clone(), n);
        Ok(measure(callers, lasting / 2, ask).await?)
    };
    let mut sample = half().await?;
    let floor_per_second = match &options.pgbench {
        Ok(pgbench) => {
            let database = &schema.options;
            pgbench
                .per_second(database, &question.statements, callers, lasting)
                .await
        }
        Err(none) => Err(none.clone()),
    };
    sample.absorb(half().await?);
    let measured = sample.measured();
    Ok(MeasuredRead {
        name: question.name,
        per_second: measured.commands_per_second,
        p99: Duration::from_micros(measured.p99_us),
        floor_per_second,
    })
}
