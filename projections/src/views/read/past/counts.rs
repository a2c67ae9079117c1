//! The claims of the overview by status as they were.
//!
//! Those that did not change since are counted where they are; the others are folded, which takes
//! seconds on a large log.

use std::collections::{BTreeMap, HashMap};

use cqrs_es::{EventEnvelope, View};
use domain::aggregate::ClaimStream;
use domain::{ClaimId, Currency, Money, OrgId, PeriodId, ProgrammeId, Status};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use uuid::Uuid;

use super::{BATCH, Past, ReadError, Viewer, folded};
use crate::log::StreamKind;
use crate::views::course::CourseView;
use crate::views::read::overview::parsed;
use crate::views::read::{CountedClaims, OverviewFilter, OverviewLine};

/// One statement, so that a claim that changes meanwhile is neither left out nor counted twice.
///
/// A claim that is being written counts with what it declares: see `Standing::amount`.
const CLAIMS: &str = "
    with chosen as (
        select *
        from claim
        where opened <= $3
          and (
                $1 = 'vendor'
                or ($1 = 'partner' and partner = $2)
            )
          and ($4::text is null or partner = $4)
          and ($5::text is null or programme = $5)
          and ($6::text is null or period = $6)
          and ($7::text is null or currency = $7)
    )
    select
        fund_id, null::uuid, status, count(*),
        sum(
            case status
                when 'editing' then declared_minor
                else coalesce(approved_minor, requested_minor, declared_minor)
            end
        )::text
    from chosen
    where position <= $3
    group by fund_id, status
    union all
    select fund_id, claim_id, null, 1, null
    from chosen
    where position > $3";

/// The course of a claim, and nothing more of it.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Counted(CourseView);

impl View<ClaimStream> for Counted {
    fn update(&mut self, event: &EventEnvelope<ClaimStream>) {
        self.0.update(event);
    }
}

type Counts = HashMap<Uuid, BTreeMap<Status, (u64, i128)>>;

impl Past {
    /// Counts the claims there were into the lines of an overview, by status.
    pub async fn count_claims(
        &self,
        viewer: &Viewer,
        filter: &OverviewFilter,
        lines: &mut [OverviewLine],
    ) -> Result<(), ReadError> {
        let (mut counts, changed) = self.counted(viewer, filter).await?;
        for claims in changed.chunks(BATCH) {
            let names: Vec<String> = claims.iter().map(|(id, _)| id.to_string()).collect();
            let (kind, until) = (StreamKind::Claim, self.until);
            let was = folded::<ClaimStream, Counted>(&self.pool, kind, &names, until).await?;
            for ((_, fund), name) in claims.iter().zip(&names) {
                let course = was.get(name).and_then(|was| was.state.0.0.as_ref());
                if let Some(standing) = course.map(|course| course.standing) {
                    let of_fund = counts.entry(*fund).or_default();
                    let counted = of_fund.entry(standing.status).or_default();
                    counted.0 += 1;
                    counted.1 += i128::from(standing.amount().minor());
                }
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

    /// Counts the claims that did not change since, and names the others with their funds.
    async fn counted(
        &self,
        viewer: &Viewer,
        filter: &OverviewFilter,
    ) -> Result<(Counts, Vec<(ClaimId, Uuid)>), ReadError> {
        let rows = sqlx::query(CLAIMS)
            .persistent(false)
            .bind(viewer.kind())
            .bind(viewer.name())
            .bind(self.signed())
            .bind(filter.partner.as_ref().map(OrgId::as_str))
            .bind(filter.programme.as_ref().map(ProgrammeId::as_str))
            .bind(filter.period.as_ref().map(PeriodId::as_str))
            .bind(filter.currency.map(Currency::code))
            .fetch_all(&self.pool)
            .await?;
        let (mut counts, mut changed) = (Counts::new(), vec![]);
        for row in rows {
            let fund: Uuid = row.try_get(0)?;
            if let Some(claim) = row.try_get::<Option<Uuid>, _>(1)? {
                changed.push((ClaimId::from_uuid(claim), fund));
                continue;
            }
            let claims = row.try_get::<i64, _>(3)?.unsigned_abs();
            let of_fund = counts.entry(fund).or_default();
            of_fund.insert(parsed(&row, 2)?, (claims, parsed(&row, 4)?));
        }
        Ok((counts, changed))
    }
}
