//! Moments as people write them: a position, an instant, or a day, which means its end in UTC.

use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime, Utc};
use projections::log::AsOf;
use projections::views::OutOfOrder;

/// Says that a moment has not come yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} has not come yet: it is {}", shown(*at), shown(*now))]
pub struct InTheFuture {
    at: DateTime<Utc>,
    now: DateTime<Utc>,
}

impl InTheFuture {
    /// The stable code.
    pub const CODE: &'static str = "moment_in_the_future";
}

/// What a position is, for whoever wrote something else.
pub const POSITION: &str = "a position is a whole number from 0 to 9223372036854775807";

/// Reads an instant (RFC 3339), or a day, which means the end of it in UTC.
pub fn instant(text: &str) -> Option<DateTime<Utc>> {
    match day(text) {
        Some(day) => end_of(day),
        None => DateTime::parse_from_rfc3339(text)
            .ok()
            .map(|at| at.to_utc()),
    }
}

/// Reads a position, an instant or a day.
pub fn position_or_instant(text: &str) -> Option<AsOf> {
    match position(text) {
        Some(position) => Some(AsOf::Position(position)),
        None => instant(text).map(AsOf::Instant),
    }
}

/// Reads a position: digits alone, and no more than the log can count to.
pub fn position(text: &str) -> Option<u64> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let position = is_plain.then(|| text.parse().ok())??;
    i64::try_from(position).is_ok().then_some(position)
}

/// Reads a day, written `2024-03-31`; years run from 0001 to 9999.
pub fn day(text: &str) -> Option<NaiveDate> {
    let is_plain = text.len() == 10
        && text.bytes().enumerate().all(|(n, byte)| match n {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let day: NaiveDate = is_plain.then(|| text.parse().ok())??;
    (day >= NaiveDate::from_ymd_opt(1, 1, 1)?).then_some(day)
}

/// Requires that a moment has come: the ledger cannot say what it will record.
pub fn must_have_come(as_of: AsOf, now: DateTime<Utc>) -> Result<(), InTheFuture> {
    match as_of {
        AsOf::Instant(at) if at > now => Err(InTheFuture { at, now }),
        AsOf::Instant(_) | AsOf::Position(_) => Ok(()),
    }
}

/// Requires that two moments are in order, as far as they can be told apart without the log.
pub fn must_be_in_order(from: AsOf, to: AsOf) -> Result<(), OutOfOrder> {
    match (from, to) {
        (AsOf::Instant(from), AsOf::Instant(to)) if from > to => Err(OutOfOrder),
        (AsOf::Position(from), AsOf::Position(to)) if from > to => Err(OutOfOrder),
        (AsOf::Instant(_) | AsOf::Position(_), _) => Ok(()),
    }
}

/// Writes an instant as answers do.
pub fn shown(at: DateTime<Utc>) -> String {
    projections::log::leaf::written(at)
}

/// Gives the last instant of a day that the ledger can tell from the next day.
fn end_of(day: NaiveDate) -> Option<DateTime<Utc>> {
    let next = day.checked_add_days(Days::new(1))?;
    Some(next.and_time(NaiveTime::MIN).and_utc() - Duration::microseconds(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_means_its_end_in_utc() {
        let end = instant("2024-06-30").map(shown);
        assert_eq!(end.as_deref(), Some("2024-06-30T23:59:59.999999Z"));
        let at = instant("2024-06-30T12:00:00+02:00").map(shown);
        assert_eq!(at.as_deref(), Some("2024-06-30T10:00:00.000000Z"));
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for odd in [
            "",
            "now",
            "2024-6-30",
            "2024-02-30",
            "0000-01-01",
            "-1",
            "1.5",
            "2024-06-30 12:00",
            "2024-06-30T12:00:00",
            "9223372036854775808",
        ] {
            assert_eq!(position_or_instant(odd), None, "{odd:?}");
        }
        assert_eq!(position_or_instant("17"), Some(AsOf::Position(17)));
    }

    #[test]
    fn an_instant_after_the_clock_has_not_come() {
        let now = instant("2024-06-30T12:00:00Z").expect("an instant");
        let today = instant("2024-06-30").expect("a day");
        assert!(must_have_come(AsOf::Instant(now), now).is_ok());
        assert!(must_have_come(AsOf::Instant(today), now).is_err());
        assert!(must_have_come(AsOf::Position(u64::MAX), now).is_ok());
    }
}
