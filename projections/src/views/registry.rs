//! The registry: which version of a view is live, how far it has come, who leads it.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::words;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::{Executor, PgConnection, PgPool, Postgres, Row};

use super::{ViewCode, ViewCodes, ViewName};

/// Guards the making of tables against a second process: any number that nobody else uses.
const PREPARE_LOCK: i64 = 0x76_69_65_77_73;

/// Why the views cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    #[error("the database could not be reached")]
    Unavailable(#[from] sqlx::Error),
    /// Made by an earlier program, in shapes that this one cannot read.
    #[error(
        "an earlier program made the tables of {}, and this one cannot read them: \
         `claims rebuild --all --execute` makes them anew from the log",
        ViewName::names(.views).join(" and ")
    )]
    Outdated { views: Vec<ViewName> },
    #[error(
        "the tables of the view {view} have shape {found}, which this program does not know: it makes \
         shape {known}; use the program that made them, or a newer one"
    )]
    OtherShape {
        view: ViewName,
        found: i32,
        known: i32,
    },
}

/// Makes the tables of each view that has none, and makes them live; gives the views whose tables
/// are of an earlier shape than the program's.
pub(super) async fn prepare(
    pool: &PgPool,
    codes: &ViewCodes,
) -> Result<Vec<ViewName>, PrepareError> {
    let (mut outdated, mut unreadable) = (vec![], vec![]);
    let mut transaction = pool.begin().await?;
    sqlx::query("select pg_advisory_xact_lock($1)")
        .bind(PREPARE_LOCK)
        .execute(&mut *transaction)
        .await?;
    for view in ViewName::ALL {
        let live: Option<i32> =
            sqlx::query_scalar("select shape from views where name = $1 and is_live")
                .bind(view.as_str())
                .fetch_optional(&mut *transaction)
                .await?;
        match live {
            Some(shape) if shape == codes.of(view).shape => {}
            Some(shape) if codes.of(view).knows(shape) => outdated.push(view),
            Some(shape) if shape < codes.of(view).shape => unreadable.push(view),
            Some(found) => {
                return Err(PrepareError::OtherShape {
                    view,
                    found,
                    known: codes.of(view).shape,
                });
            }
            None => make(&mut transaction, view, codes.of(view)).await?,
        }
    }
    transaction.commit().await?;
    match unreadable.is_empty() {
        true => Ok(outdated),
        false => Err(PrepareError::Outdated { views: unreadable }),
    }
}

async fn make(
    connection: &mut PgConnection,
    view: ViewName,
    code: &ViewCode,
) -> Result<(), sqlx::Error> {
    let version: i32 = sqlx::query_scalar(
        "insert into views (name, version, shape, is_live)
         select $1, coalesce(max(version), 0) + 1, $2, true
         from views
         where name = $1
         returning version",
    )
    .bind(view.as_str())
    .bind(code.shape)
    .fetch_one(&mut *connection)
    .await?;
    for statements in [code.tables, code.indexes, code.names] {
        connection
            .execute(of_version(statements, version).as_str())
            .await?;
    }
    Ok(())
}

/// Puts the version in the place of `__v0` in the names of a view's tables.
///
/// Names of tables cannot be parameters; nothing else in a statement is ever put together.
pub(super) fn of_version(statement: &str, version: i32) -> String {
    statement.replace("__v0", &format!("__v{version}"))
}

/// The right to move a view on, until somebody else takes it.
#[derive(Clone, Debug)]
pub(super) struct Lease {
    pub view: ViewName,
    pub version: i32,
    pub epoch: i64,
    /// The checkpoint.
    pub position: i64,
    leader: String,
    lasts_ms: f64,
}

impl Lease {
    /// Takes the lead of a view, unless somebody has it or the view is parked.
    pub(super) async fn take(
        pool: &PgPool,
        view: ViewName,
        code: &ViewCode,
        leader: &str,
        lasts: Duration,
    ) -> Result<Option<Self>, sqlx::Error> {
        let lasts_ms = lasts.as_secs_f64() * 1_000.0;
        let row = sqlx::query(
            "update views
             set epoch = epoch + 1,
                 leader = $2,
                 led_since = clock_timestamp(),
                 lease_until = clock_timestamp() + $3 * interval '1 millisecond',
                 changed_at = clock_timestamp()
             where name = $1
               and is_live
               and shape = any($4)
               and state = 'following'
               and (leader is null or leader = $2 or lease_until < clock_timestamp())
             returning version, epoch, position",
        )
        .bind(view.as_str())
        .bind(leader)
        .bind(lasts_ms)
        .bind(code.shapes())
        .fetch_optional(pool)
        .await?;
        row.map(|row| {
            Ok(Self {
                view,
                version: row.try_get("version")?,
                epoch: row.try_get("epoch")?,
                position: row.try_get("position")?,
                leader: leader.to_owned(),
                lasts_ms,
            })
        })
        .transpose()
    }

    /// Moves the checkpoint and renews the lease; `false`: somebody else leads now.
    ///
    /// It is the first statement of a page's transaction. The row stays locked until the end of
    /// it, so that nobody can take the lead while a page is half written.
    pub(super) async fn advance(
        &self,
        connection: &mut PgConnection,
        to: i64,
    ) -> Result<bool, sqlx::Error> {
        let advance = self.asked(
            "update views
             set position = $5,
                 lease_until = clock_timestamp() + $6 * interval '1 millisecond',
                 changed_at = clock_timestamp()
             where name = $1
               and version = $2
               and epoch = $3
               and leader = $4
               and position = $7
               and is_live
               and state = 'following'",
        );
        let advance = advance.bind(to).bind(self.lasts_ms).bind(self.position);
        Ok(advance.execute(connection).await?.rows_affected() == 1)
    }

    /// Renews the lease while there is nothing to do; `false`: somebody else leads now.
    pub(super) async fn renew(&self, pool: &PgPool) -> Result<bool, sqlx::Error> {
        let mut connection = pool.acquire().await?;
        self.advance(&mut connection, self.position).await
    }

    /// Gives the lead back.
    pub(super) async fn release(&self, pool: &PgPool) -> Result<(), sqlx::Error> {
        let release = self.asked(
            "update views
             set leader = null, lease_until = null, changed_at = clock_timestamp()
             where name = $1 and version = $2 and epoch = $3 and leader = $4",
        );
        release.execute(pool).await?;
        Ok(())
    }

    /// Parks the view on an event it could not fold, and gives the lead back.
    pub(super) async fn park(
        &self,
        pool: &PgPool,
        position: i64,
        error: &str,
    ) -> Result<(), sqlx::Error> {
        let park = self.asked(
            "update views
             set state = 'parked',
                 error = $5,
                 error_position = $6,
                 leader = null,
                 lease_until = null,
                 changed_at = clock_timestamp()
             where name = $1 and version = $2 and epoch = $3 and leader = $4",
        );
        let park = park.bind(error.replace('\0', "\u{fffd}")).bind(position);
        park.execute(pool).await?;
        Ok(())
    }

    /// Begins a statement whose first four parameters say which lease it is.
    fn asked(&self, statement: &'static str) -> Query<'_, Postgres, PgArguments> {
        sqlx::query(statement)
            .bind(self.view.as_str())
            .bind(self.version)
            .bind(self.epoch)
            .bind(&self.leader)
    }
}

words! {
    /// What a version of a view does.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ViewState {
        /// Moves on with the log.
        Following => "following",
        /// Stopped at an event it could not fold.
        Parked => "parked",
        /// Is being filled beside the live version.
        Rebuilding => "rebuilding",
        /// Was replaced by a later version.
        Retired => "retired",
    }
}

/// How a version of a view is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewStatus {
    pub view: ViewName,
    pub version: i32,
    /// The shape of its tables.
    pub shape: i32,
    /// Whether the stable name shows this version.
    pub is_live: bool,
    pub position: u64,
    /// How far the log has come.
    pub head: u64,
    /// How many events the log is ahead.
    pub lag: u64,
    pub state: ViewState,
    /// Why it is parked.
    pub error: Option<String>,
    pub error_position: Option<u64>,
    /// The process that moves it on.
    pub leader: Option<String>,
    pub led_since: Option<DateTime<Utc>>,
    pub lease_until: Option<DateTime<Utc>>,
    /// Whether the lease still lasts, by the database's clock.
    pub is_led: bool,
}

impl ViewStatus {
    /// Tells whether the view stopped at an event that it cannot fold.
    pub fn is_parked(&self) -> bool {
        self.state == ViewState::Parked
    }
}

/// Lists the versions of all views this program knows.
pub(super) async fn status(pool: &PgPool) -> Result<Vec<ViewStatus>, sqlx::Error> {
    let rows = sqlx::query(
        "select
             name, version, shape, is_live, views.position, led_since, state, error, error_position, leader,
             lease_until,
             coalesce(lease_until > clock_timestamp(), false) as is_led,
             log_head.position as head,
             greatest(log_head.position - views.position, 0) as lag
         from views, log_head
         order by name, version",
    )
    .fetch_all(pool)
    .await?;
    let mut statuses = vec![];
    for row in rows {
        let Ok(view) = row.try_get::<&str, _>("name")?.parse() else {
            continue;
        };
        let state: &str = row.try_get("state")?;
        let no_state = || sqlx::Error::Decode(format!("no state {state:?} of a view").into());
        statuses.push(ViewStatus {
            view,
            version: row.try_get("version")?,
            shape: row.try_get("shape")?,
            is_live: row.try_get("is_live")?,
            position: row.try_get::<i64, _>("position")?.unsigned_abs(),
            head: row.try_get::<i64, _>("head")?.unsigned_abs(),
            lag: row.try_get::<i64, _>("lag")?.unsigned_abs(),
            state: ViewState::written(state).ok_or_else(no_state)?,
            error: row.try_get("error")?,
            error_position: row
                .try_get::<Option<i64>, _>("error_position")?
                .map(i64::unsigned_abs),
            leader: row.try_get("leader")?,
            led_since: row.try_get("led_since")?,
            lease_until: row.try_get("lease_until")?,
            is_led: row.try_get("is_led")?,
        });
    }
    Ok(statuses)
}

/// Lets a parked view try its event again; `false`: it was not parked.
pub(super) async fn unpark(pool: &PgPool, view: ViewName) -> Result<bool, sqlx::Error> {
    let unparked = sqlx::query(
        "update views
         set state = 'following',
             error = null,
             error_position = null,
             changed_at = clock_timestamp()
         where name = $1 and is_live and state = 'parked'",
    )
    .bind(view.as_str())
    .execute(pool)
    .await?;
    Ok(unparked.rows_affected() == 1)
}

/// Gives the smallest checkpoint of some views, and one that is parked before `wanted`.
pub(super) async fn reached(
    pool: &PgPool,
    views: &[ViewName],
    wanted: u64,
) -> Result<(u64, Option<ViewName>), sqlx::Error> {
    let rows: Vec<(String, i64, bool)> = sqlx::query_as(
        "select name, position, state = 'parked'
         from views
         where is_live and name = any($1)",
    )
    .bind(ViewName::names(views))
    .fetch_all(pool)
    .await?;
    let (mut least, mut parked) = (u64::MAX, None);
    if rows.len() < views.len() {
        least = 0;
    }
    for (name, position, is_parked) in rows {
        let position = position.unsigned_abs();
        least = least.min(position);
        if is_parked && position < wanted {
            parked = name.parse().ok();
        }
    }
    Ok((least, parked))
}
