//! Who does not come in: what they are told.

use axum::http::StatusCode;

use super::{DoorError, Failure, away};
use crate::problem::Problem;

/// Why it is not known who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unidentified {
    /// The request does not say who asks.
    Missing,
    /// What it shows is not a key, not ours, or not whole: all look the same.
    Invalid,
    /// The secret is right, but its time is over.
    KeyExpired,
    /// The secret is right, but somebody revoked it.
    KeyRevoked,
    /// A provider's token is good, but means no role here.
    NoRole,
    /// The session is over, or there never was one: all look the same.
    SessionOver,
    /// It came with a cookie, and no page of ours is said to have sent it.
    PageUnknown,
    /// Nobody can tell at present.
    StoreAway,
    /// The keys that a token may be signed by could not be fetched.
    ProviderAway,
}

impl Unidentified {
    /// All there are.
    pub(crate) const ALL: [Self; 7] = [
        Self::Missing,
        Self::Invalid,
        Self::KeyExpired,
        Self::KeyRevoked,
        Self::SessionOver,
        Self::PageUnknown,
        Self::StoreAway,
    ];
}

impl From<Unidentified> for Failure {
    fn from(why: Unidentified) -> Self {
        let unauthorized = |code, detail| Problem::new(StatusCode::UNAUTHORIZED, code, detail);
        let problem = match why {
            Unidentified::Missing => {
                unauthorized("credentials_missing", "the request does not say who asks")
                    .with_hint("send Authorization: Bearer clk_…")
            }
            Unidentified::Invalid => unauthorized(
                "credentials_invalid",
                "what the request shows to say who asks is not good here",
            )
            .with_hint("send one Authorization header with Bearer and a whole key or token"),
            Unidentified::KeyExpired => unauthorized("key_expired", "the key has expired")
                .with_hint("ask an admin of your organisation for another"),
            Unidentified::KeyRevoked => unauthorized("key_revoked", "the key was revoked")
                .with_hint("ask an admin of your organisation for another"),
            Unidentified::NoRole => Problem::new(
                StatusCode::FORBIDDEN,
                "role_missing",
                "the token is good, but whom it names has no role here",
            )
            .with_hint("ask the operator of the ledger which groups mean which role"),
            Unidentified::SessionOver => {
                unauthorized("session_over", "the session is over").with_hint("sign in again")
            }
            Unidentified::PageUnknown => return DoorError::ForeignPage.into(),
            Unidentified::ProviderAway => away(Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "provider_unavailable",
                "the keys of who signed the token cannot be fetched",
            )),
            Unidentified::StoreAway => away(Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "store_unavailable",
                "the database is unavailable",
            )),
        };
        problem.into()
    }
}
