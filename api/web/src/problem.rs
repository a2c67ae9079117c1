//! What a caller is told when something is refused or fails: RFC 9457 problem details.

use application::wire::FieldError;
use axum::body::Body;
use axum::http::header::{ACCEPT, CONTENT_TYPE, ETAG, HeaderName, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use domain::Refusal;
use problem_details::ProblemDetails;
use schemars::JsonSchema;
use serde::Serialize;

/// A problem, before it becomes a response; the request's id is added on the way out.
#[derive(Clone, Debug)]
pub struct Problem {
    pub status: StatusCode,
    /// What is wrong; never changes, never translated.
    pub code: &'static str,
    pub detail: String,
    /// What is said instead to those who see everything.
    pub detail_in_full: Option<String>,
    pub hint: Option<&'static str>,
    pub errors: Vec<FieldError>,
    /// The version a stream is at, when the caller expected another.
    pub current_version: Option<u64>,
    /// After how many seconds asking again makes sense.
    pub retry_after: Option<u32>,
    /// Which types of bodies are taken, where another was sent.
    pub accepts: Option<&'static str>,
    /// The law that refused, with what it names: pages say it in their reader's language.
    pub law: Option<Refusal>,
    /// The versions of the interface that there are, where another was asked for.
    pub known_versions: &'static [&'static str],
}

/// What RFC 9457 leaves to us.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Extensions<'a> {
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'static str>,
    request_id: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [FieldError],
    #[serde(skip_serializing_if = "Option::is_none")]
    current_version: Option<u64>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    known_versions: &'a [&'static str],
}

impl Problem {
    /// Makes a problem with a status, a code and a sentence.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status,
            code,
            detail: detail.into(),
            detail_in_full: None,
            hint: None,
            errors: vec![],
            current_version: None,
            retry_after: None,
            accepts: None,
            law: None,
            known_versions: &[],
        }
    }

    /// Says what to do about it.
    pub fn with_hint(self, hint: &'static str) -> Self {
        Self {
            hint: Some(hint),
            ..self
        }
    }

    /// Says when to ask again.
    pub fn retry_after(self, seconds: u32) -> Self {
        Self {
            retry_after: Some(seconds),
            ..self
        }
    }

    /// Says which types of bodies are taken.
    pub fn accepting(self, types: &'static str) -> Self {
        Self {
            accepts: Some(types),
            ..self
        }
    }

    /// Makes the problem of fields that were not accepted.
    pub fn of_fields(errors: Vec<FieldError>) -> Self {
        let detail = match errors.as_slice() {
            [only] if only.pointer.is_empty() => only.detail.clone(),
            [only] => format!("{}: {}", only.pointer, only.detail),
            more => format!("{} fields were not accepted", more.len()),
        };
        let problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_fields", detail);
        Self { errors, ..problem }.with_hint("correct the fields named in errors")
    }

    /// Makes the problem of a status that no handler explained (404, 405, 413 …).
    pub fn of_status(status: StatusCode) -> Self {
        let (code, detail) = match status {
            StatusCode::NOT_FOUND => ("no_such_resource", "there is nothing at this address"),
            StatusCode::METHOD_NOT_ALLOWED => (
                "method_not_allowed",
                "this address does not take this method; see Allow",
            ),
            StatusCode::PAYLOAD_TOO_LARGE => ("body_too_large", "the body is too large"),
            StatusCode::SERVICE_UNAVAILABLE => (
                "took_too_long",
                "the answer took too long; a command may or may not be recorded",
            ),
            _ if status.is_client_error() => ("bad_request", "the request was not understood"),
            _ => ("internal_error", "something went wrong on our side"),
        };
        let problem = Self::new(status, code, detail);
        match status {
            StatusCode::SERVICE_UNAVAILABLE => problem
                .with_hint("ask again under the same Idempotency-Key")
                .retry_after(1),
            _ => problem,
        }
    }

    /// Makes the problem of a moment that a page was asked for and that is none.
    pub(crate) fn of_moment() -> Self {
        let detail = "this is no point in time: write a day as 31/03/2024, or a position";
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_moment", detail)
    }

    /// Makes the problem of a fault of ours; the cause is in the log, under the request's id.
    pub fn internal() -> Self {
        Self::of_status(StatusCode::INTERNAL_SERVER_ERROR)
            .with_hint("contact the operator of the ledger with the request id")
    }

    /// Writes the problem as JSON, in one line, that names the request.
    pub(super) fn text(&self, request_id: &str) -> String {
        let extensions = Extensions {
            code: self.code,
            hint: self.hint,
            request_id,
            errors: &self.errors,
            current_version: self.current_version,
            known_versions: self.known_versions,
        };
        let mut details = ProblemDetails::new()
            .with_status(self.status)
            .with_title(self.status.canonical_reason().unwrap_or("Problem"))
            .with_detail(&self.detail)
            .with_extensions(extensions);
        if let Ok(address) = format!("/problems/{}", self.code).parse::<Uri>() {
            details = details.with_type(address);
        }
        serde_json::to_string(&details).unwrap_or_default()
    }

    /// Writes the problem as a response that names the request.
    pub(super) fn respond(&self, request_id: &str) -> Response {
        let mut response = Response::new(Body::from(self.text(request_id)));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        let mut set = |name: HeaderName, value: String| {
            if let Ok(value) = value.parse() {
                headers.insert(name, value);
            }
        };
        if let Some(version) = self.current_version {
            set(ETAG, format!("\"v{version}\""));
        }
        if let Some(seconds) = self.retry_after {
            set(RETRY_AFTER, seconds.to_string());
        }
        if let Some(types) = self.accepts {
            set(ACCEPT, types.to_owned());
        }
        if self.status == StatusCode::UNAUTHORIZED {
            set(WWW_AUTHENTICATE, challenge(self.code).to_owned());
        }
        response
    }
}

/// Says how to come in (RFC 6750, section 3): nothing more where nothing was shown.
fn challenge(code: &str) -> &'static str {
    match code {
        "credentials_missing" => "Bearer realm=\"claims\"",
        _ => "Bearer realm=\"claims\", error=\"invalid_token\"",
    }
}

impl IntoResponse for Problem {
    /// Leaves the problem in the response's extensions; [`super::envelope`] writes it out.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
