//! A question's way from the door, and its answer's way back.

use std::time::Duration;

use application::ask::{Answer, Cursor, Freshness, InList, ListOf, moment};
use application::wire::form;
use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::header::{CONTENT_TYPE, ETAG, LINK};
use axum::http::request::Parts;
use axum::http::{HeaderName, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use domain::Person;
use projections::views::{Limit, Page};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::command::POSITION;
use super::query::Params;
use crate::State;
use crate::door::caller::{IfNoneMatch, etag, etag_as_of, etag_of_body, once};
use crate::failure::{Failure, HeaderError};
use crate::openapi::{Input, Said};

/// How far the views must have come before they are read: what a command answered with.
pub const MIN_POSITION: HeaderName = HeaderName::from_static("x-min-position");

const PREFER: HeaderName = HeaderName::from_static("prefer");
const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");

/// The longest a read waits; a request must end before its own time is up.
const WAIT_MAX: Duration = Duration::from_secs(20);

/// The position of the last event that an answer about the past knows of.
pub const AS_OF_POSITION: HeaderName = HeaderName::from_static("x-as-of-position");

/// When that event was recorded.
pub const AS_OF: HeaderName = HeaderName::from_static("x-as-of");

/// How fresh the headers say that an answer must be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fresh(pub(super) Freshness);

impl FromRequestParts<State> for Fresh {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Self, Failure> {
        let given = once(&parts.headers, &MIN_POSITION).map_err(|_| HeaderError::BadPosition)?;
        let position = |text| moment::position(text).ok_or(HeaderError::BadPosition);
        let min_position = given.map(position).transpose()?;
        // What is not understood in a preference is ignored, as the standard has it (RFC 7240).
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
        Ok(Self(Freshness { min_position, wait }))
    }
}

impl Input for Fresh {
    fn tell(said: &mut Said) {
        said.may_send::<form::Position>(&MIN_POSITION);
        said.may_send::<String>(&PREFER);
        said.may_fail(HeaderError::BadPosition);
        said.may_be(503, &["view_is_behind", "view_is_parked"]);
    }
}

/// Answers with one thing, in the shape that it has on the wire.
pub(super) fn show<'a, T, V>(answer: &'a Answer<T>) -> Response
where
    V: From<&'a T> + Serialize,
{
    mark(answer, Json(V::from(&answer.body)).into_response())
}

/// Answers with one thing that has a version; `304` to who has it already.
pub(super) fn show_version<'a, T, V>(
    answer: &'a Answer<T>,
    version: u64,
    known: &IfNoneMatch,
) -> Response
where
    V: From<&'a T> + Serialize,
{
    let tag = match answer.moment {
        None => etag(version),
        Some(moment) => etag_as_of(version, moment.position),
    };
    let body = || Json(V::from(&answer.body)).into_response();
    show_tagged(answer, tag, known, body)
}

/// The same with one thing of which more is shown than its version covers: whatever changes in the
/// body is another tag.
pub(super) fn show_whole<'a, T, V>(
    answer: &'a Answer<T>,
    version: u64,
    known: &IfNoneMatch,
) -> Response
where
    V: From<&'a T> + Serialize,
{
    let body = serde_json::to_vec(&V::from(&answer.body)).expect("an answer is plain JSON");
    let tag = match answer.moment {
        None => etag_of_body(version, &body),
        // What is told of a moment never changes.
        Some(moment) => etag_as_of(version, moment.position),
    };
    let json = [(CONTENT_TYPE, "application/json")];
    show_tagged(answer, tag, known, || (json, body).into_response())
}

fn show_tagged<T>(
    answer: &Answer<T>,
    tag: String,
    known: &IfNoneMatch,
    body: impl FnOnce() -> Response,
) -> Response {
    let response = match known.has(&tag) {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => body(),
    };
    with_header(mark(answer, response), ETAG, Some(tag))
}

/// Answers with a page of a list of things in the shape that they have on the wire.
pub(super) fn show_page<'a, T, V>(answer: &'a Answer<ListOf<T>>, uri: &Uri) -> Response
where
    V: From<&'a T> + InList + Serialize,
{
    let list = answer.body.map(V::from);
    show_list(answer, &list, list.next.as_ref(), uri)
}

/// Answers with a page of a list; the address says where the next page is.
pub(super) fn show_list<T>(
    answer: &Answer<T>,
    body: impl Serialize,
    next: Option<&Cursor>,
    uri: &Uri,
) -> Response {
    mark(answer, show_rows(body, next, uri))
}

/// Answers with a page of a list that is not of the log: it has no position.
pub(super) fn show_rows(body: impl Serialize, next: Option<&Cursor>, uri: &Uri) -> Response {
    let link = next.map(|cursor| format!("<{}>; rel=\"next\"", after(uri, cursor.as_str())));
    with_header(Json(body).into_response(), LINK, link)
}

/// Answers from the log itself, up to a position that the body names as well.
pub(super) fn show_of_the_log(position: u64, body: impl Serialize) -> Response {
    let response = Json(body).into_response();
    with_header(response, POSITION, Some(position.to_string()))
}

/// Says of an answer what it knows of.
pub(super) fn mark<T>(answer: &Answer<T>, response: Response) -> Response {
    let applied = answer.waited.map(|wait| format!("wait={}", wait.as_secs()));
    let response = with_header(response, PREFERENCE_APPLIED, applied);
    let moment = answer.moment;
    let at = moment.map(|moment| moment::shown(moment.recorded_at));
    let response = with_header(response, AS_OF, at);
    let position = moment.map(|moment| moment.position.to_string());
    let response = with_header(response, AS_OF_POSITION, position);
    with_header(response, POSITION, Some(answer.position.to_string()))
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

/// Takes `cursor` and `limit` out of the parameters.
pub(super) fn take_page<C: DeserializeOwned>(
    params: &mut Params,
    is_sound: impl Fn(&C) -> bool,
) -> Page<C> {
    let limit = params.parsed("limit", "limit is a number from 1 to 100", |text| {
        Limit::try_from(text.parse::<u32>().ok()?).ok()
    });
    let after = params.text::<form::CursorText>("cursor").and_then(|text| {
        let cursor = Cursor::read(&text).filter(|cursor| is_sound(cursor));
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
