//! How much of the ledger's speed is left over HTTP: the same commands, in-process and by callers
//! with keys and connections of their own, in turns.
//!
//! The callers over HTTP write each request whole and read of its answer what they need: they share
//! the machine with the server, and what is asked is how much that costs.

use std::time::{Duration, Instant};

use domain::claim::{AddComment, Create, Visibility};
use domain::{Actor, ClaimCommand, ClaimId, CommentId, Currency, FundId, Money};
use projections::{Clock, Command, Ledger, Request as ToLedger};
use serde_json::{Value, json};
use sqlx::postgres::PgConnectOptions;
use uuid::Uuid;

use crate::lifecycle::Cast;
use crate::measure::{Measured, Sample, Tally, measure};
use crate::run::BenchError;
use crate::served::{Connections, Scene, Unanswered, Wire, key_of, on_schema};

/// How often the two take turns: what else the machine does then falls on both.
const ROUNDS: u32 = 4;

/// How many comments follow on each claim that is filed.
const COMMENTS: usize = 10;

const TITLE: &str = "Stand at the spring trade show";
const TEXT: &str = "The invoice covers both days of the show.";
const DECLARED: &str = "1250.00";

/// What to measure.
#[derive(Clone, Copy, Debug)]
pub struct CommandsBenchOptions {
    pub callers: usize,
    /// How long each of the two lasts.
    pub lasting: Duration,
    /// How many funds the claims are spread over.
    pub funds: usize,
    pub connections: Connections,
}

/// What was measured, in one run on one database.
#[derive(Clone, Copy, Debug)]
pub struct CommandsBenchReport {
    pub in_process: Measured,
    pub over_http: Measured,
}

/// One who files claims and comments on them.
#[derive(Clone)]
struct Caller {
    partner: Actor,
    fund: FundId,
    key: String,
}

/// Measures both in turn, while the views follow as in `claims serve`.
pub async fn bench_commands(
    database: &PgConnectOptions,
    clock: Clock,
    options: CommandsBenchOptions,
    told: impl Fn(&str),
    interrupted: impl Future<Output = ()>,
) -> Result<CommandsBenchReport, BenchError> {
    on_schema(
        database,
        options.connections,
        interrupted,
        async |_, pools| {
            let scene = Scene::set(pools, clock, (0, options.funds), &told).await?;
            let report = run(&scene, clock, options, &told).await;
            scene.leave().await;
            report
        },
    )
    .await
}

async fn run(
    scene: &Scene,
    clock: Clock,
    options: CommandsBenchOptions,
    told: impl Fn(&str),
) -> Result<CommandsBenchReport, BenchError> {
    let (callers, lasting) = (options.callers, options.lasting / ROUNDS);
    let mut cast = vec![];
    for (n, fund) in (0..callers).zip(scene.stage.funds.iter().cycle()) {
        let partner = Cast::around(n % scene.stage.funds.len()).partner;
        let key = key_of(&scene.identity, &partner).await;
        cast.push(Caller {
            key: key.map_err(|error| BenchError::Views(error.to_string()))?,
            partner,
            fund: *fund,
        });
    }
    let (mut in_process, mut over_http) = <(Sample, Sample)>::default();
    for _ in 0..ROUNDS {
        told("in-process");
        let round = measure(callers, lasting, |n, deadline| {
            in_process_until(deadline, scene.ledger.clone(), clock, cast[n].clone())
        });
        in_process.absorb(round.await?);
        told("over HTTP");
        let round = measure(callers, lasting, |n, deadline| {
            over_http_until(deadline, scene.port, clock, cast[n].clone())
        });
        over_http.absorb(round.await?);
    }
    Ok(CommandsBenchReport {
        in_process: in_process.measured(),
        over_http: over_http.measured(),
    })
}

async fn in_process_until(
    deadline: Instant,
    ledger: Ledger,
    clock: Clock,
    caller: Caller,
) -> Result<Tally, BenchError> {
    let mut tally = Tally::default();
    while Instant::now() < deadline {
        let claim = ClaimId::from_uuid(Uuid::now_v7());
        let create = ClaimCommand::Create(Create {
            fund: caller.fund,
            activity: "trade-show".parse().expect("a short name"),
            title: TITLE.to_owned(),
            executed_on: clock().date_naive(),
            declared: Money::from_minor(125_000, Currency::EUR),
            location: None,
        });
        let comments = (0..COMMENTS).map(|_| {
            ClaimCommand::AddComment(AddComment {
                id: CommentId::from_uuid(Uuid::now_v7()),
                text: TEXT.to_owned(),
                document: None,
                in_reply_to: None,
                visibility: Visibility::Everyone,
            })
        });
        for command in std::iter::once(create).chain(comments) {
            let command = Command::Claim(claim, command);
            let request = ToLedger::new(command, caller.partner.clone(), clock());
            tally.time(ledger.execute(request)).await?;
        }
    }
    Ok(tally)
}

async fn over_http_until(
    deadline: Instant,
    port: u16,
    clock: Clock,
    caller: Caller,
) -> Result<Tally, Unanswered> {
    let mut wire = Wire::connect(port, &caller.key).await?;
    let mut tally = Tally::default();
    let comment = json!({ "text": TEXT }).to_string();
    while Instant::now() < deadline {
        let create = json!({
            "fund": caller.fund.to_string(),
            "activity": "trade-show",
            "title": TITLE,
            "executed_on": clock().date_naive().to_string(),
            "declared": { "amount": DECLARED, "currency": "EUR" },
        });
        let create = create.to_string();
        let filed = tally.time(wire.post("/v1/claims", &create)).await?;
        let filed: Value = serde_json::from_slice(filed).unwrap_or_default();
        let id = filed["id"].as_str().unwrap_or_default();
        let path = format!("/v1/claims/{id}/comments");
        for _ in 0..COMMENTS {
            tally.time(wire.post(&path, &comment)).await?;
        }
    }
    Ok(tally)
}
