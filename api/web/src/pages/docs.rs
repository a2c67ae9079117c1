//! The page that shows the description of the interface: Swagger UI, from the program itself.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::sync::OnceLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED;
use zip::ZipArchive;

/// Only our own files, and the pictures that its stylesheet holds itself.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
                      img-src 'self' data:; connect-src 'self'; form-action 'none'; \
                      frame-ancestors 'none'; base-uri 'none'";

const PAGE: &str = include_str!("../../templates/docs.html");

/// Files of the page that are ours: name, type, content.
const OURS: (&str, &str) = ("start.js", include_str!("../../templates/docs.js"));

/// Files of the page that are its makers': name and type.
const THEIRS: [(&str, &str); 3] = [
    ("swagger-ui-bundle.js", JAVASCRIPT),
    ("swagger-ui.css", "text/css; charset=utf-8"),
    ("favicon-32x32.png", "image/png"),
];

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// Shows the page.
pub(super) async fn show() -> Response {
    let headers: [(HeaderName, &str); 3] = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (CACHE_CONTROL, "no-cache"),
    ];
    (headers, PAGE).into_response()
}

/// Gives a file of the page.
pub(super) async fn file(Path(name): Path<String>) -> Response {
    let named = |media_type| {
        let kept = "public, max-age=3600";
        [(CONTENT_TYPE, media_type), (CACHE_CONTROL, kept)]
    };
    let (ours, script) = OURS;
    if name == ours {
        return (named(JAVASCRIPT), script).into_response();
    }
    let theirs = THEIRS.iter().find(|(known, _)| *known == name);
    let found = theirs.and_then(|(known, media_type)| Some((media_type, unpacked().get(known)?)));
    match found {
        Some((media_type, bytes)) => (named(media_type), bytes.as_slice()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Unpacks the files, once.
fn unpacked() -> &'static BTreeMap<&'static str, Vec<u8>> {
    static UNPACKED: OnceLock<BTreeMap<&'static str, Vec<u8>>> = OnceLock::new();
    UNPACKED.get_or_init(|| {
        let mut archive = ZipArchive::new(Cursor::new(SWAGGER_UI_VENDORED))
            .expect("the archive is part of the program");
        let paths: Vec<String> = archive
            .file_names()
            .filter_map(|path| Some(path.ok()?.into_owned()))
            .collect();
        let mut unpack = |name: &str| {
            let path = paths
                .iter()
                .find(|path| path.ends_with(&format!("/dist/{name}")))?;
            let mut bytes = vec![];
            archive.by_name(path).ok()?.read_to_end(&mut bytes).ok()?;
            Some(bytes)
        };
        let files = THEIRS
            .iter()
            .filter_map(|(name, _)| Some((*name, unpack(name)?)));
        files.collect()
    })
}
