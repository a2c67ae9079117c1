//! The state of a stream of any kind, and the event after which it is shown.

use chrono::{DateTime, Utc};
use domain::aggregate::{ClaimStream, FundStream, ProgrammeStream};
use domain::{Actor, Claim, ClaimId, Fund, FundEvent, Programme, Stamped, claim, fund, programme};
use serde::Serialize;

use crate::log::scan::StoredEvent;
use crate::log::{LogError, StreamKind};

/// The state of one stream; none before its first event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[expect(
    clippy::large_enum_variant,
    reason = "one state is held at a time, and a box would be made anew with each event"
)]
pub enum State {
    Claim(Option<Claim>),
    Fund(Option<Fund>),
    Programme(Option<Programme>),
}

/// A state that is shown.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// The event after which the stream has this state.
    pub last: &'a StoredEvent,
    /// When that event happened in the business.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub by: &'a Actor,
    pub state: &'a State,
    /// How many events were read since the step before.
    pub events: u64,
}

/// When an event happened, who did it, and what else a replay must know of it.
pub(super) struct Applied {
    pub at: DateTime<Utc>,
    pub by: Actor,
    /// The claim that a fund reserved money for.
    pub names: Option<ClaimId>,
}

impl State {
    pub(super) const fn before_the_first_event(kind: StreamKind) -> Self {
        match kind {
            StreamKind::Claim => Self::Claim(None),
            StreamKind::Fund => Self::Fund(None),
            StreamKind::Programme => Self::Programme(None),
        }
    }

    /// Applies a stored event.
    pub(super) fn apply(&mut self, stored: &StoredEvent) -> Result<Applied, LogError> {
        match self {
            Self::Claim(state) => {
                let event = stored.read_as::<ClaimStream>()?;
                claim::evolve(state, &event);
                Ok(Applied::of(event, None))
            }
            Self::Fund(state) => {
                let event = stored.read_as::<FundStream>()?;
                fund::evolve(state, &event);
                let mut names = None;
                if let FundEvent::FundReserved { claim, .. } = &event.event {
                    names = Some(*claim);
                }
                Ok(Applied::of(event, names))
            }
            Self::Programme(state) => {
                let event = stored.read_as::<ProgrammeStream>()?;
                programme::evolve(state, &event);
                Ok(Applied::of(event, None))
            }
        }
    }
}

impl Applied {
    fn of<E>(event: Stamped<E>, names: Option<ClaimId>) -> Self {
        let (at, by) = (event.at, event.by);
        Self { at, by, names }
    }
}
