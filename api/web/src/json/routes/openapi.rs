//! The description of the interface itself.

use std::sync::OnceLock;

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::document::Sha256;
use schemars::JsonSchema;
use sha2::Digest;

use super::{Route, get};
use crate::door::caller::IfNoneMatch;
use crate::openapi::document;

pub(super) fn routes() -> Vec<Route> {
    let show = get("/openapi.json", show)
        .says("read_openapi", "Describes this interface, as OpenAPI 3.1.")
        .answers::<Document>()
        .with("etag");
    vec![show]
}

/// An OpenAPI document.
#[derive(JsonSchema)]
#[schemars(rename = "OpenApi")]
#[expect(
    dead_code,
    reason = "its fields are described here and written elsewhere"
)]
struct Document {
    openapi: String,
}

/// The document as it is sent, with its tag.
struct Written {
    text: String,
    tag: String,
}

fn written() -> &'static Written {
    static WRITTEN: OnceLock<Written> = OnceLock::new();
    WRITTEN.get_or_init(|| {
        let text = document().to_string();
        let digest = Sha256::from_bytes(sha2::Sha256::digest(&text).into());
        let tag = format!("\"{digest}\"");
        Written { text, tag }
    })
}

/// Shows it to anybody: it tells nothing of what the ledger holds.
async fn show(known: IfNoneMatch) -> Response {
    let Written { text, tag } = written();
    let headers: [(HeaderName, &str); 2] = [(ETAG, tag), (CACHE_CONTROL, "public, max-age=300")];
    match known.has(tag) {
        true => (StatusCode::NOT_MODIFIED, headers).into_response(),
        false => (headers, [(CONTENT_TYPE, "application/json")], text.as_str()).into_response(),
    }
}
