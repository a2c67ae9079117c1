//! When a step takes place: its date and time in the programme's time zone, always later.

use chrono::{DateTime, Duration, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

use super::words::{ParseError, Words};

/// Runs along the steps of a story.
#[derive(Debug)]
pub(super) struct Hours {
    zone: Tz,
    last: Option<NaiveDateTime>,
}

impl Hours {
    /// Begins before the first step.
    pub(super) fn new(zone: Tz) -> Self {
        Self { zone, last: None }
    }

    /// Takes a date and, if one stands there, a time; neither may lie before the step above.
    pub(super) fn next(&mut self, words: &mut Words<'_>) -> Result<DateTime<Utc>, ParseError> {
        let last = self.last;
        let date = words.read("the date of a step, not before the one above", |word| {
            let date: NaiveDate = word.parse().ok()?;
            last.is_none_or(|last| last.date() <= date).then_some(date)
        })?;
        let has_time = words.peek().is_some_and(|word| word.contains(':'));
        let local = if has_time {
            words.read("a time such as 14:30, later than the step above", |word| {
                let local = date.and_time(NaiveTime::parse_from_str(word, "%H:%M").ok()?);
                last.is_none_or(|last| last < local).then_some(local)
            })?
        } else {
            self.default_on(date)
                .ok_or_else(|| words.expected("fewer steps on one day"))?
        };
        self.last = Some(local);
        match self.zone.from_local_datetime(&local) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Ok(at.to_utc()),
            LocalResult::None => Err(words.expected("a time that the clocks do not skip")),
        }
    }

    /// Nine in the morning, or a minute after the last step of the day.
    fn default_on(&self, date: NaiveDate) -> Option<NaiveDateTime> {
        let nine = date.and_hms_opt(9, 0, 0)?;
        let Some(last) = self.last.filter(|last| last.date() == date) else {
            return Some(nine);
        };
        let next = last.checked_add_signed(Duration::minutes(1))?;
        (next.date() == date).then(|| next.max(nine))
    }
}
