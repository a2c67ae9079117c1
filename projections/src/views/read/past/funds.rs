//! The overview, the list of funds and their entries as they were: each entry carries the figures
//! after it, so the last one up to a position is the fund as it was.

use domain::{Currency, FundId, OrgId, PeriodId, ProgrammeId};

use super::{Past, ReadError, Viewer};
use crate::views::read::funds::{entries, fund_line};
use crate::views::read::overview::line;
use crate::views::read::{
    EntryCursor, EntryLine, FundCursor, FundFilter, FundLine, Listed, OverviewFilter, OverviewLine,
    Page,
};

const OVERVIEW: &str = "
    select
        fund.fund_id, fund.partner, fund.programme, fund.period, fund.currency,
        last.earned_minor, last.available_minor, last.reserved_minor, last.committed_minor,
        last.paid_minor, last.expired_minor
    from postings_fund as fund
    cross join lateral (
        select *
        from postings_entry as entry
        where entry.fund_id = fund.fund_id
          and entry.position <= $7
        order by entry.position desc
        limit 1
    ) as last
    where fund.opened <= $7
      and (
            $1 = 'vendor'
            or ($1 = 'partner' and fund.partner = $2)
        )
      and ($3::text is null or fund.partner = $3)
      and ($4::text is null or fund.programme = $4)
      and ($5::text is null or fund.period = $5)
      and ($6::text is null or fund.currency = $6)
    order by fund.partner, fund.programme, fund.period, fund.currency";

/// What a fund was opened with never changes: it is taken from the overview as it is.
const FUNDS: &str = "
    select
        fund.fund_id, fund.partner, fund.programme, fund.period, fund.currency,
        fund.policy_version, fund.claim_until, fund.opened_at, fund.opened, last.sequence,
        last.position, last.earned_minor, last.available_minor, last.reserved_minor,
        last.committed_minor, last.paid_minor, last.expired_minor
    from overview as fund
    cross join lateral (
        select *
        from postings_entry as entry
        where entry.fund_id = fund.fund_id
          and entry.position <= $8
        order by entry.position desc
        limit 1
    ) as last
    where fund.opened <= $8
      and (
            $1 = 'vendor'
            or ($1 = 'partner' and fund.partner = $2)
        )
      and ($3::bigint is null or fund.opened < $3)
      and ($4::text is null or fund.partner = $4)
      and ($5::text is null or fund.programme = $5)
      and ($6::text is null or fund.period = $6)
      and ($7::text is null or fund.currency = $7)
    order by fund.opened desc
    limit $9";

impl Past {
    /// Gives the overview, by partner, programme, period and currency.
    ///
    /// Its claims are not counted, which takes far longer: [`Past::count_claims`] does that.
    pub async fn overview(
        &self,
        viewer: &Viewer,
        filter: &OverviewFilter,
    ) -> Result<Vec<OverviewLine>, ReadError> {
        let rows = sqlx::query(OVERVIEW)
            .persistent(false)
            .bind(viewer.kind())
            .bind(viewer.name())
            .bind(filter.partner.as_ref().map(OrgId::as_str))
            .bind(filter.programme.as_ref().map(ProgrammeId::as_str))
            .bind(filter.period.as_ref().map(PeriodId::as_str))
            .bind(filter.currency.map(Currency::code))
            .bind(self.signed())
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(line).collect()
    }

    /// Lists the funds there were, newest first.
    pub async fn funds(
        &self,
        viewer: &Viewer,
        filter: &FundFilter,
        page: &Page<FundCursor>,
    ) -> Result<Listed<FundLine, FundCursor>, ReadError> {
        let after = page
            .after
            .map(|after| i64::try_from(after.opened).unwrap_or(i64::MAX));
        let rows = sqlx::query(FUNDS)
            .persistent(false)
            .bind(viewer.kind())
            .bind(viewer.name())
            .bind(after)
            .bind(filter.partner.as_ref().map(OrgId::as_str))
            .bind(filter.programme.as_ref().map(ProgrammeId::as_str))
            .bind(filter.period.as_ref().map(PeriodId::as_str))
            .bind(filter.currency.map(Currency::code))
            .bind(self.signed())
            .bind(page.limit.with_one_ahead())
            .fetch_all(&self.pool)
            .await?;
        let lines = rows.iter().map(fund_line).collect::<Result<Vec<_>, _>>()?;
        Ok(Listed::cut(lines, page.limit, |line| FundCursor {
            opened: line.opened,
        }))
    }

    /// Lists the entries of a fund up to then, newest first; none: there was no fund the viewer
    /// may see.
    pub async fn postings(
        &self,
        viewer: &Viewer,
        fund: FundId,
        page: &Page<EntryCursor>,
    ) -> Result<Listed<EntryLine, EntryCursor>, ReadError> {
        entries(&self.pool, viewer, fund, self.signed(), page).await
    }
}
