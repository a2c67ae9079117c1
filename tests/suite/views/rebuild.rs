//! Views made anew beside the living ones: whole, resumed, proven, switched, rolled back.

mod beside;
mod heap;
mod names;
mod proof;
mod resume;
mod roll;
mod versions;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use projections::views::ViewName;
use projections::views::rebuild::{
    Outcome, Progress, Purpose, RebuildError, RebuildOptions, RebuildReport, Watcher, rebuild,
};
use sqlx::PgPool;
use tokio::sync::watch;

fn unwatched() -> Watcher {
    Arc::new(|_| {})
}

pub fn options(purpose: Purpose, views: &[ViewName]) -> RebuildOptions {
    RebuildOptions {
        shard_events: 97,
        ..RebuildOptions::new(purpose, views)
    }
}

/// Runs to the end.
pub async fn run(pool: &PgPool, options: &RebuildOptions) -> Result<RebuildReport, RebuildError> {
    let (_go_on, stop) = watch::channel(false);
    rebuild(pool, options, unwatched(), stop).await
}

async fn rebuilt(pool: &PgPool, views: &[ViewName]) -> RebuildReport {
    let report = run(pool, &options(Purpose::Rebuild, views)).await.unwrap();
    assert_eq!(report.outcome, Outcome::Switched);
    report
}

async fn verified(pool: &PgPool) -> RebuildReport {
    run(pool, &options(Purpose::Verify, &ViewName::ALL))
        .await
        .unwrap()
}

/// Turns true once a rebuild has folded so many events.
fn stop_after(events: u64) -> (Watcher, watch::Receiver<bool>) {
    let (stop, stopped) = watch::channel(false);
    let is_over = AtomicBool::new(false);
    let watcher: Watcher = Arc::new(move |progress: Progress| {
        if progress.events >= events && !is_over.swap(true, Ordering::Relaxed) {
            stop.send_replace(true);
        }
    });
    (watcher, stopped)
}
