//! A door of the ledger, as far as a story needs one: the same expectations check all of them.

use std::future::Future;

use chrono::NaiveDate;
use domain::{ClaimId, FundId, LotId, Money, Refusal, Status};
use projections::ledger::FundFigures;

use super::Step;

/// What came of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The version of the stream afterwards.
    Accepted { version: u64 },
    /// The code of the law; for a claim too large, what its fund has available.
    Refused {
        code: String,
        available: Option<Money>,
    },
}

impl From<&Refusal> for Outcome {
    fn from(refusal: &Refusal) -> Self {
        let available = if let Refusal::FundMustCoverTheClaim { available, .. } = refusal {
            Some(*available)
        } else {
            None
        };
        Self::Refused {
            code: refusal.code().to_owned(),
            available,
        }
    }
}

/// What a story may expect of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimFacts {
    pub status: Status,
    pub round: u32,
    pub due_on: Option<NaiveDate>,
    pub dispute_until: Option<NaiveDate>,
    /// The lots behind what is committed or paid, first in first.
    pub lots: Vec<LotFacts>,
}

/// An amount of a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LotFacts {
    pub lot: LotId,
    pub amount: Money,
}

/// Why a door could not answer, which is not a refusal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Failure(pub String);

/// A way into the ledger.
pub trait Door: Send {
    /// Does what a step does, at its time and under its key.
    fn execute(&mut self, step: &Step) -> impl Future<Output = Result<Outcome, Failure>> + Send;

    /// Gives the facts of a claim, if there is one.
    fn claim(
        &mut self,
        id: ClaimId,
    ) -> impl Future<Output = Result<Option<ClaimFacts>, Failure>> + Send;

    /// Gives a fund's figures, if it is open.
    fn figures(
        &mut self,
        id: FundId,
    ) -> impl Future<Output = Result<Option<FundFigures>, Failure>> + Send;

    /// Gives what each lot of a fund still holds, first in first.
    fn lots(&mut self, id: FundId) -> impl Future<Output = Result<Vec<LotFacts>, Failure>> + Send;
}

impl ClaimFacts {
    /// Takes the facts of a claim from its state and its fund's.
    pub(super) fn of(id: ClaimId, claim: &domain::Claim, fund: Option<&domain::Fund>) -> Self {
        let lots = fund
            .and_then(|fund| Some((fund, fund.share(id)?)))
            .map(|(fund, share)| {
                let lots = share.lots.iter();
                lots.map(|(lot, minor)| LotFacts {
                    lot: *lot,
                    amount: fund.money(*minor),
                })
                .collect()
            });
        let is_asked = claim.status == Status::ActionRequired;
        let is_rejected = claim.status == Status::Rejected;
        Self {
            status: claim.status,
            round: claim.round,
            due_on: claim
                .request
                .as_ref()
                .map(|request| request.due_on)
                .filter(|_| is_asked),
            dispute_until: claim.dispute_until.filter(|_| is_rejected),
            lots: lots.unwrap_or_default(),
        }
    }
}

/// Takes what the lots of a fund still hold.
pub(super) fn lots_of(fund: &domain::Fund) -> Vec<LotFacts> {
    let lots = fund.lots.iter();
    lots.map(|lot| LotFacts {
        lot: lot.id,
        amount: fund.money(lot.remaining_minor),
    })
    .collect()
}
