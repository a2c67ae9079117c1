//! The cookie that holds a session's token (RFC 6265bis).

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use chrono::TimeDelta;
use cookie::time::Duration;
use cookie::{Cookie, SameSite};
use projections::identity::Secret;

use crate::failure::Unidentified;

/// What people's browsers speak to us, whatever stands between.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Outside {
    /// Plain HTTP, on this machine alone.
    #[default]
    Http,
    /// HTTPS: our own, or that of a proxy.
    Https,
}

impl Outside {
    /// Gives the cookie's name; with `__Host-` a browser takes it from this very host alone, and
    /// over HTTPS alone.
    const fn cookie_name(self) -> &'static str {
        match self {
            Self::Http => "claims",
            Self::Https => "__Host-claims",
        }
    }

    /// Gives the scheme that addresses begin with.
    pub(crate) const fn scheme(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    /// Writes the cookie of somebody who signed in.
    pub(crate) fn cookie(self, token: &Secret, lasting: TimeDelta) -> HeaderValue {
        self.written(token.reveal(), Duration::seconds(lasting.num_seconds()))
    }

    /// Takes the cookie of somebody who signed out away.
    pub(crate) fn no_cookie(self) -> HeaderValue {
        self.written("", Duration::ZERO)
    }

    fn written(self, value: &str, max_age: Duration) -> HeaderValue {
        let cookie = Cookie::build((self.cookie_name(), value))
            .path("/")
            .http_only(true)
            .secure(self == Self::Https)
            .same_site(SameSite::Lax)
            .max_age(max_age);
        let written = cookie.to_string().parse();
        written.expect("a cookie of letters and digits is a header")
    }
}

/// Reads the token that a request shows, if it shows one; of two nobody knows which is meant.
pub(super) fn token_shown(headers: &HeaderMap, outside: Outside) -> Result<Secret, Unidentified> {
    let texts = headers.get_all(COOKIE).iter();
    let cookies = texts.filter_map(|value| value.to_str().ok());
    let cookies = cookies.flat_map(Cookie::split_parse).filter_map(Result::ok);
    let mut ours = cookies.filter(|cookie| cookie.name() == outside.cookie_name());
    match (ours.next(), ours.next()) {
        (None, _) => Err(Unidentified::Missing),
        (Some(only), None) => only.value().parse().map_err(|_| Unidentified::SessionOver),
        (Some(_), Some(_)) => Err(Unidentified::SessionOver),
    }
}
