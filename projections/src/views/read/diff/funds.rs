//! The funds whose totals moved between two moments, in the order in which they were opened.

use std::collections::HashMap;

use domain::fund::Figures;
use domain::{Currency, FundId, OrgId, PeriodId, ProgrammeId};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::postgres::PgRow;
use uuid::Uuid;

use super::{Span, TOLD_MAX};
use crate::ledger::FundFigures;
use crate::log::scan::signed;
use crate::views::read::asked::Asked;
use crate::views::read::funds::{OWNER_OF_ENTRIES, entry, entry_columns, last_entry};
use crate::views::read::overview::parsed;
use crate::views::read::{EntryLine, Listed, Page, ReadError, Viewer, Views};
use crate::views::{Account, figures};

const MOVED: &str = concat!(
    "
    select
        fund.fund_id, fund.partner, fund.programme, fund.period, fund.currency, fund.opened,
        before.sequence, after.sequence,
        before.earned_minor, before.available_minor, before.reserved_minor,
        before.committed_minor, before.paid_minor, before.expired_minor,
        after.earned_minor, after.available_minor, after.reserved_minor,
        after.committed_minor, after.paid_minor, after.expired_minor
    from postings_fund as fund
    cross join lateral ",
    last_entry!("$2"),
    " as after
    left join lateral ",
    last_entry!("$1"),
    " as before on true
    where fund.opened <= $2
      and after.position > $1"
);

const ENTRIES: &str = concat!(
    "
    select ",
    entry_columns!(),
    ", fund.fund_id
    from postings_fund as fund
    cross join lateral (
        select *
        from postings_entry as entry
        where entry.fund_id = fund.fund_id
          and entry.position > $2
          and entry.position <= $3
        order by entry.position
        limit $4
    ) as entry
    where fund.fund_id = any($1)
    order by fund.fund_id, entry.position"
);

/// After a fund in a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MovedCursor {
    /// The position at which the fund was opened.
    pub opened: u64,
}

/// A fund whose totals moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FundChange {
    pub id: FundId,
    pub partner: OrgId,
    pub programme: ProgrammeId,
    pub period: PeriodId,
    pub currency: Currency,
    /// None: it was opened in between.
    pub before: Option<FundFigures>,
    pub after: FundFigures,
    /// What is added to the figures before; a fund that was not there had nothing.
    pub delta: FundFigures,
    /// What moved them, oldest first.
    pub entries: Vec<EntryLine>,
    /// How many more entries there are than are told.
    pub more_entries: u64,
    /// The position at which it was opened.
    pub opened: u64,
}

impl Views {
    /// Lists the funds whose totals moved in a span, in the order in which they were opened.
    ///
    /// Waits for nothing: the view `postings` must have come to the end of the span.
    pub async fn moved_funds(
        &self,
        viewer: &Viewer,
        span: Span,
        partner: Option<&OrgId>,
        page: &Page<MovedCursor>,
    ) -> Result<Listed<FundChange, MovedCursor>, ReadError> {
        let (from, to) = span.signed();
        let mut asked = Asked::of(MOVED, [from, to]);
        asked.seen_by(viewer, OWNER_OF_ENTRIES);
        asked
            .and_word("fund.partner =", partner)
            .and(
                "fund.opened >",
                page.after.map(|after| signed(after.opened)),
            )
            .with(" order by fund.opened limit", page.limit.with_one_ahead());
        let rows = asked.query().fetch_all(&self.pool).await?;
        let funds = rows.iter().map(fund).collect::<Result<Vec<_>, _>>()?;
        let mut listed = Listed::cut(funds, page.limit, |fund| MovedCursor {
            opened: fund.opened,
        });
        let ids = listed.rows.iter().map(|fund| fund.id.uuid()).collect();
        let mut entries = self.entries_of(ids, span).await?;
        for fund in &mut listed.rows {
            fund.entries = entries.remove(&fund.id.uuid()).unwrap_or_default();
            fund.more_entries -= fund.entries.len() as u64;
        }
        Ok(listed)
    }

    async fn entries_of(
        &self,
        funds: Vec<Uuid>,
        span: Span,
    ) -> Result<HashMap<Uuid, Vec<EntryLine>>, ReadError> {
        let (from, to) = span.signed();
        let rows = sqlx::query(ENTRIES)
            .bind(funds)
            .bind(from)
            .bind(to)
            .bind(TOLD_MAX as i64)
            .fetch_all(&self.pool)
            .await?;
        let mut entries: HashMap<Uuid, Vec<EntryLine>> = HashMap::new();
        for row in rows {
            let of_fund = entries.entry(row.try_get(16)?).or_default();
            of_fund.push(entry(&row)?);
        }
        Ok(entries)
    }
}

fn fund(row: &PgRow) -> Result<FundChange, ReadError> {
    let currency: Currency = parsed(row, 4)?;
    let sequence_before = row.try_get::<Option<i64>, _>(6)?;
    let before = match sequence_before {
        Some(_) => Some(figures(row, 8)?),
        None => None,
    };
    let after = figures(row, 14)?;
    let delta = difference(before.unwrap_or_default(), after);
    let entries = row.try_get::<i64, _>(7)? - sequence_before.unwrap_or(0);
    Ok(FundChange {
        id: FundId::from_uuid(row.try_get::<Uuid, _>(0)?),
        partner: parsed(row, 1)?,
        programme: parsed(row, 2)?,
        period: parsed(row, 3)?,
        currency,
        before: before.map(|figures| FundFigures::new(&figures, currency)),
        after: FundFigures::new(&after, currency),
        delta: FundFigures::new(&delta, currency),
        entries: vec![],
        more_entries: entries.unsigned_abs(),
        opened: row.try_get::<i64, _>(5)?.unsigned_abs(),
    })
}

fn difference(mut before: Figures, mut after: Figures) -> Figures {
    for account in Account::ALL {
        let figure = account.figure(&mut after);
        *figure = figure.saturating_sub(*account.figure(&mut before));
    }
    after
}
