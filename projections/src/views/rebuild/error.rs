//! Why a rebuild ended early.

use super::Purpose;
use crate::log::LogError;
use crate::views::ViewName;
use crate::views::fold::FoldError;

/// Why a rebuild ended early; what it did so far is kept unless it says otherwise.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    #[error(
        "{purpose} of {} is underway; {holder} runs it",
        ViewName::names(.views).join(", ")
    )]
    Held {
        purpose: Purpose,
        views: Vec<ViewName>,
        holder: String,
    },
    #[error(
        "a {purpose} of {} was interrupted; resume it or cancel it first",
        ViewName::names(.views).join(", ")
    )]
    Unfinished {
        purpose: Purpose,
        views: Vec<ViewName>,
    },
    #[error("a rebuild of {} that was waited for has just ended", ViewName::names(.views).join(", "))]
    EndedMeanwhile { views: Vec<ViewName> },
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Log(LogError),
    #[error(
        "the checkpoint of the view {view} is at position {position}, and the log has come to {head}: \
         one of them was changed or restored without the other; \
         `claims rebuild {view} --execute` makes the view from the log as it is"
    )]
    BeyondTheHead {
        view: String,
        position: u64,
        head: u64,
    },
    #[error("the event at position {position} cannot be folded: {why}")]
    Poison { position: u64, why: String },
    #[error("the tables cannot be filled: {0}")]
    Refused(String),
    #[error("the view {0} has no tables yet")]
    NotMade(ViewName),
    #[error("the rebuild was stopped; asked for again, it goes on where it was")]
    Stopped,
    #[error("the rebuild was cancelled, and what it had built is gone")]
    Cancelled,
    #[error("another process took the rebuild over")]
    Lost,
    #[error("the rebuild broke off")]
    BrokeOff,
}

impl From<LogError> for RebuildError {
    fn from(error: LogError) -> Self {
        match error {
            LogError::Database(error) => Self::Database(error),
            LogError::Altered { .. }
            | LogError::Missing { .. }
            | LogError::OutOfOrder { .. }
            | LogError::NotAnEvent { .. }
            | LogError::OutOfPlace { .. }
            | LogError::Miscounted { .. } => Self::Log(error),
        }
    }
}

impl From<FoldError> for RebuildError {
    fn from(error: FoldError) -> Self {
        match error {
            FoldError::Poison { position, why } => Self::Poison {
                position: position.unsigned_abs(),
                why,
            },
            FoldError::Refused(why) => Self::Refused(why),
            FoldError::Database(error) => Self::Database(error),
        }
    }
}
