//! Which version of the interface a caller was written for, and which one answers.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};

use super::caller::once;
use crate::failure::{Failure, HeaderError};

/// Says which version of the interface is meant, or answers.
pub const API_VERSION: HeaderName = HeaderName::from_static("api-version");

/// The version that answers.
pub(crate) const CURRENT: &str = "2026-11-27";

/// The versions that there are, the oldest first.
pub(crate) const KNOWN: &[&str] = &[CURRENT];

/// Says of every answer of the interface which version it is; another one is not known.
pub(super) async fn say(request: Request, next: impl AsyncFnOnce(Request) -> Response) -> Response {
    if !request.uri().path().starts_with("/v1/") {
        return next(request).await;
    }
    let asked = once(request.headers(), &API_VERSION);
    let is_known = asked.is_ok_and(|asked| asked.is_none_or(|asked| KNOWN.contains(&asked)));
    let mut response = match is_known {
        true => next(request).await,
        false => Failure::from(HeaderError::UnknownVersion).into_response(),
    };
    let current = HeaderValue::from_static(CURRENT);
    response.headers_mut().insert(API_VERSION, current);
    response
}
