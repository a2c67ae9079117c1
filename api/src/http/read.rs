//! A question's way from the door to the views, and its answer's way back.

use std::time::Duration;

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::header::{ETAG, LINK};
use axum::http::request::Parts;
use axum::http::{HeaderName, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use domain::{Person, Refusal};
use projections::views::{Limit, Page, ReadError, ViewName, Viewer, Waited};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::State;
use super::caller::{Caller, IfNoneMatch, etag, once};
use super::command::POSITION;
use super::failure::{Failure, HeaderError, ReadFailure};
use super::query::Params;

/// How far the views must have come before they are read: what a command answered with.
pub const MIN_POSITION: HeaderName = HeaderName::from_static("x-min-position");

const PREFER: HeaderName = HeaderName::from_static("prefer");
const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");

/// How long a read waits for a position if the caller does not say.
const WAIT: Duration = Duration::from_secs(5);

/// The longest a read waits; a request must end before its own time is up.
const WAIT_MAX: Duration = Duration::from_secs(20);

/// How fresh a read must be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Freshness {
    min_position: Option<u64>,
    /// `Prefer: wait=5` (RFC 7240): without a position, up to the log's head in this process.
    wait: Option<Duration>,
}

impl FromRequestParts<State> for Freshness {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Self, Failure> {
        let given = once(&parts.headers, &MIN_POSITION).map_err(|_| HeaderError::BadPosition)?;
        let min_position = given.map(position).transpose()?;
        // What is not understood in a preference is ignored, as the standard has it.
        let preferences = parts
            .headers
            .get_all(PREFER)
            .iter()
            .filter_map(|v| v.to_str().ok());
        let mut waits = preferences
            .flat_map(|value| value.split(','))
            .filter_map(|preference| {
                let seconds = preference.trim().strip_prefix("wait=")?;
                seconds.parse().ok().map(Duration::from_secs)
            });
        let wait = waits.next().map(|wait| wait.min(WAIT_MAX));
        Ok(Self { min_position, wait })
    }
}

fn position(text: &str) -> Result<u64, HeaderError> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let position = text
        .parse()
        .ok()
        .filter(|position| i64::try_from(*position).is_ok());
    position
        .filter(|_| is_plain)
        .ok_or(HeaderError::BadPosition)
}

/// How far the views have come that a read is answered from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fresh {
    position: u64,
    waited: Option<Duration>,
}

impl State {
    /// Lets a reader in, waits until the views are as fresh as he asks, and says who he is to them.
    pub(super) async fn reader(
        &self,
        caller: &Caller,
        views: &[ViewName],
        freshness: Freshness,
    ) -> Result<(Viewer, Fresh), Failure> {
        caller.must_not_be_operator()?;
        Ok((
            Viewer::from(&caller.by),
            self.fresh(views, freshness).await?,
        ))
    }

    async fn fresh(&self, views: &[ViewName], freshness: Freshness) -> Result<Fresh, Failure> {
        let Freshness { min_position, wait } = freshness;
        let head = wait.map(|_| *self.ledger.head().borrow());
        let wanted = min_position.or(head).unwrap_or(0);
        let statuses = self.views.status().await?;
        let live = statuses
            .iter()
            .filter(|status| status.is_live && views.contains(&status.view));
        let position = live.map(|status| status.position).min().unwrap_or(0);
        if position >= wanted {
            return Ok(Fresh {
                position,
                waited: wait,
            });
        }
        match self
            .views
            .wait_for(views, wanted, wait.unwrap_or(WAIT))
            .await?
        {
            Waited::Reached => Ok(Fresh {
                position: wanted,
                waited: wait,
            }),
            Waited::TimedOut { position } => Err(ReadFailure::Behind { position, wanted }.into()),
            Waited::Parked(view) => Err(ReadFailure::Parked(view).into()),
        }
    }
}

impl Fresh {
    /// Answers with one thing.
    pub(super) fn show(self, body: impl Serialize) -> Response {
        self.mark(Json(body).into_response())
    }

    /// Answers with one thing that has a version; `304` to who has it already.
    pub(super) fn show_version(
        self,
        version: u64,
        known: &IfNoneMatch,
        body: impl Serialize,
    ) -> Response {
        let response = match known.has(version) {
            true => StatusCode::NOT_MODIFIED.into_response(),
            false => Json(body).into_response(),
        };
        with_header(self.mark(response), ETAG, Some(etag(version)))
    }

    /// Answers with a page of a list; the address says where the next page is.
    pub(super) fn list(
        self,
        name: &str,
        rows: Vec<impl Serialize>,
        next: Option<impl Serialize>,
        uri: &Uri,
    ) -> Result<Response, Failure> {
        let next = next.map(|cursor| written(&cursor));
        let link = next
            .as_ref()
            .map(|cursor| format!("<{}>; rel=\"next\"", after(uri, cursor)));
        let rows = rows.into_iter().map(|row| serde_json::to_value(row));
        let rows: Result<Vec<Value>, _> = rows.collect();
        let rows = rows.map_err(|error| Failure::from(ReadError::from(error)))?;
        let mut body = Map::new();
        body.insert(name.to_owned(), rows.into());
        body.insert("has_more".to_owned(), next.is_some().into());
        if let Some(cursor) = next {
            body.insert("next_cursor".to_owned(), cursor.into());
        }
        Ok(with_header(
            self.mark(Json(body).into_response()),
            LINK,
            link,
        ))
    }

    fn mark(self, response: Response) -> Response {
        let applied = self.waited.map(|wait| format!("wait={}", wait.as_secs()));
        let response = with_header(response, PREFERENCE_APPLIED, applied);
        with_header(response, POSITION, Some(self.position.to_string()))
    }
}

fn with_header(mut response: Response, name: HeaderName, value: Option<String>) -> Response {
    if let Some(Ok(value)) = value.map(|value| value.parse()) {
        response.headers_mut().insert(name, value);
    }
    response
}

/// Gives the address of the page after a cursor: the same question otherwise.
fn after(uri: &Uri, cursor: &str) -> String {
    let pairs = uri.query().unwrap_or("").split('&');
    let kept = pairs.filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
    let pairs: Vec<&str> = kept.collect();
    let rest = pairs
        .iter()
        .map(|pair| format!("{pair}&"))
        .collect::<String>();
    format!("{}?{rest}cursor={cursor}", uri.path())
}

/// Writes a cursor so that nobody is tempted to read it: its JSON as hexadecimal digits.
fn written(cursor: &impl Serialize) -> String {
    let json = serde_json::to_vec(cursor).unwrap_or_default();
    json.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads a cursor back; one that was not given out is none.
pub(super) fn read_cursor<C: DeserializeOwned>(text: &str) -> Option<C> {
    let is_plain =
        text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let pairs = is_plain.then(|| (0..text.len()).step_by(2))?;
    let byte = |start: usize| u8::from_str_radix(&text[start..start + 2], 16).ok();
    let json: Vec<u8> = pairs.map(byte).collect::<Option<_>>()?;
    serde_json::from_slice(&json).ok()
}

/// Takes `cursor` and `limit` out of the parameters.
pub(super) fn take_page<C: DeserializeOwned>(
    params: &mut Params,
    is_sound: impl Fn(&C) -> bool,
) -> Page<C> {
    let limit = params.parsed("limit", "limit is a number from 1 to 100", |text| {
        Limit::try_from(text.parse::<u32>().ok()?).ok()
    });
    let after = params.text("cursor").and_then(|text| {
        let cursor = read_cursor(&text).filter(|cursor| is_sound(cursor));
        if cursor.is_none() {
            params.refuse(
                "cursor",
                "bad_cursor",
                "the cursor is not one that this list gave out",
            );
        }
        cursor
    });
    Page {
        after,
        limit: limit.unwrap_or_default(),
    }
}

/// Takes a person out of the parameters, written `user@org`.
pub(super) fn take_person(params: &mut Params, name: &str) -> Option<Person> {
    params.parsed(name, "a person is written user@org", |text| {
        text.parse().ok()
    })
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Unavailable(cause) => {
                tracing::warn!(error = %cause, "the views could not be read");
                ReadFailure::Unavailable.into()
            }
            ReadError::Unreadable(cause) => {
                tracing::error!(error = %cause, "a view holds a row that cannot be read");
                ReadFailure::Unreadable.into()
            }
        }
    }
}

/// Refuses what is not there, or not for this reader: the two look the same.
pub(super) fn found<T>(value: Option<T>, missing: Refusal) -> Result<T, Failure> {
    value.ok_or_else(|| missing.into())
}
