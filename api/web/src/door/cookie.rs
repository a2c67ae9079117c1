//! The cookies that hold tokens: of a session, and of somebody who is about to have one
//! (RFC 6265bis).

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

/// What a cookie is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CookieFor {
    /// Who signed in.
    Session,
    /// Who went to a provider and is to come back, in whichever tab.
    SignIn,
    /// Who came back and is to choose a role.
    Role,
}

impl Outside {
    /// Gives a cookie's name; with `__Host-` a browser takes it from this very host alone, and
    /// over HTTPS alone.
    const fn cookie_name(self, cookie: CookieFor) -> &'static str {
        match (self, cookie) {
            (Self::Http, CookieFor::Session) => "claims",
            (Self::Http, CookieFor::SignIn) => "claims-sign-in",
            (Self::Http, CookieFor::Role) => "claims-role",
            (Self::Https, CookieFor::Session) => "__Host-claims",
            (Self::Https, CookieFor::SignIn) => "__Host-claims-sign-in",
            (Self::Https, CookieFor::Role) => "__Host-claims-role",
        }
    }

    /// Gives the scheme that addresses begin with.
    pub(crate) const fn scheme(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    /// Writes a cookie that lasts for so long.
    pub(crate) fn cookie(
        self,
        cookie: CookieFor,
        token: &Secret,
        lasting: TimeDelta,
    ) -> HeaderValue {
        let lasting = Duration::seconds(lasting.num_seconds());
        self.written(cookie, token.reveal(), lasting)
    }

    /// Takes a cookie away.
    pub(crate) fn no_cookie(self, cookie: CookieFor) -> HeaderValue {
        self.written(cookie, "", Duration::ZERO)
    }

    fn written(self, cookie: CookieFor, value: &str, max_age: Duration) -> HeaderValue {
        let cookie = Cookie::build((self.cookie_name(cookie), value))
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
pub(crate) fn token_shown(
    headers: &HeaderMap,
    outside: Outside,
    cookie: CookieFor,
) -> Result<Secret, Unidentified> {
    let name = outside.cookie_name(cookie);
    let texts = headers.get_all(COOKIE).iter();
    let cookies = texts.filter_map(|value| value.to_str().ok());
    let cookies = cookies.flat_map(Cookie::split_parse).filter_map(Result::ok);
    let mut ours = cookies.filter(|cookie| cookie.name() == name);
    match (ours.next(), ours.next()) {
        (None, _) => Err(Unidentified::Missing),
        (Some(only), None) => only.value().parse().map_err(|_| Unidentified::SessionOver),
        (Some(_), Some(_)) => Err(Unidentified::SessionOver),
    }
}
