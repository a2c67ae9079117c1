//! Why a question was not answered.

use domain::Refusal;
use projections::CommandError;
use projections::log::{LogError, Moment, MomentError};
use projections::trace::TraceError;
use projections::views::{OutOfOrder, ReadError, ViewName};

use super::moment::InTheFuture;

/// Why a question was not answered.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// Who asks may not.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It is not there, was not there at the moment, or is not for who asks: all look the same.
    #[error("{law}")]
    NotThere {
        #[source]
        law: Refusal,
        moment: Option<Moment>,
    },
    #[error(transparent)]
    InTheFuture(#[from] InTheFuture),
    #[error(transparent)]
    OutOfOrder(#[from] OutOfOrder),
    /// The ledger does not know the moment.
    #[error(transparent)]
    Moment(MomentError),
    #[error("the view is at position {position}, not yet at {wanted}")]
    Behind {
        position: u64,
        wanted: u64,
        /// How far the log has come.
        head: u64,
    },
    #[error("the view {0} has stopped before that position")]
    Parked(ViewName),
    /// The log is not what was recorded, or could not be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// Money could not be traced.
    #[error(transparent)]
    Trace(TraceError),
    /// A stream could not be read as commands read it.
    #[error(transparent)]
    Command(#[from] CommandError),
    #[error(transparent)]
    Read(ReadError),
}

impl From<MomentError> for AskError {
    fn from(error: MomentError) -> Self {
        match error {
            MomentError::Database(error) => Self::Read(ReadError::Unavailable(error)),
            MomentError::BeforeTheFirstEvent { .. }
            | MomentError::EmptyLedger
            | MomentError::BeyondTheHead { .. }
            | MomentError::Missing { .. } => Self::Moment(error),
        }
    }
}

impl From<ReadError> for AskError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Moment(error) => error.into(),
            ReadError::Log(error) => Self::Log(error),
            ReadError::Unavailable(_) | ReadError::Unreadable(_) => Self::Read(error),
        }
    }
}

impl From<TraceError> for AskError {
    fn from(error: TraceError) -> Self {
        match error {
            TraceError::Log(error) => Self::Log(error),
            TraceError::NoSuchClaim(_)
            | TraceError::ClaimBeginsLater { .. }
            | TraceError::NoSuchFund(_)
            | TraceError::FundBeginsLater { .. }
            | TraceError::NoSuchLot { .. }
            | TraceError::LotIsNotInTheFund { .. }
            | TraceError::DoesNotAddUp { .. }
            | TraceError::NoSuchRollover { .. } => Self::Trace(error),
        }
    }
}

/// Requires that something is there for who asks.
pub(super) fn found<T>(
    value: Option<T>,
    law: Refusal,
    moment: Option<Moment>,
) -> Result<T, AskError> {
    value.ok_or(AskError::NotThere { law, moment })
}
