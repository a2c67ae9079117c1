//! What a page says when something was refused or failed: calmly, and what to do.

mod kept;
mod kind;

use askama::Template;
use axum::extract::{Request, State as With};
use axum::http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};

use super::HOME;
use super::assets::{ADDRESSES, Addresses};
use super::guest::Guest;
use super::language::Language;
use super::page::rendered;
use super::preferences::Theme;
use super::return_to::ReturnTo;
use super::say::{Html, Say};
use crate::State;
use crate::door::envelope::RequestId;
use crate::problem::Problem;
use kept::{Kept, keep};
use kind::Kind;

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
    at: DateTime<Utc>,
    /// Where somebody goes on, and under which name.
    ways: Vec<(String, String)>,
    /// The form that sends again what was typed.
    again: Option<Again>,
}

/// What is sent again, and where to.
struct Again {
    to: String,
    kept: Kept,
    /// Whether somebody signs in first.
    signs_in: bool,
}

/// Turns the problems of pages into pages; who is not signed in is sent to sign in.
pub(crate) async fn as_page(With(state): With<State>, request: Request, next: Next) -> Response {
    told_as_page(&state, request, async |request| next.run(request).await).await
}

async fn told_as_page(
    state: &State,
    request: Request,
    next: impl AsyncFnOnce(Request) -> Response,
) -> Response {
    let mut asked = Asked::of(&request);
    let request = match keep(request).await {
        Ok((request, kept)) => {
            asked.kept = kept;
            request
        }
        Err(problem) => return asked.told(state, &problem),
    };
    asked.answered(state, next(request).await)
}

/// Does the same for whatever people's browsers ask for; programs get a problem.
pub(crate) async fn nowhere(
    state: &State,
    request: Request,
    next: impl AsyncFnOnce(Request) -> Response,
) -> Response {
    match is_of_a_person(&request) {
        true => told_as_page(state, request, next).await,
        false => next(request).await,
    }
}

/// Does the same at the edge, before anything of a body is taken.
pub(crate) async fn at_the_edge(
    state: &State,
    request: Request,
    next: impl AsyncFnOnce(Request) -> Response,
) -> Response {
    match is_of_a_person(&request) {
        true => {
            let asked = Asked::of(&request);
            asked.answered(state, next(request).await)
        }
        false => next(request).await,
    }
}

/// A browser that goes to an address says that it wants a page.
fn is_of_a_person(request: &Request) -> bool {
    let headers: &HeaderMap = request.headers();
    let accepted = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    let wants_a_page = accepted.is_some_and(|accepted| accepted.contains("text/html"));
    wants_a_page && !request.uri().path().starts_with("/v1/")
}

/// What is known of a request that failed.
struct Asked {
    guest: Guest,
    method: Method,
    request_id: String,
    kept: Kept,
}

impl Asked {
    fn of(request: &Request) -> Self {
        let id = request.extensions().get::<RequestId>();
        Self {
            guest: Guest::of(request.headers(), request.uri()),
            method: request.method().clone(),
            request_id: id.map(|id| id.0.clone()).unwrap_or_default(),
            kept: Kept::default(),
        }
    }

    /// Gives the answer, or a page in its place if it is a problem.
    fn answered(self, state: &State, mut response: Response) -> Response {
        let status = response.status();
        let is_error = status.is_client_error() || status.is_server_error();
        let is_page = response.extensions().get::<super::Page>().is_some();
        if !is_error || is_page {
            return response;
        }
        let left = response.extensions_mut().remove::<Problem>();
        let problem = left.unwrap_or_else(|| Problem::of_status(status));
        let mut page = self.told(state, &problem);
        // What else was said stays: which limits there are, which cookies are gone.
        for (name, value) in response.headers() {
            if *name != CONTENT_TYPE && *name != CONTENT_LENGTH {
                let headers = page.headers_mut();
                headers.entry(name).or_insert_with(|| value.clone());
            }
        }
        page
    }

    fn told(self, state: &State, problem: &Problem) -> Response {
        let (say, here, is_read) = (self.guest.say, self.guest.here, self.method.is_safe());
        let is_signed_out = problem.status == StatusCode::UNAUTHORIZED;
        if is_signed_out && is_read && state.has_sign_in() {
            let next = ReturnTo::of(Some(here).filter(|here| here != HOME));
            return Redirect::to(&next.added_to("/sign-in")).into_response();
        }
        let kind = match Kind::of(problem) {
            Kind::SignedOut if !state.has_sign_in() => Kind::KeysOnly,
            kind => kind,
        };
        // What has a key happens once, however often it is sent; without one, only what was surely
        // not recorded may be sent again.
        let happens_once = self.kept.fields.iter().any(|(name, _)| name == "key");
        let may_send = kind.passes() && (happens_once || kind != Kind::Unknown);
        let again = (!self.kept.fields.is_empty() && may_send).then_some(Again {
            to: here.clone(),
            kept: self.kept,
            signs_in: kind == Kind::SignedOut,
        });
        let page = FailedPage {
            say,
            assets: &ADDRESSES,
            theme: self.guest.theme,
            title: say.word("failed-title", kind.as_str()).into_owned(),
            what: what(say, kind, problem),
            then: Html::text(&match (&again, kind) {
                (Some(_), Kind::SignedOut) => say.t("failed-kept-signed-out"),
                (Some(_), Kind::Unknown) => say.t("failed-kept-unknown"),
                (Some(_), _) => say.t("failed-kept"),
                (None, kind) => say.word("failed-then", kind.as_str()),
            }),
            status: problem.status.as_u16(),
            request_id: self.request_id,
            at: (state.clock)(),
            ways: ways(say, kind, is_read.then_some(here.as_str()), again.is_some()),
            here: if is_read { here } else { HOME.to_owned() },
            again,
        };
        let mut response = rendered(&page, say.language);
        *response.status_mut() = problem.status;
        if let Some(seconds) = problem.retry_after {
            let headers = response.headers_mut();
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// Says what is so: a law by what it names, anything else by its code, or by its kind.
fn what(say: Say, kind: Kind, problem: &Problem) -> Html {
    let own = format!("failed-{}", problem.code.replace('_', "-"));
    match (&problem.law, kind) {
        (Some(law), Kind::Refused | Kind::Forbidden) => say.refusal(law),
        _ if say.knows(&own) => Html::text(&say.t(&own)),
        // What no page of ours causes is told as programs are told it, in their language.
        (_, Kind::NotUnderstood) if say.language == Language::English => {
            Html::text(&sentence(&problem.detail))
        }
        (_, kind) => Html::text(&say.word("failed-what", kind.as_str())),
    }
}

/// Says where somebody goes on from there.
fn ways(say: Say, kind: Kind, read: Option<&str>, sends_again: bool) -> Vec<(String, String)> {
    let way = |href: &str, key: &str| (href.to_owned(), say.t(key).into_owned());
    match (kind, read) {
        _ if sends_again => vec![],
        (Kind::SignedOut, _) => vec![way("/sign-in", "failed-way-sign-in")],
        (Kind::KeysOnly, _) => vec![way("/docs", "failed-way-api")],
        (kind, Some(here)) if kind.passes() => {
            vec![way(here, "failed-way-again"), way(HOME, "failed-way-home")]
        }
        _ => vec![
            way(HOME, "failed-way-home"),
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
