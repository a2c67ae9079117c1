//! Who reads a page without having to be signed in.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use chrono_tz::Tz;

use super::language::Language;
use super::preferences::Theme;
use super::say::Say;

/// How somebody reads, whoever they are.
#[derive(Clone, Debug)]
pub(super) struct Guest {
    pub(super) say: Say,
    pub(super) theme: Theme,
    /// The address that was asked for.
    pub(super) here: String,
}

impl Guest {
    /// Reads it from a request.
    pub(super) fn of(headers: &HeaderMap, uri: &Uri) -> Self {
        let here = uri.path_and_query();
        Self {
            say: Say {
                language: Language::of(headers),
                zone: Tz::UTC,
            },
            theme: Theme::of(headers),
            here: here.map_or_else(|| "/".to_owned(), ToString::to_string),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Guest {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers, &parts.uri))
    }
}
