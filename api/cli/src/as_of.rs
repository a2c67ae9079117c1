//! `--as-of` and `--as-of-position`: the moment that a command shows.

use application::ask::moment;
use application::ask::reading::Reading;
use chrono::{DateTime, NaiveDate, Utc};
use clap::Args as ClapArgs;
use projections::Pool;
use projections::log::{AsOf, Moment, MomentError};
use projections::views::{OutOfOrder, ViewName, Views};
use serde_json::{Map, Value, json};

use super::exit::{Exit, Failure};
use super::output::Output;
use super::session::{CLOCK, Running};

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

/// What a command reads, and the moment it shows.
#[derive(Clone, Debug)]
pub struct Shown {
    pub reading: Reading,
    pub moment: Option<Moment>,
}

impl AsOfArgs {
    /// Gives the moment, if one is asked for.
    pub fn asked(self) -> Option<AsOf> {
        let position = self.as_of_position.map(AsOf::Position);
        position.or(self.as_of.map(AsOf::Instant))
    }

    /// Finds the moment; without one asked for, the last there is.
    pub async fn or_head(self, pool: &Pool) -> Result<Moment, Failure> {
        match self.asked() {
            Some(as_of) => {
                must_have_come(as_of)?;
                as_of.find(pool).await.map_err(unknown)
            }
            None => Moment::head(pool).await.map_err(unknown),
        }
    }

    /// Refuses a moment that has not come, before anything is started for it.
    pub fn must_have_come(self) -> Result<(), Failure> {
        self.asked().map_or(Ok(()), must_have_come)
    }
}

impl Running {
    /// Waits until views have come to what is asked for, and gives what to read.
    ///
    /// Some views are needed for the present, others for the past.
    pub async fn shown(
        &self,
        as_of: AsOfArgs,
        present: &[ViewName],
        past: &[ViewName],
    ) -> Result<Shown, Failure> {
        let Some(as_of) = as_of.asked() else {
            self.caught_up(present).await?;
            return Ok(Shown {
                reading: Reading::Now(self.views.clone()),
                moment: None,
            });
        };
        let moment = find(&self.views, as_of).await?;
        self.caught_up_to(past, moment.position).await?;
        Ok(Shown {
            reading: Reading::Then(self.views.as_of(moment.position)),
            moment: Some(moment),
        })
    }
}

impl Shown {
    /// Says above a table as of when it is.
    pub fn banner(&self, output: Output) {
        if let Some(moment) = self.moment {
            output.heading(&sentence("As of", moment));
        }
    }

    /// Writes JSON: what is shown, and the moment it is of.
    pub fn json(&self, name: &str, shown: Value) -> Value {
        json_of(self.moment, name, shown)
    }
}

/// Writes JSON in one shape, whatever it is of; the present has no moment.
pub fn json_of(moment: Option<Moment>, name: &str, shown: Value) -> Value {
    let mut whole = Map::new();
    whole.insert("as_of".to_owned(), json!(moment.map(of_moment)));
    whole.insert(name.to_owned(), shown);
    Value::Object(whole)
}

/// Finds a moment that has come.
pub async fn find(views: &Views, as_of: AsOf) -> Result<Moment, Failure> {
    must_have_come(as_of)?;
    views.moment(as_of).await.map_err(unknown)
}

/// Says that the ledger does not know a moment.
fn unknown(error: MomentError) -> Failure {
    let exit = match error {
        // Who asks for a day of an imported history means the day on which things happened.
        MomentError::BeforeTheFirstEvent { .. } => {
            let sentence = format!(
                "{error}; a moment is one of recording: `overview` and `postings` go by when \
                 things happened with --by business --business-until DAY"
            );
            return Failure::new(Exit::Precondition, sentence);
        }
        MomentError::EmptyLedger | MomentError::BeyondTheHead { .. } => Exit::Precondition,
        MomentError::Missing { .. } => Exit::FoundAProblem,
        MomentError::Database(_) => Exit::Unavailable,
    };
    Failure::new(exit, error)
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

/// Writes a moment as JSON.
pub fn of_moment(moment: Moment) -> Value {
    json!({
        "position": moment.position,
        "recorded_at": moment::shown(moment.recorded_at),
    })
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

impl From<OutOfOrder> for Failure {
    fn from(error: OutOfOrder) -> Self {
        Self::new(Exit::Usage, error)
    }
}
