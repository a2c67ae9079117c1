//! The overview, the list of funds and their entries as they were: each entry carries the figures
//! after it, so the last one up to a position is the fund as it was.

use domain::FundId;

use super::{Past, ReadError, Viewer};
use crate::log::scan::signed;
use crate::views::read::asked::Asked;
use crate::views::read::funds::{cursor, entries, fund_line, last_entry};
use crate::views::read::overview::{OWNER, line};
use crate::views::read::{
    EntryCursor, EntryLine, FundCursor, FundFilter, FundLine, Listed, OverviewLine, Page,
};

/// Joins funds that were opened by the position `$1` with their last entries by then.
macro_rules! with_last_entries {
    ($funds:literal) => {
        concat!(
            "
    from ",
            $funds,
            " as fund
    cross join lateral ",
            last_entry!("$1"),
            " as last
    where fund.opened <= $1"
        )
    };
}

const OVERVIEW: &str = concat!(
    "
    select
        fund.fund_id, fund.partner, fund.programme, fund.period, fund.currency,
        last.earned_minor, last.available_minor, last.reserved_minor, last.committed_minor,
        last.paid_minor, last.expired_minor",
    with_last_entries!("postings_fund")
);

/// What a fund was opened with never changes: it is taken from the overview as it is.
const FUNDS: &str = concat!(
    "
    select
        fund.fund_id, fund.partner, fund.programme, fund.period, fund.currency,
        fund.policy_version, fund.claim_until, fund.opened_at, fund.opened, last.sequence,
        last.position, last.earned_minor, last.available_minor, last.reserved_minor,
        last.committed_minor, last.paid_minor, last.expired_minor",
    with_last_entries!("overview")
);

impl Past {
    /// Gives the overview, by partner, programme, period and currency.
    ///
    /// Its claims are not counted, which takes far longer: [`Past::count_claims`] does that.
    pub async fn overview(
        &self,
        viewer: &Viewer,
        filter: &FundFilter,
    ) -> Result<Vec<OverviewLine>, ReadError> {
        let mut asked = Asked::of(OVERVIEW, [signed(self.until)]);
        asked.seen_by(viewer, OWNER);
        filter.narrow(&mut asked);
        asked.then(" order by fund.partner, fund.programme, fund.period, fund.currency");
        let rows = asked.query().fetch_all(&self.views.readers).await?;
        rows.iter().map(line).collect()
    }

    /// Lists the funds there were, newest first.
    pub async fn funds(
        &self,
        viewer: &Viewer,
        filter: &FundFilter,
        page: &Page<FundCursor>,
    ) -> Result<Listed<FundLine, FundCursor>, ReadError> {
        let mut asked = Asked::of(FUNDS, [signed(self.until)]);
        asked.seen_by(viewer, OWNER);
        filter.narrow(&mut asked);
        asked
            .and(
                "fund.opened <",
                page.after.map(|after| signed(after.opened)),
            )
            .with(
                " order by fund.opened desc limit",
                page.limit.with_one_ahead(),
            );
        let rows = asked.query().fetch_all(&self.views.readers).await?;
        let lines = rows.iter().map(fund_line).collect::<Result<Vec<_>, _>>()?;
        Ok(Listed::cut(lines, page.limit, cursor))
    }

    /// Lists the entries of a fund up to then, newest first; none: there was no fund the viewer
    /// may see.
    pub async fn postings(
        &self,
        viewer: &Viewer,
        fund: FundId,
        page: &Page<EntryCursor>,
    ) -> Result<Listed<EntryLine, EntryCursor>, ReadError> {
        entries(&self.views.readers, viewer, fund, Some(self.until), page).await
    }
}
