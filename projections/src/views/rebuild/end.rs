//! The end of a rebuild: its row says how, and the tables that are not to stay are dropped.

use sqlx::{Executor, PgConnection, PgPool};
use uuid::Uuid;

use super::RebuildError;

/// Ends a rebuild without a switch: what it had built is gone.
pub(super) async fn give_up(pool: &PgPool, id: Uuid, outcome: &str) -> Result<(), RebuildError> {
    let mut transaction = pool.begin().await?;
    close(&mut transaction, id, outcome, None).await?;
    drop_built(&mut transaction, id).await?;
    transaction.commit().await?;
    Ok(())
}

/// Ends a job; tables that are not to stay are dropped in the same transaction.
pub(super) async fn close(
    connection: &mut PgConnection,
    id: Uuid,
    outcome: &str,
    digest: Option<&[u8]>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update rebuilds
         set phase = 'ended',
             outcome = $2,
             digest = $3,
             holder = null,
             lease_until = null,
             ended_at = clock_timestamp()
         where rebuild_id = $1 and ended_at is null",
    )
    .bind(id)
    .bind(outcome)
    .bind(digest)
    .execute(&mut *connection)
    .await?;
    sqlx::query("delete from rebuild_shards where rebuild_id = $1")
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Drops the versions that a job was filling.
pub(super) async fn drop_built(connection: &mut PgConnection, id: Uuid) -> Result<(), sqlx::Error> {
    let built: Vec<(String, i32)> = sqlx::query_as(
        "delete from views
         where rebuild_id = $1 and state = 'rebuilding' and not is_live
         returning name, version",
    )
    .bind(id)
    .fetch_all(&mut *connection)
    .await?;
    for (name, version) in built {
        drop_tables(connection, &name, version).await?;
    }
    Ok(())
}

/// Drops the tables of a version, also those that this program does not know.
///
/// The tables of a view are named after it: `claim__v3`, `claim_document__v3`.
pub(super) async fn drop_tables(
    connection: &mut PgConnection,
    view: &str,
    version: i32,
) -> Result<(), sqlx::Error> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select quote_ident(relname)
         from pg_class
         where relnamespace = current_schema()::regnamespace
           and relkind = 'r'
           and relname ~ ('^' || $1 || '(_[a-z_]+)?__v' || $2 || '$')",
    )
    .bind(view)
    .bind(version.to_string())
    .fetch_all(&mut *connection)
    .await?;
    for table in tables {
        let statement = format!("drop table {table}");
        connection.execute(statement.as_str()).await?;
    }
    Ok(())
}
