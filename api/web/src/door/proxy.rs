//! Whether a proxy stands before the server, and what it says of who asks.

use std::net::IpAddr;

use axum::extract::Request;
use axum::http::header::HeaderName;

use crate::serve::Peer;

/// The addresses a request came by, the nearest proxy's word last.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// What was spoken to the nearest proxy.
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Whether a proxy stands before the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Proxy {
    /// Callers connect themselves; what they say of forwarding is not believed.
    #[default]
    None,
    /// A proxy ends TLS and sets `X-Forwarded-For` and `X-Forwarded-Proto`; nobody else can
    /// connect.
    Trusted,
}

impl Proxy {
    /// Gives the address of who asks: the last one in `X-Forwarded-For`, which is what the nearest
    /// proxy saw. Those before it are the caller's word.
    pub(crate) fn caller(self, request: &Request) -> Option<IpAddr> {
        let peer = || {
            request
                .extensions()
                .get::<Peer>()
                .map(|peer| peer.address.ip())
        };
        match self {
            Self::None => peer(),
            Self::Trusted => {
                let said = request.headers().get_all(FORWARDED_FOR).iter().next_back();
                let last = said
                    .and_then(|said| said.to_str().ok())
                    .and_then(|said| said.rsplit(',').next())
                    .and_then(|last| last.trim().parse().ok());
                last.or_else(peer)
            }
        }
    }

    /// Tells whether the caller's connection is encrypted.
    pub(crate) fn is_encrypted(self, request: &Request) -> bool {
        let is_ours = request
            .extensions()
            .get::<Peer>()
            .is_some_and(|peer| peer.is_encrypted);
        let is_the_proxys = || {
            let said = request
                .headers()
                .get_all(FORWARDED_PROTO)
                .iter()
                .next_back();
            said.is_some_and(|said| said == "https")
        };
        is_ours || (self == Self::Trusted && is_the_proxys())
    }
}
