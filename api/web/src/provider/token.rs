//! Signed tokens of a provider: ID tokens of people, access tokens of machines.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::{
    CoreGenderClaim, CoreJsonWebKey, CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
};
use openidconnect::{
    AdditionalClaims, ClaimsVerificationError, ClientId, IdToken, IdTokenVerifier, IssuerUrl,
    JsonWebKeySet, JsonWebTokenType, NonceVerifier, SignatureVerificationError,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// How far a provider's clock and ours may be apart.
pub(super) const LEEWAY: TimeDelta = TimeDelta::seconds(30);

/// How long a token may be good at the most; one that never ends is no token.
const GOOD_FOR_MAX: TimeDelta = TimeDelta::hours(24);

/// The types that a token may say it has, beside none (RFC 7519, 5.1; RFC 9068, 2.1).
const TYPES: [&str; 2] = ["JWT", "at+jwt"];

/// Whatever a token says beside what is standard.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Further(Map<String, Value>);

impl AdditionalClaims for Further {}

/// A token that nothing was proven of yet.
pub(super) type Token =
    IdToken<Further, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;

/// An algorithm by which tokens are signed (RFC 7518, 3.1; RFC 8037): never one with a shared
/// secret, never none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    Rs256,
    Es256,
    EdDsa,
}

/// Says that a text names no such algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an algorithm is one of RS256, ES256, EdDSA")]
pub struct UnknownAlgorithm;

impl Algorithm {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
        }
    }

    const fn core(self) -> CoreJwsSigningAlgorithm {
        match self {
            Self::Rs256 => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
            Self::Es256 => CoreJwsSigningAlgorithm::EcdsaP256Sha256,
            Self::EdDsa => CoreJwsSigningAlgorithm::EdDsa,
        }
    }
}

impl FromStr for Algorithm {
    type Err = UnknownAlgorithm;

    fn from_str(text: &str) -> Result<Self, UnknownAlgorithm> {
        let mut all = [Self::Rs256, Self::Es256, Self::EdDsa].into_iter();
        all.find(|known| known.as_str() == text)
            .ok_or(UnknownAlgorithm)
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whose tokens are good here, and for whom they must be.
#[derive(Clone, Debug)]
pub(super) struct Expected {
    pub(super) issuer: String,
    pub(super) audience: String,
    pub(super) others: OtherAudiences,
    pub(super) algorithms: Vec<Algorithm>,
}

/// Whether a token may be for others as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OtherAudiences {
    /// Whoever else has an ID token could sign in with it here (OpenID Connect Core 1.0, 3.1.3.7).
    Refused,
    /// Access tokens are for as many as the provider says (RFC 9068, 3).
    Allowed,
}

/// What a good token says.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub(super) claims: Value,
    pub(super) expires_at: DateTime<Utc>,
}

/// Why a token is not good.
#[derive(Debug, thiserror::Error)]
pub(super) enum BadToken {
    /// The key that it names may be newer than those that are known.
    #[error("it is signed by a key that is not known")]
    KeyUnknown,
    #[error("it is not signed by an algorithm of the settings")]
    Algorithm,
    #[error("its nonce is another's")]
    Nonce,
    #[error("it is not good: {0:?}")]
    Claims(ClaimsVerificationError),
    #[error("it is good for longer than {} hours", GOOD_FOR_MAX.num_hours())]
    GoodForTooLong,
    #[error("it is not good yet")]
    NotYet,
    #[error("it cannot be read")]
    Unreadable,
}

impl From<ClaimsVerificationError> for BadToken {
    fn from(error: ClaimsVerificationError) -> Self {
        match error {
            ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey,
            ) => Self::KeyUnknown,
            ClaimsVerificationError::InvalidNonce(_) => Self::Nonce,
            other => Self::Claims(other),
        }
    }
}

/// Requires an algorithm of the settings: what has another, or none, is no token whatever keys
/// there are (RFC 8725, 3.1).
pub(super) fn must_be_signed_as(token: &Token, expected: &Expected) -> Result<(), BadToken> {
    let known = |algorithm: &CoreJwsSigningAlgorithm| {
        let mut all = expected.algorithms.iter();
        all.any(|expected| expected.core() == *algorithm)
    };
    match token.signing_alg() {
        Ok(algorithm) if known(algorithm) => Ok(()),
        Ok(_) | Err(_) => Err(BadToken::Algorithm),
    }
}

/// Proves a token: its type, issuer, audience, algorithm, signature, nonce and times.
pub(super) fn proven(
    token: &Token,
    keys: &CoreJsonWebKeySet,
    expected: &Expected,
    nonce: impl NonceVerifier,
    at: DateTime<Utc>,
) -> Result<Said, BadToken> {
    let verifier = verifier(keys, expected, at).map_err(|_| BadToken::Unreadable)?;
    let claims = token.claims(&verifier, nonce)?;
    let expires_at = claims.expiration();
    if expires_at - at > GOOD_FOR_MAX + LEEWAY {
        return Err(BadToken::GoodForTooLong);
    }
    if claims.issue_time() > at + LEEWAY || !is_begun(&claims.additional_claims().0, at) {
        return Err(BadToken::NotYet);
    }
    Ok(Said {
        claims: serde_json::to_value(claims).map_err(|_| BadToken::Unreadable)?,
        expires_at,
    })
}

fn verifier(
    keys: &CoreJsonWebKeySet,
    expected: &Expected,
    at: DateTime<Utc>,
) -> Result<IdTokenVerifier<'static, CoreJsonWebKey>, openidconnect::url::ParseError> {
    let issuer = IssuerUrl::new(expected.issuer.clone())?;
    let audience = ClientId::new(expected.audience.clone());
    let keys = JsonWebKeySet::new(keys.keys().clone());
    let others = expected.others;
    let types = TYPES.map(|name| JsonWebTokenType::new(name.to_owned()).normalize());
    // A public client's: nothing that is signed by a secret that both know is good.
    let verifier = IdTokenVerifier::new_public_client(audience, issuer, keys)
        .set_allowed_algs(expected.algorithms.iter().map(|algorithm| algorithm.core()))
        .set_allowed_jose_types(types.into_iter().filter_map(Result::ok))
        .set_other_audience_verifier_fn(move |_| others == OtherAudiences::Allowed)
        // Of its own clock's time, a token that just ended is good a little longer.
        .set_time_fn(move || at - LEEWAY);
    Ok(verifier)
}

/// Tells whether a token is good already (RFC 7519, 4.1.5).
fn is_begun(further: &Map<String, Value>, at: DateTime<Utc>) -> bool {
    match further.get("nbf") {
        None => true,
        Some(from) => from
            .as_f64()
            .is_some_and(|from| from <= (at + LEEWAY).timestamp() as f64),
    }
}
