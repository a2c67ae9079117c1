//! What a page says when something was refused or failed: calmly, and what to do.

use askama::Template;
use axum::extract::{Request, State as With};
use axum::http::header::{ACCEPT, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use chrono_tz::Tz;

use super::assets::{ADDRESSES, Addresses};
use super::language::Language;
use super::page::rendered;
use super::preferences::Theme;
use super::return_to::ReturnTo;
use super::say::{Html, Say};
use crate::State;
use crate::door::envelope::RequestId;
use crate::problem::Problem;

/// The page.
#[derive(Template)]
#[template(path = "failed.html")]
struct FailedPage {
    say: Say,
    assets: &'static Addresses,
    theme: Theme,
    here: String,
    title: String,
    what: Html,
    then: Html,
    status: u16,
    request_id: String,
    at: chrono::DateTime<chrono::Utc>,
    /// Where somebody goes on, and under which name.
    ways: Vec<(String, String)>,
}

/// Turns the problems of pages into pages; who is not signed in is sent to sign in.
pub(crate) async fn as_page(With(state): With<State>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let asked = Asked {
        say: Say {
            language: Language::of(headers),
            zone: Tz::UTC,
        },
        theme: Theme::of(headers),
        method: request.method().clone(),
        here: request
            .uri()
            .path_and_query()
            .map_or_else(|| "/".to_owned(), ToString::to_string),
        request_id: (request.extensions().get::<RequestId>())
            .map(|id| id.0.clone())
            .unwrap_or_default(),
    };
    let mut response = next.run(request).await;
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    let is_page = response.extensions().get::<super::Page>().is_some();
    if !is_error || is_page {
        return response;
    }
    let left = response.extensions_mut().remove::<Problem>();
    let problem = left.unwrap_or_else(|| Problem::of_status(status));
    asked.told(&state, &problem)
}

/// Answers an address that there is not: to people by a page, to programs by a problem.
pub(crate) async fn nowhere(With(state): With<State>, request: Request, next: Next) -> Response {
    match is_of_a_person(request.headers()) && !request.uri().path().starts_with("/v1/") {
        true => as_page(With(state), request, next).await,
        false => next.run(request).await,
    }
}

/// A browser that goes to an address says that it wants a page.
fn is_of_a_person(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains("text/html"))
}

/// What is known of a request that failed.
struct Asked {
    say: Say,
    theme: Theme,
    method: Method,
    here: String,
    request_id: String,
}

impl Asked {
    fn told(self, state: &State, problem: &Problem) -> Response {
        let is_read = self.method.is_safe();
        if problem.status == StatusCode::UNAUTHORIZED && is_read {
            let next = ReturnTo::of(Some(self.here));
            return Redirect::to(&next.added_to("/sign-in")).into_response();
        }
        let say = self.say;
        let family = family(problem);
        let own = format!("failed-{}", problem.code.replace('_', "-"));
        // A law says what it refuses; what else went wrong is said by its kind.
        let what = match (say.knows(&own), family) {
            (true, _) => say.t(&own).into_owned(),
            (false, "refused") => sentence(&problem.detail),
            (false, family) => say.word("failed-what", family).into_owned(),
        };
        let page = FailedPage {
            say,
            assets: &ADDRESSES,
            theme: self.theme,
            title: say.word("failed-title", family).into_owned(),
            what: Html::text(&what),
            then: Html::text(&say.word("failed-then", family)),
            status: problem.status.as_u16(),
            request_id: self.request_id,
            at: (state.clock)(),
            ways: ways(say, family, is_read, &self.here),
            here: if is_read { self.here } else { "/".to_owned() },
        };
        let mut response = rendered(&page, say.language);
        *response.status_mut() = problem.status;
        if let Some(seconds) = problem.retry_after {
            let headers = response.headers_mut();
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        debug_assert!(response.headers().contains_key(CONTENT_TYPE));
        response
    }
}

/// Gives the kind of a problem, by which its page is worded.
fn family(problem: &Problem) -> &'static str {
    match problem.status {
        StatusCode::UNAUTHORIZED => "signed_out",
        StatusCode::FORBIDDEN => "forbidden",
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => "not_found",
        StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED => "conflict",
        StatusCode::PAYLOAD_TOO_LARGE => "too_large",
        StatusCode::TOO_MANY_REQUESTS => "too_many",
        StatusCode::SERVICE_UNAVAILABLE => "unavailable",
        status if status.is_server_error() => "our_fault",
        _ => "refused",
    }
}

/// Says where somebody goes on from there.
fn ways(say: Say, family: &str, is_read: bool, here: &str) -> Vec<(String, String)> {
    let way = |href: &str, key: &str| (href.to_owned(), say.t(key).into_owned());
    match family {
        "signed_out" => vec![way("/sign-in", "failed-way-sign-in")],
        "unavailable" | "too_many" if is_read => vec![way(here, "failed-way-again")],
        _ => vec![
            way("/", "failed-way-home"),
            way("/claims", "failed-way-claims"),
        ],
    }
}

/// Makes a sentence of a problem's detail.
fn sentence(detail: &str) -> String {
    let mut letters = detail.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    let text = first.unwrap_or_default() + letters.as_str();
    if text.ends_with(['.', '?', '!']) {
        text
    } else {
        format!("{text}.")
    }
}
