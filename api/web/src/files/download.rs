//! Files on their way out: headers that keep a browser from running them, parts, and proof.

use std::io;
use std::ops::Range;

use application::documents::{DocumentsError, Kind, StoreError};
use axum::body::Body;
use axum::http::header::{
    ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, ETAG, IF_RANGE, RANGE,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use domain::document::{File, Sha256};
use futures::stream::{BoxStream, try_unfold};
use futures::{Stream, TryStreamExt};
use http_range_header::{EndPosition, StartPosition, SyntacticallyCorrectRange};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::Digest;

use crate::door::caller::once;
use crate::problem::Problem;

/// What a value of a header's parameter may have as it is (RFC 8187, section 3.2.1).
const KEPT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// Nothing in a file may run, load anything or be taken for one of our pages.
const SANDBOX: &str = "sandbox; default-src 'none'";

/// A file as it is given out.
pub(super) struct Download {
    /// Its entity tag: the digest of its bytes.
    pub(super) tag: String,
    media_type: &'static str,
    disposition: String,
    sha256: Sha256,
    size: u64,
}

/// Which part of a file is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Whole,
    Part(Range<u64>),
    /// A part that there is not.
    Unsatisfiable,
}

impl Wanted {
    /// Reads which part is asked for; several at once are answered with the whole (RFC 9110, 14.2).
    pub(super) fn of(headers: &HeaderMap, tag: &str, size: u64) -> Self {
        let Ok(Some(range)) = once(headers, &RANGE) else {
            return Self::Whole;
        };
        let is_for_another = headers.get(IF_RANGE).is_some_and(|known| known != tag);
        let Ok(asked) = http_range_header::parse_range_header(range) else {
            return Self::Whole;
        };
        match asked.ranges.as_slice() {
            [part] if !is_for_another => Self::one(*part, size),
            _ => Self::Whole,
        }
    }

    /// Cuts a part to what there is; one that ends before it begins is none at all, and more of the
    /// last bytes than there are is all of them (RFC 9110, 14.1).
    fn one(part: SyntacticallyCorrectRange, size: u64) -> Self {
        let start = match part.start {
            StartPosition::Index(start) => start,
            StartPosition::FromLast(bytes) => size.saturating_sub(bytes),
        };
        let end = match part.end {
            EndPosition::Index(end) if end < start => return Self::Whole,
            EndPosition::Index(end) => end.saturating_add(1).min(size),
            EndPosition::LastByte => size,
        };
        match start < end {
            true => Self::Part(start..end),
            false => Self::Unsatisfiable,
        }
    }
}

impl Download {
    /// A file to be saved, under its own name.
    pub(super) fn of(file: &File) -> Self {
        Self {
            tag: format!("\"{}\"", file.sha256),
            // What was recorded elsewhere may be of any type: nobody is to open it as that.
            media_type: Kind::of_media_type(&file.media_type)
                .map_or("application/octet-stream", Kind::media_type),
            disposition: format!("attachment; {}", file_name(&file.name)),
            sha256: file.sha256,
            size: file.size,
        }
    }

    /// A picture of a file, to be shown.
    pub(super) fn of_preview(file: &File, media_type: &'static str) -> Self {
        Self {
            tag: format!("\"{}-preview\"", file.sha256),
            media_type,
            disposition: "inline".to_owned(),
            sha256: file.sha256,
            size: file.size,
        }
    }

    /// Says that the reader has it already.
    pub(super) fn not_modified(&self) -> Response {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        set(response.headers_mut(), ETAG, &self.tag);
        response
    }

    /// Says that there is no such part.
    pub(super) fn unsatisfiable(&self) -> Response {
        let status = StatusCode::RANGE_NOT_SATISFIABLE;
        let detail = format!("the file has {} bytes, and none of those", self.size);
        let mut response = Problem::new(status, "no_such_range", detail).into_response();
        set(
            response.headers_mut(),
            CONTENT_RANGE,
            &format!("bytes */{}", self.size),
        );
        response
    }

    /// Sends the bytes; the whole of a file is proven on its way.
    pub(super) fn respond(
        &self,
        wanted: Wanted,
        bytes: BoxStream<'static, Result<Bytes, StoreError>>,
    ) -> Response {
        let (body, status, part) = match wanted {
            Wanted::Part(part) => {
                let bytes = bytes.map_err(io::Error::other);
                (
                    Body::from_stream(bytes),
                    StatusCode::PARTIAL_CONTENT,
                    Some(part),
                )
            }
            Wanted::Whole | Wanted::Unsatisfiable => {
                let proven = proven(bytes, self.sha256);
                (Body::from_stream(proven), StatusCode::OK, None)
            }
        };
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        self.mark(headers);
        set(headers, ACCEPT_RANGES, "bytes");
        let length = part
            .as_ref()
            .map_or(self.size, |part| part.end - part.start);
        set(headers, CONTENT_LENGTH, &length.to_string());
        if let Some(Range { start, end }) = part {
            let range = format!("bytes {start}-{}/{}", end - 1, self.size);
            set(headers, CONTENT_RANGE, &range);
        }
        response
    }

    /// Says what it is, and that it is not to be run.
    pub(super) fn mark(&self, headers: &mut HeaderMap) {
        set(headers, ETAG, &self.tag);
        set(headers, CONTENT_TYPE, self.media_type);
        set(headers, CONTENT_DISPOSITION, &self.disposition);
        set(headers, CONTENT_SECURITY_POLICY, SANDBOX);
        let same_origin = HeaderName::from_static("cross-origin-resource-policy");
        set(headers, same_origin, "same-origin");
    }
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// Writes a file's name as a header has it: in ASCII for the old, whole for all (RFC 6266, 4.3).
fn file_name(name: &str) -> String {
    let plain = |c: char| match c {
        '"' | '\\' | '%' | '/' => '_',
        c if c.is_ascii() && !c.is_ascii_control() => c,
        _ => '_',
    };
    let ascii: String = name.chars().map(plain).collect();
    let whole = utf8_percent_encode(name, KEPT);
    format!("filename=\"{ascii}\"; filename*=UTF-8''{whole}")
}

/// Hands bytes on while their digest is taken; the last are held back until it is known to be right.
///
/// Where it is not, the answer breaks off: nobody takes altered bytes for the file.
fn proven(
    bytes: BoxStream<'static, Result<Bytes, StoreError>>,
    sha256: Sha256,
) -> impl Stream<Item = io::Result<Bytes>> {
    let begun = (bytes, sha2::Sha256::new(), Bytes::new());
    try_unfold(Some(begun), move |state| async move {
        let Some((mut bytes, mut digest, held)) = state else {
            return Ok(None);
        };
        match bytes.try_next().await.map_err(io::Error::other)? {
            Some(next) => {
                digest.update(&next);
                Ok(Some((held, Some((bytes, digest, next)))))
            }
            None if digest.finalize()[..] == sha256.bytes() => Ok(Some((held, None))),
            None => {
                tracing::error!(%sha256, "a file in the store is not what was recorded");
                Err(io::Error::other(DocumentsError::Altered))
            }
        }
    })
    .try_filter(|bytes| std::future::ready(!bytes.is_empty()))
}

/// Gathers the bytes of a whole file, proven.
pub(super) async fn whole(
    mut bytes: BoxStream<'static, Result<Bytes, StoreError>>,
    sha256: Sha256,
) -> Result<Vec<u8>, DocumentsError> {
    let mut whole = vec![];
    while let Some(next) = bytes.try_next().await? {
        whole.extend_from_slice(&next);
    }
    match sha2::Sha256::digest(&whole)[..] == sha256.bytes() {
        true => Ok(whole),
        false => Err(DocumentsError::Altered),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(range: &str) -> Wanted {
        let mut headers = HeaderMap::new();
        headers.insert(RANGE, range.parse().expect("a header"));
        Wanted::of(&headers, "\"tag\"", 100)
    }

    #[test]
    fn one_part_is_given_and_several_are_the_whole() {
        for (range, wanted) in [
            ("bytes=0-9", Wanted::Part(0..10)),
            ("bytes=90-", Wanted::Part(90..100)),
            ("bytes=-10", Wanted::Part(90..100)),
            ("bytes=90-1000", Wanted::Part(90..100)),
            ("bytes=100-", Wanted::Unsatisfiable),
            ("bytes=100-200", Wanted::Unsatisfiable),
            ("bytes=-1000", Wanted::Part(0..100)),
            ("bytes=9-0", Wanted::Whole),
            ("bytes=0-1,4-5", Wanted::Whole),
            ("lines=1-2", Wanted::Whole),
            ("bytes", Wanted::Whole),
        ] {
            assert_eq!(asked(range), wanted, "{range}");
        }
    }

    #[test]
    fn a_name_is_written_for_the_old_and_for_all() {
        assert_eq!(
            file_name("reçu \"n°1\" 100%.pdf"),
            "filename=\"re_u _n_1_ 100_.pdf\"; \
             filename*=UTF-8''re%C3%A7u%20%22n%C2%B01%22%20100%25.pdf"
        );
    }
}
