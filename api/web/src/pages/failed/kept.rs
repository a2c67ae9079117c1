//! What somebody typed, kept on the page that says why it was not recorded.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};

use crate::BODY_BYTES_MAX;
use crate::door::guard::shows_its_page;
use crate::pages::visitor::pairs_of;
use crate::problem::Problem;

/// The fields of a form, in its order, for a form that sends them again.
pub(super) type Kept = Vec<(String, String)>;

/// Takes down what a form of ours holds, and gives the request as it was.
///
/// A form of another site's page is never offered to be sent again: one click would do what that
/// page wants.
pub(super) async fn keep(request: Request) -> Result<(Request, Kept), Problem> {
    let headers = request.headers();
    if request.method().is_safe() || !is_form(headers) || !shows_its_page(headers) {
        return Ok((request, vec![]));
    }
    let (head, body) = request.into_parts();
    let bytes = to_bytes(body, BODY_BYTES_MAX).await;
    let bytes = bytes.map_err(|_| Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE))?;
    let kept = std::str::from_utf8(&bytes)
        .map(pairs_of)
        .unwrap_or_default();
    Ok((Request::from_parts(head, Body::from(bytes)), kept))
}

/// Tells whether a body is a form of moderate size, and no file.
fn is_form(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let is_encoded = text(CONTENT_TYPE)
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let length = text(CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok());
    is_encoded && length.is_none_or(|length| length <= BODY_BYTES_MAX)
}
