//! How fast questions are answered over HTTP, against PostgreSQL running their main query alone.

mod asking;
mod floor;
mod questions;

use std::future::Future;
use std::time::Duration;

use application::documents::{Documents, Limits, Store, StorePlace};
use projections::engine::{pool_on, reading_pool_on};
use projections::identity::Identity;
use projections::views::Views;
use projections::{Clock, Ledger, Pool, schema};
use sqlx::postgres::PgConnectOptions;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::measure::{Sample, measure};
use super::run::BenchError;
use super::stage::{Schema, Stage, followed};
pub use asking::Unanswered;
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
    pub max_connections: u32,
    /// One: there is no second session for questions.
    pub reading_connections: u32,
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
    let name = format!("claims_bench_{}", Uuid::now_v7().simple());
    let schema = Schema::create(database, &name).await?;
    let pool = pool_on(schema.options.clone(), options.max_connections);
    let readers = match options.reading_connections {
        1 => pool.clone(),
        several => reading_pool_on(schema.options.clone(), several),
    };
    let report = tokio::select! {
        report = run(&schema, (&pool, &readers), clock, options, told) => report,
        () = interrupted => Err(BenchError::Interrupted),
    };
    readers.close().await;
    pool.close().await;
    schema.drop().await?;
    report
}

async fn run(
    schema: &Schema,
    (pool, readers): (&Pool, &Pool),
    clock: Clock,
    options: ReadsBenchOptions,
    told: impl Fn(&str),
) -> Result<ReadsBenchReport, BenchError> {
    schema::migrate(pool).await?;
    let ledger = Ledger::open(pool.clone(), clock).await?;
    let funds = (options.events / EVENTS_PER_FUND).clamp(1, 1_000);
    let stage = Stage::set(&ledger, clock(), usize::try_from(funds).unwrap_or(1)).await?;
    told("loading the log");
    stage.preload(&ledger, options.events).await?;
    let events = *ledger.head().borrow();
    told("the views follow");
    let projector = followed(pool, &ledger).await?;
    analyze(pool).await?;
    let views = Views::with_readers(pool.clone(), readers.clone());
    let identity = Identity::new(pool.clone());
    let asked = questions(&views, &identity, &stage).await;
    let asked = asked.map_err(|error| BenchError::Views(error.to_string()))?;
    // Nobody asks for a file here: the store is an empty folder, gone at the end.
    let folder = tempfile::tempdir()?;
    let place = StorePlace::Folder(folder.path().to_owned());
    let store = Store::open(&place, folder.path())?;
    let documents = Documents::new(store, ledger.clone(), clock, Limits::default());
    let served = Served::start(web::State::new(ledger.clone(), views, documents, clock)).await?;
    let mut reads = vec![];
    for question in asked {
        told(question.name);
        reads.push(measured(question, served.port, schema, &options).await?);
    }
    served.stop().await;
    ledger.stop().await;
    projector.stop().await;
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

/// The server, as `claims serve` runs it, on a port of its own.
struct Served {
    port: u16,
    stop: oneshot::Sender<()>,
    task: tokio::task::JoinHandle<web::Stopped>,
}

impl Served {
    async fn start(state: web::State) -> Result<Self, BenchError> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await;
        let listener = listener.map_err(Unanswered::Connection)?;
        let address = listener.local_addr();
        let port = address.map_err(Unanswered::Connection)?.port();
        let (stop, stopped) = oneshot::channel();
        let until = async move {
            let _ = stopped.await;
        };
        let task = tokio::spawn(web::serve(listener, web::router(state), until));
        Ok(Self { port, stop, task })
    }

    async fn stop(self) {
        let _ = self.stop.send(());
        let _ = self.task.await;
    }
}
