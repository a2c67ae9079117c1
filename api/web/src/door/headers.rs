//! How large a request's head may be, and what every answer says to browsers.

use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::response::Response;

use crate::DoorOptions;
use crate::failure::DoorError;

/// The most headers of a request.
const HEADERS_MAX: usize = 64;

/// The most bytes in the names and values of a request's headers.
const HEADER_BYTES_MAX: usize = 32 * 1024;

/// The longest address, in bytes.
const ADDRESS_BYTES_MAX: usize = 8 * 1024;

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// What holds for an answer unless its handler says otherwise: it is no page, and loads nothing.
const USUAL: [(HeaderName, HeaderValue); 3] = [
    (
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
    ),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (RESOURCE_POLICY, HeaderValue::from_static("same-origin")),
];

/// Two years, as the preload lists ask (RFC 6797).
const ALWAYS_TLS: HeaderValue = HeaderValue::from_static("max-age=63072000; includeSubDomains");

/// Says to browsers what they may do with an answer, whichever it is.
pub(super) async fn say(
    options: &DoorOptions,
    request: Request,
    next: impl AsyncFnOnce(Request) -> Response,
) -> Response {
    let is_encrypted = options.proxy.is_encrypted(&request);
    let mut response = next(request).await;
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    for (name, value) in USUAL {
        headers.entry(name).or_insert(value);
    }
    if is_encrypted {
        headers.insert(STRICT_TRANSPORT_SECURITY, ALWAYS_TLS);
    }
    response
}

/// Refuses a head that is larger than any that is meant well.
///
/// One that is far larger, or has more than 100 headers, is refused as it is read, with the same
/// status and no body.
pub(super) fn must_be_moderate(request: &Request) -> Result<(), DoorError> {
    let headers = request.headers();
    let bytes: usize = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    if headers.len() > HEADERS_MAX || bytes > HEADER_BYTES_MAX {
        return Err(DoorError::HeadersTooLarge);
    }
    let address = request.uri().path_and_query();
    if address.is_some_and(|address| address.as_str().len() > ADDRESS_BYTES_MAX) {
        return Err(DoorError::AddressTooLong);
    }
    Ok(())
}
