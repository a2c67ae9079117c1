//! What a request shows to prove who asks (RFC 6750).

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use projections::identity::KeyText;

use super::caller::once;
use crate::failure::Unidentified;

/// The scheme that keys and tokens are shown under; its case does not matter (RFC 9110, 11.1).
const SCHEME: &str = "Bearer";

/// What a request shows: a key of ours, or a token of a provider's.
pub(super) enum Shown<'a> {
    Key(KeyText),
    Token(&'a str),
}

/// Reads what a request shows, if it shows something: one header, one scheme, one whole key or
/// token.
pub(super) fn shown(headers: &HeaderMap) -> Result<Option<Shown<'_>>, Unidentified> {
    let shown = once(headers, &AUTHORIZATION).map_err(|_| Unidentified::Invalid)?;
    let Some(shown) = shown else { return Ok(None) };
    let (scheme, text) = shown.split_once(' ').ok_or(Unidentified::Invalid)?;
    if !scheme.eq_ignore_ascii_case(SCHEME) {
        return Err(Unidentified::Invalid);
    }
    let text = text.trim();
    match text.parse() {
        Ok(key) => Ok(Some(Shown::Key(key))),
        Err(_) if is_a_token(text) => Ok(Some(Shown::Token(text))),
        Err(_) => Err(Unidentified::Invalid),
    }
}

/// Tells whether a text has the form of a signed token (RFC 7515, 3.1); no key has.
fn is_a_token(text: &str) -> bool {
    let is_part = |part: &str| {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        !part.is_empty() && part.bytes().all(is_plain)
    };
    text.split('.').count() == 3 && text.split('.').all(is_part)
}
