//! The benchmark, whole: set up, measure three ways, remove.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use domain::{
    Currency, Fund, FundCommand, FundId, LotId, Money, Policy, ProgrammeCommand, ProgrammeId,
    fund_id,
};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection, PgPool};
use uuid::Uuid;

use super::floor::Floor;
use super::lifecycle::{COMMANDS_PER_CLAIM, Cast, Lifecycle, bench_policy};
use super::measure::{Measured, Sample, Tally, measure};
use super::stock::Stock;
use crate::engine::pool_on;
use crate::views::{Projector, ViewName, Views, Waited};
use crate::{Clock, Command, CommandError, Ledger, Request, schema};

/// How often the three take turns: what else the machine does then falls on each of them.
const ROUNDS: u32 = 4;

/// How many callers load the ledger before the measurement.
const PRELOADERS: usize = 256;

/// How long the views may take to follow before the benchmark gives up.
const VIEWS_CATCH_UP: Duration = Duration::from_secs(600);

/// Longer than any preload lasts.
const FAR: Duration = Duration::from_secs(86_400);

fn far_off() -> Instant {
    Instant::now() + FAR
}

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
    #[error("the database did not do its part")]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Schema(#[from] schema::SchemaError),
    #[error(transparent)]
    Open(#[from] crate::ledger::OpenError),
    #[error("the ledger refused a command of the benchmark: {0}")]
    Ledger(#[from] CommandError),
    #[error("stock cqrs-es refused a command of the benchmark: {0}")]
    Stock(String),
    #[error("the benchmark was stopped; its schemas are removed")]
    Interrupted,
    #[error("the views did not follow: {0}")]
    Views(String),
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

/// A schema that is removed at the end.
struct Schema {
    name: String,
    database: PgConnectOptions,
    options: PgConnectOptions,
}

impl Schema {
    async fn create(database: &PgConnectOptions, name: &str) -> Result<Self, sqlx::Error> {
        let mut connection = PgConnection::connect_with(database).await?;
        sqlx::query(&format!("create schema {name}"))
            .execute(&mut connection)
            .await?;
        connection.close().await?;
        Ok(Self {
            name: name.to_owned(),
            database: database.clone(),
            options: database.clone().options([("search_path", name)]),
        })
    }

    async fn drop(self) -> Result<(), sqlx::Error> {
        let mut connection = PgConnection::connect_with(&self.database).await?;
        sqlx::query(&format!("drop schema {} cascade", self.name))
            .execute(&mut connection)
            .await?;
        connection.close().await
    }
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
    let funds: Arc<[FundId]> = stage.funds.clone().into();
    let head = ledger.head();
    if preload > 0 {
        let until = Until {
            deadline: far_off(),
            position: Some(*head.borrow() + preload),
        };
        measure(PRELOADERS, FAR, |n, _| {
            live_until(ledger.clone(), Arc::clone(&funds), n, at, until)
        })
        .await?;
    }
    let run_callers = |lasting| {
        measure(callers, lasting, |n, deadline| {
            let until = Until {
                deadline,
                position: None,
            };
            live_until(ledger.clone(), Arc::clone(&funds), n, at, until)
        })
    };
    let floor = Floor::prepare(&ours.options, callers, stage.payloads(at)).await?;
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
    let unready = |error: crate::views::PrepareError| BenchError::Views(error.to_string());
    Views::prepare(&pool).await.map_err(unready)?;
    let projector = Projector::start(pool.clone(), ledger.head());
    caught_up(&pool, *head.borrow()).await?;
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

/// Waits until every view is at a position; gives how long that took.
async fn caught_up(pool: &PgPool, position: u64) -> Result<Duration, BenchError> {
    let began = Instant::now();
    let views = Views::new(pool.clone());
    let waited = views
        .wait_for(&ViewName::ALL, position, VIEWS_CATCH_UP)
        .await;
    match waited.map_err(|error| BenchError::Views(error.to_string()))? {
        Waited::Reached => Ok(began.elapsed()),
        Waited::TimedOut { position } => Err(BenchError::Views(format!(
            "the slowest is at position {position}"
        ))),
        Waited::Parked(view) => Err(BenchError::Views(format!("{view} is parked"))),
    }
}

/// When a caller stops.
#[derive(Clone, Copy)]
struct Until {
    deadline: Instant,
    position: Option<u64>,
}

impl Until {
    fn is_reached(self, ledger: &Ledger) -> bool {
        Instant::now() >= self.deadline
            || self
                .position
                .is_some_and(|position| *ledger.head().borrow() >= position)
    }
}

async fn live_until(
    ledger: Ledger,
    funds: Arc<[FundId]>,
    caller: usize,
    at: DateTime<Utc>,
    until: Until,
) -> Result<Tally, BenchError> {
    let mut tally = Tally::default();
    // Callers walk the funds from different places, so that they meet now and then.
    let mut turn = caller.wrapping_mul(7_919);
    while !until.is_reached(&ledger) {
        turn = turn.wrapping_add(1);
        let n = turn % funds.len();
        let life = Lifecycle::played_by(&Cast::around(n), funds[n], at.date_naive());
        let claim = life.claim;
        for (by, command) in life {
            if until.is_reached(&ledger) {
                break;
            }
            let needs_key = matches!(command, domain::ClaimCommand::Approve { .. });
            let mut request = Request::new(Command::Claim(claim, command), by, at);
            if needs_key {
                // As over HTTP, where decisions and payments must carry one.
                request.key = claim.to_string().parse().ok();
            }
            tally.time(ledger.execute(request)).await?;
        }
    }
    Ok(tally)
}

/// The programme and the funds of the benchmark.
struct Stage {
    policy: Policy,
    funds: Vec<FundId>,
    fund: Fund,
}

impl Stage {
    async fn set(ledger: &Ledger, at: DateTime<Utc>, funds: usize) -> Result<Self, BenchError> {
        let policy = bench_policy(at);
        let programme: ProgrammeId = "bench".parse().expect("a short name");
        let publish = ProgrammeCommand::Publish(Box::new(policy.clone()));
        let publish = Command::Programme(programme.clone(), publish);
        ledger
            .execute(Request::new(publish, Cast::around(0).admin, at))
            .await?;
        let mut ids = vec![];
        for n in 0..funds.max(1) {
            let cast = Cast::around(n);
            let (period, programme) = (policy.periods[0].id.clone(), programme.clone());
            let (partner, currency) = (cast.partner.org.clone(), Currency::EUR);
            let id = fund_id(&programme, &period, &partner, currency);
            let open = FundCommand::Open {
                programme,
                period,
                partner,
                currency,
            };
            ledger
                .execute(Request::new(Command::Fund(id, open), cast.admin, at))
                .await?;
            let earn = FundCommand::RecordEarning {
                lot: LotId::from_uuid(Uuid::now_v7()),
                amount: Money::from_minor(1_000_000_000_000_000, currency),
                earned_on: at.date_naive(),
                source: "benchmark".to_owned(),
            };
            ledger
                .execute(Request::new(Command::Fund(id, earn), cast.finance, at))
                .await?;
            ids.push(id);
        }
        let fund = ledger.fund(ids[0]).await?.map(|current| current.state);
        Ok(Self {
            policy,
            funds: ids,
            fund: fund.expect("the fund was opened"),
        })
    }

    /// Gives the payloads of one claim's events, as the ledger writes them.
    fn payloads(&self, at: DateTime<Utc>) -> Arc<[Payload]> {
        let life = Lifecycle::played_by(&Cast::around(0), self.funds[0], at.date_naive());
        let id = life.claim;
        let (mut claim, mut payloads) = (None, vec![]);
        for (by, command) in life {
            let policy = Some((1, &self.policy));
            let given = domain::claim::Given {
                id,
                at,
                by: &by,
                policy,
                fund: Some(&self.fund),
            };
            let decided = domain::claim::decide(claim.as_ref(), &command, &given);
            for event in decided.expect("the life of a claim is lawful").claim {
                let event = domain::Stamped {
                    at,
                    by: by.clone(),
                    event,
                };
                domain::claim::evolve(&mut claim, &event);
                payloads.push(Payload {
                    event_type: domain::event::Named::name(&event.event),
                    text: serde_json::to_string(&event).expect("an event is plain JSON"),
                });
            }
        }
        debug_assert_eq!(payloads.len(), COMMANDS_PER_CLAIM);
        payloads.into()
    }
}
