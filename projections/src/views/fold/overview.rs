//! `overview`: the figures of each fund, its lots, and its claims by status.

use sqlx::PgConnection;

use super::{ClaimStates, Counts, FoldError, Funds, OfClaim, OfFund, turns};

pub(super) async fn fold(
    version: i32,
    claims: &[OfClaim<'_>],
    funds: &[OfFund<'_>],
    states: &ClaimStates,
    connection: &mut PgConnection,
) -> Result<(), FoldError> {
    let mut changed = Funds::default();
    for event in funds {
        changed.apply(event)?;
    }
    let mut counts = Counts::default();
    for turn in turns(claims, states, connection).await?.values() {
        if let Some(before) = &turn.before {
            counts.add(before, -1);
        }
        counts.add(&turn.after, 1);
    }
    // Funds first: a fund has its counts from its opening on.
    changed.write(version, connection).await?;
    counts.change(version, connection).await
}
