//! Claims folded up to a position.

use std::collections::HashMap;

use domain::ClaimId;
use domain::aggregate::ClaimStream;
use sqlx::PgPool;

use super::ReadError;
use crate::log::StreamKind;
use crate::stream::scan::each_whole;
use crate::stream::{FoldedClaim, Place};

/// Folds some claims up to a position; one that had not begun by then is not there.
pub(in crate::views::read) async fn folded(
    pool: &PgPool,
    claims: &[ClaimId],
    until: u64,
) -> Result<HashMap<ClaimId, FoldedClaim>, ReadError> {
    let names: Vec<String> = claims.iter().map(ToString::to_string).collect();
    let ids = names.iter().map(String::as_str).zip(claims.iter().copied());
    let ids: HashMap<&str, ClaimId> = ids.collect();
    let mut folded: HashMap<ClaimId, FoldedClaim> = HashMap::with_capacity(claims.len());
    let streams = (StreamKind::Claim, names.as_slice());
    each_whole::<ClaimStream>(pool, streams, until, |stored, event| {
        let Some(id) = ids.get(stored.aggregate_id.as_str()) else {
            return;
        };
        let place = Place::of(stored);
        match folded.get_mut(id) {
            Some(claim) => claim.apply(&event, place),
            None => folded.extend(FoldedClaim::begin(&event, place).map(|begun| (*id, begun))),
        }
    })
    .await?;
    Ok(folded)
}
