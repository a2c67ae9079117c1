//! The claims of each fund by status: how many, and their amount.

use std::collections::HashMap;

use domain::aggregate::ClaimStream;
use domain::{ClaimEvent, Status};
use indexmap::IndexMap;
use indexmap::map::Entry;
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use super::{FoldError, Of, delete, earlier_claims, kept};
use crate::views::copy::Rows;
use crate::views::course::Course;
use crate::views::registry::of_version;

const LOAD: &str = "
    select claim_id, folded
    from overview_claim__v0
    where claim_id = any($1)";
const DELETE: &str = "delete from overview_claim__v0 where claim_id = any($1)";
const COPY: &str = "copy overview_claim__v0 (
    claim_id, fund_id, status, amount_minor, folded
) from stdin (format binary)";
const COUNT: &str = "
    update overview_status__v0 as known
    set claims = known.claims + more.claims,
        amount_minor = known.amount_minor + more.amount_minor::numeric
    from unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[])
        as more (fund_id, status, claims, amount_minor)
    where known.fund_id = more.fund_id
      and known.status = more.status";

const COUNT_ALL: &str = "
    update overview_status__v0 as known
    set claims = counted.claims,
        amount_minor = counted.amount_minor
    from (
        select fund_id, status, count(*) as claims, sum(amount_minor) as amount_minor
        from overview_claim__v0
        group by fund_id, status
    ) as counted
    where known.fund_id = counted.fund_id
      and known.status = counted.status";
const UNCOUNTED: &str = "
    select claim.claim_id
    from overview_claim__v0 as claim
    left join overview_fund__v0 as fund on fund.fund_id = claim.fund_id
    where fund.fund_id is null
    limit 1";

/// What a claim counts with.
#[derive(Debug, Serialize, Deserialize)]
struct Counted {
    fund: domain::FundId,
    course: Course,
}

struct Held {
    counted: Counted,
    is_new: bool,
}

/// How the counts change.
#[derive(Debug, Default)]
pub(super) struct Counts(HashMap<(Uuid, Status), Change>);

#[derive(Clone, Copy, Debug, Default)]
struct Change {
    claims: i64,
    amount_minor: i128,
}

impl Counts {
    fn add(&mut self, counted: &Counted, claims: i64) {
        let standing = &counted.course.standing;
        let change = self
            .0
            .entry((counted.fund.uuid(), standing.status))
            .or_default();
        change.claims += claims;
        change.amount_minor += i128::from(standing.amount().minor()) * i128::from(claims);
    }

    /// Adds the changes to the counts; a claim of a fund that was never opened is refused.
    pub(super) async fn write(
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
        Err(FoldError::Refused(
            "a claim is of a fund that was never opened".to_owned(),
        ))
    }
}

/// Counts every claim anew, after all were written.
pub(super) async fn count_all(
    version: i32,
    connection: &mut PgConnection,
) -> Result<(), FoldError> {
    let uncounted: Option<Uuid> = sqlx::query_scalar(&of_version(UNCOUNTED, version))
        .fetch_optional(&mut *connection)
        .await?;
    if uncounted.is_some() {
        return Err(FoldError::Refused(
            "a claim is of a fund that was never opened".to_owned(),
        ));
    }
    sqlx::query(&of_version(COUNT_ALL, version))
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn fold(
    version: i32,
    events: &[Of<'_, ClaimStream>],
    counts: &mut Counts,
    connection: &mut PgConnection,
) -> Result<(), FoldError> {
    let moving = || {
        events
            .iter()
            .filter(|at| Course::is_moved_by(&at.envelope.payload.event))
    };
    let mut claims = IndexMap::new();
    let ids = earlier_claims(moving());
    if !ids.is_empty() {
        let load = of_version(LOAD, version);
        for row in sqlx::query(&load)
            .bind(ids)
            .fetch_all(&mut *connection)
            .await?
        {
            let counted: Counted = kept(row.try_get(1)?)?;
            counts.add(&counted, -1);
            claims.insert(
                row.try_get(0)?,
                Held {
                    counted,
                    is_new: false,
                },
            );
        }
    }
    for event in moving() {
        apply(&mut claims, event)?;
    }
    let mut rows = Rows::of(5);
    let mut old = vec![];
    for (id, Held { counted, is_new }) in &claims {
        counts.add(counted, 1);
        if !is_new {
            old.push(*id);
        }
        let standing = &counted.course.standing;
        rows.row()
            .uuid(*id)
            .uuid(counted.fund.uuid())
            .text(standing.status.as_str())
            .int8(standing.amount().minor())
            .json(counted);
    }
    delete(connection, &of_version(DELETE, version), old).await?;
    Ok(rows.copy(connection, &of_version(COPY, version)).await?)
}

fn apply(claims: &mut IndexMap<Uuid, Held>, event: &Of<'_, ClaimStream>) -> Result<(), FoldError> {
    let stamped = &event.envelope.payload;
    match claims.entry(event.id) {
        Entry::Occupied(entry) => entry.into_mut().counted.course.apply(stamped),
        Entry::Vacant(entry) => {
            let (ClaimEvent::ClaimCreated { fund, .. }, Some(course)) =
                (&stamped.event, Course::created(stamped))
            else {
                return Err(event.poison("the claim was never created"));
            };
            entry.insert(Held {
                counted: Counted {
                    fund: *fund,
                    course,
                },
                is_new: true,
            });
        }
    }
    Ok(())
}
