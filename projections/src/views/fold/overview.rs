//! `overview`: the figures of each fund, its lots, and its claims by status.

use sqlx::PgConnection;

use super::{ClaimStates, Counts, FoldError, Funds, OfClaim, OfFund, Turn, turns};

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
    let turns = turns(claims, states, connection).await?;
    for Turn { before, after } in turns.values() {
        let fund = after.claim().fund;
        if let Some(before) = before {
            counts.add(fund, before, -1);
        }
        counts.add(fund, &after.standing(), 1);
    }
    states.keep(turns);
    // Funds first: a fund has its counts from its opening on.
    changed.write(version, connection).await?;
    counts.change(version, connection).await
}
