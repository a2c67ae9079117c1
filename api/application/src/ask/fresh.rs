//! How fresh an answer is: as of when it is wanted, and how far what it was read from had come.

use std::time::{Duration, Instant};

use domain::Refusal;
use projections::log::{AsOf, Moment, MomentError};
use projections::views::{ViewName, Waited};

use super::error::found;
use super::{AskError, Questions, moment};

/// How long a question waits for a position if nobody says.
const WAIT: Duration = Duration::from_secs(5);

/// How fresh an answer must be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Freshness {
    /// What an earlier answer named: this one must know of it.
    pub min_position: Option<u64>,
    /// How long to wait; without a position, for the log's head in this process.
    pub wait: Option<Duration>,
}

/// When an answer is of, and how fresh it must be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct When {
    /// None: the ledger as it is.
    pub as_of: Option<AsOf>,
    pub fresh: Freshness,
}

/// An answer, and what it knows of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer<T> {
    pub body: T,
    /// It knows of all events up to there.
    pub position: u64,
    /// How long who asked was ready to wait.
    pub waited: Option<Duration>,
    /// The moment it is of; none: the ledger as it is.
    pub moment: Option<Moment>,
}

impl<T> Answer<Option<T>> {
    /// Requires that what was asked for is there.
    pub(super) fn there(self, law: Refusal) -> Result<Answer<T>, AskError> {
        Ok(Answer {
            body: found(self.body, law, self.moment)?,
            position: self.position,
            waited: self.waited,
            moment: self.moment,
        })
    }
}

impl Freshness {
    /// Asks for what has come to a moment at least.
    pub(super) fn up_to(self, moment: Moment) -> Self {
        let min_position = self.min_position.unwrap_or(0).max(moment.position);
        Self {
            min_position: Some(min_position),
            ..self
        }
    }
}

/// Views on their way to where they are wanted.
pub(super) struct Reach<'a> {
    questions: &'a Questions,
    views: &'static [ViewName],
    wanted: u64,
    fresh: Freshness,
    asked: Instant,
    moment: Option<Moment>,
    /// How far they had come before what is read now.
    floor: Option<u64>,
}

impl Questions {
    /// Begins to wait for views, once the log has come to where they are wanted.
    ///
    /// A position beyond the head is refused: no view comes to it, however long one waits. Who
    /// says that they wait is given that time for the log to come to it.
    pub(super) async fn reach(
        &self,
        views: &'static [ViewName],
        fresh: Freshness,
        moment: Option<Moment>,
    ) -> Result<Reach<'_>, AskError> {
        let asked = Instant::now();
        self.log_must_have_come(fresh).await?;
        let head = fresh.wait.map(|_| self.head());
        Ok(Reach {
            questions: self,
            views,
            wanted: fresh.min_position.or(head).unwrap_or(0),
            fresh,
            asked,
            moment,
            floor: None,
        })
    }

    /// Requires that the log has come to a position, and waits for it if that was said.
    pub(super) async fn log_must_have_come(&self, fresh: Freshness) -> Result<(), AskError> {
        let Some(position) = fresh.min_position.filter(|wanted| *wanted > self.head()) else {
            return Ok(());
        };
        let wait = fresh.wait.unwrap_or_default();
        Ok(self.views.wait_for_log(position, wait).await?)
    }

    /// Gives the position of this process's last committed append.
    pub(super) fn head(&self) -> u64 {
        *self.ledger.head().borrow()
    }

    /// Finds a moment that has come.
    pub async fn moment(&self, as_of: AsOf) -> Result<Moment, AskError> {
        moment::must_have_come(as_of, (self.clock)())?;
        Ok(self.views.moment(as_of).await?)
    }

    /// Finds a moment that has come; without one asked for, the last there is.
    pub async fn moment_or_head(&self, as_of: Option<AsOf>) -> Result<Moment, AskError> {
        match as_of {
            None => Ok(Moment::head(self.ledger.pool()).await?),
            Some(as_of) => self.moment(as_of).await,
        }
    }

    /// Gives the position of a moment; whether the log has come to one is for who reads it.
    pub(super) async fn position_of(&self, as_of: Option<AsOf>) -> Result<Option<u64>, AskError> {
        Ok(match as_of {
            None => None,
            Some(AsOf::Position(0)) => return Err(self.nothing_yet().await),
            Some(AsOf::Position(position)) => Some(position),
            Some(instant @ AsOf::Instant(_)) => Some(self.moment(instant).await?.position),
        })
    }

    /// Says why there is nothing to be seen as of position 0.
    async fn nothing_yet(&self) -> AskError {
        let found = self.views.moment(AsOf::Position(0)).await;
        found.map_or_else(AskError::from, |_| MomentError::EmptyLedger.into())
    }
}

impl Reach<'_> {
    /// Tells how far the views were as of what was read, which may tell it itself; none: they were
    /// waited for, and it must be read again.
    pub async fn told(&mut self, checkpoint: Option<u64>) -> Result<Option<u64>, AskError> {
        match (self.floor, checkpoint) {
            (Some(floor), checkpoint) => Ok(Some(checkpoint.unwrap_or(floor).max(floor))),
            (None, Some(checkpoint)) if checkpoint >= self.wanted => Ok(Some(checkpoint)),
            (None, _) => {
                self.wait().await?;
                Ok(None)
            }
        }
    }

    /// Waits until the views have come to where they are wanted.
    pub async fn wait(&mut self) -> Result<u64, AskError> {
        let position = self.waited().await?;
        self.floor = Some(position);
        Ok(position)
    }

    async fn waited(&self) -> Result<u64, AskError> {
        if self.views.is_empty() {
            return Ok(self.wanted);
        }
        let views = &self.questions.views;
        let statuses = views.status().await?;
        let live = statuses
            .iter()
            .filter(|status| status.is_live && self.views.contains(&status.view));
        let position = live.map(|status| status.position).min().unwrap_or(0);
        if position >= self.wanted {
            return Ok(position);
        }
        let left = self.fresh.wait.unwrap_or(WAIT);
        let left = left.saturating_sub(self.asked.elapsed());
        match views.wait_for(self.views, self.wanted, left).await? {
            Waited::Reached => Ok(self.wanted),
            Waited::TimedOut { position } => {
                let statuses = views.status().await?;
                let head = statuses.iter().map(|status| status.position + status.lag);
                Err(AskError::Behind {
                    position,
                    wanted: self.wanted,
                    head: head.max().unwrap_or(0),
                })
            }
            Waited::Parked(view) => Err(AskError::Parked(view)),
        }
    }

    /// Answers from views that had come to a position.
    pub const fn answer<T>(&self, position: u64, body: T) -> Answer<T> {
        Answer {
            body,
            position,
            waited: self.fresh.wait,
            moment: self.moment,
        }
    }
}
