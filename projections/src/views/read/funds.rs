//! Reading funds: their figures, their lots, where each went, and their entries.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{ClaimId, Currency, FundId, LotId, Money, OrgId, PeriodId, ProgrammeId};
use sqlx::postgres::PgRow;
use sqlx::{PgExecutor, PgPool, Row};
use uuid::Uuid;

use super::overview::{figures, parsed};
use super::{EntryCursor, FundCursor, Listed, Page, ReadError, Viewer, Views};
use crate::ledger::FundFigures;
use crate::views::account::Account;

const FUNDS: &str = "
    select
        fund_id, partner, programme, period, currency, policy_version, claim_until, opened_at,
        opened, version, position, earned_minor, available_minor, reserved_minor, committed_minor,
        paid_minor, expired_minor
    from overview
    where (
            $1 = 'vendor'
            or ($1 = 'partner' and partner = $2)
        )
      and ($3::bigint is null or opened < $3)
      and ($4::text is null or partner = $4)
      and ($5::text is null or programme = $5)
      and ($6::text is null or period = $6)
      and ($7::text is null or currency = $7)
      and ($8::uuid is null or fund_id = $8)
    order by opened desc
    limit $9";
const LOTS: &str = "
    select lot_id, earned_on, source, rolled_from, earned_minor, remaining_minor
    from overview_lot
    where fund_id = $1
    order by place";
const USES: &str = "
    select lot_id, claim_id, amount_minor
    from overview_share
    where fund_id = $1
    order by claim_id, lot_id";
const ENTRIES: &str = "
    select
        entry.position, entry.sequence, entry.at, entry.recorded_at, entry.event_type,
        entry.from_account, entry.to_account, entry.amount_minor, entry.claim_id, fund.currency,
        entry.earned_minor, entry.available_minor, entry.reserved_minor, entry.committed_minor,
        entry.paid_minor, entry.expired_minor
    from postings_entry as entry
    join postings_fund as fund using (fund_id)
    where entry.fund_id = $3
      and (
            $1 = 'vendor'
            or ($1 = 'partner' and fund.partner = $2)
        )
      and entry.position <= $6
      and ($4::bigint is null or entry.position < $4)
    order by entry.position desc
    limit $5";

/// Which funds; what is absent does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FundFilter {
    pub partner: Option<OrgId>,
    pub programme: Option<ProgrammeId>,
    pub period: Option<PeriodId>,
    pub currency: Option<Currency>,
}

/// A fund in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FundLine {
    pub id: FundId,
    pub partner: OrgId,
    pub programme: ProgrammeId,
    pub policy_version: u32,
    pub period: PeriodId,
    pub currency: Currency,
    /// The last day on which claims are taken.
    pub claim_until: NaiveDate,
    pub opened_at: DateTime<Utc>,
    pub figures: FundFigures,
    /// The position at which it was opened.
    pub opened: u64,
    /// The sequence of its last event.
    pub version: u64,
    /// The position of its last event that the view has seen.
    pub position: u64,
}

/// A fund with its lots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FundPage {
    pub fund: FundLine,
    /// First in first.
    pub lots: Vec<Lot>,
}

/// One earning, what is left of it, and which claims it stands behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lot {
    pub id: LotId,
    /// None: it was rolled over from another fund.
    pub earned_on: Option<NaiveDate>,
    /// What it was earned for; empty for a rollover.
    pub source: String,
    pub rolled_from: Option<FundId>,
    pub earned: Money,
    pub remaining: Money,
    pub uses: Vec<LotUse>,
}

/// The part of a lot that a claim was approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LotUse {
    pub claim: ClaimId,
    pub amount: Money,
}

/// An entry: one fund event, as an amount that left one account and arrived on another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryLine {
    pub position: u64,
    /// The event's sequence in the fund.
    pub sequence: u64,
    /// When it happened in the business.
    pub at: DateTime<Utc>,
    pub recorded_at: DateTime<Utc>,
    pub event_type: String,
    /// None for the opening of the fund, which moves nothing.
    pub accounts: Option<(Account, Account)>,
    pub amount: Money,
    pub claim: Option<ClaimId>,
    /// The fund's figures after it.
    pub figures: FundFigures,
}

impl Views {
    /// Lists funds, newest first.
    pub async fn funds(
        &self,
        viewer: &Viewer,
        filter: &FundFilter,
        page: &Page<FundCursor>,
    ) -> Result<Listed<FundLine, FundCursor>, ReadError> {
        let after = page
            .after
            .map(|after| i64::try_from(after.opened).unwrap_or(i64::MAX));
        let limit = page.limit.with_one_ahead();
        let lines = fund_lines(&self.pool, viewer, filter, None, (after, limit)).await?;
        Ok(Listed::cut(lines, page.limit, |line| FundCursor {
            opened: line.opened,
        }))
    }

    /// Reads one fund with its lots; none: there is none, or the viewer may not see it.
    pub async fn fund(&self, viewer: &Viewer, id: FundId) -> Result<Option<FundPage>, ReadError> {
        let filter = FundFilter::default();
        let mut snapshot = self.snapshot().await?;
        let page = (None, 1);
        let mut lines = fund_lines(&mut *snapshot, viewer, &filter, Some(id), page).await?;
        let Some(fund) = lines.pop() else {
            return Ok(None);
        };
        let money = |minor| Money::from_minor(minor, fund.currency);
        let mut lots = vec![];
        for row in sqlx::query(LOTS)
            .bind(id.uuid())
            .fetch_all(&mut *snapshot)
            .await?
        {
            lots.push(Lot {
                id: LotId::from_uuid(row.try_get::<Uuid, _>(0)?),
                earned_on: row.try_get(1)?,
                source: row.try_get(2)?,
                rolled_from: row.try_get::<Option<Uuid>, _>(3)?.map(FundId::from_uuid),
                earned: money(row.try_get(4)?),
                remaining: money(row.try_get(5)?),
                uses: vec![],
            });
        }
        for row in sqlx::query(USES)
            .bind(id.uuid())
            .fetch_all(&mut *snapshot)
            .await?
        {
            let lot = LotId::from_uuid(row.try_get::<Uuid, _>(0)?);
            if let Some(known) = lots.iter_mut().find(|known| known.id == lot) {
                let claim = ClaimId::from_uuid(row.try_get::<Uuid, _>(1)?);
                known.uses.push(LotUse {
                    claim,
                    amount: money(row.try_get(2)?),
                });
            }
        }
        Ok(Some(FundPage { fund, lots }))
    }

    /// Lists the entries of a fund, newest first; none: there is no fund the viewer may see.
    pub async fn postings(
        &self,
        viewer: &Viewer,
        fund: FundId,
        page: &Page<EntryCursor>,
    ) -> Result<Listed<EntryLine, EntryCursor>, ReadError> {
        entries(&self.pool, viewer, fund, i64::MAX, page).await
    }
}

/// Reads funds, newest first, after one and up to a limit.
async fn fund_lines(
    executor: impl PgExecutor<'_>,
    viewer: &Viewer,
    filter: &FundFilter,
    id: Option<FundId>,
    (after, limit): (Option<i64>, i64),
) -> Result<Vec<FundLine>, ReadError> {
    let rows = sqlx::query(FUNDS)
        .persistent(false)
        .bind(viewer.kind())
        .bind(viewer.name())
        .bind(after)
        .bind(filter.partner.as_ref().map(OrgId::as_str))
        .bind(filter.programme.as_ref().map(ProgrammeId::as_str))
        .bind(filter.period.as_ref().map(PeriodId::as_str))
        .bind(filter.currency.map(Currency::code))
        .bind(id.map(|id| id.uuid()))
        .bind(limit)
        .fetch_all(executor)
        .await?;
    rows.iter().map(fund_line).collect()
}

/// Reads a page of a fund's entries up to a position.
pub(super) async fn entries(
    pool: &PgPool,
    viewer: &Viewer,
    fund: FundId,
    until: i64,
    page: &Page<EntryCursor>,
) -> Result<Listed<EntryLine, EntryCursor>, ReadError> {
    let after = page
        .after
        .map(|after| i64::try_from(after.position).unwrap_or(i64::MAX));
    let rows = sqlx::query(ENTRIES)
        .persistent(false)
        .bind(viewer.kind())
        .bind(viewer.name())
        .bind(fund.uuid())
        .bind(after)
        .bind(page.limit.with_one_ahead())
        .bind(until)
        .fetch_all(pool)
        .await?;
    let lines = rows.iter().map(entry).collect::<Result<Vec<_>, _>>()?;
    Ok(Listed::cut(lines, page.limit, |line| EntryCursor {
        position: line.position,
    }))
}

/// Reads a fund in a list; its columns are those of [`FUNDS`].
pub(super) fn fund_line(row: &PgRow) -> Result<FundLine, ReadError> {
    let currency: Currency = parsed(row, 4)?;
    Ok(FundLine {
        id: FundId::from_uuid(row.try_get::<Uuid, _>(0)?),
        partner: parsed(row, 1)?,
        programme: parsed(row, 2)?,
        policy_version: row.try_get::<i32, _>(5)?.unsigned_abs(),
        period: parsed(row, 3)?,
        currency,
        claim_until: row.try_get(6)?,
        opened_at: row.try_get(7)?,
        figures: FundFigures::new(&figures(row, 11)?, currency),
        opened: row.try_get::<i64, _>(8)?.unsigned_abs(),
        version: row.try_get::<i64, _>(9)?.unsigned_abs(),
        position: row.try_get::<i64, _>(10)?.unsigned_abs(),
    })
}

/// Reads an entry; its columns are those of [`ENTRIES`].
pub(super) fn entry(row: &PgRow) -> Result<EntryLine, ReadError> {
    let currency: Currency = parsed(row, 9)?;
    let from = row.try_get::<Option<&str>, _>(5)?;
    let accounts = match from {
        Some(_) => Some((parsed(row, 5)?, parsed(row, 6)?)),
        None => None,
    };
    Ok(EntryLine {
        position: row.try_get::<i64, _>(0)?.unsigned_abs(),
        sequence: row.try_get::<i64, _>(1)?.unsigned_abs(),
        at: row.try_get(2)?,
        recorded_at: row.try_get(3)?,
        event_type: row.try_get(4)?,
        accounts,
        amount: Money::from_minor(row.try_get(7)?, currency),
        claim: row.try_get::<Option<Uuid>, _>(8)?.map(ClaimId::from_uuid),
        figures: FundFigures::new(&figures(row, 10)?, currency),
    })
}
