//! The claims of the overview by status as they were.
//!
//! Those that did not change since are counted where they are; the others are folded, which takes
//! seconds on a large log.

use std::collections::{BTreeMap, HashMap};

use domain::{ClaimId, Money, Status};
use sqlx::Row;
use uuid::Uuid;

use super::{BATCH, Past, ReadError, Viewer, folded};
use crate::log::scan::signed;
use crate::views::read::asked::Asked;
use crate::views::read::overview::{OWNER, parsed};
use crate::views::read::{CountedClaims, FundFilter, OverviewLine};

/// One statement, so that a claim that changes meanwhile is neither left out nor counted twice.
const CHOSEN: &str = "
    with chosen as (
        select *
        from claim
        where true";
const COUNTED: &str = "
    )
    select fund_id, null::uuid, status, count(*), sum(amount_minor)::text
    from chosen
    where position <=";
const CHANGED: &str = "
    group by fund_id, status
    union all
    select fund_id, claim_id, null, 1, null
    from chosen
    where position >";

type Counts = HashMap<Uuid, BTreeMap<Status, (u64, i128)>>;

impl Past {
    /// Counts the claims there were into the lines of an overview, by status.
    pub async fn count_claims(
        &self,
        viewer: &Viewer,
        filter: &FundFilter,
        lines: &mut [OverviewLine],
    ) -> Result<(), ReadError> {
        let (mut counts, changed) = self.counted(viewer, filter).await?;
        for claims in changed.chunks(BATCH) {
            for folded in folded(&self.views.pool, claims, self.until).await?.values() {
                let standing = folded.standing();
                let of_fund = counts.entry(folded.claim().fund.uuid()).or_default();
                let counted = of_fund.entry(standing.status).or_default();
                counted.0 += 1;
                counted.1 += i128::from(standing.amount().minor());
            }
        }
        for line in lines {
            let of_fund = counts.remove(&line.fund.uuid()).unwrap_or_default();
            let counted = of_fund.into_iter().map(|(status, (claims, minor))| {
                let minor = i64::try_from(minor).unwrap_or(i64::MAX);
                CountedClaims {
                    status,
                    claims,
                    amount: Money::from_minor(minor, line.currency),
                }
            });
            line.claims = counted.collect();
        }
        Ok(())
    }

    /// Counts the claims that did not change since, and names the others.
    async fn counted(
        &self,
        viewer: &Viewer,
        filter: &FundFilter,
    ) -> Result<(Counts, Vec<ClaimId>), ReadError> {
        let until = signed(self.until);
        let mut asked = Asked::new(CHOSEN);
        asked.seen_by(viewer, OWNER);
        asked.and("opened <=", Some(until));
        filter.narrow(&mut asked);
        asked.with(COUNTED, until).with(CHANGED, until);
        let rows = asked.query().fetch_all(&self.views.pool).await?;
        let (mut counts, mut changed) = (Counts::new(), vec![]);
        for row in rows {
            if let Some(claim) = row.try_get::<Option<Uuid>, _>(1)? {
                changed.push(ClaimId::from_uuid(claim));
                continue;
            }
            let claims = row.try_get::<i64, _>(3)?.unsigned_abs();
            let of_fund = counts.entry(row.try_get(0)?).or_default();
            of_fund.insert(parsed(&row, 2)?, (claims, parsed(&row, 4)?));
        }
        Ok((counts, changed))
    }
}
