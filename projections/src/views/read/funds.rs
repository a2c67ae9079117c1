//! Reading funds: their figures, their lots, where each went, and their entries.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{ClaimId, Currency, FundId, LotId, Money, OrgId, PeriodId, ProgrammeId};
use sqlx::postgres::PgRow;
use sqlx::{Decode, PgPool, Postgres, Row, Type};
use uuid::Uuid;

use super::asked::{Asked, Owner};
use super::overview::{OWNER, parsed};
use super::page::checkpoint;
use super::{EntryCursor, FundCursor, Listed, Page, ReadError, Viewer, Views};
use crate::ledger::FundFigures;
use crate::log::scan::signed;
use crate::views::account::{Account, figures};

/// The columns of a fund in a list, in the order in which [`fund_line`] reads them.
macro_rules! fund_columns {
    () => {
        "fund_id, partner, programme, period, currency, policy_version, claim_until, opened_at,
        opened, version, position, earned_minor, available_minor, reserved_minor, committed_minor,
        paid_minor, expired_minor"
    };
}

/// With how far the view has come, as of the same statement.
const FUNDS: &str = concat!(
    "
    select ",
    fund_columns!(),
    ",
        (select views.position from views where views.name = 'overview' and views.is_live)
            as checkpoint
    from overview
    where true"
);

/// Who has a fund of programmes: few rows a partner, so reading them all is cheap.
const PARTNERS: &str = "
    select distinct partner
    from overview
    where true";

/// A fund with its lots and where each went, in one statement.
const FUND: &str = concat!(
    "
    select ",
    fund_columns!(),
    ",
        (select views.position from views where views.name = 'overview' and views.is_live)
            as checkpoint,
        lots.ids, lots.days, lots.sources, lots.origins, lots.earned, lots.remaining,
        uses.lots, uses.claims, uses.amounts
    from overview
    left join lateral (
        select
            array_agg(lot_id order by place) as ids,
            array_agg(earned_on order by place) as days,
            array_agg(source order by place) as sources,
            array_agg(rolled_from order by place) as origins,
            array_agg(earned_minor order by place) as earned,
            array_agg(remaining_minor order by place) as remaining
        from overview_lot as lot
        where lot.fund_id = overview.fund_id
    ) as lots on true
    left join lateral (
        select
            array_agg(lot_id order by claim_id, lot_id) as lots,
            array_agg(claim_id order by claim_id, lot_id) as claims,
            array_agg(amount_minor order by claim_id, lot_id) as amounts
        from overview_share as share
        where share.fund_id = overview.fund_id
    ) as uses on true
    where true"
);

/// The columns of an entry and its fund, in the order in which [`entry`] reads them.
macro_rules! entry_columns {
    () => {
        "entry.position, entry.sequence, entry.at, entry.recorded_at, entry.event_type,
        entry.from_account, entry.to_account, entry.amount_minor, entry.claim_id, fund.currency,
        entry.earned_minor, entry.available_minor, entry.reserved_minor, entry.committed_minor,
        entry.paid_minor, entry.expired_minor"
    };
}
pub(super) use entry_columns;

/// The last entry of a fund up to a position: it carries the fund's figures as they were then.
macro_rules! last_entry {
    ($position:literal) => {
        concat!(
            "(
        select *
        from postings_entry as entry
        where entry.fund_id = fund.fund_id
          and entry.position <= ",
            $position,
            "
        order by entry.position desc
        limit 1
    )"
        )
    };
}
pub(super) use last_entry;

const ENTRIES: &str = concat!(
    "
    select ",
    entry_columns!(),
    ",
        (select views.position from views where views.name = 'postings' and views.is_live)
            as checkpoint
    from postings_entry as entry
    join postings_fund as fund using (fund_id)
    where true"
);

/// Whose entries are.
pub(super) const OWNER_OF_ENTRIES: Owner = Owner {
    partner: "fund.partner",
    programme: "fund.programme",
    invited: None,
};

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

impl FundFilter {
    /// Adds the conditions on what a fund was opened with.
    pub(super) fn narrow(&self, asked: &mut Asked) {
        asked
            .and_word("partner =", self.partner.as_ref())
            .and_word("programme =", self.programme.as_ref())
            .and_word("period =", self.period.as_ref())
            .and_word("currency =", self.currency.as_ref());
    }
}

impl Views {
    /// Lists funds, newest first.
    pub async fn funds(
        &self,
        viewer: &Viewer,
        filter: &FundFilter,
        page: &Page<FundCursor>,
    ) -> Result<Listed<FundLine, FundCursor>, ReadError> {
        let mut asked = Asked::new(FUNDS);
        asked.seen_by(viewer, OWNER);
        filter.narrow(&mut asked);
        asked
            .and("opened <", page.after.map(|after| signed(after.opened)))
            .with(" order by opened desc limit", page.limit.with_one_ahead());
        let rows = asked.query().fetch_all(&self.readers).await?;
        Listed::read(&rows, page.limit, fund_line, cursor)
    }

    /// Lists the partners who have funds, by name, so many at most.
    pub async fn partners(&self, viewer: &Viewer, most: u32) -> Result<Vec<OrgId>, ReadError> {
        let mut asked = Asked::new(PARTNERS);
        asked.seen_by(viewer, OWNER);
        asked.with(" order by partner limit", i64::from(most));
        let rows = asked.query().fetch_all(&self.readers).await?;
        rows.iter().map(|row| parsed(row, 0)).collect()
    }

    /// Reads one fund with its lots, and how far the view has come; none: there is none, or the
    /// viewer may not see it.
    pub async fn fund(
        &self,
        viewer: &Viewer,
        id: FundId,
    ) -> Result<Option<(FundPage, Option<u64>)>, ReadError> {
        let row = asked_fund(viewer, id)
            .query()
            .fetch_optional(&self.readers)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let fund = fund_line(&row)?;
        let mut lots = lots(&row, fund.currency)?;
        let used: Vec<Uuid> = column(&row, 24)?;
        let claims: Vec<Uuid> = column(&row, 25)?;
        let amounts: Vec<i64> = column(&row, 26)?;
        let uses = used.into_iter().zip(claims).zip(amounts);
        let uses = uses.map(|((lot, claim), amount)| {
            let claim = ClaimId::from_uuid(claim);
            let amount = Money::from_minor(amount, fund.currency);
            (LotId::from_uuid(lot), LotUse { claim, amount })
        });
        put_uses(&mut lots, uses);
        Ok(Some((FundPage { fund, lots }, checkpoint(Some(&row))?)))
    }

    /// Lists the entries of a fund, newest first; none: there is no fund the viewer may see.
    pub async fn postings(
        &self,
        viewer: &Viewer,
        fund: FundId,
        page: &Page<EntryCursor>,
    ) -> Result<Listed<EntryLine, EntryCursor>, ReadError> {
        entries(&self.readers, viewer, fund, None, page).await
    }
}

/// Puts the question for one fund together.
pub(super) fn asked_fund(viewer: &Viewer, id: FundId) -> Asked {
    let mut asked = Asked::new(FUND);
    asked.seen_by(viewer, OWNER);
    asked.and("overview.fund_id =", Some(id.uuid()));
    asked
}

/// Reads the lots of a fund.
fn lots(row: &PgRow, currency: Currency) -> Result<Vec<Lot>, sqlx::Error> {
    let money = |minor| Money::from_minor(minor, currency);
    let ids: Vec<Uuid> = column(row, 18)?;
    let days: Vec<Option<NaiveDate>> = column(row, 19)?;
    let sources: Vec<String> = column(row, 20)?;
    let origins: Vec<Option<Uuid>> = column(row, 21)?;
    let earned: Vec<i64> = column(row, 22)?;
    let remaining: Vec<i64> = column(row, 23)?;
    let parts = ids.into_iter().zip(days).zip(sources).zip(origins);
    let parts = parts.zip(earned).zip(remaining);
    let lots = parts.map(
        |(((((id, earned_on), source), origin), earned), remaining)| Lot {
            id: LotId::from_uuid(id),
            earned_on,
            source,
            rolled_from: origin.map(FundId::from_uuid),
            earned: money(earned),
            remaining: money(remaining),
            uses: vec![],
        },
    );
    Ok(lots.collect())
}

/// Reads what was gathered of several rows; nothing where there were none.
fn column<'r, T>(row: &'r PgRow, column: usize) -> Result<Vec<T>, sqlx::Error>
where
    Option<Vec<T>>: Decode<'r, Postgres> + Type<Postgres>,
{
    let values: Option<Vec<T>> = row.try_get(column)?;
    Ok(values.unwrap_or_default())
}

/// Puts uses to the lots they are of, in the order given.
pub(super) fn put_uses(lots: &mut [Lot], uses: impl Iterator<Item = (LotId, LotUse)>) {
    let places = lots.iter().enumerate().map(|(place, lot)| (lot.id, place));
    let places: HashMap<LotId, usize> = places.collect();
    for (lot, of_lot) in uses {
        if let Some(place) = places.get(&lot) {
            lots[*place].uses.push(of_lot);
        }
    }
}

/// Makes the cursor of the page after a fund.
pub(super) fn cursor(line: &FundLine) -> FundCursor {
    let opened = line.opened;
    FundCursor { opened }
}

/// Reads a page of a fund's entries, as they are or up to a position.
pub(super) async fn entries(
    pool: &PgPool,
    viewer: &Viewer,
    fund: FundId,
    until: Option<u64>,
    page: &Page<EntryCursor>,
) -> Result<Listed<EntryLine, EntryCursor>, ReadError> {
    let mut asked = Asked::new(ENTRIES);
    asked.seen_by(viewer, OWNER_OF_ENTRIES);
    asked
        .and("entry.fund_id =", Some(fund.uuid()))
        .and("entry.position <=", until.map(signed))
        .and(
            "entry.position <",
            page.after.map(|after| signed(after.position)),
        )
        .with(
            " order by entry.position desc limit",
            page.limit.with_one_ahead(),
        );
    let rows = asked.query().fetch_all(pool).await?;
    Listed::read(&rows, page.limit, entry, |line| EntryCursor {
        position: line.position,
    })
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
