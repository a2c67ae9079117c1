//! Time travel: the strip of events, the slider on its scale, and then beside now.

use std::fmt::Write as _;

use chrono::{DateTime, Datelike, Utc};
use domain::Money;
use projections::ledger::FundFigures;
use projections::views::EntryLine;

use super::say::{Html, Say};
use super::shell::Shell;

/// So many positions have a mark each; of more, only those that moved money.
const EVERY_MAX: u64 = 300;

/// How far apart names of months are at least, in hundredths of the strip.
const NAMES_APART: f64 = 8.0;

/// Events on a scale of positions, and the one that is looked at.
pub(super) struct Strip {
    pub(super) first: u64,
    pub(super) last: u64,
    pub(super) at: u64,
    /// The page that the slider leads to.
    pub(super) path: String,
    pub(super) events: u64,
    /// When the first of the marks happened, where some moved money.
    pub(super) since: Option<DateTime<Utc>>,
    pub(super) picture: Html,
}

/// An event of the strip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) position: u64,
    /// When it happened.
    pub(super) at: DateTime<Utc>,
    pub(super) moves_money: bool,
}

impl From<&EntryLine> for Mark {
    fn from(entry: &EntryLine) -> Self {
        Self {
            position: entry.position,
            at: entry.at,
            moves_money: entry.accounts.is_some(),
        }
    }
}

/// What a moment lies between.
pub(super) fn neighbours(marks: &[Mark], at: u64) -> (Option<u64>, Option<u64>) {
    let positions = || marks.iter().map(|mark| mark.position);
    (
        positions().filter(|position| *position < at).max(),
        positions().filter(|position| *position > at).min(),
    )
}

impl Strip {
    /// Draws events, oldest first, on the scale from one position to another; `at` is looked at.
    pub(super) fn of(
        say: Say,
        shell: &Shell,
        path: &str,
        (first, last): (u64, u64),
        marks: &[Mark],
    ) -> Option<Self> {
        let at = shell.past.as_ref()?.position.clamp(first, last);
        if first >= last {
            return None;
        }
        Some(Self {
            first,
            last,
            at,
            path: path.to_owned(),
            events: last - first + 1,
            since: marks
                .iter()
                .any(|mark| mark.moves_money)
                .then(|| marks.first().map(|mark| mark.at))
                .flatten(),
            picture: picture(say, (first, last), marks, at),
        })
    }
}

fn picture(say: Say, (first, last): (u64, u64), marks: &[Mark], at: u64) -> Html {
    let x = |position: u64| (position - first) as f64 * 100.0 / (last - first) as f64;
    let mut svg = String::from(
        "<svg class=\"ticks\" aria-hidden=\"true\"><line class=\"ax\" x1=\"0\" x2=\"100%\" y1=\"26\" \
         y2=\"26\"/>",
    );
    let mut mark = |position: u64, top: u32| {
        let before = if position <= at { " b4" } else { "" };
        let (x, height) = (x(position), 26 - top);
        let _ = write!(
            svg,
            "<rect class=\"e{before}\" x=\"{x:.2}%\" y=\"{top}\" width=\"2\" height=\"{height}\"/>"
        );
    };
    let tall: Vec<u64> = marks
        .iter()
        .filter(|mark| mark.moves_money)
        .map(|mark| mark.position)
        .collect();
    if last - first < EVERY_MAX {
        (first..=last)
            .filter(|position| !tall.contains(position))
            .for_each(|it| mark(it, 19));
    }
    tall.iter()
        .filter(|it| (first..=last).contains(it))
        .for_each(|it| mark(*it, 10));
    names(&mut svg, say, marks, x);
    let x = x(at);
    let _ = write!(
        svg,
        "<line class=\"cur\" x1=\"{x:.2}%\" x2=\"{x:.2}%\" y1=\"0\" y2=\"30\" transform=\"translate(1 0)\"/>\
         </svg>"
    );
    Html::made(svg)
}

/// Names months where they begin; the first of each year with its year.
fn names(svg: &mut String, say: Say, marks: &[Mark], x: impl Fn(u64) -> f64) {
    let (mut month, mut year, mut free_from) = (None, None, 0.0);
    for mark in marks {
        let day = say.local_day(mark.at);
        let here = x(mark.position);
        if month == Some((day.year(), day.month())) || here < free_from || here > 94.0 {
            continue;
        }
        month = Some((day.year(), day.month()));
        let name = match year == Some(day.year()) {
            true => say.month(day),
            false => format!("{} {}", say.month(day), day.year()),
        };
        year = Some(day.year());
        free_from = here + NAMES_APART;
        let class = if here == 0.0 { " class=\"opt-t\"" } else { "" };
        let name = Html::text(&name);
        let _ = write!(svg, "<text{class} x=\"{here:.2}%\" y=\"43\">{name}</text>");
    }
}

/// The figures of a fund then, now, and what is between.
pub(super) struct ThenNow {
    pub(super) then: FundFigures,
    pub(super) now: FundFigures,
    pub(super) rows: [Compared; 6],
}

/// One figure, then and now.
pub(super) struct Compared {
    pub(super) account: &'static str,
    pub(super) then: Money,
    pub(super) now: Money,
    pub(super) delta: Money,
}

impl ThenNow {
    pub(super) fn of(then: FundFigures, now: FundFigures) -> Self {
        let row = |account, figure: fn(&FundFigures) -> Money| {
            let (then, now) = (figure(&then), figure(&now));
            let delta = now.minor().saturating_sub(then.minor());
            Compared {
                account,
                then,
                now,
                delta: Money::from_minor(delta, now.currency()),
            }
        };
        Self {
            then,
            now,
            rows: [
                row("earned", |figures| figures.earned),
                row("paid", |figures| figures.paid),
                row("committed", |figures| figures.committed),
                row("reserved", |figures| figures.reserved),
                row("available", |figures| figures.available),
                row("expired", |figures| figures.expired),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(position: u64) -> Mark {
        Mark {
            position,
            at: DateTime::UNIX_EPOCH,
            moves_money: true,
        }
    }

    #[test]
    fn a_moment_lies_between_the_events_next_to_it() {
        let marks = [mark(3), mark(7), mark(9)];
        assert_eq!(neighbours(&marks, 7), (Some(3), Some(9)));
        assert_eq!(neighbours(&marks, 8), (Some(7), Some(9)));
        assert_eq!(neighbours(&marks, 3), (None, Some(7)));
        assert_eq!(neighbours(&marks, 9), (Some(7), None));
    }
}
