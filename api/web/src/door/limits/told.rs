//! What an answer says of a limit (draft-ietf-httpapi-ratelimit-headers).

use axum::http::header::HeaderName;
use axum::http::{HeaderMap, HeaderValue};

use super::bucket::Taken;

/// What is left, and when all of it will be there again.
const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// How much there is, in how many seconds.
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Says what is left.
pub(super) fn tell(headers: &mut HeaderMap, taken: &Taken) {
    let Taken {
        policy,
        rate,
        remaining,
        ..
    } = taken;
    let (burst, window) = (rate.burst.get(), rate.window_seconds());
    let full_again = burst
        .saturating_sub(*remaining)
        .div_ceil(rate.per_second.get());
    let said = [
        (
            RATE_LIMIT,
            format!("\"{policy}\";r={remaining};t={full_again}"),
        ),
        (
            RATE_LIMIT_POLICY,
            format!("\"{policy}\";q={burst};w={window}"),
        ),
    ];
    for (name, value) in said {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(name, value);
        }
    }
}
