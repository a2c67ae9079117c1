//! What every page is sent with.

use askama::Template;
use axum::http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, REFERRER_POLICY,
    VARY,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};

use super::language::Language;
use crate::problem::Problem;

/// What runs and what is loaded is ours, nothing stands in the page itself, nobody frames it.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
                      connect-src 'self'; form-action 'self'; frame-ancestors 'none'; \
                      base-uri 'none'";

/// Marks an answer as a page: it is for people, whatever its status.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page;

/// Renders a page that has a status of its own: that of a form that is shown again.
pub(super) fn rendered_as(
    page: &impl Template,
    language: Language,
    status: StatusCode,
) -> Response {
    let mut response = rendered(page, language);
    // One that could not be rendered says so.
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    response
}

/// Renders a page in a language.
pub(super) fn rendered(page: &impl Template, language: Language) -> Response {
    let html = match page.render() {
        Ok(html) => html,
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            return Problem::internal().into_response();
        }
    };
    let mut response = Html(html).into_response();
    response.extensions_mut().insert(Page);
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_SECURITY_POLICY, POLICY),
        (CONTENT_LANGUAGE, language.tag()),
        (CACHE_CONTROL, "no-store"),
        // Not `no-referrer`: our own forms would come with `Origin: null`, which nobody can tell
        // from another site's.
        (REFERRER_POLICY, "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.append(VARY, HeaderValue::from(ACCEPT_LANGUAGE));
    response
}
