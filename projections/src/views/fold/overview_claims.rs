//! The claims of each fund by status: how many, and their amount.

use std::collections::HashMap;

use domain::{FundId, Status};
use sqlx::PgConnection;
use uuid::Uuid;

use super::FoldError;
use crate::stream::Standing;
use crate::views::copy::Rows;
use crate::views::registry::of_version;

const COUNT: &str = "
    update overview_status__v0 as known
    set claims = known.claims + more.claims,
        amount_minor = known.amount_minor + more.amount_minor::numeric
    from unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[])
        as more (fund_id, status, claims, amount_minor)
    where known.fund_id = more.fund_id
      and known.status = more.status";
const COPY: &str = "copy overview_status__v0 (
    fund_id, status, claims, amount_minor
) from stdin (format binary)";

/// Every part of a bulk pass has counted its claims for itself.
const SUM_UP: &str = "
    with counted as (
        delete from overview_status__v0
        returning *
    )
    insert into overview_status__v0 (fund_id, status, claims, amount_minor)
    select fund_id, status, sum(claims)::bigint, sum(amount_minor)
    from counted
    group by fund_id, status";
/// There are no statistics yet: a join would be planned for a handful of rows.
const UNCOUNTED: &str = "
    select fund_id
    from overview_status__v0
    where fund_id not in (select fund_id from overview_fund__v0)
    limit 1";

/// How the counts change.
#[derive(Debug, Default)]
pub(in crate::views) struct Counts(HashMap<(Uuid, Status), Change>);

#[derive(Clone, Copy, Debug, Default)]
struct Change {
    claims: i64,
    amount_minor: i128,
}

impl Counts {
    /// Counts a claim where it stands, or counts it out again.
    pub(in crate::views) fn add(&mut self, fund: FundId, standing: &Standing, claims: i64) {
        let change = self.0.entry((fund.uuid(), standing.status)).or_default();
        change.claims += claims;
        change.amount_minor += i128::from(standing.amount().minor()) * i128::from(claims);
    }

    /// Adds the changes to the counts; a claim of a fund that was never opened is refused.
    pub(super) async fn change(
        mut self,
        version: i32,
        connection: &mut PgConnection,
    ) -> Result<(), FoldError> {
        self.0
            .retain(|_, change| change.claims != 0 || change.amount_minor != 0);
        if self.0.is_empty() {
            return Ok(());
        }
        let wanted = self.0.len() as u64;
        let (mut funds, mut statuses) = (vec![], vec![]);
        let (mut claims, mut amounts) = (vec![], vec![]);
        for ((fund, status), change) in self.0 {
            funds.push(fund);
            statuses.push(status.as_str());
            claims.push(change.claims);
            amounts.push(change.amount_minor.to_string());
        }
        let counted = sqlx::query(&of_version(COUNT, version))
            .bind(funds)
            .bind(statuses)
            .bind(claims)
            .bind(amounts)
            .execute(connection)
            .await?;
        if counted.rows_affected() == wanted {
            return Ok(());
        }
        Err(never_opened())
    }

    /// Copies what a part of a bulk pass counted; [`sum_up`] adds the parts up.
    pub(in crate::views) async fn copy(
        self,
        version: i32,
        connection: &mut PgConnection,
    ) -> Result<(), FoldError> {
        let mut rows = Rows::of(4);
        for ((fund, status), change) in self.0 {
            rows.row()
                .uuid(fund)
                .text(status.as_str())
                .int8(change.claims)
                .numeric(change.amount_minor);
        }
        Ok(rows.copy(connection, &of_version(COPY, version)).await?)
    }
}

/// Adds up what the parts of a bulk pass counted.
pub(super) async fn sum_up(version: i32, connection: &mut PgConnection) -> Result<(), FoldError> {
    let uncounted: Option<Uuid> = sqlx::query_scalar(&of_version(UNCOUNTED, version))
        .fetch_optional(&mut *connection)
        .await?;
    if uncounted.is_some() {
        return Err(never_opened());
    }
    sqlx::query(&of_version(SUM_UP, version))
        .execute(connection)
        .await?;
    Ok(())
}

fn never_opened() -> FoldError {
    FoldError::Refused("a claim is of a fund that was never opened".to_owned())
}
