//! What comes in: a command, who gives it, when, and under which key.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use domain::{
    Actor, ClaimCommand, ClaimId, FundCommand, FundId, ProgrammeCommand, ProgrammeId, Refusal,
};
use serde::Serialize;

/// A command on one stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Command {
    Claim(ClaimId, ClaimCommand),
    Fund(FundId, FundCommand),
    Programme(ProgrammeId, ProgrammeCommand),
}

/// The id a caller gives a command, so that asking again does nothing again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CommandKey(String);

/// Says that a text is not a command's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key is 1 to 255 visible ASCII characters")]
pub struct InvalidKey;

impl CommandKey {
    /// Gives the key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for CommandKey {
    type Err = InvalidKey;
    fn from_str(text: &str) -> Result<Self, InvalidKey> {
        let is_visible = text.bytes().all(|byte| (0x21..=0x7e).contains(&byte));
        let is_valid = is_visible && (1..=255).contains(&text.len());
        is_valid.then(|| Self(text.to_owned())).ok_or(InvalidKey)
    }
}

impl fmt::Display for CommandKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A command with all that surrounds it.
#[derive(Clone, Debug)]
pub struct Request {
    pub command: Command,
    pub by: Actor,
    /// When it happens in the business.
    pub at: DateTime<Utc>,
    pub key: Option<CommandKey>,
    /// The version of the stream the caller saw, by the events they read of; another one refuses the
    /// command.
    pub expected: Option<u64>,
    /// Where it came from (a request's id, an imported step); kept in the metadata.
    pub origin: Option<String>,
}

impl Request {
    /// Makes a request without key, expectation and origin.
    pub fn new(command: Command, by: Actor, at: DateTime<Utc>) -> Self {
        Self {
            command,
            by,
            at,
            key: None,
            expected: None,
            origin: None,
        }
    }

    /// Gives the request a key.
    pub fn with_key(self, key: CommandKey) -> Self {
        Self {
            key: Some(key),
            ..self
        }
    }
}

/// Why a command was not carried out.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CommandError {
    /// A law refused it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The stream is not at the version the caller expects.
    #[error("the version is {current}, not the expected {expected}")]
    WrongVersion { expected: u64, current: u64 },
    /// Others kept changing the stream, each time before this command could be appended.
    #[error("others changed this at the same time")]
    Contended,
    /// The key was used for another command.
    #[error("this key was used for another command")]
    KeyReused,
    /// The queue is full.
    #[error("too many commands are waiting")]
    Busy,
    /// The database cannot be reached; nothing was appended.
    #[error("the database is unavailable")]
    Unavailable,
    /// The database became unavailable during the commit; ask again under the same key.
    #[error("the database did not say whether the command was recorded")]
    OutcomeUnknown,
    /// What the store holds cannot be read.
    #[error("stream {stream} cannot be read: {why}")]
    Unreadable { stream: String, why: String },
}

impl CommandError {
    /// Gives the stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::WrongVersion { .. } => "wrong_version",
            Self::Contended => "version_conflict",
            Self::KeyReused => "idempotency_conflict",
            Self::Busy => "too_busy",
            Self::Unavailable => "store_unavailable",
            Self::OutcomeUnknown => "outcome_unknown",
            Self::Unreadable { .. } => "stream_unreadable",
        }
    }
}
