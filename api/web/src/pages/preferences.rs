//! What a reader likes: the language and the theme, kept in their browser.

use axum::Form;
use axum::extract::{Query, State as With};
use axum::http::HeaderMap;
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use cookie::time::Duration;
use cookie::{Cookie, SameSite};
use serde::Deserialize;

use super::language::Language;
use super::return_to::ReturnTo;
use crate::State;
use crate::door::cookie::Outside;

const LANGUAGE: &str = "claims-language";
const THEME: &str = "claims-theme";

/// How long a browser keeps what somebody likes.
pub(super) const KEPT: Duration = Duration::days(365);

/// The colours of pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Theme {
    /// As the reader's system has it.
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub(super) const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// Gives the word for it.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Gives the one that was chosen.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let chosen = value_of(headers, THEME);
        let mut all = Self::ALL.into_iter();
        all.find(|theme| chosen.as_deref() == Some(theme.as_str()))
            .unwrap_or_default()
    }
}

/// Gives the language that was chosen, before whatever the browser asks for.
pub(super) fn language_chosen(headers: &HeaderMap) -> Option<Language> {
    value_of(headers, LANGUAGE).and_then(|tag| Language::of_tag(&tag))
}

/// Gives the value of a cookie of ours that holds no secret.
pub(super) fn value_of(headers: &HeaderMap, name: &str) -> Option<String> {
    let texts = headers.get_all(COOKIE).iter();
    let cookies = texts.filter_map(|value| value.to_str().ok());
    let mut cookies = cookies.flat_map(Cookie::split_parse).filter_map(Result::ok);
    let found = cookies.find(|cookie| cookie.name() == name)?;
    Some(found.value().to_owned())
}

/// Writes a cookie of ours that holds no secret.
pub(super) fn kept(name: &'static str, value: &str, outside: Outside, lasting: Duration) -> String {
    Cookie::build((name, value.to_owned()))
        .path("/")
        .http_only(true)
        .secure(outside == Outside::Https)
        .same_site(SameSite::Lax)
        .max_age(lasting)
        .to_string()
}

/// What a reader chose, and where they were.
#[derive(Debug, Deserialize)]
pub(super) struct Chosen {
    language: Option<String>,
    theme: Option<Theme>,
    next: Option<String>,
}

/// Keeps what a reader chose by a form.
pub(super) async fn choose(With(state): With<State>, Form(chosen): Form<Chosen>) -> Response {
    keep(&state, chosen)
}

/// Keeps what a reader chose by a link: it changes how pages look to them, and nothing else.
pub(super) async fn choose_by_link(
    With(state): With<State>,
    Query(chosen): Query<Chosen>,
) -> Response {
    keep(&state, chosen)
}

/// Keeps what a reader chose, and goes back to where they were.
fn keep(state: &State, chosen: Chosen) -> Response {
    let language = chosen.language.as_deref().and_then(Language::of_tag);
    let language = language.map(|language| kept(LANGUAGE, language.tag(), state.outside, KEPT));
    let theme = chosen.theme;
    let theme = theme.map(|theme| kept(THEME, theme.as_str(), state.outside, KEPT));
    let cookies = [language, theme].into_iter().flatten();
    let cookies: Vec<_> = cookies.map(|cookie| (SET_COOKIE, cookie)).collect();
    let back = ReturnTo::of(chosen.next).into_path();
    let back = back.unwrap_or_else(|| "/".to_owned());
    (AppendHeaders(cookies), Redirect::to(&back)).into_response()
}
