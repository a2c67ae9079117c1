//! Moments of the ledger: a position, or the instant that leads to one.
//!
//! Recorded times never run backwards along positions, so an instant has one position: that of the
//! last event recorded by then.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::scan::signed;

/// A moment as it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// As things were once the event at this position was recorded.
    Position(u64),
    /// As things were recorded at this instant.
    Instant(DateTime<Utc>),
}

/// A moment that the ledger knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The last event that had happened.
    pub position: u64,
    /// When that event was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// Why a moment is not one that the ledger knows.
#[derive(Debug, thiserror::Error)]
pub enum MomentError {
    #[error("the ledger was still empty: its first event was recorded at {}", crate::log::leaf::written(*first))]
    BeforeTheFirstEvent { first: DateTime<Utc> },
    #[error("the ledger is empty: no event was recorded yet")]
    EmptyLedger,
    #[error("the log has come to position {head} so far")]
    BeyondTheHead { head: u64 },
    /// Positions are dense: something took the event away.
    #[error("the log has no event at position {position}: something took it away")]
    Missing { position: u64 },
    #[error("the database could not be read")]
    Database(#[from] sqlx::Error),
}

impl MomentError {
    /// Gives the stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BeforeTheFirstEvent { .. } => "moment_before_the_first_event",
            Self::EmptyLedger => "empty_ledger",
            Self::BeyondTheHead { .. } => "position_beyond_the_head",
            Self::Missing { .. } => "event_missing",
            Self::Database(_) => "store_unavailable",
        }
    }
}

const HEAD: &str = "
select log_head.position, first.recorded_at
from log_head
left join events as first on first.position = 1";

const RECORDED_AT: &str = "select recorded_at from events where position = $1";

/// Halves the log until the last event recorded by then is found: positions are dense.
const LAST_BY: &str = "
with recursive half (low, high) as (
    select 1::bigint, $2::bigint
    union all
    select
        case when middle.recorded_at <= $1 then middle.position else half.low end,
        case when middle.recorded_at <= $1 then half.high else middle.position - 1 end
    from half
    join lateral (
        select events.position, events.recorded_at
        from events
        where events.position = (half.low + half.high + 1) / 2
    ) as middle on true
    where half.low < half.high
)
select low
from half
where low >= high
limit 1";

impl Moment {
    /// Gives the last moment there is.
    pub async fn head(pool: &PgPool) -> Result<Self, MomentError> {
        let position: i64 = sqlx::query_scalar("select position from log_head")
            .fetch_one(pool)
            .await?;
        match position.unsigned_abs() {
            0 => Err(MomentError::EmptyLedger),
            position => AsOf::Position(position).find(pool).await,
        }
    }
}

impl AsOf {
    /// Finds the moment in the log.
    pub async fn find(self, pool: &PgPool) -> Result<Moment, MomentError> {
        let (head, first): (i64, Option<DateTime<Utc>>) =
            sqlx::query_as(HEAD).fetch_one(pool).await?;
        let first = first.ok_or(MomentError::EmptyLedger)?;
        let position = match self {
            Self::Position(0) => return Err(MomentError::BeforeTheFirstEvent { first }),
            Self::Position(position) if position > head.unsigned_abs() => {
                let head = head.unsigned_abs();
                return Err(MomentError::BeyondTheHead { head });
            }
            Self::Position(position) => position,
            Self::Instant(at) if at < first => {
                return Err(MomentError::BeforeTheFirstEvent { first });
            }
            Self::Instant(at) => {
                let last: i64 = sqlx::query_scalar(LAST_BY)
                    .bind(at)
                    .bind(head)
                    .fetch_one(pool)
                    .await?;
                last.unsigned_abs()
            }
        };
        let recorded_at = sqlx::query_scalar(RECORDED_AT)
            .bind(signed(position))
            .fetch_optional(pool)
            .await?;
        let recorded_at = recorded_at.ok_or(MomentError::Missing { position })?;
        Ok(Moment {
            position,
            recorded_at,
        })
    }
}
