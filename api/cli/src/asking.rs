//! Asking questions from the terminal: what there is now is waited for, long and patiently.

use std::fmt::Display;
use std::time::Duration;

use application::ask::{Answer, AskError, Freshness};
use projections::engine::EngineError;
use projections::log::{LogError, MomentError};
use projections::trace::TraceError;
use projections::views::{OutOfOrder, ReadError};

use super::as_of::sentence;
use super::exit::{Ending, Exit, Failure};
use super::session::Running;

/// How long the terminal waits for the views to fold what there is.
const CATCH_UP: Duration = Duration::from_secs(300);

/// How long they may stand still before the disk is looked at.
const LOOK: Duration = Duration::from_secs(3);

/// Why there is no answer.
pub enum Unanswered {
    Question(AskError),
    /// Views stand still, because the disk is full.
    Disk(EngineError),
}

impl Running {
    /// Asks a question until it is answered, and looks after each while that brought nothing
    /// whether the disk is full.
    pub async fn ask<T>(
        &self,
        mut question: impl AsyncFnMut(Freshness) -> Result<Answer<T>, AskError>,
    ) -> Result<Answer<T>, Unanswered> {
        let fresh = Freshness {
            min_position: None,
            wait: Some(LOOK),
        };
        let (mut before, mut looks) = (None, CATCH_UP.as_secs() / LOOK.as_secs());
        loop {
            match question(fresh).await {
                Err(AskError::Behind { position, .. }) if looks > 0 => {
                    let stands_still = before.replace(position) == Some(position);
                    if let Some(disk) = self.disk.as_ref().filter(|_| stands_still) {
                        disk.must_have_room().map_err(Unanswered::Disk)?;
                    }
                    looks -= 1;
                }
                answered => return answered.map_err(Unanswered::Question),
            }
        }
    }
}

impl Unanswered {
    /// Says of a thing that it is not there, or was not there at a moment.
    pub fn about(self, thing: impl Display) -> Failure {
        let sentence = match self {
            Self::Question(AskError::NotThere { moment: None, .. }) => {
                format!("there is no {thing}")
            }
            Self::Question(AskError::NotThere {
                moment: Some(moment),
                ..
            }) => format!("there was no {thing} {}", sentence("at", moment)),
            other => return other.into(),
        };
        Failure::new(Exit::Precondition, sentence)
    }
}

impl From<Unanswered> for Failure {
    fn from(error: Unanswered) -> Self {
        match error {
            Unanswered::Question(error) => error.into(),
            Unanswered::Disk(error) => error.into(),
        }
    }
}

impl From<AskError> for Failure {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Refused(law) => Self::new(Exit::FoundAProblem, law),
            AskError::NotThere { law, .. } => Self::new(Exit::Precondition, law),
            AskError::InTheFuture(error) => Self::new(Exit::Usage, error),
            AskError::OutOfOrder(error) => error.into(),
            AskError::Moment(error) => error.into(),
            AskError::Behind {
                position, wanted, ..
            } => {
                let sentence = format!(
                    "the views are at position {position} of {wanted} and still on their way; \
                     try again later"
                );
                Self::new(Exit::Unavailable, sentence)
            }
            AskError::Parked(view) => {
                let sentence = format!(
                    "the view {view} is parked on an event it cannot fold; see `claims views`"
                );
                Self::new(Exit::FoundAProblem, sentence)
            }
            AskError::Log(error) => error.into(),
            AskError::Trace(error) => error.into(),
            AskError::Command(error) => error.into(),
            AskError::Read(error) => error.into(),
        }
    }
}

impl Ending for OutOfOrder {
    fn exit(&self) -> Exit {
        Exit::Usage
    }
}

impl From<MomentError> for Failure {
    fn from(error: MomentError) -> Self {
        let exit = match error {
            // Who asks for a day of an imported history means the day on which things happened.
            MomentError::BeforeTheFirstEvent { .. } => {
                let sentence = format!(
                    "{error}; a moment is one of recording: `overview` and `postings` go by when \
                     things happened with --by business --business-until DAY"
                );
                return Self::new(Exit::Precondition, sentence);
            }
            MomentError::EmptyLedger | MomentError::BeyondTheHead { .. } => Exit::Precondition,
            MomentError::Missing { .. } => Exit::FoundAProblem,
            MomentError::Database(_) => Exit::Unavailable,
        };
        Self::new(exit, error)
    }
}

impl Ending for LogError {
    fn exit(&self) -> Exit {
        match self.is_unavailable() {
            true => Exit::Unavailable,
            false => Exit::FoundAProblem,
        }
    }
}

impl Ending for TraceError {
    fn exit(&self) -> Exit {
        match self {
            Self::Log(error) => error.exit(),
            Self::NoSuchClaim(_)
            | Self::ClaimBeginsLater { .. }
            | Self::NoSuchFund(_)
            | Self::FundBeginsLater { .. }
            | Self::NoSuchLot { .. }
            | Self::LotIsNotInTheFund { .. } => Exit::Precondition,
            Self::DoesNotAddUp { .. } | Self::NoSuchRollover { .. } => Exit::FoundAProblem,
        }
    }
}

impl Ending for ReadError {
    fn exit(&self) -> Exit {
        match self {
            ReadError::Unavailable(_) => Exit::Unavailable,
            ReadError::Unreadable(_) | ReadError::Log(_) => Exit::FoundAProblem,
            ReadError::Moment(_) => Exit::Precondition,
        }
    }
}
