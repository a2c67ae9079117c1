//! What a page does to funds, on its way into the tables.

use std::collections::HashMap;

use domain::fund::LotShare;
use domain::{FundEvent, Status};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Earned, FundChange, LotChange, Opened, ShareChange};
use crate::views::copy::Rows;
use crate::views::fold::{FoldError, delete};
use crate::views::registry::of_version;

const COPY_FUNDS: &str = "copy overview_fund__v0 (
    fund_id, partner, programme, period, currency, policy_version, claim_until, opened_at, opened,
    version, position, earned_minor, available_minor, reserved_minor, committed_minor, paid_minor,
    expired_minor
) from stdin (format binary)";
const COPY_STATUSES: &str = "copy overview_status__v0 (
    fund_id, status, claims, amount_minor
) from stdin (format binary)";
const CHANGE_FUNDS: &str = "
    update overview_fund__v0 as fund
    set version = more.version,
        position = more.position,
        earned_minor = fund.earned_minor + more.earned_minor,
        available_minor = fund.available_minor + more.available_minor,
        reserved_minor = fund.reserved_minor + more.reserved_minor,
        committed_minor = fund.committed_minor + more.committed_minor,
        paid_minor = fund.paid_minor + more.paid_minor,
        expired_minor = fund.expired_minor + more.expired_minor
    from unnest(
        $1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],
        $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[]
    ) as more (
        fund_id, version_before, version, position, earned_minor, available_minor, reserved_minor,
        committed_minor, paid_minor, expired_minor
    )
    where fund.fund_id = more.fund_id
      and fund.version = more.version_before";
const COPY_LOTS: &str = "copy overview_lot__v0 (
    fund_id, lot_id, place, earned_on, source, rolled_from, earned_minor, remaining_minor
) from stdin (format binary)";
const CHANGE_LOTS: &str = "
    update overview_lot__v0 as lot
    set earned_minor = lot.earned_minor + more.earned_minor,
        remaining_minor = lot.remaining_minor + more.remaining_minor
    from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[])
        as more (fund_id, lot_id, earned_minor, remaining_minor)
    where lot.fund_id = more.fund_id
      and lot.lot_id = more.lot_id";
const DELETE_SHARES: &str = "delete from overview_share__v0 where claim_id = any($1)";
const COPY_SHARES: &str = "copy overview_share__v0 (
    claim_id, lot_id, fund_id, amount_minor
) from stdin (format binary)";

pub(super) async fn funds(
    version: i32,
    funds: HashMap<Uuid, FundChange>,
    connection: &mut PgConnection,
) -> Result<(), FoldError> {
    let (mut opened, mut statuses) = (Rows::of(17), Rows::of(4));
    let mut old: Vec<(Uuid, FundChange)> = vec![];
    for (id, change) in funds {
        match change.opened {
            Some(ref event) => fund_rows((&mut opened, &mut statuses), id, event, &change),
            None => old.push((id, change)),
        }
    }
    opened
        .copy(connection, &of_version(COPY_FUNDS, version))
        .await?;
    statuses
        .copy(connection, &of_version(COPY_STATUSES, version))
        .await?;
    if old.is_empty() {
        return Ok(());
    }
    let column = |of: fn(&FundChange) -> i64| -> Vec<i64> {
        old.iter().map(|(_, change)| of(change)).collect()
    };
    let changed = sqlx::query(&of_version(CHANGE_FUNDS, version))
        .bind(old.iter().map(|(id, _)| *id).collect::<Vec<_>>())
        .bind(column(|change| change.version_before))
        .bind(column(|change| change.version))
        .bind(column(|change| change.position))
        .bind(column(|change| change.figures.earned_minor))
        .bind(column(|change| change.figures.available_minor))
        .bind(column(|change| change.figures.reserved_minor))
        .bind(column(|change| change.figures.committed_minor))
        .bind(column(|change| change.figures.paid_minor))
        .bind(column(|change| change.figures.expired_minor))
        .execute(connection)
        .await?;
    let why = "an event of a fund does not follow the one before, or the fund was never opened";
    all_or_refused(changed.rows_affected(), old.len(), why)
}

fn fund_rows(
    (funds, statuses): (&mut Rows, &mut Rows),
    id: Uuid,
    opened: &Opened,
    change: &FundChange,
) {
    let stamped = &opened.event;
    let FundEvent::FundOpened {
        programme,
        policy_version,
        period,
        partner,
        currency,
        claim_until,
    } = &stamped.event
    else {
        return;
    };
    funds
        .row()
        .uuid(id)
        .text(partner.as_str())
        .text(programme.as_str())
        .text(period.as_str())
        .text(currency.code())
        .int4(*policy_version)
        .date(*claim_until)
        .instant(stamped.at)
        .int8(opened.position)
        .int8(change.version)
        .int8(change.position)
        .int8(change.figures.earned_minor)
        .int8(change.figures.available_minor)
        .int8(change.figures.reserved_minor)
        .int8(change.figures.committed_minor)
        .int8(change.figures.paid_minor)
        .int8(change.figures.expired_minor);
    for status in Status::ALL {
        statuses
            .row()
            .uuid(id)
            .text(status.as_str())
            .int8(0)
            .numeric(0);
    }
}

pub(super) async fn lots(
    version: i32,
    lots: HashMap<(Uuid, Uuid), LotChange>,
    connection: &mut PgConnection,
) -> Result<(), FoldError> {
    let mut rows = Rows::of(8);
    let (mut funds, mut ids, mut earned, mut remaining) = (vec![], vec![], vec![], vec![]);
    for ((fund, id), change) in lots {
        if let Some(earned) = &change.earned {
            lot_row(&mut rows, (fund, id), earned, &change);
        } else {
            funds.push(fund);
            ids.push(id);
            earned.push(change.earned_minor);
            remaining.push(change.remaining_minor);
        }
    }
    rows.copy(connection, &of_version(COPY_LOTS, version))
        .await?;
    if ids.is_empty() {
        return Ok(());
    }
    let wanted = ids.len();
    let changed = sqlx::query(&of_version(CHANGE_LOTS, version))
        .bind(funds)
        .bind(ids)
        .bind(earned)
        .bind(remaining)
        .execute(connection)
        .await?;
    all_or_refused(
        changed.rows_affected(),
        wanted,
        "an event names a lot that was never earned",
    )
}

fn lot_row(rows: &mut Rows, (fund, id): (Uuid, Uuid), earned: &Earned, change: &LotChange) {
    rows.row()
        .uuid(fund)
        .uuid(id)
        .int8(earned.place)
        .date_or_null(earned.earned_on)
        .text(&earned.source)
        .uuid_or_null(earned.rolled_from)
        .int8(change.earned_minor)
        .int8(change.remaining_minor);
}

pub(super) async fn shares(
    version: i32,
    shares: HashMap<Uuid, ShareChange>,
    connection: &mut PgConnection,
) -> Result<(), FoldError> {
    let mut rows = Rows::of(4);
    let mut reversed = vec![];
    for (claim, share) in shares {
        if share.is_reversed {
            reversed.push(claim);
        }
        for LotShare { lot, amount } in share.lots {
            rows.row()
                .uuid(claim)
                .uuid(lot.uuid())
                .uuid(share.fund)
                .int8(amount.minor());
        }
    }
    delete(connection, &of_version(DELETE_SHARES, version), reversed).await?;
    Ok(rows
        .copy(connection, &of_version(COPY_SHARES, version))
        .await?)
}

fn all_or_refused(changed: u64, wanted: usize, why: &str) -> Result<(), FoldError> {
    if changed == wanted as u64 {
        return Ok(());
    }
    Err(FoldError::Refused(why.to_owned()))
}
