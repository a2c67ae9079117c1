//! The trace of a claim: which earnings stand behind what it was approved and paid.

use domain::aggregate::ClaimStream;
use domain::{Claim, ClaimId, FundId, LotId, Money, OrgId, ProgrammeId, Status};
use sqlx::PgPool;

use super::cents::Cents;
use super::fund_cents::FundCents;
use super::funds::Funds;
use super::{Origin, Through, TraceError};
use crate::log::StreamKind;
use crate::log::scan::signed;
use crate::replay::begins;
use crate::stream::scan::folded;

/// What a claim was approved and paid, and the lots and earnings it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimTrace {
    pub claim: ClaimId,
    /// The last position that was read.
    pub position: u64,
    pub fund: FundId,
    pub partner: OrgId,
    pub programme: ProgrammeId,
    pub status: Status,
    /// None: it is not approved.
    pub approved: Option<Money>,
    pub paid: Money,
    /// In the order in which the approval took them: first in, first out.
    pub lots: Vec<TracedShare>,
}

/// What a claim was approved out of one lot of its fund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TracedShare {
    pub lot: LotId,
    pub amount: Money,
    /// The part of it that is paid: an attribution, the first lots being paid first.
    pub paid: Money,
    pub earnings: Vec<EarnedPart>,
}

/// A part of a claim's money, at the earning it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarnedPart {
    pub fund: FundId,
    pub lot: LotId,
    pub origin: Origin,
    pub amount: Money,
    pub paid: Money,
    /// The lots of rollovers on the way, that of the claim's fund first; empty: it was earned there.
    pub through: Vec<Through>,
}

impl ClaimTrace {
    /// Tells whether the lots sum to what was approved, their earnings to them, and paid to paid.
    pub fn adds_up(&self) -> bool {
        let sum = |amounts: &mut dyn Iterator<Item = Money>| -> i128 {
            amounts.map(|amount| i128::from(amount.minor())).sum()
        };
        let approved = self.approved.map_or(0, |approved| approved.minor());
        let lots_add_up = self.lots.iter().all(|share| {
            sum(&mut share.earnings.iter().map(|part| part.amount))
                == i128::from(share.amount.minor())
                && sum(&mut share.earnings.iter().map(|part| part.paid))
                    == i128::from(share.paid.minor())
        });
        lots_add_up
            && sum(&mut self.lots.iter().map(|share| share.amount)) == i128::from(approved)
            && sum(&mut self.lots.iter().map(|share| share.paid)) == i128::from(self.paid.minor())
            && self.paid.minor() <= approved
    }
}

/// The fund events that follow a position closely and name a claim.
const GOES_ON: &str = "
select position
from events
where position > $1
and position <= $1 + 8
and aggregate_type = 'fund'
and aggregate_id = $2
and (select act.value ->> 'claim' from json_each(payload -> 'event') as act) = $3
order by position";

/// Traces what a claim was approved and paid, as of a position.
///
/// A position inside an append on the claim counts as the end of it: the claim's event and what it
/// does to the fund became true together.
pub async fn trace_claim(pool: &PgPool, id: ClaimId, until: u64) -> Result<ClaimTrace, TraceError> {
    let claim = read_claim(pool, id, until).await?;
    let until = end_of_append(pool, id, claim.fund, until).await?;
    let funds = Funds::read(pool, claim.fund, until, FundCents::sources).await?;
    let fund = funds.get(claim.fund)?;
    let mut lots: Vec<TracedShare> = vec![];
    for held in fund.of_claim(id) {
        let lot = fund.lots[held.lot].id;
        if lots.last().is_none_or(|last| last.lot != lot) {
            lots.push(TracedShare {
                lot,
                amount: funds.money(0),
                paid: funds.money(0),
                earnings: vec![],
            });
        }
        let share = lots.last_mut().expect("one was put there");
        share.amount = plus(share.amount, held.cents.minor());
        share.paid = plus(share.paid, held.paid_minor);
        let middle = held.cents.from + held.paid_minor;
        let paid = Cents::new(held.cents.from, middle);
        let unpaid = Cents::new(middle, held.cents.to);
        for mut part in funds.earnings_behind(claim.fund, held.lot, paid)? {
            part.paid = part.amount;
            share.add(part);
        }
        for part in funds.earnings_behind(claim.fund, held.lot, unpaid)? {
            share.add(part);
        }
    }
    Ok(ClaimTrace {
        claim: id,
        position: until,
        fund: claim.fund,
        partner: claim.partner.clone(),
        programme: claim.programme.clone(),
        status: claim.status,
        approved: claim.approval.as_ref().map(|approval| approval.approved),
        paid: claim.paid(),
        lots,
    })
}

impl TracedShare {
    /// Adds cents of an earning to those that came the same way.
    fn add(&mut self, part: EarnedPart) {
        let same = self.earnings.iter_mut().find(|known| {
            known.lot == part.lot && known.origin == part.origin && known.through == part.through
        });
        match same {
            Some(known) => {
                known.amount = plus(known.amount, part.amount.minor());
                known.paid = plus(known.paid, part.paid.minor());
            }
            None => self.earnings.push(part),
        }
    }
}

/// Adds parts of a lot, which are never more than the lot.
pub(super) fn plus(amount: Money, minor: i64) -> Money {
    Money::from_minor(amount.minor() + minor, amount.currency())
}

/// Finds the end of the append that a position lies in; the position itself if it is the end.
async fn end_of_append(
    pool: &PgPool,
    claim: ClaimId,
    fund: FundId,
    until: u64,
) -> Result<u64, TraceError> {
    let following: Vec<i64> = sqlx::query_scalar(GOES_ON)
        .bind(signed(until).min(i64::MAX - 8))
        .bind(fund.to_string())
        .bind(claim.to_string())
        .fetch_all(pool)
        .await?;
    let follows = following.into_iter().map(i64::unsigned_abs);
    let closely = follows.zip(until + 1..).take_while(|(is, next)| is == next);
    Ok(closely.last().map_or(until, |(position, _)| position))
}

async fn read_claim(pool: &PgPool, id: ClaimId, until: u64) -> Result<Claim, TraceError> {
    let name = id.to_string();
    let (stream, _) = folded::<ClaimStream>(pool, StreamKind::Claim, &name, until).await?;
    if let Some(claim) = stream.0 {
        return Ok(claim);
    }
    let begun = begins(pool, StreamKind::Claim, &name).await?;
    Err(match begun {
        Some(_) => TraceError::ClaimBeginsLater {
            claim: id,
            position: until,
        },
        None => TraceError::NoSuchClaim(id),
    })
}
