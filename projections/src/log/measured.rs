//! What is measured of the committer: once a batch, never once an append.

use std::time::Duration;

use metrics::{Counter, Gauge, Histogram, counter, gauge, histogram};

/// Where figures go; nowhere, unless somebody in this process collects them.
///
/// Looked up once: a committer writes to the same figures for as long as it runs.
pub(super) struct Measured {
    batch: Histogram,
    commit: Histogram,
    queue: Gauge,
    appends: Counter,
    events: Counter,
    failed: Counter,
}

impl Measured {
    pub(super) fn new() -> Self {
        Self {
            batch: histogram!("claims_log_batch_appends"),
            commit: histogram!("claims_log_commit_seconds"),
            queue: gauge!("claims_log_queue_appends"),
            appends: counter!("claims_log_appends_total"),
            events: counter!("claims_log_events_total"),
            failed: counter!("claims_log_failed_appends_total"),
        }
    }

    /// Notes how many appends wait, those of the batch included.
    pub(super) fn waiting(&self, appends: usize) {
        self.queue.set(appends as f64);
    }

    pub(super) fn committed(&self, appends: usize, events: u64, took: Duration) {
        self.batch.record(appends as f64);
        self.commit.record(took);
        self.appends.increment(appends as u64);
        self.events.increment(events);
    }

    pub(super) fn failed(&self, appends: usize) {
        self.failed.increment(appends as u64);
    }
}
