//! `--by`: whether figures go by when things were recorded or by when they happened.

use application::ask::By;
use chrono::NaiveDate;
use clap::{Args as ClapArgs, ValueEnum};

use super::as_of::day;
use super::exit::{Exit, Failure};

/// By which time figures go, as the command line names and explains it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ByName {
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
    by: ByName,
    /// Count what had happened by the end of this day, with `--by business`.
    #[arg(long, value_name = "DAY", value_parser = day)]
    business_until: Option<NaiveDate>,
}

impl ByArgs {
    /// Gives by which time figures go; a day goes with business time alone.
    pub fn fitting(self) -> Result<By, Failure> {
        match (self.by, self.business_until) {
            (ByName::Recorded, Some(_)) => Err(Failure::new(
                Exit::Usage,
                "--business-until goes with --by business",
            )),
            (ByName::Recorded, None) => Ok(By::Recorded),
            (ByName::Business, until) => Ok(By::Business { until }),
        }
    }
}

/// Says by which time a table goes.
pub fn sentence(by: By) -> String {
    match by {
        By::Recorded => "By the time of recording".to_owned(),
        By::Business { until: None } => "By business time".to_owned(),
        By::Business { until: Some(day) } => {
            format!("By business time, up to the end of {day}")
        }
    }
}
