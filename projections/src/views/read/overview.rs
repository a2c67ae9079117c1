//! Reading the overview: each fund's figures and its claims by status.

use std::str::FromStr;

use domain::fund::Figures;
use domain::{Currency, FundId, Money, OrgId, PeriodId, ProgrammeId, Status};
use sqlx::Row;
use sqlx::postgres::PgRow;
use uuid::Uuid;

use super::asked::{self, Asked};
use super::page::checkpoint;
use super::{FundFilter, ReadError, Viewer, Views};
use crate::ledger::FundFigures;
use crate::views::figures;

/// One statement, so that figures and counts are of one moment; with how far the view has come.
const OVERVIEW: &str = "
    select
        fund_id, partner, programme, period, currency, earned_minor, available_minor,
        reserved_minor, committed_minor, paid_minor, expired_minor,
        counted.statuses, counted.claims, counted.amounts,
        (select views.position from views where views.name = 'overview' and views.is_live)
            as checkpoint
    from overview
    left join lateral (
        select
            array_agg(known.status) as statuses,
            array_agg(known.claims) as claims,
            array_agg(least(known.amount_minor, 9223372036854775807)::bigint) as amounts
        from overview_status as known
        where known.fund_id = overview.fund_id
          and known.claims > 0
    ) as counted on true
    where true";

/// Whose a fund is.
pub(super) const OWNER: asked::Owner = asked::Owner {
    partner: "partner",
    programme: "programme",
    invited: None,
};

/// The money one partner has in one programme, period and currency, and the claims on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverviewLine {
    pub fund: FundId,
    pub partner: OrgId,
    pub programme: ProgrammeId,
    pub period: PeriodId,
    pub currency: Currency,
    pub figures: FundFigures,
    /// Reserved, committed and paid.
    pub claimed: Money,
    /// In the order of [`Status`]; statuses without claims are left out.
    pub claims: Vec<CountedClaims>,
}

/// How many claims have a status, and what they amount to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountedClaims {
    pub status: Status,
    pub claims: u64,
    pub amount: Money,
}

impl Views {
    /// Gives the overview, by partner, programme, period and currency, with how far the view has
    /// come; that is not known where nothing is to be seen.
    pub async fn overview(
        &self,
        viewer: &Viewer,
        filter: &FundFilter,
    ) -> Result<(Vec<OverviewLine>, Option<u64>), ReadError> {
        let rows = asked_overview(viewer, filter)
            .query()
            .fetch_all(&self.readers)
            .await?;
        let lines = rows.iter().map(counted_line).collect::<Result<_, _>>()?;
        Ok((lines, checkpoint(rows.first())?))
    }
}

/// Puts the question together.
pub(super) fn asked_overview(viewer: &Viewer, filter: &FundFilter) -> Asked {
    let mut asked = Asked::new(OVERVIEW);
    asked.seen_by(viewer, OWNER);
    filter.narrow(&mut asked);
    asked.then(" order by partner, programme, period, currency");
    asked
}

/// Reads a fund's figures with its counts.
fn counted_line(row: &PgRow) -> Result<OverviewLine, ReadError> {
    let mut line = line(row)?;
    let Some(statuses) = row.try_get::<Option<Vec<String>>, _>(11)? else {
        return Ok(line);
    };
    let claims: Vec<i64> = row.try_get(12)?;
    let amounts: Vec<i64> = row.try_get(13)?;
    for ((status, claims), amount) in statuses.iter().zip(claims).zip(amounts) {
        line.claims.push(CountedClaims {
            status: word(status)?,
            claims: claims.unsigned_abs(),
            amount: Money::from_minor(amount, line.currency),
        });
    }
    line.claims.sort_by_key(|counted| counted.status);
    Ok(line)
}

/// Whose a fund is.
pub(super) type FundOwner = (OrgId, ProgrammeId, PeriodId, Currency);

impl OverviewLine {
    /// Makes the line of a fund; its claims are counted by somebody else.
    pub(super) fn new(fund: FundId, owner: FundOwner, figures: &Figures) -> Self {
        let (partner, programme, period, currency) = owner;
        let parts = [
            figures.reserved_minor,
            figures.committed_minor,
            figures.paid_minor,
        ];
        let claimed = parts.into_iter().fold(0, i64::saturating_add);
        Self {
            fund,
            partner,
            programme,
            period,
            currency,
            figures: FundFigures::new(figures, currency),
            claimed: Money::from_minor(claimed, currency),
            claims: vec![],
        }
    }

    /// Gives what an overview is ordered by.
    pub(super) fn place(&self) -> (&OrgId, &ProgrammeId, &PeriodId, &str) {
        let currency = self.currency.code();
        (&self.partner, &self.programme, &self.period, currency)
    }
}

/// Reads a fund's figures; its columns are those of [`OVERVIEW`].
pub(super) fn line(row: &PgRow) -> Result<OverviewLine, ReadError> {
    let owner = (
        parsed(row, 1)?,
        parsed(row, 2)?,
        parsed(row, 3)?,
        parsed(row, 4)?,
    );
    let fund = FundId::from_uuid(row.try_get::<Uuid, _>(0)?);
    Ok(OverviewLine::new(fund, owner, &figures(row, 5)?))
}

/// Reads a text that must be one of the domain's words.
pub(super) fn parsed<T>(row: &PgRow, column: usize) -> Result<T, ReadError>
where
    T: FromStr,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    word(row.try_get(column)?)
}

fn word<T>(text: &str) -> Result<T, ReadError>
where
    T: FromStr,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    text.parse()
        .map_err(|error| ReadError::Unreadable(Box::new(error)))
}
