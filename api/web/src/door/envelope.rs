//! Around every request: its id, and problems written out.

use application::ask::Asker;
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, VARY};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use domain::Actor;
use uuid::Uuid;

use super::caller::once;
use crate::State;
use crate::pages::Page;
use crate::problem::Problem;

/// Names a request, in answers and in the log.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest request id that is kept, in characters.
const REQUEST_ID_CHARS_MAX: usize = 128;

/// The id of a request, kept if it was sane, made otherwise.
#[derive(Clone, Debug)]
pub(crate) struct RequestId(pub(crate) String);

/// Names the request, and writes a problem out if there is one.
pub(super) async fn envelope(
    mut request: Request,
    next: impl AsyncFnOnce(Request) -> Response,
) -> Response {
    let id = request_id(request.headers());
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = next(request).await;
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
    response
}

/// Says in full what is wrong with the log to those who see everything.
///
/// Which programme a damaged event belongs to may be what the damage hides, and a rival vendor's
/// people have the same roles: whoever does not see all programmes is not told where it is.
pub(super) async fn tell_in_full(
    state: &State,
    request: Request,
    next: impl AsyncFnOnce(Request) -> Response,
) -> Response {
    let reader = request.extensions().get::<Actor>().cloned();
    let mut response = next(request).await;
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
