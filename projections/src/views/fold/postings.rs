//! `postings`: double entry. Insert-only; each entry carries the fund's figures after it.

use std::collections::{HashMap, HashSet};

use domain::FundEvent;
use domain::event::Named;
use domain::fund::Figures;
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use super::{FoldError, OfFund};
use crate::views::account::{Account, Movement};
use crate::views::copy::Rows;
use crate::views::registry::of_version;

const LOAD: &str = "
    select
        touched.fund_id, last.sequence, last.earned_minor, last.available_minor,
        last.reserved_minor, last.committed_minor, last.paid_minor, last.expired_minor
    from unnest($1::uuid[]) as touched (fund_id)
    cross join lateral (
        select *
        from postings_entry__v0 as entry
        where entry.fund_id = touched.fund_id
        order by entry.position desc
        limit 1
    ) as last";
const COPY_FUNDS: &str = "copy postings_fund__v0 (
    fund_id, partner, programme, period, currency, opened
) from stdin (format binary)";
const COPY: &str = "copy postings_entry__v0 (
    fund_id, position, sequence, at, recorded_at, event_type, from_account, to_account,
    amount_minor, claim_id, earned_minor, available_minor, reserved_minor, committed_minor,
    paid_minor, expired_minor
) from stdin (format binary)";

/// The figures of one fund's stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balances {
    /// The sequence of the last event.
    sequence: i64,
    figures: Figures,
}

impl Balances {
    /// Applies the next event of the fund; its figures must add up before and after.
    pub(in crate::views) fn apply(&mut self, event: &OfFund<'_>) -> Result<(), FoldError> {
        event.must_follow(self.sequence)?;
        self.sequence = event.sequence();
        if let Some(movement) = Movement::of(&event.event.event) {
            movement.apply(&mut self.figures);
        }
        match self.figures.are_conserved() {
            true => Ok(()),
            false => Err(event.poison("the fund's figures would no longer add up")),
        }
    }
}

pub(super) async fn fold(
    version: i32,
    events: &[OfFund<'_>],
    connection: &mut PgConnection,
) -> Result<(), FoldError> {
    let mut funds = load(version, events, connection).await?;
    let mut rows = PostingRows::default();
    for event in events {
        if let FundEvent::FundOpened { .. } = &event.event.event {
            funds.entry(event.id.uuid()).or_default();
        }
        let balances = funds.get_mut(&event.id.uuid());
        let balances = balances.ok_or_else(|| event.poison("the fund was never opened"))?;
        balances.apply(event)?;
        rows.add(event, balances);
    }
    rows.copy(version, connection).await
}

/// The rows of some fund events.
#[derive(Debug)]
pub(in crate::views) struct PostingRows {
    funds: Rows,
    entries: Rows,
}

impl Default for PostingRows {
    fn default() -> Self {
        Self {
            funds: Rows::of(6),
            entries: Rows::of(16),
        }
    }
}

impl PostingRows {
    /// Adds the rows of an event, with the fund's figures after it.
    pub(in crate::views) fn add(&mut self, event: &OfFund<'_>, balances: &Balances) {
        if let FundEvent::FundOpened {
            programme,
            period,
            partner,
            currency,
            ..
        } = &event.event.event
        {
            self.funds
                .row()
                .uuid(event.id.uuid())
                .text(partner.as_str())
                .text(programme.as_str())
                .text(period.as_str())
                .text(currency.code())
                .int8(event.position());
        }
        entry_row(&mut self.entries, event, &balances.figures);
    }

    /// Tells how many bytes wait to be copied.
    pub(in crate::views) fn bytes_held(&self) -> usize {
        self.entries.bytes_held()
    }

    /// Copies the rows into the tables of a version.
    pub(in crate::views) async fn copy(
        self,
        version: i32,
        connection: &mut PgConnection,
    ) -> Result<(), FoldError> {
        let statement = of_version(COPY_FUNDS, version);
        self.funds.copy(connection, &statement).await?;
        let statement = of_version(COPY, version);
        Ok(self.entries.copy(connection, &statement).await?)
    }
}

/// Loads the last entry of the funds that the page goes on with.
async fn load(
    version: i32,
    events: &[OfFund<'_>],
    connection: &mut PgConnection,
) -> Result<HashMap<Uuid, Balances>, FoldError> {
    let ids: HashSet<Uuid> = events.iter().map(|event| event.id.uuid()).collect();
    let mut funds = HashMap::with_capacity(ids.len());
    if ids.is_empty() {
        return Ok(funds);
    }
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let load = of_version(LOAD, version);
    for row in sqlx::query(&load).bind(ids).fetch_all(connection).await? {
        let figures = Figures {
            earned_minor: row.try_get(2)?,
            available_minor: row.try_get(3)?,
            reserved_minor: row.try_get(4)?,
            committed_minor: row.try_get(5)?,
            paid_minor: row.try_get(6)?,
            expired_minor: row.try_get(7)?,
        };
        let sequence = row.try_get(1)?;
        funds.insert(row.try_get(0)?, Balances { sequence, figures });
    }
    Ok(funds)
}

fn entry_row(rows: &mut Rows, event: &OfFund<'_>, figures: &Figures) {
    let stamped = event.event;
    let movement = Movement::of(&stamped.event);
    rows.row()
        .uuid(event.id.uuid())
        .int8(event.position())
        .int8(event.sequence())
        .instant(stamped.at)
        .instant(event.recorded.recorded_at)
        .text(stamped.event.name())
        .text_or_null(movement.map(|movement| Account::as_str(movement.from)))
        .text_or_null(movement.map(|movement| Account::as_str(movement.to)))
        .int8(movement.map_or(0, |movement| movement.amount_minor))
        .uuid_or_null(claim_of(&stamped.event))
        .int8(figures.earned_minor)
        .int8(figures.available_minor)
        .int8(figures.reserved_minor)
        .int8(figures.committed_minor)
        .int8(figures.paid_minor)
        .int8(figures.expired_minor);
}

fn claim_of(event: &FundEvent) -> Option<Uuid> {
    match event {
        FundEvent::FundReserved { claim, .. }
        | FundEvent::ReservationReleased { claim, .. }
        | FundEvent::FundCommitted { claim, .. }
        | FundEvent::CommitmentReversed { claim, .. }
        | FundEvent::FundDisbursed { claim, .. }
        | FundEvent::DisbursementReversed { claim, .. } => Some(claim.uuid()),
        FundEvent::FundOpened { .. }
        | FundEvent::FundEarned { .. }
        | FundEvent::FundAdjusted { .. }
        | FundEvent::FundRolledOut { .. }
        | FundEvent::FundRolledIn { .. }
        | FundEvent::FundExpired { .. } => None,
    }
}
