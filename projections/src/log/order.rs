//! The order of the log: recorded times never run backwards along positions.
//!
//! A leaf covers when an event was recorded, but not its position, for that is given as it is
//! appended. Whoever exchanges two positions thus has to leave the times where they do not belong.

use sqlx::PgPool;

use super::LogError;
use super::scan::signed;

/// The log in the order of its own index: no event's payload is looked at.
const FIRST_OUT_OF_ORDER: &str = "
select position
from (
    select position, recorded_at < lag(recorded_at) over (order by position) as is_early
    from events
    where position <= $1
) as placed
where is_early
order by position
limit 1";

/// Requires that events stand in the order in which they were recorded, up to a position.
///
/// For readers that go through the log stream by stream, and would not see it.
///
/// # Errors
/// [`LogError::OutOfOrder`] names the first event that was recorded before the one in front of it.
pub async fn must_be_in_order(pool: &PgPool, until: u64) -> Result<(), LogError> {
    let position: Option<i64> = sqlx::query_scalar(FIRST_OUT_OF_ORDER)
        .bind(signed(until))
        .fetch_optional(pool)
        .await?;
    match position {
        Some(position) => Err(LogError::OutOfOrder {
            position: position.unsigned_abs(),
        }),
        None => Ok(()),
    }
}
