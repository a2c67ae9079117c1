//! A fund: the money one partner has in one programme, period and currency, lot by lot.
//!
//! Conservation holds after every event, with every term at or above zero:
//! earned = expired + available + reserved + committed + paid, and Σ lot.remaining = available + reserved.

mod command;
mod decide;
mod evolve;
mod moves;

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::document::DocumentKey;
use crate::event::name_events;
use crate::{ClaimId, Currency, FundId, LotId, Money, OrgId, PaymentId, PeriodId, ProgrammeId};

pub use command::{Adjust, AdjustmentReason, FundCommand, Open, RecordEarning, RollOver};
pub use decide::{FundDecision, GivenToFund, decide};
pub use evolve::evolve;
pub(crate) use moves::{commit, disburse, release, reserve, reverse_commitment, reverse_payment};

/// A part of a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LotShare {
    pub lot: LotId,
    pub amount: Money,
}

/// Why a reservation was released.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReleaseCause {
    /// The claim was submitted again with another amount or other documents.
    Resubmitted,
    Recalled,
    Cancelled,
    /// Less was approved than was asked for.
    ApprovedForLess,
    RejectedFinally,
    Expired,
}

/// What happened to a fund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum FundEvent {
    FundOpened {
        programme: ProgrammeId,
        policy_version: u32,
        period: PeriodId,
        partner: OrgId,
        currency: Currency,
        /// The last day on which claims are taken.
        claim_until: NaiveDate,
    },
    FundEarned {
        lot: LotId,
        amount: Money,
        earned_on: NaiveDate,
        source: String,
    },
    FundAdjusted {
        lot: LotId,
        delta: Money,
        reason: AdjustmentReason,
        text: String,
    },
    FundRolledOut {
        to: FundId,
        amount: Money,
        lots: Vec<LotShare>,
    },
    FundRolledIn {
        from: FundId,
        lot: LotId,
        amount: Money,
    },
    FundExpired {
        amount: Money,
        lots: Vec<LotShare>,
    },
    FundReserved {
        claim: ClaimId,
        amount: Money,
        /// What would make a document of another claim a duplicate.
        keys: Vec<DocumentKey>,
    },
    ReservationReleased {
        claim: ClaimId,
        amount: Money,
        cause: ReleaseCause,
    },
    FundCommitted {
        claim: ClaimId,
        approved: Money,
        lots: Vec<LotShare>,
    },
    CommitmentReversed {
        claim: ClaimId,
        amount: Money,
        lots: Vec<LotShare>,
    },
    FundDisbursed {
        claim: ClaimId,
        payment: PaymentId,
        amount: Money,
    },
    DisbursementReversed {
        claim: ClaimId,
        payment: PaymentId,
        amount: Money,
    },
}

name_events!(FundEvent: FundOpened, FundEarned, FundAdjusted, FundRolledOut, FundRolledIn,
    FundExpired, FundReserved, ReservationReleased, FundCommitted, CommitmentReversed,
    FundDisbursed, DisbursementReversed);

/// One earning, and what is left of it. Minor units of the fund's currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lot {
    pub id: LotId,
    pub earned_minor: i64,
    pub remaining_minor: i64,
    pub earned_on: Option<NaiveDate>,
}

/// What a claim holds of a fund. Minor units of the fund's currency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    pub reserved_minor: i64,
    pub committed_minor: i64,
    pub paid_minor: i64,
    /// The lots behind what is committed and paid.
    pub lots: Vec<(LotId, i64)>,
    pub keys: Vec<DocumentKey>,
}

/// The six figures of a fund. Minor units of its currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    pub earned_minor: i64,
    pub expired_minor: i64,
    pub available_minor: i64,
    pub reserved_minor: i64,
    pub committed_minor: i64,
    pub paid_minor: i64,
}

impl Figures {
    /// Tells whether earned = expired + available + reserved + committed + paid, every term ≥ 0.
    pub fn are_conserved(&self) -> bool {
        let parts = [
            self.expired_minor,
            self.available_minor,
            self.reserved_minor,
            self.committed_minor,
            self.paid_minor,
        ];
        let sum: i128 = parts.iter().copied().map(i128::from).sum();
        i128::from(self.earned_minor) == sum && parts.iter().all(|part| *part >= 0)
    }
}

/// A fund that is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fund {
    pub programme: ProgrammeId,
    pub policy_version: u32,
    pub period: PeriodId,
    pub partner: OrgId,
    pub currency: Currency,
    pub claim_until: NaiveDate,
    pub figures: Figures,
    /// First in first.
    pub lots: Vec<Lot>,
    /// Lots before this one are used up: where the search for money begins.
    first_open_lot: usize,
    sources: BTreeSet<String>,
    shares: HashMap<ClaimId, Share>,
    /// The live claims that carry a document with this key; more than one where a reason was given.
    holders: HashMap<DocumentKey, Vec<ClaimId>>,
}

impl Fund {
    /// Gives what may still be asked for.
    pub fn available(&self) -> Money {
        self.money(self.figures.available_minor)
    }

    /// Gives what a claim may ask for: what is available and what the claim reserved itself.
    pub fn available_for(&self, claim: ClaimId) -> Money {
        let own = self.share(claim).map_or(0, |share| share.reserved_minor);
        self.money(self.figures.available_minor.saturating_add(own))
    }

    /// Gives what a claim holds of the fund.
    pub fn share(&self, claim: ClaimId) -> Option<&Share> {
        self.shares.get(&claim)
    }

    /// Finds the live claim, other than this one, that carries a document with this key.
    pub fn other_holder(&self, key: &DocumentKey, claim: ClaimId) -> Option<ClaimId> {
        let holders = self.holders.get(key)?;
        holders.iter().copied().find(|holder| *holder != claim)
    }

    /// Makes an amount in the fund's currency.
    pub fn money(&self, minor: i64) -> Money {
        Money::from_minor(minor, self.currency)
    }

    /// Tells whether conservation and the lot law hold.
    pub fn is_conserved(&self) -> bool {
        let remaining: i128 = self
            .lots
            .iter()
            .map(|lot| i128::from(lot.remaining_minor))
            .sum();
        let held =
            i128::from(self.figures.available_minor) + i128::from(self.figures.reserved_minor);
        self.figures.are_conserved()
            && remaining == held
            && self.lots.iter().all(|lot| lot.remaining_minor >= 0)
    }
}
