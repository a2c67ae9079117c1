//! What the benchmarks stand on: a schema, a programme with funds, and callers that live claims.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use domain::{
    Currency, Fund, FundCommand, FundId, LotId, Money, Policy, ProgrammeCommand, ProgrammeId, fund,
    fund_id,
};
use projections::views::{PrepareError, Projector, ViewName, Views, Waited};
use projections::{Command, Ledger, Request};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection, PgPool};
use uuid::Uuid;

use super::lifecycle::{COMMANDS_PER_CLAIM, Cast, Lifecycle, bench_policy};
use super::measure::{Sample, Tally, measure};
use super::run::{BenchError, Payload};

/// How many callers load the ledger before a measurement.
const PRELOADERS: usize = 256;

/// How long the views may take to follow before the benchmark gives up.
const VIEWS_CATCH_UP: Duration = Duration::from_secs(3_600);

/// Longer than any preload lasts.
const FAR: Duration = Duration::from_secs(86_400);

/// A schema that is removed at the end.
pub(super) struct Schema {
    name: String,
    database: PgConnectOptions,
    pub options: PgConnectOptions,
}

impl Schema {
    pub async fn create(database: &PgConnectOptions, name: &str) -> Result<Self, sqlx::Error> {
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

    pub async fn drop(self) -> Result<(), sqlx::Error> {
        let mut connection = PgConnection::connect_with(&self.database).await?;
        sqlx::query(&format!("drop schema {} cascade", self.name))
            .execute(&mut connection)
            .await?;
        connection.close().await
    }
}

/// Lets the views follow the log, as `serve` does, from where they have folded what is there.
pub(super) async fn followed(pool: &PgPool, ledger: &Ledger) -> Result<Projector, BenchError> {
    let unready = |error: PrepareError| BenchError::Views(error.to_string());
    Views::prepare(pool).await.map_err(unready)?;
    let projector = Projector::start(pool.clone(), ledger.head());
    let head = *ledger.head().borrow();
    caught_up(pool, head).await?;
    Ok(projector)
}

/// Waits until every view is at a position; gives how long that took.
pub(super) async fn caught_up(pool: &PgPool, position: u64) -> Result<Duration, BenchError> {
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
        for (by, command) in life.commands {
            if until.is_reached(&ledger) {
                break;
            }
            let needs_key = matches!(command, domain::ClaimCommand::Approve(_));
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
pub(super) struct Stage {
    pub policy: Policy,
    pub funds: Arc<[FundId]>,
    pub fund: Fund,
    at: DateTime<Utc>,
}

impl Stage {
    pub async fn set(ledger: &Ledger, at: DateTime<Utc>, funds: usize) -> Result<Self, BenchError> {
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
            let open = FundCommand::Open(fund::Open {
                programme,
                period,
                partner,
                currency,
            });
            ledger
                .execute(Request::new(Command::Fund(id, open), cast.admin, at))
                .await?;
            let earn = FundCommand::RecordEarning(fund::RecordEarning {
                lot: LotId::from_uuid(Uuid::now_v7()),
                amount: Money::from_minor(1_000_000_000_000_000, currency),
                earned_on: at.date_naive(),
                source: "benchmark".to_owned(),
            });
            ledger
                .execute(Request::new(Command::Fund(id, earn), cast.finance, at))
                .await?;
            ids.push(id);
        }
        let fund = ledger.fund(ids[0]).await?.map(|current| current.state);
        Ok(Self {
            policy,
            funds: ids.into(),
            at,
            fund: fund.expect("the fund was opened"),
        })
    }

    /// Loads the ledger until its log has so many events, by claims that live through.
    pub async fn preload(&self, ledger: &Ledger, events: u64) -> Result<(), BenchError> {
        if events > *ledger.head().borrow() {
            self.measure(ledger, PRELOADERS, FAR, Some(events)).await?;
        }
        Ok(())
    }

    /// Lets callers live claims for a while, or until the log has come to a position, and measures
    /// their commands.
    pub async fn measure(
        &self,
        ledger: &Ledger,
        callers: usize,
        lasting: Duration,
        position: Option<u64>,
    ) -> Result<Sample, BenchError> {
        measure(callers, lasting, |n, deadline| {
            let until = Until { deadline, position };
            live_until(ledger.clone(), Arc::clone(&self.funds), n, self.at, until)
        })
        .await
    }

    /// Gives the payloads of one claim's events, as the ledger writes them.
    pub fn payloads(&self) -> Arc<[Payload]> {
        let at = self.at;
        let life = Lifecycle::played_by(&Cast::around(0), self.funds[0], at.date_naive());
        let id = life.claim;
        let (mut claim, mut payloads) = (None, vec![]);
        for (by, command) in life.commands {
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
