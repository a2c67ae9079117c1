//! From the number of a claim to the claim: the log says it.

use domain::{ClaimId, ClaimNumber};
use sqlx::PgPool;

use crate::log::scan::signed;

const CREATED: &str = "
select aggregate_id
from events
where position = $1
and aggregate_type = 'claim'
and sequence = 1";

/// Finds the claim of a number; none: what stands at that position creates no claim.
pub async fn claim_of(pool: &PgPool, number: ClaimNumber) -> Result<Option<ClaimId>, sqlx::Error> {
    let id: Option<String> = sqlx::query_scalar(CREATED)
        .bind(signed(number.position()))
        .fetch_optional(pool)
        .await?;
    Ok(id.and_then(|id| id.parse().ok()))
}
