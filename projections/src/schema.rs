//! Brings a database to the shape this binary knows, or says why it cannot.

use sqlx::PgPool;
use sqlx::migrate::{MigrateError, Migrator};

static MIGRATIONS: Migrator = sqlx::migrate!("../migrations");

/// Guards migrations against a second process: any number that nobody else uses.
const MIGRATION_LOCK: i64 = 0x636c_6169_6d73;

/// Why a database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SchemaError {
    #[error("the database could not be reached")]
    Unavailable(#[from] sqlx::Error),
    #[error("the database is newer than this program (migration {0}); use a newer version of it")]
    NewerThanBinary(i64),
    #[error(
        "the database was changed by another program: migration {0} is not the one that was applied"
    )]
    Altered(i64),
    #[error("the database holds tables that are not the ledger's; use an empty database")]
    NotOurs,
    #[error("migration failed, and nothing was changed")]
    Failed(#[source] MigrateError),
}

/// One migration, and whether it was applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migration {
    pub version: i64,
    pub name: String,
    pub is_applied: bool,
}

/// Applies what is missing, all or nothing; gives what was applied.
pub async fn migrate(pool: &PgPool) -> Result<Vec<Migration>, SchemaError> {
    let mut transaction = pool.begin().await?;
    sqlx::query("select pg_advisory_xact_lock($1)")
        .bind(MIGRATION_LOCK)
        .execute(&mut *transaction)
        .await?;
    let before = applied(&mut transaction).await?;
    let mut migrator = Migrator {
        locking: false,
        ..Migrator::DEFAULT
    };
    migrator.migrations = MIGRATIONS.migrations.clone();
    let done = migrator.run(&mut *transaction).await;
    done.map_err(SchemaError::Failed)?;
    transaction.commit().await?;
    Ok(listed(&before)
        .into_iter()
        .filter(|migration| !migration.is_applied)
        .collect())
}

/// Lists the migrations this binary knows, without changing anything.
pub async fn status(pool: &PgPool) -> Result<Vec<Migration>, SchemaError> {
    let mut connection = pool.acquire().await?;
    Ok(listed(&applied(&mut connection).await?))
}

fn listed(applied: &[i64]) -> Vec<Migration> {
    MIGRATIONS
        .iter()
        .map(|migration| Migration {
            version: migration.version,
            name: migration.description.to_string(),
            is_applied: applied.contains(&migration.version),
        })
        .collect()
}

/// Reads which migrations were applied; refuses a database that is somebody else's.
async fn applied(connection: &mut sqlx::PgConnection) -> Result<Vec<i64>, SchemaError> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select table_name::text
         from information_schema.tables
         where table_schema = current_schema()",
    )
    .fetch_all(&mut *connection)
    .await?;
    if tables.is_empty() {
        return Ok(vec![]);
    }
    if !tables.iter().any(|table| table == "_sqlx_migrations") {
        return Err(SchemaError::NotOurs);
    }
    let applied: Vec<(i64, Vec<u8>)> =
        sqlx::query_as("select version, checksum from _sqlx_migrations order by version")
            .fetch_all(&mut *connection)
            .await?;
    for (version, checksum) in &applied {
        match MIGRATIONS.iter().find(|known| known.version == *version) {
            None if MIGRATIONS.iter().all(|known| known.version < *version) => {
                return Err(SchemaError::NewerThanBinary(*version));
            }
            None => return Err(SchemaError::NotOurs),
            Some(known) if known.checksum.as_ref() != checksum.as_slice() => {
                return Err(SchemaError::Altered(*version));
            }
            Some(_) => {}
        }
    }
    Ok(applied.into_iter().map(|(version, _)| version).collect())
}
