//! The proof: both versions at one position, digest by digest.
//!
//! The living version is held for the moment in which the new one takes its last steps; then a
//! snapshot of both is compared while everything goes on. Rows are digested by PostgreSQL itself
//! (64-bit hashes of whole rows, combined by exclusive or; where a table differs, again in 256
//! buckets): it finds what went wrong, not what somebody forged; against forgery there are the
//! leaves of the log.

use std::collections::VecDeque;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use sqlx::{Executor, PgConnection, Postgres, Transaction};
use tokio::sync::Mutex;
use tokio::task::JoinSet;

use super::catch_up::{fold_page, reader};
use super::difference::{self, Columns, Difference, versioned};
use super::job::Beside;
use super::{RebuildError, RebuiltView, Site};
use crate::views::ViewName;
use crate::views::code::Table;

const SNAPSHOT: &str = "begin isolation level repeatable read read only";

/// What was found out about all tables.
pub(super) struct Compared {
    pub views: Vec<RebuiltView>,
    pub differences: Vec<Difference>,
    pub position: i64,
}

impl Compared {
    /// Digests the digests of what was built, in the order of the views and their tables.
    pub fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        for view in &self.views {
            for table in &view.tables {
                hash.update(table.name.as_bytes());
                hash.update(table.digest);
            }
        }
        hash.finalize().into()
    }
}

/// The digest of one table that was built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableDigest {
    /// Without the version.
    pub name: &'static str,
    pub rows: u64,
    /// SHA-256 over the number of rows and their hashes.
    pub digest: [u8; 32],
}

/// The number of rows, and their hashes combined.
type Rows = (i64, Option<i64>);

/// The same of one bucket.
type Bucket = (i32, i64, i64);

struct Task {
    beside: Beside,
    table: Table,
}

struct Done {
    view: ViewName,
    digest: TableDigest,
    differences: Vec<Difference>,
}

/// Compares all tables of all views.
pub(super) async fn compare(site: &Arc<Site>) -> Result<Compared, RebuildError> {
    let mut held = site.pool.begin().await?;
    let position = hold_living(site, &mut held).await?;
    let tasks = tasks(site, &mut held).await?;
    let done = if site.has_one_session() {
        let done = all(site, &mut held, tasks).await?;
        held.commit().await?;
        done
    } else {
        step_up(site, None).await?;
        let mut snapshot = site.pool.begin_with(SNAPSHOT).await?;
        let name: String = sqlx::query_scalar("select pg_export_snapshot()")
            .fetch_one(&mut *snapshot)
            .await?;
        held.rollback().await?;
        let done = in_parallel(site, &name, tasks).await?;
        snapshot.rollback().await?;
        done
    };
    let mut differences = vec![];
    let mut views: Vec<RebuiltView> = vec![];
    for beside in &site.job.views {
        views.push(RebuiltView {
            view: beside.view,
            live_version: beside.live,
            built_version: beside.built,
            tables: vec![],
        });
    }
    for mut done in done {
        differences.append(&mut done.differences);
        if let Some(view) = views.iter_mut().find(|view| view.view == done.view) {
            view.tables.push(done.digest);
        }
    }
    Ok(Compared {
        views,
        differences,
        position,
    })
}

/// Lists the tables, the largest first: no worker is left alone with it in the end.
async fn tasks(site: &Site, connection: &mut PgConnection) -> Result<VecDeque<Task>, RebuildError> {
    let mut sized = vec![];
    for beside in &site.job.views {
        for table in beside.view.tables() {
            let bytes: i64 = sqlx::query_scalar("select pg_table_size(to_regclass($1))")
                .bind(versioned(*table, beside.built))
                .fetch_one(&mut *connection)
                .await?;
            let task = Task {
                beside: *beside,
                table: *table,
            };
            sized.push((bytes, task));
        }
    }
    sized.sort_by_key(|(bytes, _)| std::cmp::Reverse(*bytes));
    Ok(sized.into_iter().map(|(_, task)| task).collect())
}

/// Locks the checkpoints of the living versions, and brings the new ones to them if it must be
/// done on the same connection; gives the last of them.
pub(super) async fn hold_living(
    site: &Site,
    held: &mut Transaction<'static, Postgres>,
) -> Result<i64, RebuildError> {
    let names: Vec<&str> = site.job.views.iter().map(|b| b.view.as_str()).collect();
    let rows: Vec<(String, i64, i32)> = sqlx::query_as(
        "select name, position, version
         from views
         where is_live and name = any($1)
         order by name
         for update",
    )
    .bind(names)
    .fetch_all(&mut **held)
    .await?;
    for (name, _, version) in &rows {
        let known = site.job.views.iter().find(|b| b.view.as_str() == name);
        if known.is_none_or(|beside| beside.live != *version) {
            return Err(RebuildError::Lost);
        }
    }
    if site.has_one_session() {
        step_up(site, Some(held)).await?;
    }
    Ok(rows
        .iter()
        .map(|(_, position, _)| *position)
        .max()
        .unwrap_or(0))
}

/// Folds the last events up to the held checkpoints.
pub(super) async fn step_up(
    site: &Site,
    mut held: Option<&mut Transaction<'static, Postgres>>,
) -> Result<(), RebuildError> {
    const POSITIONS: &str = "
        select built.position, live.position
        from views as built
        join views as live on live.name = built.name and live.version = $3
        where built.name = $1 and built.version = $2";
    let log = reader(site);
    for beside in &site.job.views {
        loop {
            site.must_go_on()?;
            let query = sqlx::query_as::<_, (i64, i64)>(POSITIONS)
                .bind(beside.view.as_str())
                .bind(beside.built)
                .bind(beside.live);
            let (built, live) = match &mut held {
                Some(held) => query.fetch_one(&mut ***held).await?,
                None => query.fetch_one(&site.pool).await?,
            };
            if built >= live {
                break;
            }
            match &mut held {
                Some(held) => {
                    let page = log.between_on(held, built, live).await?;
                    fold_page(site, *beside, built, &page, held).await?;
                }
                None => {
                    let page = log.between(built, live).await?;
                    let mut transaction = site.pool.begin().await?;
                    fold_page(site, *beside, built, &page, &mut transaction).await?;
                    transaction.commit().await?;
                }
            }
        }
    }
    Ok(())
}

async fn in_parallel(
    site: &Arc<Site>,
    snapshot: &str,
    tasks: VecDeque<Task>,
) -> Result<Vec<Done>, RebuildError> {
    let tasks = Arc::new(Mutex::new(tasks));
    let mut workers = JoinSet::new();
    for _ in 0..site.busy_jobs() {
        let (site, tasks) = (Arc::clone(site), Arc::clone(&tasks));
        let import = format!("set transaction snapshot '{snapshot}'");
        workers.spawn(async move {
            let mut transaction = site.pool.begin_with(SNAPSHOT).await?;
            transaction.execute(import.as_str()).await?;
            let mut done = vec![];
            loop {
                let task = tasks.lock().await.pop_front();
                let Some(task) = task else { break };
                site.must_go_on()?;
                done.push(one(&site, &mut transaction, &task).await?);
            }
            transaction.rollback().await?;
            Ok::<_, RebuildError>(done)
        });
    }
    let mut done: Vec<Done> = site.all_of(workers).await?.into_iter().flatten().collect();
    done.sort_by_key(|done| (done.view, done.digest.name));
    Ok(done)
}

async fn all(
    site: &Site,
    connection: &mut PgConnection,
    tasks: VecDeque<Task>,
) -> Result<Vec<Done>, RebuildError> {
    let mut done = vec![];
    for task in tasks {
        done.push(one(site, connection, &task).await?);
    }
    done.sort_by_key(|done| (done.view, done.digest.name));
    Ok(done)
}

async fn one(
    site: &Site,
    connection: &mut PgConnection,
    task: &Task,
) -> Result<Done, RebuildError> {
    let Task { beside, table } = *task;
    let declared = site.codes.of(beside.view).declares;
    let (columns, mut differences) = Columns::of(connection, beside, table, declared).await?;
    let built = rows(connection, table, beside.built, &columns.hash).await?;
    let live = match columns.is_new_table {
        true => built,
        false => rows(connection, table, beside.live, &columns.hash).await?,
    };
    if live != built {
        let live = buckets(connection, table, beside.live, &columns.hash).await?;
        let built = buckets(connection, table, beside.built, &columns.hash).await?;
        let differing: Vec<i32> = (0..256)
            .filter(|bucket| find(&live, *bucket) != find(&built, *bucket))
            .collect();
        let rows = difference::rows(connection, beside, table, &columns, &differing).await?;
        differences.extend(rows);
    }
    Ok(Done {
        view: beside.view,
        digest: digest(table, built),
        differences,
    })
}

fn find(buckets: &[Bucket], number: i32) -> Option<&Bucket> {
    buckets.iter().find(|(bucket, ..)| *bucket == number)
}

/// Digests a whole table: in one sum, which costs half as much as in buckets.
///
/// Names of tables and columns cannot be parameters; all of them come from the catalogue.
async fn rows(
    connection: &mut PgConnection,
    table: Table,
    version: i32,
    hash: &str,
) -> Result<Rows, sqlx::Error> {
    let name = versioned(table, version);
    let statement = format!("select count(*), bit_xor({hash}) from {name}");
    sqlx::query_as(&statement)
        .persistent(false)
        .fetch_one(connection)
        .await
}

/// Digests a table by bucket.
async fn buckets(
    connection: &mut PgConnection,
    table: Table,
    version: i32,
    hash: &str,
) -> Result<Vec<Bucket>, sqlx::Error> {
    let (name, bucket) = (versioned(table, version), table.bucket);
    let statement = format!(
        "select get_byte(uuid_send({bucket}), 15) as bucket, count(*), bit_xor({hash})
         from {name}
         group by bucket"
    );
    sqlx::query_as(&statement)
        .persistent(false)
        .fetch_all(connection)
        .await
}

fn digest(table: Table, (count, hashes): Rows) -> TableDigest {
    let mut hash = Sha256::new();
    hash.update(count.to_be_bytes());
    hash.update(hashes.unwrap_or(0).to_be_bytes());
    TableDigest {
        name: table.name,
        rows: count.unsigned_abs(),
        digest: hash.finalize().into(),
    }
}
