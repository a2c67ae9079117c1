//! Stories: plain files a claims officer can review, told through any door of the ledger.
//!
//! A line is a step: date (and time, if it matters), actor, command, claim or fund, arguments, and
//! after `->` what comes of it. An indented line continues the one above; `#` begins a comment.
//!
//! ```text
//! story NAME "title"
//! programme ID
//! actor NAME = user@org role
//! fund NAME = partner PERIOD
//! figures fund earned reserved committed paid expired available     (names the columns)
//!
//! DATE [HH:MM] ACTOR COMMAND CLAIM arguments
//!     -> STATUS [round N] [due DATE] [until DATE] [from LOT AMOUNT …]
//! DATE [HH:MM] ACTOR COMMAND FUND arguments -> ok
//! DATE [HH:MM] ACTOR COMMAND …               -> refused CODE [available AMOUNT]
//! figures FUND AMOUNT …          (the fund's figures after the step above)
//! lots FUND LOT AMOUNT …         (what its lots still hold)
//! ```
//! Times are the programme's local ones; a step without one takes place at 09:00, or a minute
//! after the step before it. The arguments of each command stand in [`claim_commands`] and
//! [`fund_commands`].

mod alive;
mod alone;
mod by_ledger;
mod claim_commands;
mod documents;
mod door;
mod expectation;
mod files;
mod fund_commands;
mod names;
mod parse;
mod shelf;
mod tell;
mod time;
mod words;

use chrono::{DateTime, Utc};
use domain::{Actor, ClaimId, FundId, LotId, Policy, ProgrammeId};
use projections::ledger::FundFigures;
use projections::{Command, CommandKey, Request};

pub use alive::alive_on;
pub use alone::Alone;
pub use by_ledger::{ByLedger, run};
pub use door::{ClaimFacts, Door, Failure, LotFacts, Outcome};
pub use expectation::{Accepted, Expected};
pub use files::{file_bytes, keep_files};
pub use names::Names;
pub use shelf::{ATELIER_BRETON, SHELF, Shelved, embedded_policy, the_story};
pub use tell::{Surprise, TellError, Told, tell, tell_alone};
pub use words::ParseError;

/// A story: who and what it is about, and its steps in order of time.
#[derive(Clone, Debug)]
pub struct Story {
    /// The file it was read from, for messages.
    pub file: String,
    pub name: String,
    pub title: String,
    pub programme: ProgrammeId,
    pub policy: Policy,
    pub names: Names,
    pub steps: Vec<Step>,
}

/// Somebody does something at some time, and what is to come of it.
#[derive(Clone, Debug)]
pub struct Step {
    /// The line of the file it begins on.
    pub line: usize,
    pub at: DateTime<Utc>,
    pub by: Actor,
    /// The actor, the command, and the claim or fund as the file names them.
    pub said: Said,
    pub doing: Doing,
    /// The same each time, so that a story told twice changes nothing.
    pub key: CommandKey,
    pub expected: Expected,
    pub checks: Vec<Check>,
}

/// A step in the words of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub actor: String,
    pub command: String,
    pub subject: String,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doing {
    Command(Box<Command>),
    /// Asks for a claim, to see whether the actor may.
    Look(ClaimId),
}

/// What holds after a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    Figures {
        line: usize,
        fund: FundId,
        figures: FundFigures,
    },
    Lots {
        line: usize,
        fund: FundId,
        lots: Vec<LotFacts>,
    },
}

impl Story {
    /// Reads a story; `policy_of` gives the policy of the programme it names.
    pub fn parse(
        file: &str,
        text: &str,
        policy_of: impl Fn(&ProgrammeId) -> Option<Policy>,
    ) -> Result<Self, ParseError> {
        parse::parse(file, text, policy_of)
    }

    /// Finds a claim by the name the file gives it.
    pub fn claim(&self, alias: &str) -> Option<ClaimId> {
        self.names.find(alias)
    }

    /// Finds a lot by the name the file gives it.
    pub fn lot(&self, alias: &str) -> Option<LotId> {
        self.names.find(alias)
    }

    /// Finds a fund by the name the file gives it.
    pub fn fund(&self, alias: &str) -> Option<FundId> {
        Some(self.names.fund(alias)?.id)
    }
}

impl Doing {
    /// Gives the claim that it is about.
    pub fn claim(&self) -> Option<ClaimId> {
        match self {
            Self::Look(claim) => Some(*claim),
            Self::Command(command) => match command.as_ref() {
                Command::Claim(claim, _) => Some(*claim),
                Command::Fund(..) | Command::Programme(..) => None,
            },
        }
    }
}

impl Step {
    /// Gives the request for the ledger; none for a look.
    pub fn request(&self) -> Option<Request> {
        match &self.doing {
            Doing::Command(command) => Some(
                Request::new(Command::clone(command), self.by.clone(), self.at)
                    .with_key(self.key.clone()),
            ),
            Doing::Look(_) => None,
        }
    }
}
