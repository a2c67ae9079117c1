//! Machines that come in with a signed token (RFC 6750, RFC 9068).

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::Actor;
use moka::sync::Cache;
use openidconnect::Nonce;
use openidconnect::core::CoreJsonWebKeySet;
use sha2::{Digest, Sha256};

use super::ProviderError;
use super::fetch::{Fetch, ProviderAddress};
use super::mapping::Mapping;
use super::published::Published;
use super::token::{
    Algorithm, BadToken, Expected, OtherAudiences, Said, Token, must_be_signed_as, proven,
};
use crate::failure::Unidentified;

/// The longest token, in bytes.
const TOKEN_BYTES_MAX: usize = 16 * 1024;

/// For how long a token that was proven is not proven again.
const REMEMBERED_FOR: Duration = Duration::from_secs(30);

/// How many tokens are remembered.
const REMEMBERED_MAX: u64 = 10_000;

/// Whose tokens let machines in, and as whom.
#[derive(Clone, Debug)]
pub struct TokenOptions {
    /// Who must have signed them: `iss`, letter by letter.
    pub issuer: ProviderAddress,
    /// For whom they must be: one of `aud`.
    pub audience: String,
    /// Where the keys of the issuer are published.
    pub jwks: ProviderAddress,
    /// By which they may be signed.
    pub algorithms: Vec<Algorithm>,
    pub mapping: Mapping,
}

/// Lets machines in by their tokens; cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Tokens(Arc<Kept>);

#[derive(Debug)]
struct Kept {
    options: TokenOptions,
    expected: Expected,
    keys: Published<CoreJsonWebKeySet>,
    /// By their digests.
    proven: Cache<[u8; 32], Machine>,
}

/// A machine whose token is good.
#[derive(Clone, Debug)]
pub(crate) struct Machine {
    pub(crate) actor: Actor,
    pub(crate) expires_at: DateTime<Utc>,
}

impl Tokens {
    /// Trusts tokens; nothing is asked of the issuer before the first.
    ///
    /// # Errors
    /// This machine has no certificates to trust.
    pub(crate) fn new(options: TokenOptions) -> Result<Self, ProviderError> {
        let expected = Expected {
            issuer: options.issuer.as_str().to_owned(),
            audience: options.audience.clone(),
            others: OtherAudiences::Allowed,
            algorithms: options.algorithms.clone(),
        };
        Ok(Self(Arc::new(Kept {
            keys: Published::new(Fetch::from(&options.jwks)?),
            expected,
            options,
            proven: Cache::builder()
                .max_capacity(REMEMBERED_MAX)
                .time_to_live(REMEMBERED_FOR)
                .build(),
        })))
    }

    /// Lets the holder of a token in; strangers are not told what is wrong with theirs.
    pub(crate) async fn admit(
        &self,
        shown: &str,
        at: DateTime<Utc>,
    ) -> Result<Machine, Unidentified> {
        let kept = &self.0;
        if shown.len() > TOKEN_BYTES_MAX {
            return Err(Unidentified::Invalid);
        }
        let digest = Sha256::digest(shown).into();
        let remembered = kept.proven.get(&digest);
        if let Some(machine) = remembered.filter(|machine| at < machine.expires_at) {
            return Ok(machine);
        }
        let said = kept.said_by(shown, at).await?;
        let actors = kept.options.mapping.actors(&said.claims);
        let actors = actors.map_err(|_| Unidentified::NoRole)?;
        // A machine chooses nothing: of several roles the first in the settings is its.
        let actor = actors.into_iter().next().ok_or(Unidentified::NoRole)?;
        let machine = Machine {
            actor,
            expires_at: said.expires_at,
        };
        kept.proven.insert(digest, machine.clone());
        Ok(machine)
    }
}

impl Kept {
    async fn said_by(&self, shown: &str, at: DateTime<Utc>) -> Result<Said, Unidentified> {
        let token: Token = shown.parse().map_err(|_| Unidentified::Invalid)?;
        must_be_signed_as(&token, &self.expected).map_err(not_good)?;
        let url = self.options.jwks.url();
        let keys = self.keys.get(url, at).await;
        let keys = keys.map_err(|_| Unidentified::ProviderAway)?;
        let said = match self.proven(&token, &keys, at) {
            Err(BadToken::KeyUnknown) => match self.keys.newer(url, at).await {
                Some(newer) => self.proven(&token, &newer, at),
                None => Err(BadToken::KeyUnknown),
            },
            said => said,
        };
        said.map_err(not_good)
    }

    /// An ID token carries the nonce of a sign-in: it is a person's, and lets no machine in.
    fn proven(
        &self,
        token: &Token,
        keys: &CoreJsonWebKeySet,
        at: DateTime<Utc>,
    ) -> Result<Said, BadToken> {
        let no_nonce = |nonce: Option<&Nonce>| match nonce {
            None => Ok(()),
            Some(_) => Err("it is an ID token".to_owned()),
        };
        proven(token, keys, &self.expected, no_nonce, at)
    }
}

fn not_good(error: BadToken) -> Unidentified {
    let error = &error as &dyn Error;
    tracing::debug!(error, "a machine's token is not good");
    Unidentified::Invalid
}
