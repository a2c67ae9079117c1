//! How the program ends: a code for scripts, a calm sentence for people.

use std::error::Error;
use std::process::ExitCode;

use application::documents::StoreError;
use projections::CommandError;
use projections::engine::EngineError;
use projections::ledger::OpenError;
use projections::schema::SchemaError;

/// The exit codes; documented in `claims --help`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Ok,
    FoundAProblem,
    Usage,
    Precondition,
    Conflict,
    Unavailable,
    Interrupted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Ok => 0,
            Exit::FoundAProblem => 1,
            Exit::Usage => 2,
            Exit::Precondition => 3,
            Exit::Conflict => 4,
            Exit::Unavailable => 69,
            Exit::Interrupted => 130,
        })
    }
}

/// An error that ends the program with a code of its own.
pub trait Ending: Error + Send + Sync + 'static {
    /// Gives the code.
    fn exit(&self) -> Exit;
}

impl<E: Ending> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::new(error.exit(), error)
    }
}

/// An end other than the wished one.
#[derive(Debug)]
pub struct Failure {
    pub exit: Exit,
    error: Box<dyn Error + Send + Sync>,
    /// What was found behind it afterwards.
    behind: Option<Box<dyn Error + Send + Sync>>,
}

impl Failure {
    /// Ends with a code because of an error.
    pub fn new(exit: Exit, error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            exit,
            error: error.into(),
            behind: None,
        }
    }

    /// Adds what was found behind the error, which did not know of it.
    pub fn because(self, behind: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            behind: Some(behind.into()),
            ..self
        }
    }

    /// Says what went wrong, and what was behind it.
    pub fn tell(&self) {
        eprintln!("claims: {}", self.error);
        let mut told = self.error.to_string();
        let mut cause = self.error.source();
        while let Some(error) = cause {
            let sentence = error.to_string();
            if !told.contains(&sentence) {
                eprintln!("  because: {sentence}");
                told = sentence;
            }
            cause = error.source();
        }
        if let Some(behind) = self.behind.as_ref().map(ToString::to_string)
            && !told.contains(&behind)
        {
            eprintln!("  because: {behind}");
        }
    }
}

impl Ending for StoreError {
    fn exit(&self) -> Exit {
        match self {
            Self::Away(_) | Self::Disk(_) => Exit::Unavailable,
            Self::Unusable { .. } | Self::Folder { .. } => Exit::Precondition,
        }
    }
}

impl Ending for EngineError {
    fn exit(&self) -> Exit {
        if self.is_unavailable() {
            Exit::Unavailable
        } else {
            Exit::Precondition
        }
    }
}

impl Ending for SchemaError {
    fn exit(&self) -> Exit {
        match self {
            SchemaError::Unavailable(_) => Exit::Unavailable,
            SchemaError::NewerThanBinary(_)
            | SchemaError::Altered(_)
            | SchemaError::NotOurs
            | SchemaError::Failed(_) => Exit::Precondition,
        }
    }
}

impl Ending for OpenError {
    fn exit(&self) -> Exit {
        Exit::Unavailable
    }
}

impl Ending for CommandError {
    fn exit(&self) -> Exit {
        match self {
            CommandError::Refused(_) | CommandError::Unreadable { .. } => Exit::FoundAProblem,
            CommandError::WrongVersion { .. }
            | CommandError::Contended
            | CommandError::KeyReused => Exit::Conflict,
            CommandError::Busy | CommandError::Unavailable | CommandError::OutcomeUnknown => {
                Exit::Unavailable
            }
        }
    }
}
