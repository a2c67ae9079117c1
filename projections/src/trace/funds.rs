//! The funds a trace goes through, read from the log.

use std::collections::BTreeMap;

use domain::aggregate::FundStream;
use domain::{Currency, Fund, FundId, LotId, Money};
use sqlx::PgPool;

use super::TraceError;
use super::fund_cents::FundCents;
use crate::log::scan::signed;
use crate::log::{LogError, StreamKind};
use crate::replay::begins;
use crate::stream::scan::each_whole;

const FUND_OF_LOT: &str = "
select aggregate_id
from events
where aggregate_type = 'fund'
and event_type in ('FundEarned', 'FundRolledIn')
and position <= $2
and $1 in (
    payload -> 'event' -> 'FundEarned' ->> 'lot',
    payload -> 'event' -> 'FundRolledIn' ->> 'lot'
)
limit 1";

/// Funds as they were at a position.
#[derive(Debug)]
pub(super) struct Funds {
    funds: BTreeMap<FundId, FundCents>,
    pub until: u64,
    /// Money rolls over inside one currency.
    currency: Currency,
}

impl Funds {
    /// Reads a fund, and those that rollovers lead to, which `next` tells of each.
    pub async fn read(
        pool: &PgPool,
        first: FundId,
        until: u64,
        next: fn(&FundCents) -> Vec<FundId>,
    ) -> Result<Self, TraceError> {
        let mut funds = BTreeMap::new();
        let mut wanted = vec![first];
        while let Some(id) = wanted.pop() {
            if funds.contains_key(&id) {
                continue;
            }
            let fund = read_fund(pool, id, until).await?;
            wanted.extend(next(&fund));
            funds.insert(id, fund);
        }
        let state = funds.get(&first).and_then(|fund| fund.state.as_ref());
        if let Some(currency) = state.map(|fund| fund.currency) {
            return Ok(Self {
                funds,
                until,
                currency,
            });
        }
        let begun = begins(pool, StreamKind::Fund, &first.to_string()).await?;
        Err(match begun {
            Some(_) => TraceError::FundBeginsLater {
                fund: first,
                position: until,
            },
            None => TraceError::NoSuchFund(first),
        })
    }

    /// Gives a fund that was read.
    pub fn get(&self, id: FundId) -> Result<&FundCents, TraceError> {
        self.funds.get(&id).ok_or(TraceError::NoSuchFund(id))
    }

    /// Gives a fund's state.
    pub fn state(&self, id: FundId) -> Result<&Fund, TraceError> {
        let state = self.get(id)?.state.as_ref();
        state.ok_or(TraceError::NoSuchFund(id))
    }

    /// Makes an amount in the funds' currency.
    pub const fn money(&self, minor: i64) -> Money {
        Money::from_minor(minor, self.currency)
    }
}

async fn read_fund(pool: &PgPool, id: FundId, until: u64) -> Result<FundCents, TraceError> {
    let (mut fund, mut wrong_at) = (FundCents::default(), None);
    let streams = (StreamKind::Fund, &[id.to_string()][..]);
    each_whole::<FundStream>(pool, streams, until, |stored, event| {
        if wrong_at.is_none() && fund.apply(&event).is_none() {
            wrong_at = Some(stored.position);
        }
    })
    .await?;
    match wrong_at {
        Some(position) => Err(TraceError::DoesNotAddUp { position }),
        None => Ok(fund),
    }
}

/// Finds the fund that a lot is in, by the event that put it there; none: there is no such lot.
pub async fn fund_of_lot(
    pool: &PgPool,
    lot: LotId,
    until: u64,
) -> Result<Option<FundId>, TraceError> {
    let id: Option<String> = sqlx::query_scalar(FUND_OF_LOT)
        .bind(lot.to_string())
        .bind(signed(until))
        .fetch_optional(pool)
        .await
        .map_err(LogError::from)?;
    Ok(id.and_then(|id| id.parse().ok()))
}
