//! The ledger: takes a command, decides it upon the streams it needs, appends what follows.

mod answer;
mod attempt;
mod command;
pub mod commands;
mod execute;
mod first_answer;
mod policy;
mod prepared;
mod slot;

pub use answer::{Answer, FundFigures, Standing};
pub use command::{Command, CommandError, CommandKey, InvalidKey, Request};
pub use execute::{Current, Ledger, OpenError};
pub use first_answer::KnownCommand;

use chrono::{DateTime, Utc};

/// Where the ledger takes the time from; the floor above owns the clock.
pub type Clock = fn() -> DateTime<Utc>;
