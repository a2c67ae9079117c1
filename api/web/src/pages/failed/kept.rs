//! What somebody typed, kept on the page that says why it was not recorded.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};

use crate::BODY_BYTES_MAX;
use crate::door::guard::shows_its_page;
use crate::failure::FormError;
use crate::files::Form;
use crate::pages::visitor::pairs_of;
use crate::problem::Problem;

/// What a form held, for one that sends it again.
#[derive(Default)]
pub(super) struct Kept {
    /// In the form's order.
    pub(super) fields: Vec<(String, String)>,
    /// Whether the form has parts, as those have that bring files.
    pub(super) has_parts: bool,
}

/// Takes down what a form of ours holds, and gives the request as it was.
///
/// A form of another site's page is never offered to be sent again: one click would do what that
/// page wants. A file is not kept: whoever sends the form again is asked for it.
pub(super) async fn keep(request: Request) -> Result<(Request, Kept), Problem> {
    let headers = request.headers();
    let has_parts = Form::is_one(headers);
    let is_moderate = match has_parts {
        true => length_of(headers).is_some_and(|length| length <= BODY_BYTES_MAX),
        false => is_pairs(headers) && length_of(headers).is_none_or(|it| it <= BODY_BYTES_MAX),
    };
    if request.method().is_safe() || !is_moderate || !shows_its_page(headers) {
        return Ok((request, Kept::default()));
    }
    let (head, body) = request.into_parts();
    let bytes = to_bytes(body, BODY_BYTES_MAX).await;
    // One that says its length is moderate, or breaks off.
    let bytes = bytes.map_err(|_| match has_parts {
        true => Problem::of_status(StatusCode::BAD_REQUEST),
        false => Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE),
    })?;
    let fields = match has_parts {
        true => parts_of(&head.headers, bytes.clone()).await,
        false => Ok(std::str::from_utf8(&bytes)
            .map(pairs_of)
            .unwrap_or_default()),
    };
    // What cannot be read is refused by whoever reads it next.
    let kept = fields.map_or_else(|_| Kept::default(), |fields| Kept { fields, has_parts });
    Ok((Request::from_parts(head, Body::from(bytes)), kept))
}

/// Gives what was typed into a form with parts.
async fn parts_of(headers: &HeaderMap, bytes: Bytes) -> Result<Vec<(String, String)>, FormError> {
    let mut request = Request::new(Body::from(bytes));
    *request.headers_mut() = headers.clone();
    let mut form = Form::begin(request)?;
    let mut fields = vec![];
    while let Some(mut part) = form.next().await? {
        if part.file_name().is_some() {
            part.pass_over().await?;
            continue;
        }
        let name = part.name().to_owned();
        if let Ok(typed) = String::from_utf8(part.whole(BODY_BYTES_MAX).await?) {
            fields.push((name, typed));
        }
    }
    Ok(fields)
}

/// Tells whether a body is a form of pairs.
fn is_pairs(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
}

fn length_of(headers: &HeaderMap) -> Option<usize> {
    let length = headers.get(CONTENT_LENGTH)?.to_str().ok()?;
    length.parse().ok()
}
