//! Where somebody goes after signing in: a path of this server, and never elsewhere.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

/// The longest path, in bytes.
const PATH_BYTES_MAX: usize = 2_000;

/// The path that was asked for; none: none was, or it was no path of ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ReturnTo(Option<String>);

impl ReturnTo {
    /// Takes what was asked for, if it is a path that no browser reads as another server's.
    pub(super) fn of(asked: Option<String>) -> Self {
        Self(asked.filter(|path| is_own(path)))
    }

    pub(super) fn path(&self) -> Option<&str> {
        self.0.as_deref()
    }

    pub(super) fn into_path(self) -> Option<String> {
        self.0
    }

    /// Writes a path of ours that goes on to this one.
    pub(super) fn added_to(&self, path: &str) -> String {
        match &self.0 {
            None => path.to_owned(),
            Some(next) => {
                let joint = if path.contains('?') { '&' } else { '?' };
                let next = utf8_percent_encode(next, NON_ALPHANUMERIC);
                format!("{path}{joint}next={next}")
            }
        }
    }
}

/// A browser reads `//host` and `/\host` as another server's address, and leaves out tabs and ends of
/// lines (WHATWG URL, 4.4).
fn is_own(path: &str) -> bool {
    let is_plain = path
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let is_path = path.starts_with('/') && !path.starts_with("//");
    is_plain && is_path && path.len() <= PATH_BYTES_MAX
}

#[derive(Deserialize)]
struct Asked {
    next: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for ReturnTo {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let asked = Query::<Asked>::from_request_parts(parts, state).await;
        Ok(Self::of(asked.ok().and_then(|Query(asked)| asked.next)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_server() {
        for own in ["/", "/v1/claims?status=paid&limit=5", "/a//b", "/a:b@c"] {
            assert_eq!(ReturnTo::of(Some(own.to_owned())).path(), Some(own));
        }
        let long = format!("/{}", "a".repeat(PATH_BYTES_MAX));
        for elsewhere in [
            "",
            "v1/claims",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/a\\b",
            "https://evil.example",
            "javascript:alert(1)",
            "/\t/evil.example",
            "/\n/evil.example",
            " /v1",
            "/é",
            &long,
        ] {
            assert_eq!(
                ReturnTo::of(Some(elsewhere.to_owned())).path(),
                None,
                "{elsewhere:?}"
            );
        }
    }

    #[test]
    fn a_path_goes_through_an_address_as_it_is() {
        let asked = ReturnTo::of(Some("/v1/claims?a=\"<b>&c".to_owned()));
        let written = asked.added_to("/sign-in/oidc");
        let next = "%2Fv1%2Fclaims%3Fa%3D%22%3Cb%3E%26c";
        assert_eq!(written, format!("/sign-in/oidc?next={next}"));
        assert_eq!(
            ReturnTo::default().added_to("/sign-in/oidc"),
            "/sign-in/oidc"
        );
    }
}
