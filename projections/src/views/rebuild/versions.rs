//! Versions beside the living one: switched to, kept for a way back, dropped.

use std::time::Duration;

use sqlx::{Executor, PgConnection, PgPool};
use tokio::sync::watch;

use super::catch_up::catch_up;
use super::compare::{Compared, hold_living};
use super::{Outcome, Purpose, RebuildError, Site, end};
use crate::log::scan::PageSize;
use crate::views::ViewName;
use crate::views::code::ViewCodes;
use crate::views::fold::{self, ClaimStates, FoldError};
use crate::views::log_page::LogReader;
use crate::views::registry::of_version;

/// How long a switch waits until it tries again, when somebody reads what is to be renamed.
const IN_THE_WAY: Duration = Duration::from_millis(100);

/// Requires that views have living versions.
pub(super) async fn must_be_made(pool: &PgPool, views: &[ViewName]) -> Result<(), RebuildError> {
    let made: Vec<String> = sqlx::query_scalar("select name from views where is_live")
        .fetch_all(pool)
        .await?;
    let mut views = views.iter();
    let not_made = views.find(|view| made.iter().all(|made| made != view.as_str()));
    not_made.map_or(Ok(()), |view| Err(RebuildError::NotMade(*view)))
}

/// Switches, or drops what was built for the proof alone.
pub(super) async fn conclude(site: &Site, compared: &Compared) -> Result<Outcome, RebuildError> {
    let digest = compared.digest();
    let is_equal = compared.differences.is_empty();
    let outcome = match (site.job.purpose, is_equal) {
        (Purpose::Rebuild, false) if site.accepts_differences => {
            Outcome::Replaced(compared.differences.clone())
        }
        (_, false) => Outcome::Differs(compared.differences.clone()),
        (Purpose::Verify, true) => Outcome::Proven,
        (Purpose::Rebuild, true) => Outcome::Switched,
    };
    let ended_as = match &outcome {
        Outcome::Switched | Outcome::Replaced(_) => {
            loop {
                // What was appended during the comparison is not folded while others wait.
                catch_up(site).await?;
                match switch_all(site, &digest).await {
                    Err(RebuildError::Database(error)) if is_contended(&error) => {
                        tokio::time::sleep(IN_THE_WAY).await;
                    }
                    done => {
                        done?;
                        return Ok(outcome);
                    }
                }
            }
        }
        Outcome::Proven => "proven",
        Outcome::Differs(_) => "differs",
    };
    let mut transaction = site.pool.begin().await?;
    site.job.must_hold(&mut transaction).await?;
    end::close(&mut transaction, site.job.id, ended_as, Some(&digest)).await?;
    end::drop_built(&mut transaction, site.job.id).await?;
    transaction.commit().await?;
    Ok(outcome)
}

async fn switch_all(site: &Site, digest: &[u8]) -> Result<(), RebuildError> {
    let mut transaction = site.pool.begin().await?;
    hold_living(site, &mut transaction).await?;
    site.job.must_hold(&mut transaction).await?;
    for beside in &site.job.views {
        let names = site.codes.of(beside.view).names;
        switch(&mut transaction, beside.view, beside.built, names).await?;
    }
    end::close(&mut transaction, site.job.id, "switched", Some(digest)).await?;
    Ok(transaction.commit().await?)
}

/// Tells whether somebody reads what was to be renamed.
fn is_contended(error: &sqlx::Error) -> bool {
    const LOCK_NOT_AVAILABLE: &str = "55P03";
    const DEADLOCK: &str = "40P01";
    let code = error.as_database_error().and_then(|error| error.code());
    code.is_some_and(|code| [LOCK_NOT_AVAILABLE, DEADLOCK].contains(&code.as_ref()))
}

/// Makes a version the living one; the one before is kept as it is.
///
/// Names are changed only if nobody is in the way: readers take them in other orders, and whoever
/// waits for one keeps all those waiting who come after.
async fn switch(
    connection: &mut PgConnection,
    view: ViewName,
    version: i32,
    names: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update views
         set is_live = false,
             state = 'retired',
             error = null,
             error_position = null,
             leader = null,
             lease_until = null,
             changed_at = clock_timestamp()
         where name = $1 and is_live",
    )
    .bind(view.as_str())
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "update views
         set is_live = true, state = 'following', changed_at = clock_timestamp()
         where name = $1 and version = $2",
    )
    .bind(view.as_str())
    .bind(version)
    .execute(&mut *connection)
    .await?;
    connection
        .execute("set local lock_timeout = '200ms'")
        .await?;
    connection
        .execute(of_version(names, version).as_str())
        .await?;
    Ok(())
}

/// A version that is no longer the living one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptVersion {
    pub view: ViewName,
    pub version: i32,
    pub shape: i32,
    /// The position it stands at.
    pub position: u64,
    /// The size of its tables with their indexes.
    pub bytes: u64,
}

/// Lists the versions that are kept for a way back, oldest first.
pub async fn kept_versions(pool: &PgPool) -> Result<Vec<KeptVersion>, sqlx::Error> {
    let rows: Vec<(String, i32, i32, i64)> = sqlx::query_as(
        "select name, version, shape, position
         from views
         where state = 'retired'
         order by name, version",
    )
    .fetch_all(pool)
    .await?;
    let mut kept = vec![];
    for (name, version, shape, position) in rows {
        let Ok(view) = name.parse::<ViewName>() else {
            continue;
        };
        let mut bytes = 0;
        for table in view.tables() {
            let size: i64 =
                sqlx::query_scalar("select coalesce(pg_total_relation_size(to_regclass($1)), 0)")
                    .bind(of_version(&format!("{}__v0", table.name), version))
                    .fetch_one(pool)
                    .await?;
            bytes += size.unsigned_abs();
        }
        let position = position.unsigned_abs();
        kept.push(KeptVersion {
            view,
            version,
            shape,
            position,
            bytes,
        });
    }
    Ok(kept)
}

/// Drops a version that is kept; `false`: it is not there, or lives again.
pub async fn prune(pool: &PgPool, view: ViewName, version: i32) -> Result<bool, sqlx::Error> {
    let mut transaction = pool.begin().await?;
    let dropped =
        sqlx::query("delete from views where name = $1 and version = $2 and state = 'retired'")
            .bind(view.as_str())
            .bind(version)
            .execute(&mut *transaction)
            .await?;
    let is_dropped = dropped.rows_affected() == 1;
    if is_dropped {
        end::drop_tables(&mut transaction, view.as_str(), version).await?;
    }
    transaction.commit().await?;
    Ok(is_dropped)
}

/// Drops what an earlier program made and this one has no use for: views it does not know, and kept
/// versions of shapes that it cannot read. Gives how many versions there were.
pub async fn drop_unknown(pool: &PgPool, codes: &ViewCodes) -> Result<usize, sqlx::Error> {
    let mut transaction = pool.begin().await?;
    let versions: Vec<(String, i32, i32, bool)> =
        sqlx::query_as("select name, version, shape, state = 'retired' from views for update")
            .fetch_all(&mut *transaction)
            .await?;
    let knows = |name: &str, shape| {
        let view = ViewName::written(name)?;
        Some(codes.of(view).knows(shape))
    };
    // As long as a view is shown from an earlier program's tables, that program's names are needed.
    let mut shown = versions.iter().filter(|(.., is_kept)| !is_kept);
    if shown.any(|(name, _, shape, _)| knows(name, *shape) == Some(false)) {
        return Ok(0);
    }
    let mut dropped = 0;
    for (name, version, shape, is_kept) in versions {
        if knows(&name, shape).is_none_or(|is_known| is_kept && !is_known) {
            sqlx::query("delete from views where name = $1 and version = $2")
                .bind(&name)
                .bind(version)
                .execute(&mut *transaction)
                .await?;
            end::drop_tables(&mut transaction, &name, version).await?;
            dropped += 1;
        }
    }
    transaction.commit().await?;
    Ok(dropped)
}

/// What a rollback did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rollback {
    pub view: ViewName,
    /// The version that was living.
    pub from: i32,
    /// The version that lives again.
    pub to: i32,
    /// How many events it had to be moved on first.
    pub caught_up: u64,
}

/// Why a view was not rolled back; nothing changed.
#[derive(Debug, thiserror::Error)]
pub enum RollbackError {
    #[error("no earlier version of the view {0} is kept")]
    NoneKept(ViewName),
    #[error(
        "the kept version of the view {view} has shape {shape}, which this program cannot move on; \
         use the program that made it"
    )]
    OtherShape { view: ViewName, shape: i32 },
    #[error("the event at position {position} cannot be folded into it: {why}")]
    Poison { position: u64, why: String },
    #[error("the rollback was stopped; the live version is as it was")]
    Stopped,
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
}

impl From<FoldError> for RollbackError {
    fn from(error: FoldError) -> Self {
        match error {
            FoldError::Poison { position, why } => Self::Poison {
                position: position.unsigned_abs(),
                why,
            },
            FoldError::Refused(why) => Self::Poison { position: 0, why },
            FoldError::Database(error) => Self::Database(error),
        }
    }
}

/// Moves the latest kept version of a view on to where the living one stands, and makes it the
/// living one again.
pub async fn roll_back(
    pool: &PgPool,
    view: ViewName,
    codes: &ViewCodes,
    stop: &watch::Receiver<bool>,
) -> Result<Rollback, RollbackError> {
    let kept: Option<(i32, i32, i64)> = sqlx::query_as(
        "select version, shape, position
         from views
         where name = $1 and state = 'retired'
         order by version desc
         limit 1",
    )
    .bind(view.as_str())
    .fetch_optional(pool)
    .await?;
    let (version, shape, began_at) = kept.ok_or(RollbackError::NoneKept(view))?;
    if !codes.of(view).knows(shape) {
        return Err(RollbackError::OtherShape { view, shape });
    }
    let size = PageSize {
        events: 4_000,
        bytes: 16 << 20,
    };
    let log = LogReader::new(pool.clone(), size);
    let states = ClaimStates::default();
    let mut at = began_at;
    loop {
        if *stop.borrow() {
            return Err(RollbackError::Stopped);
        }
        let mut transaction = pool.begin().await?;
        let (from, live): (i32, i64) = sqlx::query_as(
            "select version, position from views where name = $1 and is_live for update",
        )
        .bind(view.as_str())
        .fetch_one(&mut *transaction)
        .await?;
        if at >= live {
            let switched = switch(&mut transaction, view, version, codes.of(view).names).await;
            if switched.as_ref().is_err_and(is_contended) {
                transaction.rollback().await?;
                tokio::time::sleep(IN_THE_WAY).await;
                continue;
            }
            switched?;
            transaction.commit().await?;
            let caught_up = (at - began_at).unsigned_abs();
            return Ok(Rollback {
                view,
                from,
                to: version,
                caught_up,
            });
        }
        // The lock is short: one page is folded while the living version stands still.
        let page = log.between(&mut transaction, at, live).await?;
        let Some(last) = page.events.last() else {
            return Err(RollbackError::Poison {
                position: at.unsigned_abs() + 1,
                why: "the log has no event there".to_owned(),
            });
        };
        let moved = sqlx::query(
            "update views
             set position = $4
             where name = $1 and version = $2 and position = $3 and state = 'retired'",
        )
        .bind(view.as_str())
        .bind(version)
        .bind(at)
        .bind(last.position)
        .execute(&mut *transaction)
        .await?;
        if moved.rows_affected() == 0 {
            return Err(RollbackError::NoneKept(view));
        }
        fold::fold(view, version, &page.events, &states, &mut transaction).await?;
        let last = last.position;
        transaction.commit().await?;
        at = last;
    }
}
