//! A program that is newer than the tables: it serves the old ones and renews them by itself.

use std::sync::Arc;
use std::time::Duration;

use sqlx::PgPool;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::{Outcome, Purpose, RebuildError, RebuildOptions, Watcher, rebuild};
use crate::views::ViewName;
use crate::views::code::ViewCodes;

/// How long it waits when another process rebuilds, or the database is away.
const PATIENCE: Duration = Duration::from_secs(10);

/// Renews views in the background; dropping it ends that at its next pages.
#[derive(Debug)]
pub struct Renewal {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Renewal {
    /// Starts to rebuild views whose tables are of an earlier shape, one pass for all of them.
    pub fn start(pool: PgPool, outdated: Vec<ViewName>, codes: ViewCodes) -> Self {
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(renew(pool, outdated, codes, stopped));
        Self { stop, task }
    }

    /// Ends after the pages that are being written; what is done is kept.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        let _ended = (&mut self.task).await;
    }
}

impl Drop for Renewal {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

async fn renew(
    pool: PgPool,
    outdated: Vec<ViewName>,
    codes: ViewCodes,
    mut stop: watch::Receiver<bool>,
) {
    if outdated.is_empty() {
        return;
    }
    let mut options = RebuildOptions::new(Purpose::Rebuild, &outdated);
    options.codes = codes;
    let views = ViewName::names(&options.views).join(", ");
    tracing::warn!(views, "tables of an earlier shape are served and renewed");
    loop {
        let unwatched: Watcher = Arc::new(|_| {});
        match rebuild(&pool, &options, unwatched, stop.clone()).await {
            Ok(report) => {
                match report.outcome {
                    Outcome::Switched | Outcome::Proven => {
                        tracing::warn!(views, events = report.events, "the views are renewed");
                    }
                    Outcome::Differs(differences) | Outcome::Replaced(differences) => {
                        let differences = differences.len();
                        tracing::error!(
                            views,
                            differences,
                            "the renewed views differ in what no change declares: not switched"
                        );
                    }
                }
                return;
            }
            Err(RebuildError::Stopped | RebuildError::Cancelled) => return,
            Err(
                error @ (RebuildError::Held { .. }
                | RebuildError::Unfinished { .. }
                | RebuildError::EndedMeanwhile { .. }
                | RebuildError::Lost
                | RebuildError::BrokeOff
                | RebuildError::Database(_)),
            ) => tracing::warn!(views, %error, "the views are not renewed yet"),
            Err(error) => {
                tracing::error!(views, %error, "the views cannot be renewed");
                return;
            }
        }
        tokio::select! {
            () = tokio::time::sleep(PATIENCE) => {}
            _ = stop.wait_for(|is_stopped| *is_stopped) => return,
        }
        // Another process may have done it meanwhile.
        match crate::views::registry::prepare(&pool, &options.codes).await {
            Ok(outdated) if !outdated.iter().any(|view| options.views.contains(view)) => return,
            Ok(_) | Err(_) => {}
        }
    }
}
