//! `--by`: whether figures go by when things were recorded or by when they happened.

use chrono::NaiveDate;
use clap::{Args as ClapArgs, ValueEnum};

use super::as_of::day;
use super::exit::{Exit, Failure};

/// By which time figures go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum By {
    /// When the ledger recorded what happened.
    #[default]
    Recorded,
    /// When it happened: earnings by the day they were earned on, payments by their value date,
    /// all else by its own day in UTC.
    Business,
}

/// By which time figures go, and up to which day.
#[derive(Clone, Copy, Debug, Default, ClapArgs)]
pub struct ByArgs {
    /// By which time the figures go.
    #[arg(long, value_enum, default_value_t)]
    pub by: By,
    /// Count what had happened by the end of this day, with `--by business`.
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub business_until: Option<NaiveDate>,
}

impl By {
    /// Gives the word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::Business => "business",
        }
    }
}

impl ByArgs {
    /// Requires that a day goes with business time.
    pub fn must_fit(self) -> Result<(), Failure> {
        match (self.by, self.business_until) {
            (By::Recorded, Some(_)) => Err(Failure::new(
                Exit::Usage,
                "--business-until goes with --by business",
            )),
            (By::Recorded, None) | (By::Business, _) => Ok(()),
        }
    }

    /// Says by which time a table goes.
    pub fn sentence(self) -> String {
        match (self.by, self.business_until) {
            (By::Recorded, _) => "By the time of recording".to_owned(),
            (By::Business, None) => "By business time".to_owned(),
            (By::Business, Some(day)) => format!("By business time, up to the end of {day}"),
        }
    }
}
