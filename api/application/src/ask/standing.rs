//! How a view stands, in the words that the terminal and HTTP share.

use chrono::{DateTime, Utc};
use projections::views::rebuild::{Phase, Purpose, Underway};
use projections::views::{Stall, ViewState, ViewStatus};
use schemars::JsonSchema;
use serde::Serialize;

use crate::wire::form::Word;

/// Gives what is underway, if it builds this version of a view.
pub fn rebuilding<'a>(status: &ViewStatus, underway: Option<&'a Underway>) -> Option<&'a Underway> {
    let is_built = status.state == ViewState::Rebuilding;
    underway.filter(|underway| is_built && underway.views.contains(&status.view))
}

/// Names what a version does; one that only proves the live version is not called a rebuild.
pub fn state(status: &ViewStatus, underway: Option<&Underway>) -> &'static str {
    match rebuilding(status, underway).map(|underway| underway.purpose) {
        Some(Purpose::Verify) => "verifying",
        Some(Purpose::Rebuild) | None => status.state.as_str(),
    }
}

/// Says how far a rebuild or a verification is, and who runs it.
pub fn progress(underway: &Underway) -> String {
    let again = match underway.purpose {
        Purpose::Rebuild => "`claims rebuild` again goes on from there",
        Purpose::Verify => "`claims views verify` again goes on from there",
    };
    let by = match &underway.holder {
        Some(holder) => format!("{holder} runs it"),
        None => format!("broken off: {again}, `claims views cancel` gives it up"),
    };
    let phase = underway.phase.as_str().replace('_', " ");
    match underway.phase {
        Phase::Folding => {
            let (events, of) = (underway.events, underway.of_events);
            let rate = rate(underway);
            format!("{phase}, {events} of {of} events, {rate}; {by}")
        }
        Phase::Indexing | Phase::CatchingUp | Phase::Comparing | Phase::Ended => {
            format!("{phase}; {by}")
        }
    }
}

/// Says how fast it goes and how long it lasts, as far as that is known.
fn rate(underway: &Underway) -> String {
    match (underway.events_per_second(), seconds_left(underway)) {
        (Some(rate), Some(left)) => format!("{rate:.0} events/s, {left:.0} s left"),
        (Some(rate), None) => format!("{rate:.0} events/s"),
        (None, _) => "its rate is not known yet".to_owned(),
    }
}

/// Gives how long the bulk pass still lasts; nobody works at what was broken off.
fn seconds_left(underway: &Underway) -> Option<f64> {
    underway.holder.as_ref()?;
    let left = underway.of_events.saturating_sub(underway.events);
    let rate = underway.events_per_second()?;
    (underway.phase == Phase::Folding).then(|| left as f64 / rate)
}

/// A rebuild or a verification, as it is shown.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RebuildView {
    #[schemars(with = "Word<Purpose>")]
    purpose: &'static str,
    #[schemars(with = "Word<Phase>")]
    phase: &'static str,
    events: u64,
    of_events: u64,
    events_per_second: Option<f64>,
    seconds_left: Option<f64>,
    holder: Option<String>,
    is_broken_off: bool,
    began_at: DateTime<Utc>,
}

impl From<&Underway> for RebuildView {
    fn from(underway: &Underway) -> Self {
        Self {
            purpose: underway.purpose.as_str(),
            phase: underway.phase.as_str(),
            events: underway.events,
            of_events: underway.of_events,
            events_per_second: underway.events_per_second().map(f64::round),
            seconds_left: seconds_left(underway).map(f64::ceil),
            holder: underway.holder.clone(),
            is_broken_off: underway.holder.is_none(),
            began_at: underway.began_at,
        }
    }
}

/// Says why a view is behind; the reason for which it is parked may name what an event holds.
pub fn why(stall: &Stall) -> String {
    match stall {
        Stall::Parked { position, error } => parked(*position, &format!(": {error}")),
        Stall::BeyondTheHead { .. }
        | Stall::Following { .. }
        | Stall::StandsStill { .. }
        | Stall::NoProjector { .. }
        | Stall::OtherShape { .. } => why_without_content(stall),
    }
}

/// The same without what an event may hold.
pub fn why_without_content(stall: &Stall) -> String {
    match stall {
        Stall::Parked { position, .. } => parked(*position, ""),
        Stall::BeyondTheHead { head } => format!(
            "its checkpoint is beyond the log, which has come to position {head}: one of them was \
             changed or restored without the other, and what the view shows cannot be trusted; \
             a rebuild makes it from the log as it is"
        ),
        Stall::Following {
            leader,
            since,
            events_per_second,
        } => format!(
            "on its way with {events_per_second:.0} events/s, led by process {leader}{}",
            at(" since", *since)
        ),
        Stall::StandsStill {
            leader,
            since,
            waits_for,
            round_trip,
        } => {
            let waits = waits_for.as_deref().unwrap_or("nothing that lasts");
            format!(
                "stands still, led by process {leader}{}; the database answered in {} ms and is \
                 busy with: {waits}",
                at(" since", *since),
                round_trip.as_millis()
            )
        }
        Stall::NoProjector {
            last_leader: Some(leader),
            last_seen,
        } => format!(
            "no projector runs: process {leader} was to be heard of by{}; `claims serve` moves it on",
            at("", *last_seen)
        ),
        Stall::NoProjector {
            last_leader: None, ..
        } => "no projector runs on this database; `claims serve` moves it on".to_owned(),
        Stall::OtherShape { shape } => format!(
            "its tables have shape {shape}, which this program cannot move on; `claims rebuild` \
             makes new ones"
        ),
    }
}

fn parked(position: u64, error: &str) -> String {
    format!(
        "parked on the event at position {position}{error}; once that is mended, \
         `claims views retry` lets it try again"
    )
}

fn at(before: &str, instant: Option<DateTime<Utc>>) -> String {
    instant.map_or_else(String::new, |at| {
        format!("{before} {}", at.format("%Y-%m-%d %H:%M:%S UTC"))
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use projections::views::ViewName;

    use super::*;

    fn underway(events: u64, holder: Option<&str>) -> Underway {
        Underway {
            purpose: Purpose::Verify,
            views: vec![ViewName::Claim],
            phase: Phase::Folding,
            events,
            of_events: 400,
            worked: Duration::from_secs(2),
            holder: holder.map(str::to_owned),
            began_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_rate_that_is_not_known_is_no_figure() {
        let said = progress(&underway(0, Some("process 7")));
        let expected = "folding, 0 of 400 events, its rate is not known yet; process 7 runs it";
        assert_eq!(said, expected);
        let view = RebuildView::from(&underway(0, Some("process 7")));
        assert_eq!((view.events_per_second, view.seconds_left), (None, None));
    }

    #[test]
    fn what_was_broken_off_has_no_time_left_and_says_how_it_goes_on() {
        let said = progress(&underway(100, None));
        let expected = "folding, 100 of 400 events, 50 events/s; broken off: `claims views verify` \
                        again goes on from there, `claims views cancel` gives it up";
        assert_eq!(said, expected);
        let said = progress(&underway(100, Some("process 7")));
        assert!(said.contains("50 events/s, 6 s left"), "{said}");
    }
}
