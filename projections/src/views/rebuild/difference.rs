//! What differs between two versions: columns that no change declares, and rows, column by column.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use sqlx::PgConnection;
use sqlx::types::Json;

use super::RebuildError;
use super::job::Beside;
use crate::views::ViewName;
use crate::views::code::{Change, Declared, Table};
use crate::views::registry::of_version;

/// So many rows of a table are shown; there may be more.
const SHOWN: i64 = 20;

/// Something that is not the same in both versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The view's code does not declare this change of a column.
    Column {
        view: ViewName,
        table: &'static str,
        column: String,
        change: Change,
    },
    Row {
        view: ViewName,
        table: &'static str,
        /// The columns of its primary key.
        key: Map<String, Value>,
        kind: RowKind,
    },
    /// The name that readers ask does not show the living version, whole and nothing else.
    Name {
        view: ViewName,
        name: String,
        /// What it is made of instead; none: there is no such view.
        shown: Option<String>,
    },
}

/// How a row differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// The living version has it, and it should not be there.
    OnlyLiving,
    /// The living version lacks it.
    OnlyBuilt,
    Changed(Vec<ColumnDifference>),
}

/// A column that holds something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnDifference {
    pub column: String,
    pub living: Value,
    pub built: Value,
}

/// A row as JSON.
type Row = Json<Map<String, Value>>;

/// The columns of a table that both versions have.
pub(super) struct Columns {
    /// Quoted, and in alphabetical order.
    pub compared: Vec<String>,
    /// An expression that hashes all of them: each hash is the seed of the next.
    pub hash: String,
    /// The living version has no such table: all of its columns are new.
    pub is_new_table: bool,
    /// Those of the primary key that both versions have.
    key: Vec<String>,
}

impl Columns {
    /// Reads the columns of both versions; gives those to compare, and what nobody declared.
    pub async fn of(
        connection: &mut PgConnection,
        beside: Beside,
        table: Table,
        declared: &'static [Declared],
    ) -> Result<(Self, Vec<Difference>), RebuildError> {
        let live = columns(connection, table, beside.live).await?;
        let built = columns(connection, table, beside.built).await?;
        let (view, name) = (beside.view, table.name);
        let is_declared = |column: &str, change| {
            let known = |d: &&Declared| (d.table, d.column, d.change) == (name, column, change);
            declared.iter().find(known).is_some()
        };
        let mut compared = vec![];
        let mut hash = "0::bigint".to_owned();
        let mut found = vec![];
        for (column, kind) in &built {
            match live.get(column) {
                // All columns of a new table are new.
                None if live.is_empty() => {}
                None => found.push((column, Change::New)),
                Some(_) if is_declared(column, Change::Content) => {}
                Some(before) if before.name == kind.name => {
                    hash = hashed(&quoted(column), kind, &hash);
                    compared.push(quoted(column));
                }
                Some(_) => found.push((column, Change::Content)),
            }
        }
        let gone = live.keys().filter(|column| !built.contains_key(*column));
        found.extend(gone.map(|column| (column, Change::Gone)));
        let differences = found
            .into_iter()
            .filter(|(column, change)| !is_declared(column, *change))
            .map(|(column, change)| Difference::Column {
                view,
                table: name,
                column: column.clone(),
                change,
            });
        let differences = differences.collect();
        let mut key = key(connection, table, beside.built).await?;
        key.retain(|column| compared.contains(&quoted(column)));
        let columns = Self {
            is_new_table: live.is_empty(),
            compared,
            hash,
            key,
        };
        Ok((columns, differences))
    }
}

/// What a column holds.
struct Kind {
    name: String,
    is_nullable: bool,
}

/// Gives the expression that hashes a column with the hash so far as its seed.
fn hashed(column: &str, kind: &Kind, seed: &str) -> String {
    let (function, value, if_null) = match kind.name.as_str() {
        "uuid" => (
            "uuid_hash_",
            column,
            "'00000000-0000-0000-0000-000000000000'",
        ),
        "bigint" => ("hashint8", column, "0"),
        "integer" => ("hashint4", column, "0"),
        "boolean" => ("hashint4", &*format!("{column}::int"), "0"),
        "text" => ("hashtext", column, "''"),
        "date" => (
            "timestamp_hash_",
            &*format!("{column}::timestamp"),
            "'epoch'",
        ),
        "timestamp with time zone" => (
            "interval_hash_",
            &*format!("({column} - timestamptz 'epoch')"),
            "'0'",
        ),
        _ => ("hashtext", &*format!("{column}::text"), "''"),
    };
    match kind.is_nullable {
        // A null is not the same as what stands in for it.
        true => format!(
            "{function}extended(coalesce({value}, {if_null}), \
             hashint4extended(({column} is null)::int, {seed}))"
        ),
        false => format!("{function}extended({value}, {seed})"),
    }
}

fn quoted(column: &str) -> String {
    format!("\"{}\"", column.replace('"', "\"\""))
}

pub(super) fn versioned(table: Table, version: i32) -> String {
    of_version(&format!("{}__v0", table.name), version)
}

async fn columns(
    connection: &mut PgConnection,
    table: Table,
    version: i32,
) -> Result<BTreeMap<String, Kind>, sqlx::Error> {
    let rows: Vec<(String, String, bool)> = sqlx::query_as(
        "select attname::text, format_type(atttypid, atttypmod), not attnotnull
         from pg_attribute
         where attrelid = to_regclass($1) and attnum > 0 and not attisdropped",
    )
    .bind(versioned(table, version))
    .fetch_all(connection)
    .await?;
    let kinds = rows.into_iter().map(|(column, name, is_nullable)| {
        let kind = Kind { name, is_nullable };
        (column, kind)
    });
    Ok(kinds.collect())
}

async fn key(
    connection: &mut PgConnection,
    table: Table,
    version: i32,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(
        "select attname::text
         from pg_index
         join pg_attribute on attrelid = indrelid and attnum = any(indkey)
         where indexrelid = to_regclass($1 || '_pkey')
         order by attnum",
    )
    .bind(versioned(table, version))
    .fetch_all(connection)
    .await
}

/// Finds rows that differ in some buckets.
pub(super) async fn rows(
    connection: &mut PgConnection,
    beside: Beside,
    table: Table,
    columns: &Columns,
    buckets: &[i32],
) -> Result<Vec<Difference>, RebuildError> {
    let listed = columns.compared.join(", ");
    let same_key: Vec<String> = columns
        .key
        .iter()
        .map(|column| format!("live.{0} = built.{0}", quoted(column)))
        .collect();
    let same_key = match same_key.as_slice() {
        [] => "false".to_owned(),
        columns => columns.join(" and "),
    };
    let (live, built) = (
        versioned(table, beside.live),
        versioned(table, beside.built),
    );
    let bucket = table.bucket;
    let statement = format!(
        "select to_jsonb(live), to_jsonb(built)
         from (
             select {listed}
             from {live}
             where get_byte(uuid_send({bucket}), 15) = any($1)
         ) as live
         full join (
             select {listed}
             from {built}
             where get_byte(uuid_send({bucket}), 15) = any($1)
         ) as built on {same_key}
         where to_jsonb(live) is distinct from to_jsonb(built)
         limit {SHOWN}"
    );
    let rows: Vec<(Option<Row>, Option<Row>)> = sqlx::query_as(&statement)
        .persistent(false)
        .bind(buckets)
        .fetch_all(connection)
        .await?;
    let differences = rows.into_iter().map(|(live, built)| {
        let some = live.as_ref().or(built.as_ref());
        let key = columns.key.iter().filter_map(|column| {
            let value = some.and_then(|row| row.get(column))?;
            Some((column.clone(), value.clone()))
        });
        Difference::Row {
            view: beside.view,
            table: table.name,
            key: key.collect(),
            kind: match (live, built) {
                (Some(live), Some(built)) => RowKind::Changed(changes(&live, &built)),
                (Some(_), None) => RowKind::OnlyLiving,
                (None, _) => RowKind::OnlyBuilt,
            },
        }
    });
    Ok(differences.collect())
}

fn changes(live: &Row, built: &Row) -> Vec<ColumnDifference> {
    let differing = built
        .iter()
        .filter(|(column, value)| live.get(*column) != Some(*value));
    differing
        .map(|(column, value)| ColumnDifference {
            column: column.clone(),
            living: live.get(column).cloned().unwrap_or(Value::Null),
            built: value.clone(),
        })
        .collect()
}
