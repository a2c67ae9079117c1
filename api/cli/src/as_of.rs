//! `--as-of` and `--as-of-position`: the moment that a command shows.

use application::ask::{Freshness, When, moment};
use chrono::{DateTime, NaiveDate, Utc};
use clap::Args as ClapArgs;
use projections::Pool;
use projections::log::{AsOf, Moment};

use super::exit::{Exit, Failure};
use super::output::Output;
use super::session::CLOCK;

/// The moment that is shown; without one, the ledger as it is.
#[derive(Clone, Copy, Debug, Default, ClapArgs)]
pub struct AsOfArgs {
    /// As the ledger was at this instant (RFC 3339), or at the end of this day in UTC (YYYY-MM-DD).
    #[arg(long, value_name = "T", value_parser = instant, conflicts_with = "as_of_position")]
    pub as_of: Option<DateTime<Utc>>,
    /// As the ledger was once the event at this position was recorded.
    #[arg(long, visible_alias = "at-position", value_name = "N", value_parser = position)]
    pub as_of_position: Option<u64>,
}

impl AsOfArgs {
    /// Gives the moment, if one is asked for.
    pub fn asked(self) -> Option<AsOf> {
        let position = self.as_of_position.map(AsOf::Position);
        position.or(self.as_of.map(AsOf::Instant))
    }

    /// Asks for an answer of then, as fresh as is said.
    pub fn when(self, fresh: Freshness) -> When {
        When {
            as_of: self.asked(),
            fresh,
        }
    }

    /// Finds the moment; without one asked for, the last there is.
    pub async fn or_head(self, pool: &Pool) -> Result<Moment, Failure> {
        match self.asked() {
            Some(as_of) => {
                must_have_come(as_of)?;
                Ok(as_of.find(pool).await?)
            }
            None => Ok(Moment::head(pool).await?),
        }
    }

    /// Refuses a moment that has not come, before anything is started for it.
    pub fn must_have_come(self) -> Result<(), Failure> {
        self.asked().map_or(Ok(()), must_have_come)
    }
}

/// Says above a table as of when it is.
pub fn banner(moment: Option<Moment>, output: Output) {
    if let Some(moment) = moment {
        output.heading(&sentence("As of", moment));
    }
}

/// Refuses a moment that has not come.
pub fn must_have_come(as_of: AsOf) -> Result<(), Failure> {
    moment::must_have_come(as_of, CLOCK()).map_err(|error| Failure::new(Exit::Usage, error))
}

/// Says which moment it is.
pub fn sentence(before: &str, moment: Moment) -> String {
    let (position, at) = (moment.position, moment::shown(moment.recorded_at));
    format!("{before} position {position}, recorded at {at}")
}

/// Reads a position, an instant or a day.
pub fn position_or_instant(text: &str) -> Result<AsOf, String> {
    let sentence = "a moment is a position, an instant such as 2026-10-01T00:00:00Z, \
                    or a day such as 2026-09-30";
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    moment::position_or_instant(text).ok_or_else(|| match is_number {
        true => moment::POSITION.to_owned(),
        false => sentence.to_owned(),
    })
}

/// Reads a day.
pub fn day(text: &str) -> Result<NaiveDate, String> {
    moment::day(text).ok_or_else(|| "a day is written 2024-03-31".to_owned())
}

fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    moment::instant(text).ok_or_else(|| {
        "a moment is an instant such as 2026-10-01T00:00:00Z, or a day such as 2026-09-30"
            .to_owned()
    })
}

fn position(text: &str) -> Result<u64, String> {
    moment::position(text).ok_or_else(|| moment::POSITION.to_owned())
}
