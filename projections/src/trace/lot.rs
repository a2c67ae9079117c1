//! The trace of an earning: where each of its cents is now.

use std::collections::HashMap;

use domain::{ClaimId, FundId, LotId, Money, OrgId, ProgrammeId};
use sqlx::PgPool;

use super::claim::plus;
use super::fund_cents::FundCents;
use super::funds::Funds;
use super::{Origin, Through, TraceError};

/// A fund's lots, and where their money is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FundTrace {
    pub fund: FundId,
    /// The last position that was read.
    pub position: u64,
    pub partner: OrgId,
    pub programme: ProgrammeId,
    /// First in first.
    pub lots: Vec<LotTrace>,
}

/// An earning, and where each of its cents is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LotTrace {
    pub fund: FundId,
    pub lot: LotId,
    pub origin: Origin,
    /// All that was ever put into it: what was earned or rolled over, and adjustments upwards.
    pub put_in: Money,
    /// What went on to other funds; where it is there is among the whereabouts.
    pub rolled_over: Money,
    /// In the order of the lot's cents.
    pub fates: Vec<Fate>,
}

/// What became of a part of an earning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fate {
    pub place: Whereabouts,
    /// The fund it is in.
    pub fund: FundId,
    pub amount: Money,
    /// The part of it that a claim was paid.
    pub paid: Money,
    /// The lots of rollovers on the way, the nearest first; empty: it never left its lot's fund.
    pub through: Vec<Through>,
}

/// Where money of an earning is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Whereabouts {
    /// A claim was approved it.
    Claim(ClaimId),
    /// It is available, or reserved: reservations take no lots.
    Remaining,
    Expired,
    /// An adjustment took it back.
    Withdrawn,
    /// The position lies between the two events of a rollover.
    OnItsWay {
        to: FundId,
    },
}

impl Whereabouts {
    /// Gives the word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Claim(_) => "claim",
            Self::Remaining => "remaining",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
            Self::OnItsWay { .. } => "on_its_way",
        }
    }
}

impl LotTrace {
    /// Tells whether every cent that was put in is in one place.
    pub fn adds_up(&self) -> bool {
        let sum: i128 = self
            .fates
            .iter()
            .map(|fate| i128::from(fate.amount.minor()))
            .sum();
        sum == i128::from(self.put_in.minor())
    }
}

impl FundTrace {
    /// Tells whether every cent that was put into each lot is in one place.
    pub fn adds_up(&self) -> bool {
        self.lots.iter().all(LotTrace::adds_up)
    }
}

/// Traces one lot of a fund, as of a position.
pub async fn trace_lot(
    pool: &PgPool,
    fund: FundId,
    lot: LotId,
    until: u64,
) -> Result<FundTrace, TraceError> {
    let funds = Funds::read(pool, fund, until, FundCents::targets).await?;
    let place = funds.get(fund)?.place(lot);
    let place = place.ok_or(TraceError::LotIsNotInTheFund {
        fund,
        lot,
        partner: funds.state(fund)?.partner.clone(),
        programme: funds.state(fund)?.programme.clone(),
        position: until,
    })?;
    traced(&funds, fund, std::iter::once(place))
}

/// Traces all lots of a fund, as of a position.
pub async fn trace_fund(pool: &PgPool, fund: FundId, until: u64) -> Result<FundTrace, TraceError> {
    let funds = Funds::read(pool, fund, until, FundCents::targets).await?;
    let lots = funds.get(fund)?.lots.len();
    traced(&funds, fund, 0..lots)
}

fn traced(
    funds: &Funds,
    fund: FundId,
    places: impl Iterator<Item = usize>,
) -> Result<FundTrace, TraceError> {
    let state = funds.state(fund)?;
    let lots = places.map(|place| lot_trace(funds, fund, place));
    Ok(FundTrace {
        fund,
        position: funds.until,
        partner: state.partner.clone(),
        programme: state.programme.clone(),
        lots: lots.collect::<Result<_, _>>()?,
    })
}

fn lot_trace(funds: &Funds, fund: FundId, place: usize) -> Result<LotTrace, TraceError> {
    let lot = &funds.get(fund)?.lots[place];
    let mut fates: Vec<Fate> = vec![];
    let mut known = HashMap::new();
    let mut rolled_minor = 0;
    for found in funds.whereabouts(fund, place)? {
        let has_left =
            !found.through.is_empty() || matches!(found.place, Whereabouts::OnItsWay { .. });
        if has_left {
            rolled_minor += found.amount.minor();
        }
        let way = (found.place, found.fund, found.through.clone());
        let place = *known.entry(way).or_insert(fates.len());
        match fates.get_mut(place) {
            Some(fate) => {
                fate.amount = plus(fate.amount, found.amount.minor());
                fate.paid = plus(fate.paid, found.paid.minor());
            }
            None => fates.push(found),
        }
    }
    Ok(LotTrace {
        fund,
        lot: lot.id,
        origin: lot.origin.clone(),
        put_in: funds.money(lot.put_in_minor),
        rolled_over: funds.money(rolled_minor),
        fates,
    })
}
