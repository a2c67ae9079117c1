//! The proof: both versions at one position, digest by digest.
//!
//! The living version is held for the moment in which the new one takes its last steps; then a
//! snapshot of both is compared while everything goes on. Rows are digested by PostgreSQL itself
//! (64-bit hashes of whole rows, combined by exclusive or; where a table differs, again in 256
//! buckets): it finds what went wrong, not what somebody forged; against forgery there are the
//! leaves of the log.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use sqlx::{Executor, PgConnection, Postgres, Transaction};
use tokio::sync::Mutex;
use tokio::task::JoinSet;

use super::catch_up::move_on;
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

/// The same of one bucket, after its number.
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
    let mut done = vec![];
    if site.has_one_session() {
        for task in tasks {
            done.push(one(site, &mut held, &task).await?);
        }
        held.commit().await?;
    } else {
        let mut snapshot = site.pool.begin_with(SNAPSHOT).await?;
        let name: String = sqlx::query_scalar("select pg_export_snapshot()")
            .fetch_one(&mut *snapshot)
            .await?;
        held.rollback().await?;
        done = in_parallel(site, &name, tasks).await?;
        snapshot.rollback().await?;
    }
    done.sort_by_key(|done| (done.view, done.digest.name));
    let views = site.job.views.iter().map(|beside| {
        let tables = done.iter().filter(|done| done.view == beside.view);
        RebuiltView {
            view: beside.view,
            live_version: beside.live,
            built_version: beside.built,
            tables: tables.map(|done| done.digest.clone()).collect(),
        }
    });
    Ok(Compared {
        views: views.collect(),
        differences: done.into_iter().flat_map(|it| it.differences).collect(),
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

/// Locks the checkpoints of the living versions, and brings the new ones to them; gives the last of
/// them.
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
    let only = site.has_one_session().then_some(&mut **held);
    move_on(site, 0, only).await?;
    let positions = rows.iter().map(|(_, position, _)| *position);
    Ok(positions.max().unwrap_or(0))
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
    Ok(site.all_of(workers).await?.into_iter().flatten().collect())
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
        let differing = live.symmetric_difference(&built);
        let differing: Vec<i32> = differing.map(|(bucket, ..)| *bucket).collect();
        let rows = difference::rows(connection, beside, table, &columns, &differing).await?;
        differences.extend(rows);
    }
    Ok(Done {
        view: beside.view,
        digest: digest(table, built),
        differences,
    })
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
) -> Result<HashSet<Bucket>, sqlx::Error> {
    let (name, bucket) = (versioned(table, version), table.bucket);
    let statement = format!(
        "select get_byte(uuid_send({bucket}), 15) as bucket, count(*), bit_xor({hash})
         from {name}
         group by bucket"
    );
    let buckets: Vec<Bucket> = sqlx::query_as(&statement)
        .persistent(false)
        .fetch_all(connection)
        .await?;
    Ok(buckets.into_iter().collect())
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
