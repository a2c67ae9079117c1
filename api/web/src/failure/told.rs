//! Statuses and codes before anything went wrong: what can be told, for whoever describes it.

use application::documents::Fault;
use axum::http::StatusCode;
use domain::refusal::{Kind, Law};
use projections::CommandError;

use super::Failure;
use crate::openapi::Told;

/// The codes of a log that is not what was recorded; all are a 500.
pub(crate) const OF_THE_LOG: &[&str] = &[
    "event_altered",
    "event_missing",
    "event_out_of_order",
    "event_unreadable",
    "events_miscounted",
];

/// The codes of a moment that there is not; all are a 400.
pub(crate) const OF_MOMENTS: &[&str] = &[
    "moment_in_the_future",
    "moment_before_the_first_event",
    "empty_ledger",
    "position_beyond_the_head",
];

/// Gives the status of a law: existence first, then permission, then the laws proper.
pub(crate) const fn of_law(law: Law) -> StatusCode {
    match law.kind() {
        Kind::Found => StatusCode::NOT_FOUND,
        Kind::Free => StatusCode::CONFLICT,
        Kind::Allowed => StatusCode::FORBIDDEN,
        Kind::Other => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// Gives the status of what is wrong with a file.
pub(crate) const fn of_fault(fault: Fault) -> StatusCode {
    match fault {
        Fault::Size => StatusCode::PAYLOAD_TOO_LARGE,
        Fault::Type => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Fault::Other => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// Gives what can become of any command; which laws there are depends on the command.
pub(crate) fn of_commands() -> Vec<Told> {
    let unreadable = Told {
        status: 500,
        code: "stream_unreadable",
    };
    let errors = [
        CommandError::Contended,
        CommandError::KeyReused,
        CommandError::Busy,
        CommandError::Unavailable,
        CommandError::OutcomeUnknown,
    ];
    let told = errors.map(|error| Failure::from(error).told());
    told.into_iter().chain([unreadable]).collect()
}

/// Gives what becomes of a command for another version than there is.
pub(crate) fn of_another_version() -> Told {
    let (expected, current) = (1, 2);
    Failure::from(CommandError::WrongVersion { expected, current }).told()
}

impl Failure {
    /// Gives the status and the code alone.
    pub(crate) fn told(&self) -> Told {
        Told {
            status: self.0.status.as_u16(),
            code: self.0.code,
        }
    }
}
