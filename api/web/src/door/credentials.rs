//! What a request shows to prove who asks (RFC 6750).

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use projections::identity::KeyText;

use super::caller::once;
use crate::failure::Unidentified;

/// The scheme that keys are shown under; its case does not matter (RFC 9110, 11.1).
const SCHEME: &str = "Bearer";

/// Reads the key that a request shows, if it shows one: one header, one scheme, one whole key.
pub(super) fn key_shown(headers: &HeaderMap) -> Result<Option<KeyText>, Unidentified> {
    let shown = once(headers, &AUTHORIZATION).map_err(|_| Unidentified::Invalid)?;
    let Some(shown) = shown else { return Ok(None) };
    let (scheme, key) = shown.split_once(' ').ok_or(Unidentified::Invalid)?;
    match scheme.eq_ignore_ascii_case(SCHEME) {
        true => key
            .trim()
            .parse()
            .map(Some)
            .map_err(|_| Unidentified::Invalid),
        false => Err(Unidentified::Invalid),
    }
}
