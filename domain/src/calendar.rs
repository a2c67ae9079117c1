//! Civil dates: business days, and spans of days that last to the end of their last local day.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// The days on which the vendor's desks work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BusinessCalendar {
    /// Days of the week on which nobody works.
    pub weekend: Vec<Weekday>,
    /// Further days on which nobody works.
    #[serde(default)]
    pub holidays: BTreeSet<NaiveDate>,
}

impl BusinessCalendar {
    /// Makes the calendar Monday to Friday, without holidays.
    pub fn monday_to_friday() -> Self {
        Self {
            weekend: vec![Weekday::Sat, Weekday::Sun],
            holidays: BTreeSet::new(),
        }
    }

    /// Tells whether the desks work on this day.
    pub fn is_business_day(&self, day: NaiveDate) -> bool {
        !self.weekend.contains(&day.weekday()) && !self.holidays.contains(&day)
    }

    /// Gives the `count`-th business day after `day`; the day itself does not count.
    ///
    /// A calendar without a single business day in ten years counts every day.
    pub fn business_days_after(&self, day: NaiveDate, count: u32) -> NaiveDate {
        let mut left = count;
        for date in day.iter_days().skip(1).take(3_660) {
            if left == 0 {
                break;
            }
            if self.is_business_day(date) {
                left -= 1;
            }
            if left == 0 {
                return date;
            }
        }
        days_after(day, count)
    }
}

/// Gives the day `count` days later, or the last day there is.
pub fn days_after(day: NaiveDate, count: u32) -> NaiveDate {
    day.checked_add_days(chrono::Days::new(u64::from(count)))
        .unwrap_or(NaiveDate::MAX)
}

/// A span of days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Days {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl Days {
    /// Tells whether the day lies inside.
    pub fn contains(self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn fourteen_business_days_pass_over_weekends() {
        let calendar = BusinessCalendar::monday_to_friday();
        assert_eq!(
            calendar.business_days_after(date("2024-03-26"), 14),
            date("2024-04-15")
        );
        assert_eq!(
            calendar.business_days_after(date("2024-07-22"), 14),
            date("2024-08-09")
        );
    }

    #[test]
    fn a_holiday_does_not_count() {
        let mut calendar = BusinessCalendar::monday_to_friday();
        calendar.holidays.insert(date("2024-04-01"));
        assert_eq!(
            calendar.business_days_after(date("2024-03-29"), 1),
            date("2024-04-02")
        );
    }

    #[test]
    fn zero_business_days_is_the_day_itself() {
        let calendar = BusinessCalendar::monday_to_friday();
        assert_eq!(
            calendar.business_days_after(date("2024-03-30"), 0),
            date("2024-03-30")
        );
    }

    #[test]
    fn a_calendar_without_business_days_still_answers() {
        let all = [0, 1, 2, 3, 4, 5, 6].map(|n| Weekday::try_from(n).expect("a weekday"));
        let calendar = BusinessCalendar {
            weekend: all.to_vec(),
            holidays: BTreeSet::new(),
        };
        assert_eq!(
            calendar.business_days_after(date("2024-01-01"), 3),
            date("2024-01-04")
        );
    }
}
