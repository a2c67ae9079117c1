//! What was paid, and what came back, across claims: for whoever reconciles it with the bank.
//!
//! What is told of a payment never changes but for whether it came back, and the rows say when that
//! was recorded: so now and then are one statement.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{ClaimId, ClaimNumber, Currency, FundId, Money, OrgId, PaymentId, ProgrammeId};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::postgres::PgRow;
use uuid::Uuid;

use super::asked::{Asked, Owner};
use super::overview::parsed;
use super::{Listed, Page, Past, ReadError, Viewer, Views};
use crate::log::scan::signed;

/// With how far the view has come, as of the same statement; when it was recorded, the log says.
const PAYMENTS: &str = "
    select
        paid.payment_id, paid.claim_id, claim.opened, claim.fund_id, claim.partner,
        claim.programme, claim.currency, paid.amount_minor, paid.reference, paid.value_date,
        paid.position, recorded.recorded_at, back.position, back.recorded_at,
        (select views.position from views where views.name = 'claim' and views.is_live)
            as checkpoint
    from claim_payment as paid
    join claim using (claim_id)
    left join events as recorded on recorded.position = paid.position
    left join events as back on back.position = paid.reversed and back.position <= $1
    where paid.position <= $1";

const OWNER: Owner = Owner {
    partner: "claim.partner",
    programme: "claim.programme",
    invited: None,
};

/// Which payments; what is absent does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaymentFilter {
    /// Of this value date or later.
    pub from: Option<NaiveDate>,
    /// Of this value date or earlier.
    pub to: Option<NaiveDate>,
    pub fund: Option<FundId>,
    pub partner: Option<OrgId>,
    pub programme: Option<ProgrammeId>,
    /// Of exactly this reference.
    pub reference: Option<String>,
}

/// A payment in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentLine {
    pub id: PaymentId,
    pub claim: ClaimId,
    /// What people call the claim by.
    pub number: ClaimNumber,
    pub fund: FundId,
    pub partner: OrgId,
    pub programme: ProgrammeId,
    pub amount: Money,
    pub reference: String,
    pub value_date: NaiveDate,
    /// When it was recorded, and the position of the event.
    pub recorded: (DateTime<Utc>, u64),
    /// When it was recorded that it came back, and the position of the event; none: it stands.
    pub reversed: Option<(DateTime<Utc>, u64)>,
}

/// After a payment in the list, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentCursor {
    /// The position of the event that recorded it.
    pub position: u64,
}

impl Views {
    /// Lists payments, those that were recorded last first.
    pub async fn payments(
        &self,
        viewer: &Viewer,
        filter: &PaymentFilter,
        page: &Page<PaymentCursor>,
    ) -> Result<Listed<PaymentLine, PaymentCursor>, ReadError> {
        self.as_of(u64::MAX).payments(viewer, filter, page).await
    }
}

impl Past {
    /// Lists the payments there were, those that were recorded last first.
    pub async fn payments(
        &self,
        viewer: &Viewer,
        filter: &PaymentFilter,
        page: &Page<PaymentCursor>,
    ) -> Result<Listed<PaymentLine, PaymentCursor>, ReadError> {
        let mut asked = Asked::of(PAYMENTS, [signed(self.position())]);
        asked.seen_by(viewer, OWNER);
        asked
            .and("paid.value_date >=", filter.from)
            .and("paid.value_date <=", filter.to)
            .and("claim.fund_id =", filter.fund.map(|fund| fund.uuid()))
            .and_word("claim.partner =", filter.partner.as_ref())
            .and_word("claim.programme =", filter.programme.as_ref())
            .and("paid.reference =", filter.reference.clone())
            .and(
                "paid.position <",
                page.after.map(|after| signed(after.position)),
            )
            .with(
                " order by paid.position desc limit",
                page.limit.with_one_ahead(),
            );
        let views = self.views();
        let rows = asked.query().fetch_all(views.readers()).await?;
        Listed::read(&rows, page.limit, line, |line| PaymentCursor {
            position: line.recorded.1,
        })
    }
}

/// Reads a payment; its columns are those of [`PAYMENTS`].
fn line(row: &PgRow) -> Result<PaymentLine, ReadError> {
    let currency: Currency = parsed(row, 6)?;
    let position =
        |column| -> Result<u64, ReadError> { Ok(row.try_get::<i64, _>(column)?.unsigned_abs()) };
    let reversed = match row.try_get::<Option<i64>, _>(12)? {
        Some(_) => Some((row.try_get(13)?, position(12)?)),
        None => None,
    };
    Ok(PaymentLine {
        id: PaymentId::from_uuid(row.try_get::<Uuid, _>(0)?),
        claim: ClaimId::from_uuid(row.try_get::<Uuid, _>(1)?),
        number: ClaimNumber::of(position(2)?),
        fund: FundId::from_uuid(row.try_get::<Uuid, _>(3)?),
        partner: parsed(row, 4)?,
        programme: parsed(row, 5)?,
        amount: Money::from_minor(row.try_get(7)?, currency),
        reference: row.try_get(8)?,
        value_date: row.try_get(9)?,
        recorded: (row.try_get(11)?, position(10)?),
        reversed,
    })
}
