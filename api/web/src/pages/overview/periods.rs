//! The three spans of a period: to earn, to spend, to claim.

use chrono::NaiveDate;
use domain::calendar::Days;
use domain::programme::Period;

use crate::pages::say::{Given, Html, Say};

/// From how many days before its end a span is said to end soon.
const SOON: i64 = 30;

/// The spans, in their order.
pub(in crate::pages) struct Steps(pub(in crate::pages) [Step; 3]);

/// One span, as of a day.
pub(in crate::pages) struct Step {
    pub(in crate::pages) key: &'static str,
    pub(in crate::pages) days: Days,
    state: State,
    /// How much of it is over.
    pub(in crate::pages) thousandths: i64,
}

/// Where a day stands in a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Ahead,
    Open { days_left: i64 },
    Over,
}

impl Steps {
    pub(in crate::pages) fn of(period: &Period, today: NaiveDate) -> Self {
        Self([
            Step::of("period-earn", period.earned, today),
            Step::of("period-spend", period.used, today),
            Step::of("period-claim", period.claimed, today),
        ])
    }

    /// Gives the last day of all.
    pub(super) const fn until(&self) -> NaiveDate {
        let Self([.., last]) = self;
        last.days.to
    }
}

impl Step {
    fn of(key: &'static str, days: Days, today: NaiveDate) -> Self {
        let whole = (days.to - days.from).num_days() + 1;
        let over = ((today - days.from).num_days() + 1).clamp(0, whole);
        let state = match () {
            () if today < days.from => State::Ahead,
            () if today > days.to => State::Over,
            () => State::Open {
                days_left: (days.to - today).num_days(),
            },
        };
        Self {
            key,
            days,
            state,
            thousandths: over * 1_000 / whole.max(1),
        }
    }

    /// Says where it stands.
    pub(in crate::pages) fn told(&self, say: impl Given<Say>) -> Html {
        let say = say.given();
        match self.state {
            State::Ahead => say
                .say("period-ahead")
                .day("from", self.days.from)
                .into_html(),
            State::Open { days_left } => {
                say.say("period-open").count("days", days_left).into_html()
            }
            State::Over => Html::text(&say.t("period-over")),
        }
    }

    /// Gives the class by which it stands out.
    pub(in crate::pages) const fn class(&self) -> &'static str {
        match self.state {
            State::Open { days_left } if days_left <= SOON => "due soon small",
            State::Open { .. } => "due small",
            State::Ahead | State::Over => "muted small",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(from: &str, to: &str, today: &str) -> Step {
        let day = |text: &str| text.parse().expect("a day");
        let days = Days {
            from: day(from),
            to: day(to),
        };
        Step::of("period-claim", days, day(today))
    }

    #[test]
    fn a_span_includes_its_days() {
        let before = step("2024-02-16", "2024-08-15", "2024-02-15");
        assert_eq!((before.state, before.thousandths), (State::Ahead, 0));
        let last = step("2024-02-16", "2024-08-15", "2024-08-15");
        assert_eq!(
            (last.state, last.thousandths),
            (State::Open { days_left: 0 }, 1_000)
        );
        let after = step("2024-02-16", "2024-08-15", "2024-08-16");
        assert_eq!((after.state, after.thousandths), (State::Over, 1_000));
    }
}
