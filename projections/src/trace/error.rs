//! Why money could not be traced.

use domain::{ClaimId, FundId, LotId, OrgId, ProgrammeId};

use crate::log::LogError;

/// Why money could not be traced.
#[derive(Debug, thiserror::Error)]
pub enum TraceError {
    #[error(transparent)]
    Log(#[from] LogError),
    #[error("there is no claim {0}")]
    NoSuchClaim(ClaimId),
    #[error("claim {claim} did not exist yet at position {position}")]
    ClaimBeginsLater { claim: ClaimId, position: u64 },
    #[error("there is no fund {0}")]
    NoSuchFund(FundId),
    #[error("fund {fund} did not exist yet at position {position}")]
    FundBeginsLater { fund: FundId, position: u64 },
    #[error("there is no lot {lot} at position {position}")]
    NoSuchLot { lot: LotId, position: u64 },
    #[error("fund {fund} has no lot {lot} at position {position}")]
    LotIsNotInTheFund {
        fund: FundId,
        lot: LotId,
        /// Whose fund it is, and in which programme.
        partner: OrgId,
        programme: ProgrammeId,
        position: u64,
    },
    /// The event moves cents that are not where it takes them from.
    #[error("the event at position {position} moves more than its lots hold")]
    DoesNotAddUp { position: u64 },
    /// A lot came from a rollover that the other fund knows nothing of.
    #[error("lot {lot} was rolled over from fund {fund}, which did not roll it over")]
    NoSuchRollover { fund: FundId, lot: LotId },
}

impl TraceError {
    /// Gives the stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Log(error) => error.code(),
            Self::NoSuchClaim(_) => "claim_not_found",
            Self::ClaimBeginsLater { .. } => "claim_begins_later",
            Self::NoSuchFund(_) => "fund_not_found",
            Self::FundBeginsLater { .. } => "fund_begins_later",
            Self::NoSuchLot { .. } | Self::LotIsNotInTheFund { .. } => "lot_not_found",
            Self::DoesNotAddUp { .. } | Self::NoSuchRollover { .. } => "lots_do_not_add_up",
        }
    }
}

impl From<sqlx::Error> for TraceError {
    fn from(error: sqlx::Error) -> Self {
        Self::Log(error.into())
    }
}
