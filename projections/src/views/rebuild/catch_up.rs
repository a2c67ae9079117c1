//! The catch-up: what was appended since the bulk pass began, folded by position.

use sqlx::PgConnection;

use super::job::Beside;
use super::{RebuildError, Site};
use crate::log::LogError;
use crate::log::scan::PageSize;
use crate::views::fold;
use crate::views::log_page::LogReader;

/// So few events are folded in one go while the living version stands still.
const NEAR: i64 = 500;

/// The most events of a page: a page is one transaction.
const PAGE_EVENTS: usize = 4_000;

const POSITIONS: &str = "
select built.position, live.position
from views as built
join views as live on live.name = built.name and live.version = $3
where built.name = $1 and built.version = $2";

const MOVE_ON: &str = "
update views
set position = $4, changed_at = clock_timestamp()
where name = $1
and version = $2
and position = $3
and rebuild_id = $5
and state = 'rebuilding'";

/// Folds until all new versions are near the living ones: while one comes near, another may have
/// fallen behind again.
pub(super) async fn catch_up(site: &Site) -> Result<(), RebuildError> {
    while move_on(site, NEAR, None).await? {}
    Ok(())
}

/// Folds until each new version is at most so many events behind the living one; `false`: all were.
///
/// Each page is a transaction, unless all of them are to be in one that is held.
pub(super) async fn move_on(
    site: &Site,
    near: i64,
    mut held: Option<&mut PgConnection>,
) -> Result<bool, RebuildError> {
    let size = PageSize {
        events: site.shard_events.min(PAGE_EVENTS),
        bytes: 16 << 20,
    };
    let log = LogReader::new(site.pool.clone(), size);
    let mut has_moved = false;
    for beside in &site.job.views {
        loop {
            site.must_go_on()?;
            let is_moved = match &mut held {
                Some(held) => step(site, *beside, near, &log, held).await?,
                None => {
                    let mut transaction = site.pool.begin().await?;
                    let is_moved = step(site, *beside, near, &log, &mut transaction).await?;
                    transaction.commit().await?;
                    is_moved
                }
            };
            if !is_moved {
                break;
            }
            has_moved = true;
        }
    }
    Ok(has_moved)
}

/// Folds a page into a new version and moves its checkpoint; `false`: it is near the living one.
async fn step(
    site: &Site,
    beside: Beside,
    near: i64,
    log: &LogReader,
    connection: &mut PgConnection,
) -> Result<bool, RebuildError> {
    let (built, live): (i64, i64) = sqlx::query_as(POSITIONS)
        .bind(beside.view.as_str())
        .bind(beside.built)
        .bind(beside.live)
        .fetch_one(&mut *connection)
        .await?;
    if live - built <= near {
        return Ok(false);
    }
    let page = log.between(connection, built, live).await?;
    let Some(last) = page.events.last() else {
        let position = built.unsigned_abs() + 1;
        return Err(LogError::Missing { position }.into());
    };
    let moved = sqlx::query(MOVE_ON)
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
    Ok(true)
}
