//! A question's way from the door to the views, and its answer's way back.

use std::time::{Duration, Instant};

use application::ask::moment;
use application::ask::reading::Reading;
use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::header::{ETAG, LINK};
use axum::http::request::Parts;
use axum::http::{HeaderName, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use domain::{Person, Refusal};
use projections::log::{AsOf, Moment};
use projections::views::{Limit, Page, ReadError, ViewName, Viewer, Waited};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::command::POSITION;
use super::query::Params;
use crate::State;
use crate::door::caller::{Caller, IfNoneMatch, etag, etag_as_of, once};
use crate::failure::{Failure, HeaderError, ReadFailure};

/// How far the views must have come before they are read: what a command answered with.
pub const MIN_POSITION: HeaderName = HeaderName::from_static("x-min-position");

const PREFER: HeaderName = HeaderName::from_static("prefer");
const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");

/// How long a read waits for a position if the caller does not say.
const WAIT: Duration = Duration::from_secs(5);

/// The longest a read waits; a request must end before its own time is up.
const WAIT_MAX: Duration = Duration::from_secs(20);

/// The position of the last event that an answer about the past knows of.
pub const AS_OF_POSITION: HeaderName = HeaderName::from_static("x-as-of-position");

/// When that event was recorded.
pub const AS_OF: HeaderName = HeaderName::from_static("x-as-of");

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
        let position = |text| moment::position(text).ok_or(HeaderError::BadPosition);
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

impl Freshness {
    /// Asks for views that have come to a moment at least.
    pub(super) fn up_to(self, moment: Moment) -> Self {
        let min_position = self.min_position.unwrap_or(0).max(moment.position);
        Self {
            min_position: Some(min_position),
            ..self
        }
    }
}

/// How far the views have come that a read is answered from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fresh {
    position: u64,
    waited: Option<Duration>,
    /// The moment that is read, if it is not the present.
    moment: Option<Moment>,
}

impl State {
    /// Lets a reader in, waits until the views are as fresh as he asks, and says who he is to them.
    ///
    /// What is read as of a moment needs views that have come to it.
    pub(super) async fn reader(
        &self,
        caller: &Caller,
        views: &[ViewName],
        freshness: Freshness,
        as_of: Option<AsOf>,
    ) -> Result<(Viewer, Reading, Fresh), Failure> {
        caller.must_not_be_operator()?;
        let viewer = application::ask::reading::viewer_of(&caller.by);
        let Some(as_of) = as_of else {
            let fresh = self.fresh(views, freshness).await?;
            return Ok((viewer, Reading::Now(self.views.clone()), fresh));
        };
        let moment = self.moment(as_of).await?;
        let fresh = self.fresh(views, freshness.up_to(moment)).await?;
        let fresh = Fresh {
            moment: Some(moment),
            ..fresh
        };
        let past = self.views.as_of(moment.position);
        Ok((viewer, Reading::Then(past), fresh))
    }

    /// Waits until views are as fresh as is asked.
    ///
    /// A position beyond the head is refused: no view comes to it, however long one waits. Who
    /// says that he waits is given that time for the log to come to it.
    pub(super) async fn fresh(
        &self,
        views: &[ViewName],
        freshness: Freshness,
    ) -> Result<Fresh, Failure> {
        let Freshness { min_position, wait } = freshness;
        let asked = Instant::now();
        if let Some(position) = min_position.filter(|position| !self.has_committed(*position)) {
            self.views
                .wait_for_log(position, wait.unwrap_or_default())
                .await?;
        }
        let head = wait.map(|_| *self.ledger.head().borrow());
        let wanted = min_position.or(head).unwrap_or(0);
        let fresh = |position| Fresh {
            position,
            waited: wait,
            moment: None,
        };
        if views.is_empty() {
            return Ok(fresh(wanted));
        }
        let statuses = self.views.status().await?;
        let live = statuses
            .iter()
            .filter(|status| status.is_live && views.contains(&status.view));
        let position = live.map(|status| status.position).min().unwrap_or(0);
        if position >= wanted {
            return Ok(fresh(position));
        }
        let left = wait.unwrap_or(WAIT).saturating_sub(asked.elapsed());
        match self.views.wait_for(views, wanted, left).await? {
            Waited::Reached => Ok(fresh(wanted)),
            Waited::TimedOut { position } => {
                let statuses = self.views.status().await?;
                let head = statuses.iter().map(|status| status.position + status.lag);
                Err(ReadFailure::Behind {
                    position,
                    wanted,
                    head: head.max().unwrap_or(0),
                }
                .into())
            }
            Waited::Parked(view) => Err(ReadFailure::Parked(view).into()),
        }
    }
}

impl State {
    /// Tells whether this process knows that the log has come to a position.
    fn has_committed(&self, position: u64) -> bool {
        position <= *self.ledger.head().borrow()
    }
}

impl Fresh {
    /// Answers about a moment from the log itself: no view was waited for.
    pub(super) const fn of_the_log(moment: Moment) -> Self {
        Self {
            position: moment.position,
            waited: None,
            moment: Some(moment),
        }
    }

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
        let tag = match self.moment {
            None => etag(version),
            Some(moment) => etag_as_of(version, moment.position),
        };
        let response = match known.has(&tag) {
            true => StatusCode::NOT_MODIFIED.into_response(),
            false => Json(body).into_response(),
        };
        with_header(self.mark(response), ETAG, Some(tag))
    }

    /// Answers with a page of a list; the address says where the next page is.
    pub(super) fn list(
        self,
        name: &str,
        rows: Vec<impl Serialize>,
        next: Option<impl Serialize>,
        uri: &Uri,
    ) -> Result<Response, Failure> {
        self.list_with(Map::new(), name, rows, next, uri)
    }

    /// Answers with a page of a list, and says something about the whole of it.
    pub(super) fn list_with(
        self,
        head: Map<String, Value>,
        name: &str,
        rows: Vec<impl Serialize>,
        next: Option<impl Serialize>,
        uri: &Uri,
    ) -> Result<Response, Failure> {
        let next = next.map(|cursor| written(&cursor));
        let link = next
            .as_ref()
            .map(|cursor| format!("<{}>; rel=\"next\"", after(uri, cursor)));
        let mut body = head;
        body.insert(name.to_owned(), values(rows)?);
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
        let at = self.moment.map(|moment| moment::shown(moment.recorded_at));
        let response = with_header(response, AS_OF, at);
        let position = self.moment.map(|moment| moment.position.to_string());
        let response = with_header(response, AS_OF_POSITION, position);
        with_header(response, POSITION, Some(self.position.to_string()))
    }
}

/// Writes the rows of a list.
pub(super) fn values(rows: Vec<impl Serialize>) -> Result<Value, Failure> {
    let rows = rows.into_iter().map(|row| serde_json::to_value(row));
    let rows: Result<Vec<Value>, _> = rows.collect();
    Ok(rows
        .map_err(|error| Failure::from(ReadError::Unreadable(Box::new(error))))?
        .into())
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
            ReadError::Log(error) => error.into(),
            ReadError::Moment(error) => error.into(),
        }
    }
}

/// Refuses what is not there, or not for this reader: the two look the same.
pub(super) fn found<T>(value: Option<T>, missing: Refusal) -> Result<T, Failure> {
    value.ok_or_else(|| missing.into())
}
