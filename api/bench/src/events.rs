//! How far behind readers of the events are, when many follow a ledger that is written to.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use domain::claim::{AddComment, Create, Visibility};
use domain::{ClaimCommand, ClaimId, CommentId, Currency, Money};
use http_body_util::BodyExt;
use hyper::body::Bytes;
use projections::{Clock, Command, Ledger, Request};
use sqlx::postgres::PgConnectOptions;
use tokio::time::{MissedTickBehavior, interval, timeout};
use uuid::Uuid;

use crate::lifecycle::Cast;
use crate::measure::{Memory, resident_bytes};
use crate::run::BenchError;
use crate::served::{Client, Connections, Scene, Unanswered, get, key_of, on_schema};

/// How many callers share the writing.
const WRITERS: u32 = 50;

/// How long a reader may wait for the last event.
const PATIENCE: Duration = Duration::from_secs(30);

/// What to measure.
#[derive(Clone, Copy, Debug)]
pub struct EventsBenchOptions {
    pub readers: usize,
    /// How many events are recorded each second.
    pub per_second: u32,
    pub lasting: Duration,
    pub connections: Connections,
}

/// What was measured.
#[derive(Clone, Copy, Debug)]
pub struct EventsBenchReport {
    /// Events that were recorded each second.
    pub per_second: f64,
    /// Events that were sent to all readers together, each second.
    pub sent_per_second: f64,
    /// From the commit of an event to its arrival, over all readers and events.
    pub lag_p50: Duration,
    pub lag_p99: Duration,
    pub lag_max: Duration,
    /// The memory of this process, server and readers, with the readers there and nothing to read.
    pub idle_bytes: u64,
    /// The most of it while events came.
    pub peak_bytes: u64,
}

/// How late events were: how many of each tenth of a millisecond. All readers share it, so that what
/// is measured is the server's memory and not the measuring.
struct Lags(Vec<AtomicU64>);

impl Lags {
    /// Up to half a minute; what is later than that counts as the last.
    fn none() -> Self {
        Self((0..300_000).map(|_| AtomicU64::new(0)).collect())
    }

    fn add(&self, lag_us: u64) {
        let place = usize::try_from(lag_us / 100).unwrap_or(usize::MAX);
        self.0[place.min(self.0.len() - 1)].fetch_add(1, Ordering::Relaxed);
    }

    fn count(&self) -> u64 {
        self.0
            .iter()
            .map(|count| count.load(Ordering::Relaxed))
            .sum()
    }

    /// Gives the lag below or at which a share of them is.
    fn quantile(&self, share: f64) -> Duration {
        let wanted = ((self.count() as f64 * share).ceil() as u64).max(1);
        let mut sum = 0;
        let reached = self.0.iter().position(|count| {
            sum += count.load(Ordering::Relaxed);
            sum >= wanted
        });
        Duration::from_micros(reached.unwrap_or(0) as u64 * 100)
    }
}

/// When each event was committed, in microseconds since the beginning; by position.
struct Commits {
    began: Instant,
    first: u64,
    at: Vec<AtomicU64>,
}

impl Commits {
    fn note(&self, position: u64) {
        if let Some(at) = self.of(position) {
            at.store(self.now(), Ordering::Release);
        }
    }

    /// Gives how long ago an event was committed; none: its caller was not told yet.
    fn since(&self, position: u64) -> Option<u64> {
        let at = self.of(position)?.load(Ordering::Acquire);
        (at > 0).then(|| self.now().saturating_sub(at))
    }

    fn of(&self, position: u64) -> Option<&AtomicU64> {
        let place = position.checked_sub(self.first + 1)?;
        self.at.get(usize::try_from(place).ok()?)
    }

    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_micros())
            .unwrap_or(u64::MAX)
            .max(1)
    }
}

/// Measures readers that follow all events of a vendor.
pub async fn bench_events(
    database: &PgConnectOptions,
    clock: Clock,
    options: EventsBenchOptions,
    told: impl Fn(&str),
    interrupted: impl Future<Output = ()>,
) -> Result<EventsBenchReport, BenchError> {
    on_schema(
        database,
        options.connections,
        interrupted,
        async |_, pools| {
            let scene = Scene::set(pools, clock, (0, WRITERS as usize), &told).await?;
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
    options: EventsBenchOptions,
    told: impl Fn(&str),
) -> Result<EventsBenchReport, BenchError> {
    let key = key_of(&scene.identity, &Cast::around(0).reviewer).await;
    let key = key.map_err(|error| BenchError::Views(error.to_string()))?;
    let claims = claims(scene, clock).await?;
    let first = *scene.ledger.head().borrow();
    let seconds = u64::from(options.per_second) * options.lasting.as_secs().max(1);
    let commits = Arc::new(Commits {
        began: Instant::now(),
        first,
        at: (0..seconds).map(|_| AtomicU64::new(0)).collect(),
    });
    let last = first + seconds;
    let lags = Arc::new(Lags::none());
    told("the readers come");
    let mut readers = vec![];
    for _ in 0..options.readers {
        let mut client = Client::connect(scene.port).await?;
        let response = client.ask(get("/v1/events"), &key, Bytes::new()).await?;
        let (commits, lags) = (Arc::clone(&commits), Arc::clone(&lags));
        readers.push(tokio::spawn(async move {
            let read = read(response.into_body(), &commits, &lags, last).await;
            drop(client);
            read
        }));
    }
    let idle_bytes = resident_bytes();
    let memory = Memory::watch();
    told("events are recorded");
    let began = Instant::now();
    let writers: Vec<_> = claims
        .into_iter()
        .enumerate()
        .map(|(n, claim)| {
            let share =
                seconds / u64::from(WRITERS) + u64::from((n as u64) < seconds % u64::from(WRITERS));
            let pace = Duration::from_secs(1) * WRITERS / options.per_second.max(1);
            let (ledger, commits) = (scene.ledger.clone(), Arc::clone(&commits));
            tokio::spawn(write(ledger, clock, (n, claim), (share, pace), commits))
        })
        .collect();
    for writer in writers {
        writer.await.expect("a writer does not panic")?;
    }
    let took = began.elapsed().as_secs_f64();
    for reader in readers {
        reader.await.expect("a reader does not panic")?;
    }
    let sent = lags.count() as f64 / began.elapsed().as_secs_f64();
    Ok(EventsBenchReport {
        per_second: seconds as f64 / took,
        sent_per_second: sent,
        lag_p50: lags.quantile(0.50),
        lag_p99: lags.quantile(0.99),
        lag_max: lags.quantile(1.0),
        idle_bytes,
        peak_bytes: memory.peak(),
    })
}

/// Files a claim for each writer.
async fn claims(scene: &Scene, clock: Clock) -> Result<Vec<ClaimId>, BenchError> {
    let mut claims = vec![];
    for (n, fund) in scene.stage.funds.iter().enumerate() {
        let claim = ClaimId::from_uuid(Uuid::now_v7());
        let create = ClaimCommand::Create(Create {
            fund: *fund,
            activity: "trade-show".parse().expect("a short name"),
            title: "Stand at the spring trade show".to_owned(),
            executed_on: clock().date_naive(),
            declared: Money::from_minor(125_000, Currency::EUR),
            location: None,
        });
        let by = Cast::around(n).partner;
        let request = Request::new(Command::Claim(claim, create), by, clock());
        scene.ledger.execute(request).await?;
        claims.push(claim);
    }
    Ok(claims)
}

/// Comments on a claim at an even pace.
async fn write(
    ledger: Ledger,
    clock: Clock,
    (n, claim): (usize, ClaimId),
    (share, pace): (u64, Duration),
    commits: Arc<Commits>,
) -> Result<(), BenchError> {
    let by = Cast::around(n).partner;
    let mut ticks = interval(pace);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    for _ in 0..share {
        ticks.tick().await;
        let comment = ClaimCommand::AddComment(AddComment {
            id: CommentId::from_uuid(Uuid::now_v7()),
            text: "The invoice covers both days of the show.".to_owned(),
            document: None,
            in_reply_to: None,
            visibility: Visibility::Everyone,
        });
        let request = Request::new(Command::Claim(claim, comment), by.clone(), clock());
        let answer = ledger.execute(request).await?;
        commits.note(answer.position);
    }
    Ok(())
}

/// Reads events up to the last, and notes how late each was.
async fn read(
    mut body: hyper::body::Incoming,
    commits: &Commits,
    lags: &Lags,
    last: u64,
) -> Result<(), Unanswered> {
    let (mut line, mut seen) = (vec![], 0);
    while seen < last {
        let late = || Unanswered::Late {
            path: "/v1/events".to_owned(),
        };
        let frame = timeout(PATIENCE, body.frame()).await.map_err(|_| late())?;
        let Ok(piece) = frame.ok_or_else(late)??.into_data() else {
            continue;
        };
        for byte in piece {
            if byte != b'\n' {
                line.push(byte);
                continue;
            }
            let id = std::str::from_utf8(&line).ok();
            let id = id.and_then(|line| line.strip_prefix("id: ")?.parse::<u64>().ok());
            if let Some(id) = id {
                if id > seen && commits.of(id).is_some() {
                    // One that is here before its caller was told is not late.
                    lags.add(commits.since(id).unwrap_or(0));
                }
                seen = seen.max(id);
            }
            line.clear();
        }
    }
    Ok(())
}
