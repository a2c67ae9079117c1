//! The one place where refusals and failures become statuses.

mod documents;
mod keys;
mod members;
mod question;
pub(crate) mod told;
mod unidentified;

use application::wire::FieldError;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::Refusal;
use projections::CommandError;

use super::problem::Problem;
use crate::door::api_version;
pub(crate) use unidentified::Unidentified;

pub(crate) use documents::FormError;

/// Why a request was not answered with what it asked for: what the caller is told.
#[derive(Clone, Debug)]
pub(crate) struct Failure(Box<Problem>);

/// Why a body was not accepted.
#[derive(Clone, Debug)]
pub(crate) enum BodyError {
    /// It is not JSON.
    Unreadable(String),
    /// It does not say that it is JSON.
    WrongType,
    TooLarge,
    /// It is nested deeper than anything that is meant well.
    TooDeep,
    /// It is JSON, but not what this address takes.
    Fields(Vec<FieldError>),
}

/// Why a header was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HeaderError {
    NoPrecondition,
    BadPrecondition,
    NoKey,
    BadKey,
    BadPosition,
    BadLastEventId,
    UnknownVersion,
}

/// Why the door did not let a request in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DoorError {
    /// The Host is not this server: a foreign name may point here (DNS rebinding).
    ForeignHost,
    /// A page of another site, or of another local port, makes a browser ask.
    ForeignPage,
    /// A command under the same key has not finished.
    StillRunning,
    HeadersTooLarge,
    AddressTooLong,
    /// The body did not come in time.
    BodyLate,
    /// The caller asks more often than they may, and may again after so many seconds.
    TooMany(u32),
    /// The caller's address asked in vain too often, and may again after so many seconds.
    TooManyFailures(u32),
    /// As many readers follow the events as may.
    TooManyStreams,
}

impl Failure {
    /// Writes the problem as JSON, where there is no response to leave it in.
    pub(super) fn text(&self, request_id: &str) -> String {
        self.0.text(request_id)
    }

    /// Says which parameters of the query were not accepted.
    pub(super) fn of_query(errors: Vec<FieldError>) -> Self {
        let problem = Problem {
            status: StatusCode::BAD_REQUEST,
            code: "invalid_query",
            hint: Some("correct the parameters named in errors"),
            ..Problem::of_fields(errors)
        };
        problem.into()
    }
}

fn of_command(error: CommandError) -> Problem {
    let (code, detail) = (error.code(), error.to_string());
    let with = |status| Problem::new(status, code, &detail);
    match error {
        CommandError::Refused(refusal) => {
            let problem = with(told::of_law(refusal.law())).with_hint(refusal.hint());
            Problem {
                law: Some(refusal),
                ..problem
            }
        }
        CommandError::WrongVersion { current, .. } => {
            let problem = with(StatusCode::PRECONDITION_FAILED)
                .with_hint("read the current version, then decide again");
            Problem {
                current_version: Some(current),
                ..problem
            }
        }
        CommandError::Contended => with(StatusCode::CONFLICT).with_hint("try again"),
        CommandError::KeyReused => with(StatusCode::UNPROCESSABLE_ENTITY)
            .with_hint("use a new Idempotency-Key for a new command"),
        CommandError::Busy => away(with(StatusCode::SERVICE_UNAVAILABLE)),
        CommandError::Unavailable => away(with(StatusCode::SERVICE_UNAVAILABLE)),
        CommandError::OutcomeUnknown => with(StatusCode::SERVICE_UNAVAILABLE)
            .retry_after(1)
            .with_hint("ask again under the same Idempotency-Key"),
        CommandError::Unreadable { stream, why } => {
            tracing::error!(%stream, %why, "a stream cannot be read");
            let detail = "the log is no longer what was recorded; nothing was done";
            Problem::new(StatusCode::INTERNAL_SERVER_ERROR, code, detail)
                .with_hint("contact the operator of the ledger with the request id")
        }
    }
}

fn of_body(error: BodyError) -> Problem {
    match error {
        BodyError::Unreadable(why) => {
            let detail = format!("the body is not JSON: {why}");
            Problem::new(StatusCode::BAD_REQUEST, "body_unreadable", detail)
        }
        BodyError::TooDeep => {
            let detail = "the body is nested too deeply";
            Problem::new(StatusCode::BAD_REQUEST, "body_unreadable", detail)
        }
        BodyError::WrongType => Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "wrong_content_type",
            "the body must be JSON",
        )
        .with_hint("send Content-Type: application/json")
        .accepting("application/json"),
        BodyError::TooLarge => Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE),
        BodyError::Fields(errors) => Problem::of_fields(errors),
    }
}

fn of_header(error: HeaderError) -> Problem {
    let bad = StatusCode::BAD_REQUEST;
    match error {
        HeaderError::NoPrecondition => Problem::new(
            StatusCode::PRECONDITION_REQUIRED,
            "precondition_required",
            "a command on a claim must say which version it is for",
        )
        .with_hint("send If-Match with the claim's ETag, or * for whatever version there is"),
        HeaderError::BadPrecondition => {
            Problem::new(bad, "bad_precondition", "If-Match is neither one tag nor *")
                .with_hint("send If-Match: \"v17\", as the ETag was, or *")
        }
        HeaderError::NoKey => Problem::new(
            bad,
            "idempotency_key_required",
            "what decides on money or moves it must carry an Idempotency-Key",
        )
        .with_hint("send a new Idempotency-Key with each new command"),
        HeaderError::BadKey => Problem::new(
            bad,
            "bad_idempotency_key",
            "an Idempotency-Key is 1 to 255 visible ASCII characters",
        ),
        HeaderError::UnknownVersion => Problem {
            known_versions: api_version::KNOWN,
            ..Problem::new(
                bad,
                "unknown_api_version",
                "there is no such version of the interface",
            )
            .with_hint("send Api-Version with one of known_versions, or leave it out")
        },
        HeaderError::BadPosition => {
            Problem::new(bad, "bad_position", "X-Min-Position is not a position")
                .with_hint("send the X-Position that a command answered with")
        }
        HeaderError::BadLastEventId => {
            Problem::new(bad, "bad_last_event_id", "Last-Event-ID is not a position")
                .with_hint("send the id of the last event that came, or 0 for all there are")
        }
    }
}

fn of_door(error: DoorError) -> Problem {
    match error {
        DoorError::ForeignHost => Problem::new(
            StatusCode::MISDIRECTED_REQUEST,
            "foreign_host",
            "this server does not answer to that name",
        )
        .with_hint("ask for its public address, or for localhost on its own machine"),
        DoorError::ForeignPage => Problem::new(
            StatusCode::FORBIDDEN,
            "foreign_page",
            "pages of other sites may not ask this server",
        ),
        DoorError::StillRunning => Problem::new(
            StatusCode::CONFLICT,
            "still_running",
            "the command under this Idempotency-Key is still running",
        )
        .with_hint("ask again in a moment")
        .retry_after(1),
        DoorError::HeadersTooLarge => Problem::new(
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            "headers_too_large",
            "the request has too many headers, or too long ones",
        ),
        DoorError::AddressTooLong => Problem::new(
            StatusCode::URI_TOO_LONG,
            "address_too_long",
            "the address asked for is too long",
        ),
        DoorError::BodyLate => Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            "body_late",
            "the body did not come in time; nothing was done",
        )
        .with_hint("send the whole body at once"),
        DoorError::TooMany(seconds) => Problem::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_requests",
            "there were too many requests at once",
        )
        .with_hint("wait as long as Retry-After says; RateLimit tells how many may follow")
        .retry_after(seconds),
        DoorError::TooManyFailures(seconds) => Problem::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_failures",
            "too many requests from this address did not say rightly who asks",
        )
        .with_hint("wait as long as Retry-After says, and correct the credentials")
        .retry_after(seconds),
        DoorError::TooManyStreams => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "too_many_event_streams",
            "as many readers follow the events as this server takes, or takes of one organisation",
        )
        .with_hint("come back later; one stream without a filter serves many readers")
        .retry_after(10),
    }
}

/// The database is unavailable, or the ledger too busy.
fn away(problem: Problem) -> Problem {
    problem.retry_after(1).with_hint("ask again in a moment")
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        self.0.into_response()
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self(Box::new(problem))
    }
}

impl From<CommandError> for Failure {
    fn from(error: CommandError) -> Self {
        of_command(error).into()
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        CommandError::Refused(refusal).into()
    }
}

impl From<BodyError> for Failure {
    fn from(error: BodyError) -> Self {
        of_body(error).into()
    }
}

impl From<HeaderError> for Failure {
    fn from(error: HeaderError) -> Self {
        of_header(error).into()
    }
}

impl From<DoorError> for Failure {
    fn from(error: DoorError) -> Self {
        of_door(error).into()
    }
}
