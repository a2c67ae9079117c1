//! Moments as they are typed: a position, an instant, or a day that lasts to its end in UTC.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use projections::Pool;
use projections::log::{AsOf, Moment, MomentError};

use super::exit::{Exit, Failure};
use super::questions::AskedMoment;
use super::session::CLOCK;

/// Reads an instant (RFC 3339), or a day as its last microsecond in UTC.
pub fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    let end = NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999).expect("a time of day");
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    let day = day
        .filter(|_| text.len() == 10)
        .map(|day| day.and_time(end).and_utc());
    let instant = || Some(DateTime::parse_from_rfc3339(text).ok()?.to_utc());
    day.or_else(instant).ok_or_else(|| {
        "an instant looks like 2024-06-30T23:59:59Z, a day like 2024-06-30".to_owned()
    })
}

impl AskedMoment {
    /// Finds the moment in the log; without one asked for, the last there is.
    pub async fn find(self, pool: &Pool) -> Result<Moment, Failure> {
        let found = match (self.as_of_position, self.as_of) {
            (Some(position), _) => AsOf::Position(position).find(pool).await,
            (None, Some(at)) if at > CLOCK() => {
                let at = at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
                let sentence =
                    format!("{at} has not come yet; leave --as-of out for what there is");
                return Err(Failure::new(Exit::Usage, sentence));
            }
            (None, Some(at)) => AsOf::Instant(at).find(pool).await,
            (None, None) => Moment::head(pool).await,
        };
        found.map_err(|error| {
            let exit = match &error {
                MomentError::BeforeTheFirstEvent { .. }
                | MomentError::EmptyLedger
                | MomentError::BeyondTheHead { .. } => Exit::Precondition,
                MomentError::Database(_) => Exit::Unavailable,
            };
            Failure::new(exit, error)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_lasts_to_its_end_and_an_instant_is_taken_as_it_is() {
        let read = |text| instant(text).map(|at| at.to_rfc3339());
        let end = "2024-06-30T23:59:59.999999+00:00".to_owned();
        assert_eq!(read("2024-06-30"), Ok(end));
        let instant = "2024-06-30T22:00:00+00:00".to_owned();
        assert_eq!(read("2024-07-01T00:00:00+02:00"), Ok(instant));
        for text in [
            "",
            "2024-6-3",
            "2024-06-31",
            "yesterday",
            "2024-06-30T12:00",
            "1719",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
