//! Runs concurrent callers for a while and sums up what they saw.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Commands a second, and how long one took.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measured {
    pub commands: u64,
    pub commands_per_second: f64,
    pub p50_us: u64,
    pub p99_us: u64,
}

/// What all callers saw in one or more rounds.
#[derive(Default)]
pub(super) struct Sample {
    durations_us: Vec<u32>,
    seconds: f64,
}

impl Sample {
    /// Adds a further round.
    pub fn absorb(&mut self, mut round: Self) {
        self.durations_us.append(&mut round.durations_us);
        self.seconds += round.seconds;
    }

    /// Sums up.
    pub fn measured(mut self) -> Measured {
        let all = &mut self.durations_us;
        all.sort_unstable();
        let quantile = |q: f64| {
            let index = ((all.len() as f64 * q) as usize).min(all.len().saturating_sub(1));
            all.get(index).copied().map_or(0, u64::from)
        };
        Measured {
            commands: all.len() as u64,
            commands_per_second: all.len() as f64 / self.seconds,
            p50_us: quantile(0.50),
            p99_us: quantile(0.99),
        }
    }
}

/// What one caller saw: the duration of each command in microseconds.
#[derive(Default)]
pub(super) struct Tally(Vec<u32>);

impl Tally {
    /// Times one command; gives what it gave.
    pub async fn time<T>(&mut self, command: impl Future<Output = T>) -> T {
        let began = Instant::now();
        let outcome = command.await;
        self.0
            .push(u32::try_from(began.elapsed().as_micros()).unwrap_or(u32::MAX));
        outcome
    }
}

/// Starts `callers` callers that each run until the deadline, and waits for all of them.
pub(super) async fn measure<F, Fut, E>(
    callers: usize,
    lasting: Duration,
    caller: F,
) -> Result<Sample, E>
where
    F: Fn(usize, Instant) -> Fut,
    Fut: Future<Output = Result<Tally, E>> + Send + 'static,
    E: Send + 'static,
{
    let began = Instant::now();
    let deadline = began + lasting;
    let tasks: Vec<_> = (0..callers)
        .map(|n| tokio::spawn(caller(n, deadline)))
        .collect();
    let mut durations_us = vec![];
    for task in tasks {
        durations_us.append(&mut task.await.expect("a caller does not panic")?.0);
    }
    Ok(Sample {
        durations_us,
        seconds: began.elapsed().as_secs_f64(),
    })
}

/// Watches how much memory the process has; Linux alone tells, elsewhere it is zero.
pub(super) struct Memory {
    peak: Arc<AtomicU64>,
    is_over: Arc<AtomicBool>,
}

impl Memory {
    pub fn watch() -> Self {
        let memory = Self {
            peak: Arc::default(),
            is_over: Arc::default(),
        };
        let (peak, is_over) = (Arc::clone(&memory.peak), Arc::clone(&memory.is_over));
        std::thread::spawn(move || {
            while !is_over.load(Ordering::Relaxed) {
                peak.fetch_max(resident_bytes(), Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(10));
            }
        });
        memory
    }

    pub fn peak(&self) -> u64 {
        self.is_over.store(true, Ordering::Relaxed);
        self.peak.load(Ordering::Relaxed)
    }
}

/// Gives how much memory the process has.
pub(super) fn resident_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kibibytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kibibytes.unwrap_or(0) * 1_024
}
