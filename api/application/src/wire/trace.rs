//! Traces, as they are shown.

use domain::{ClaimId, FundId, LotId, Status};
use projections::trace::{
    ClaimTrace, EarnedPart, Fate, FundTrace, LotTrace, Origin, Through, TracedShare, Whereabouts,
};
use schemars::JsonSchema;
use serde::Serialize;

use super::form::{Day, Id, Line, LotOrigin, LotPlace, Word};
use super::{MoneyBody, day, text};

/// What a claim was approved and paid, lot by lot, and the earnings behind.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ClaimTraceView {
    #[schemars(with = "Id<ClaimId>")]
    claim: String,
    position: u64,
    #[schemars(with = "Id<FundId>")]
    fund: String,
    #[schemars(with = "Word<Status>")]
    status: &'static str,
    approved: Option<MoneyBody>,
    paid: MoneyBody,
    lots: Vec<ShareView>,
    adds_up: bool,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct ShareView {
    #[schemars(with = "Id<LotId>")]
    lot: String,
    amount: MoneyBody,
    paid: MoneyBody,
    earnings: Vec<EarnedView>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct EarnedView {
    #[schemars(with = "Id<FundId>")]
    fund: String,
    #[schemars(with = "Id<LotId>")]
    lot: String,
    #[serde(flatten)]
    origin: OriginView,
    amount: MoneyBody,
    paid: MoneyBody,
    through: Vec<ThroughView>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct OriginView {
    #[schemars(with = "Word<LotOrigin>")]
    origin: &'static str,
    #[schemars(with = "Option<Day>")]
    earned_on: Option<String>,
    #[schemars(with = "Option<Line>")]
    source: Option<String>,
    #[schemars(with = "Option<Id<FundId>>")]
    rolled_from: Option<String>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct ThroughView {
    #[schemars(with = "Id<FundId>")]
    fund: String,
    #[schemars(with = "Id<LotId>")]
    lot: String,
}

/// All that was ever put into a lot, and where each part of it is.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LotTraceView {
    #[schemars(with = "Id<LotId>")]
    lot: String,
    #[schemars(with = "Id<FundId>")]
    fund: String,
    position: u64,
    #[serde(flatten)]
    origin: OriginView,
    put_in: MoneyBody,
    rolled_over: MoneyBody,
    uses: Vec<FateView>,
    adds_up: bool,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct FateView {
    #[schemars(with = "Word<LotPlace>")]
    r#where: &'static str,
    #[schemars(with = "Option<Id<ClaimId>>")]
    claim: Option<String>,
    #[schemars(with = "Id<FundId>")]
    fund: String,
    amount: MoneyBody,
    paid: MoneyBody,
    through: Vec<ThroughView>,
}

/// The lots of a fund, first in first, and where their money is.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FundTraceView {
    #[schemars(with = "Id<FundId>")]
    fund: String,
    position: u64,
    lots: Vec<LotTraceView>,
    adds_up: bool,
}

impl From<&ClaimTrace> for ClaimTraceView {
    fn from(trace: &ClaimTrace) -> Self {
        Self {
            claim: text(trace.claim),
            position: trace.position,
            fund: text(trace.fund),
            status: trace.status.as_str(),
            approved: trace.approved.map(MoneyBody::from),
            paid: trace.paid.into(),
            lots: trace.lots.iter().map(ShareView::from).collect(),
            adds_up: trace.adds_up(),
        }
    }
}

impl From<&TracedShare> for ShareView {
    fn from(share: &TracedShare) -> Self {
        let earned = |part: &EarnedPart| EarnedView {
            fund: text(part.fund),
            lot: text(part.lot),
            origin: OriginView::from(&part.origin),
            amount: part.amount.into(),
            paid: part.paid.into(),
            through: through(&part.through),
        };
        Self {
            lot: text(share.lot),
            amount: share.amount.into(),
            paid: share.paid.into(),
            earnings: share.earnings.iter().map(earned).collect(),
        }
    }
}

impl LotTraceView {
    /// Shows a lot's trace, read up to a position.
    pub fn new(lot: &LotTrace, position: u64) -> Self {
        let fate = |fate: &Fate| FateView {
            r#where: fate.place.as_str(),
            claim: match fate.place {
                Whereabouts::Claim(claim) => Some(text(claim)),
                Whereabouts::Remaining
                | Whereabouts::Expired
                | Whereabouts::Withdrawn
                | Whereabouts::OnItsWay { .. } => None,
            },
            fund: text(fate.fund),
            amount: fate.amount.into(),
            paid: fate.paid.into(),
            through: through(&fate.through),
        };
        Self {
            lot: text(lot.lot),
            fund: text(lot.fund),
            position,
            origin: OriginView::from(&lot.origin),
            put_in: lot.put_in.into(),
            rolled_over: lot.rolled_over.into(),
            uses: lot.fates.iter().map(fate).collect(),
            adds_up: lot.adds_up(),
        }
    }
}

impl From<&Origin> for OriginView {
    fn from(origin: &Origin) -> Self {
        let (origin, earned_on, source, rolled_from) = match origin {
            Origin::Earned { earned_on, source } => {
                ("earned", Some(day(*earned_on)), Some(source.clone()), None)
            }
            Origin::RolledOver { from } => ("rolled_over", None, None, Some(text(from))),
            Origin::Adjusted => ("adjusted", None, None, None),
        };
        Self {
            origin,
            earned_on,
            source,
            rolled_from,
        }
    }
}

fn through(through: &[Through]) -> Vec<ThroughView> {
    let view = |through: &Through| ThroughView {
        fund: text(through.fund),
        lot: text(through.lot),
    };
    through.iter().map(view).collect()
}

impl From<&FundTrace> for FundTraceView {
    fn from(trace: &FundTrace) -> Self {
        let lot = |lot| LotTraceView::new(lot, trace.position);
        Self {
            fund: text(trace.fund),
            position: trace.position,
            lots: trace.lots.iter().map(lot).collect(),
            adds_up: trace.adds_up(),
        }
    }
}
