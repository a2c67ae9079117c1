//! The catch-up: what was appended since the bulk pass began, folded by position.

use sqlx::PgConnection;

use super::job::Beside;
use super::{RebuildError, Site};
use crate::log::LogError;
use crate::log::scan::PageSize;
use crate::views::fold;
use crate::views::log_page::{LogPage, LogReader};

/// So few events are folded in one go while the living version stands still.
const NEAR: i64 = 500;

/// The most events of a page: a page is one transaction.
const PAGE_EVENTS: usize = 4_000;

/// Folds until all new versions are near the living ones: while one comes near, another may have
/// fallen behind again.
pub(super) async fn catch_up(site: &Site) -> Result<(), RebuildError> {
    let log = reader(site);
    loop {
        let mut are_near = true;
        for beside in &site.job.views {
            loop {
                site.must_go_on()?;
                let (built, live) = positions(site, *beside).await?;
                if live - built <= NEAR {
                    break;
                }
                are_near = false;
                let page = log.between(built, live).await?;
                let mut transaction = site.pool.begin().await?;
                fold_page(site, *beside, built, &page, &mut transaction).await?;
                transaction.commit().await?;
            }
        }
        if are_near {
            return Ok(());
        }
    }
}

pub(super) fn reader(site: &Site) -> LogReader {
    let size = PageSize {
        events: site.shard_events.min(PAGE_EVENTS),
        bytes: 16 << 20,
    };
    LogReader::new(site.pool.clone(), size)
}

/// Folds a page into a version that stands before it, and moves its checkpoint.
pub(super) async fn fold_page(
    site: &Site,
    beside: Beside,
    built: i64,
    page: &LogPage,
    connection: &mut PgConnection,
) -> Result<i64, RebuildError> {
    let Some(last) = page.events.last() else {
        let position = built.unsigned_abs() + 1;
        return Err(LogError::Missing { position }.into());
    };
    let moved = sqlx::query(
        "update views
         set position = $4, changed_at = clock_timestamp()
         where name = $1 and version = $2 and position = $3 and rebuild_id = $5
           and state = 'rebuilding'",
    )
    .bind(beside.view.as_str())
    .bind(beside.built)
    .bind(built)
    .bind(last.position)
    .bind(site.job.id)
    .execute(&mut *connection)
    .await?;
    if moved.rows_affected() == 0 {
        return Err(RebuildError::Lost);
    }
    let (view, version) = (beside.view, beside.built);
    fold::fold(view, version, &page.events, &site.states, connection).await?;
    Ok(last.position)
}

async fn positions(site: &Site, beside: Beside) -> Result<(i64, i64), sqlx::Error> {
    sqlx::query_as(
        "select built.position, live.position
         from views as built
         join views as live on live.name = built.name and live.version = $3
         where built.name = $1 and built.version = $2",
    )
    .bind(beside.view.as_str())
    .bind(beside.built)
    .bind(beside.live)
    .fetch_one(&site.pool)
    .await
}
