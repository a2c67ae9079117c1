//! Around every request: its id, the guard at the door, and problems written out.

use std::net::{IpAddr, SocketAddr};

use application::ask::Asker;
use axum::extract::{Request, State as With};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderName, ORIGIN, VARY,
};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use domain::Actor;
use uuid::Uuid;

use super::caller::once;
use crate::State;
use crate::failure::{DoorError, Failure};
use crate::pages::Page;
use crate::problem::Problem;

/// Names a request, in answers and in the log.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A browser says here whose page makes it ask.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// And here what it asks for: a page to show, or something for a page.
const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// The longest request id that is kept, in characters.
const REQUEST_ID_CHARS_MAX: usize = 128;

/// The id of a request, kept if it was sane, made otherwise.
#[derive(Clone, Debug)]
pub(crate) struct RequestId(pub(crate) String);

/// Says that an address is not this machine's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0} can be reached from other machines; without TLS the server listens on loopback alone (127.0.0.1 or [::1])"
)]
pub struct NotLoopback(pub SocketAddr);

/// Refuses any address but loopback: keys would be read on their way.
pub fn must_be_loopback(address: SocketAddr) -> Result<(), NotLoopback> {
    match is_loopback(address.ip()) {
        true => Ok(()),
        false => Err(NotLoopback(address)),
    }
}

/// Names the request, lets it in or not, and writes a problem out if there is one.
pub(crate) async fn envelope(mut request: Request, next: Next) -> Response {
    let id = request_id(request.headers());
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = next.run(request).await;
    if let Some(problem) = problem_in(&mut response) {
        let mut written = problem.respond(&id);
        for (name, value) in response.headers() {
            if *name != CONTENT_TYPE && *name != CONTENT_LENGTH {
                written.headers_mut().insert(name, value.clone());
            }
        }
        response = written;
    }
    let headers = response.headers_mut();
    if let Ok(value) = id.parse() {
        headers.insert(REQUEST_ID, value);
    }
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("private, no-cache"));
    headers.append(VARY, HeaderValue::from_static("authorization, cookie"));
    headers.insert(
        "x-content-type-options",
        HeaderValue::from_static("nosniff"),
    );
    response
}

/// Says in full what is wrong with the log to those who see everything.
///
/// Which programme a damaged event belongs to may be what the damage hides, and a rival vendor's
/// people have the same roles: whoever does not see all programmes is not told where it is.
pub(crate) async fn tell_in_full(
    With(state): With<State>,
    request: Request,
    next: Next,
) -> Response {
    let reader = request.extensions().get::<Actor>().cloned();
    let mut response = next.run(request).await;
    let problem = response.extensions_mut().get_mut::<Problem>();
    let hidden = problem.and_then(|problem| problem.detail_in_full.take());
    if let (Some(reader), Some(detail)) = (reader, hidden)
        && let Ok(true) = state.questions.sees_everything(Asker::Actor(&reader)).await
        && let Some(problem) = response.extensions_mut().get_mut::<Problem>()
    {
        problem.detail = detail;
    }
    response
}

/// Lets in what comes from this machine and is not made by another site's page.
pub(crate) async fn guard(request: Request, next: Next) -> Result<Response, Failure> {
    let host = host_of(&request)?;
    if !is_a_visit(&request) {
        must_be_own_page(request.headers(), host.as_ref())?;
    }
    Ok(next.run(request).await)
}

/// Finds the problem a handler left, or makes one of a bare status.
fn problem_in(response: &mut Response) -> Option<Problem> {
    let left = response.extensions_mut().remove::<Problem>();
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    // A page says itself what is wrong, to people.
    let is_page = response.extensions().get::<Page>().is_some();
    left.or_else(|| (is_error && !is_page).then(|| Problem::of_status(status)))
}

fn request_id(headers: &HeaderMap) -> String {
    let is_sane = |text: &&str| {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        (1..=REQUEST_ID_CHARS_MAX).contains(&text.len()) && text.bytes().all(is_plain)
    };
    let given = once(headers, &REQUEST_ID).ok().flatten().filter(is_sane);
    given.map_or_else(|| Uuid::now_v7().to_string(), str::to_owned)
}

/// Gives the host asked for, which must be local: a foreign name may resolve to this machine.
fn host_of(request: &Request) -> Result<Option<Authority>, DoorError> {
    let header = once(request.headers(), &HOST).map_err(|_| DoorError::ForeignHost)?;
    let header = header.map(str::parse::<Authority>).transpose();
    let header = header.map_err(|_| DoorError::ForeignHost)?;
    for host in request.uri().authority().into_iter().chain(&header) {
        if !is_local(host.host()) {
            return Err(DoorError::ForeignHost);
        }
    }
    Ok(header)
}

/// Tells whether somebody followed a link to here, from wherever: their browser shows them what is
/// answered, and no other page sees it.
fn is_a_visit(request: &Request) -> bool {
    let says = |name: &HeaderName, word: &str| {
        let value = once(request.headers(), name);
        value.is_ok_and(|value| value == Some(word))
    };
    request.method().is_safe()
        && says(&SEC_FETCH_MODE, "navigate")
        && says(&SEC_FETCH_DEST, "document")
}

/// Tells whether a browser says which page makes it ask; [`guard`] has looked which.
pub(super) fn shows_its_page(headers: &HeaderMap) -> bool {
    headers.contains_key(SEC_FETCH_SITE) || headers.contains_key(ORIGIN)
}

fn must_be_own_page(headers: &HeaderMap, host: Option<&Authority>) -> Result<(), DoorError> {
    // Pages of another local port are `same-site`, and no more ours than any other.
    let is_own = |site: &HeaderValue| site == "same-origin" || site == "none";
    if headers
        .get_all(SEC_FETCH_SITE)
        .iter()
        .any(|site| !is_own(site))
    {
        return Err(DoorError::ForeignPage);
    }
    let is_host = |origin: &HeaderValue| {
        let authority = origin
            .to_str()
            .ok()
            .and_then(|origin| origin.split_once("://"));
        authority.is_some_and(|(_, authority)| Some(authority) == host.map(Authority::as_str))
    };
    match headers.get_all(ORIGIN).iter().all(is_host) {
        true => Ok(()),
        false => Err(DoorError::ForeignPage),
    }
}

fn is_local(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let is_loopback = |address: IpAddr| is_loopback(address);
    host.eq_ignore_ascii_case("localhost") || host.parse().is_ok_and(is_loopback)
}

fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}
