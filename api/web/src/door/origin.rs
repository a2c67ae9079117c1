//! The address under which people reach the ledger.

use std::str::FromStr;

use axum::http::Uri;
use axum::http::uri::{Authority, Scheme};

/// The public address, such as `https://claims.example`; a browser names it as a page's origin
/// (RFC 6454).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    scheme: Scheme,
    authority: Authority,
}

/// Says that a text is no such address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an origin is written `https://claims.example` or `https://claims.example:8443`")]
pub struct InvalidOrigin;

impl Origin {
    pub fn is_encrypted(&self) -> bool {
        self.scheme == Scheme::HTTPS
    }

    /// Tells whether a Host header asks for this address.
    pub(crate) fn is_asked_for_by(&self, host: &Authority) -> bool {
        let is_same_name = host.host().eq_ignore_ascii_case(self.authority.host());
        is_same_name && self.port_of(host) == self.port_of(&self.authority)
    }

    /// Tells whether a page has this origin.
    pub(crate) fn is_that_of(&self, page: &str) -> bool {
        page.parse::<Self>()
            .is_ok_and(|page| page.scheme == self.scheme && self.is_asked_for_by(&page.authority))
    }

    fn port_of(&self, authority: &Authority) -> u16 {
        let usual = if self.is_encrypted() { 443 } else { 80 };
        authority.port_u16().unwrap_or(usual)
    }
}

impl FromStr for Origin {
    type Err = InvalidOrigin;

    fn from_str(text: &str) -> Result<Self, InvalidOrigin> {
        let parts = text.parse::<Uri>().map_err(|_| InvalidOrigin)?.into_parts();
        let is_bare = parts.path_and_query.is_none_or(|path| path.as_str() == "/");
        let (Some(scheme), Some(authority), true) = (parts.scheme, parts.authority, is_bare) else {
            return Err(InvalidOrigin);
        };
        let is_of_the_web = scheme == Scheme::HTTP || scheme == Scheme::HTTPS;
        let names_a_host = !authority.host().is_empty() && !authority.as_str().contains('@');
        match is_of_the_web && names_a_host && !text.ends_with('/') {
            true => Ok(Self { scheme, authority }),
            false => Err(InvalidOrigin),
        }
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}://{}", self.scheme, self.authority)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_scheme_and_a_host() {
        for good in [
            "https://claims.example",
            "http://[::1]:8080",
            "https://a.b:8443",
        ] {
            assert_eq!(
                good.parse::<Origin>().map(|origin| origin.to_string()),
                Ok(good.into())
            );
        }
        for bad in [
            "",
            "claims.example",
            "https://",
            "https://claims.example/",
            "ftp://claims.example",
            "https://claims.example/app",
            "https://u:p@claims.example",
            "https://a b",
            "null",
        ] {
            assert_eq!(bad.parse::<Origin>(), Err(InvalidOrigin), "{bad}");
        }
    }

    #[test]
    fn the_usual_port_may_be_left_out() {
        let origin: Origin = "https://claims.example".parse().expect("an origin");
        for same in ["claims.example", "CLAIMS.example:443"] {
            assert!(
                origin.is_asked_for_by(&same.parse().expect("a host")),
                "{same}"
            );
        }
        for other in ["claims.example:80", "claims.example.evil", "evil"] {
            assert!(
                !origin.is_asked_for_by(&other.parse().expect("a host")),
                "{other}"
            );
        }
        assert!(origin.is_that_of("https://claims.example:443"));
        assert!(!origin.is_that_of("http://claims.example"));
        assert!(!origin.is_that_of("null"));
    }
}
