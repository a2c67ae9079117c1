//! The fold of a replay: one stream after the other, one state at a time.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::{Actor, ClaimId};

use super::digest::StateDigest;
use super::{Grain, Replayed, State, Step, Totals};
use crate::log::place::Place;
use crate::log::scan::StoredEvent;
use crate::log::{LogError, StreamKind};

/// The stream that is being folded.
struct Open {
    state: State,
    last: StoredEvent,
    at: DateTime<Utc>,
    by: Actor,
}

/// Folds events that come stream by stream.
pub(super) struct Fold<F> {
    grain: Grain,
    show: F,
    open: Option<Open>,
    digest: StateDigest,
    totals: Totals,
    /// The claims that funds reserved money for; none are remembered of the whole log.
    named: Option<BTreeSet<ClaimId>>,
    events: u64,
    streams: u64,
    /// How many events were read when the last step was shown.
    shown: u64,
}

impl<F: FnMut(&Step<'_>)> Fold<F> {
    pub(super) fn new(grain: Grain, named: Option<BTreeSet<ClaimId>>, show: F) -> Self {
        Self {
            grain,
            show,
            open: None,
            digest: StateDigest::default(),
            totals: Totals::default(),
            named,
            events: 0,
            streams: 0,
            shown: 0,
        }
    }

    pub(super) const fn events(&self) -> u64 {
        self.events
    }

    pub(super) fn named_claims(&self) -> impl Iterator<Item = ClaimId> {
        self.named.iter().flatten().copied()
    }

    /// Takes the next event: of the same stream, or the first one of another.
    pub(super) fn take(&mut self, event: StoredEvent) -> Result<(), LogError> {
        let goes_on = self.open.as_ref().is_some_and(|open| {
            open.last.aggregate_type == event.aggregate_type
                && open.last.aggregate_id == event.aggregate_id
        });
        if !goes_on {
            self.close();
        }
        let (mut state, before) = match self.open.take() {
            Some(open) => (open.state, Place::of(&open.last)),
            None => (beginning(&event), Place::default()),
        };
        event.must_follow(before)?;
        let applied = state.apply(&event)?;
        if let Some(named) = &mut self.named {
            named.extend(applied.names);
        }
        self.events += 1;
        self.open = Some(Open {
            state,
            last: event,
            at: applied.at,
            by: applied.by,
        });
        if self.grain == Grain::Each {
            self.show();
        }
        Ok(())
    }

    /// Ends the stream that is open.
    pub(super) fn close(&mut self) {
        if self.grain == Grain::End {
            self.show();
        }
        if let Some(open) = self.open.take() {
            self.streams += 1;
            self.totals.add(&open.state);
        }
    }

    pub(super) fn finish(self) -> Replayed {
        Replayed {
            events: self.events,
            streams: self.streams,
            totals: self.totals,
            digest: self.digest.written(),
        }
    }

    fn show(&mut self) {
        if let Some(open) = &self.open {
            let step = Step {
                last: &open.last,
                at: open.at,
                by: &open.by,
                state: &open.state,
                events: self.events - self.shown,
            };
            self.shown = self.events;
            self.digest.add(&step);
            (self.show)(&step);
        }
    }
}

fn beginning(event: &StoredEvent) -> State {
    let kind = StreamKind::written(&event.aggregate_type);
    State::before_the_first_event(kind.expect("streams are read by their kind"))
}
