//! Reading the overview: each fund's figures and its claims by status.

use std::collections::HashMap;

use domain::fund::Figures;
use domain::{Currency, FundId, Money, OrgId, PeriodId, ProgrammeId, Status};
use sqlx::Row;
use sqlx::postgres::PgRow;
use uuid::Uuid;

use super::{ReadError, Viewer, Views};
use crate::ledger::FundFigures;

const OVERVIEW: &str = "
    select
        fund_id, partner, programme, period, currency, earned_minor, available_minor,
        reserved_minor, committed_minor, paid_minor, expired_minor
    from overview
    where (
            $1 = 'vendor'
            or ($1 = 'partner' and partner = $2)
        )
      and ($3::text is null or partner = $3)
      and ($4::text is null or programme = $4)
      and ($5::text is null or period = $5)
      and ($6::text is null or currency = $6)
    order by partner, programme, period, currency";
const STATUSES: &str = "
    select
        fund_id, status, claims,
        least(amount_minor, 9223372036854775807)::bigint as amount_minor
    from overview_status
    where fund_id = any($1)
      and claims > 0";

/// Which funds; what is absent does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OverviewFilter {
    pub partner: Option<OrgId>,
    pub programme: Option<ProgrammeId>,
    pub period: Option<PeriodId>,
    pub currency: Option<Currency>,
}

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
    /// Gives the overview, by partner, programme, period and currency.
    pub async fn overview(
        &self,
        viewer: &Viewer,
        filter: &OverviewFilter,
    ) -> Result<Vec<OverviewLine>, ReadError> {
        let mut snapshot = self.snapshot().await?;
        let rows = sqlx::query(OVERVIEW)
            .persistent(false)
            .bind(viewer.kind())
            .bind(viewer.name())
            .bind(filter.partner.as_ref().map(OrgId::as_str))
            .bind(filter.programme.as_ref().map(ProgrammeId::as_str))
            .bind(filter.period.as_ref().map(PeriodId::as_str))
            .bind(filter.currency.map(Currency::code))
            .fetch_all(&mut *snapshot)
            .await?;
        let mut lines = rows.iter().map(line).collect::<Result<Vec<_>, _>>()?;
        let funds: Vec<Uuid> = lines.iter().map(|line| line.fund.uuid()).collect();
        let places: HashMap<Uuid, usize> = funds
            .iter()
            .enumerate()
            .map(|(place, fund)| (*fund, place))
            .collect();
        for row in sqlx::query(STATUSES)
            .bind(&funds)
            .fetch_all(&mut *snapshot)
            .await?
        {
            if let Some(place) = places.get(&row.try_get(0)?) {
                let line = &mut lines[*place];
                line.claims.push(CountedClaims {
                    status: parsed(&row, 1)?,
                    claims: row.try_get::<i64, _>(2)?.unsigned_abs(),
                    amount: Money::from_minor(row.try_get(3)?, line.currency),
                });
            }
        }
        for line in &mut lines {
            line.claims.sort_by_key(|counted| counted.status);
        }
        Ok(lines)
    }
}

/// Whose a fund is.
pub(super) type Owner = (OrgId, ProgrammeId, PeriodId, Currency);

impl OverviewLine {
    /// Makes the line of a fund; its claims are counted by somebody else.
    pub(super) fn new(fund: FundId, owner: Owner, figures: &Figures) -> Self {
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

/// Reads six figures in a row: earned, available, reserved, committed, paid, expired.
pub(super) fn figures(row: &PgRow, first: usize) -> Result<Figures, ReadError> {
    Ok(Figures {
        earned_minor: row.try_get(first)?,
        available_minor: row.try_get(first + 1)?,
        reserved_minor: row.try_get(first + 2)?,
        committed_minor: row.try_get(first + 3)?,
        paid_minor: row.try_get(first + 4)?,
        expired_minor: row.try_get(first + 5)?,
    })
}

/// Reads a text that must be one of the domain's words.
pub(super) fn parsed<T>(row: &PgRow, column: usize) -> Result<T, ReadError>
where
    T: std::str::FromStr,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let text: &str = row.try_get(column)?;
    text.parse()
        .map_err(|error| ReadError::Unreadable(Box::new(error)))
}
