//! `postings`: double entry. Insert-only; each entry carries the fund's figures after it.

use std::collections::{HashMap, HashSet};

use cqrs_es::{EventEnvelope, View};
use domain::FundEvent;
use domain::aggregate::FundStream;
use domain::event::Named;
use domain::fund::Figures;
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use super::{FoldError, Of};
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balances(pub Figures);

impl View<FundStream> for Balances {
    fn update(&mut self, event: &EventEnvelope<FundStream>) {
        if let Some(movement) = Movement::of(&event.payload.event) {
            movement.apply(&mut self.0);
        }
    }
}

struct Held {
    sequence: i64,
    balances: Balances,
}

pub(super) async fn fold(
    version: i32,
    events: &[Of<'_, FundStream>],
    connection: &mut PgConnection,
) -> Result<(), FoldError> {
    let mut funds = load(version, events, connection).await?;
    let (mut opened, mut entries) = (Rows::of(6), Rows::of(16));
    for event in events {
        if let FundEvent::FundOpened {
            programme,
            period,
            partner,
            currency,
            ..
        } = &event.envelope.payload.event
        {
            opened
                .row()
                .uuid(event.id)
                .text(partner.as_str())
                .text(programme.as_str())
                .text(period.as_str())
                .text(currency.code())
                .int8(event.position());
            funds.entry(event.id).or_insert(Held {
                sequence: 0,
                balances: Balances::default(),
            });
        }
        let held = funds.get_mut(&event.id);
        let held = held.ok_or_else(|| event.poison("the fund was never opened"))?;
        event.must_follow(held.sequence)?;
        held.sequence = event.sequence();
        held.balances.update(event.envelope);
        if !held.balances.0.are_conserved() {
            return Err(event.poison("the fund's figures would no longer add up"));
        }
        entry_row(&mut entries, event, &held.balances.0);
    }
    opened
        .copy(connection, &of_version(COPY_FUNDS, version))
        .await?;
    Ok(entries.copy(connection, &of_version(COPY, version)).await?)
}

/// Loads the last entry of the funds that the page goes on with.
async fn load(
    version: i32,
    events: &[Of<'_, FundStream>],
    connection: &mut PgConnection,
) -> Result<HashMap<Uuid, Held>, FoldError> {
    let ids: HashSet<Uuid> = events.iter().map(|event| event.id).collect();
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
        let held = Held {
            sequence: row.try_get(1)?,
            balances: Balances(figures),
        };
        funds.insert(row.try_get(0)?, held);
    }
    Ok(funds)
}

fn entry_row(rows: &mut Rows, event: &Of<'_, FundStream>, figures: &Figures) {
    let stamped = &event.envelope.payload;
    let movement = Movement::of(&stamped.event);
    rows.row()
        .uuid(event.id)
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
