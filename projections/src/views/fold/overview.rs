//! `overview`: the figures of each fund, its lots, and its claims by status.

use domain::aggregate::{ClaimStream, FundStream};
use sqlx::PgConnection;

use super::overview_claims::{self, Counts};
use super::overview_funds::Funds;
use super::{Fill, FoldError, Of};

pub(super) async fn fold(
    version: i32,
    fill: Fill,
    claims: &[Of<'_, ClaimStream>],
    funds: &[Of<'_, FundStream>],
    connection: &mut PgConnection,
) -> Result<(), FoldError> {
    let mut changed = Funds::default();
    for event in funds {
        changed.apply(event)?;
    }
    let mut counts = Counts::default();
    // Funds first: a fund has its counts from its opening on.
    changed.write(version, connection).await?;
    overview_claims::fold(version, claims, &mut counts, connection).await?;
    match fill {
        Fill::Live => counts.write(version, connection).await,
        Fill::Bulk => Ok(()),
    }
}

/// Counts the claims of all funds at once; a claim of a fund that was never opened is refused.
pub(super) async fn finish(version: i32, connection: &mut PgConnection) -> Result<(), FoldError> {
    overview_claims::count_all(version, connection).await
}
