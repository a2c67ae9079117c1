//! Why a replay was not made.

use domain::{ClaimId, FundId, OrgId};

use crate::log::LogError;

/// Why a replay was not made, or ended early.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    #[error(transparent)]
    Log(#[from] LogError),
    #[error("there is no claim {0}")]
    NoSuchClaim(ClaimId),
    #[error("claim {claim} did not exist yet at position {position}: it begins at {begins}")]
    ClaimBeginsLater {
        claim: ClaimId,
        position: u64,
        begins: u64,
    },
    #[error("there is no fund {0}")]
    NoSuchFund(FundId),
    #[error("fund {fund} did not exist yet at position {position}: it begins at {begins}")]
    FundBeginsLater {
        fund: FundId,
        position: u64,
        begins: u64,
    },
    #[error("there is no partner {partner}: none of that name has a fund at position {position}")]
    PartnerHasNoFund { partner: OrgId, position: u64 },
    /// A fund moved money for a claim that no longer says that it is on the fund.
    #[error(
        "the fund moved money for claim {0}, which is not on it any more: the claim was altered"
    )]
    ClaimIsMissing(ClaimId),
}

impl From<sqlx::Error> for ReplayError {
    fn from(error: sqlx::Error) -> Self {
        Self::Log(error.into())
    }
}
