//! People who sign in at a provider: OpenID Connect, authorization code with PKCE (OpenID Connect
//! Core 1.0, 3.1; RFC 7636).

mod client;
mod secrets;

use std::error::Error;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::Actor;
use openidconnect::core::{CoreJsonWebKeySet, CoreProviderMetadata};
use openidconnect::url::Url;
use openidconnect::{
    AuthorizationCode, ClientSecret, OAuth2TokenResponse, RedirectUrl, RequestTokenError,
    TokenResponse,
};
use projections::identity::Proven;
use serde_json::Value;

use super::fetch::{Fetch, ProviderAddress};
use super::mapping::Mapping;
use super::published::{Away, Published};
use super::token::{Algorithm, BadToken, Expected, OtherAudiences, Said, Token, proven};
use super::{ClaimName, ProviderError};
pub(crate) use secrets::SignInSecrets;

/// Where a provider says of itself what it is (OpenID Connect Discovery 1.0, 4).
const DISCOVERY: &str = "/.well-known/openid-configuration";

/// The longest name of a provider on a button, in characters.
const NAME_CHARS_MAX: usize = 60;

/// At which provider people sign in, and what it says of them.
#[derive(Clone, Debug)]
pub struct OidcOptions {
    /// Who it is: `iss`, letter by letter.
    pub issuer: ProviderAddress,
    /// What people know it by.
    pub name: ProviderName,
    /// Who we are to it.
    pub client_id: String,
    /// What proves that; none: the provider knows us as a public client.
    pub client_secret: Option<ClientSecret>,
    /// What is asked for beside `openid`.
    pub scopes: Vec<String>,
    /// By which it may sign.
    pub algorithms: Vec<Algorithm>,
    pub mapping: Mapping,
}

/// What people know a provider by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderName(String);

impl FromStr for ProviderName {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_bounded = (1..=NAME_CHARS_MAX).contains(&text.chars().count());
        match is_bounded && !text.chars().any(char::is_control) && text.trim() == text {
            true => Ok(Self(text.to_owned())),
            false => Err("a provider's name has 1 to 60 characters, on one line"),
        }
    }
}

impl fmt::Display for ProviderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why somebody who came back from the provider is not signed in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SignInError {
    /// The provider does not answer; why is logged.
    #[error("the provider is unavailable")]
    Away,
    /// The code is over, was used, or is not ours.
    #[error("the code is not good")]
    CodeOver,
    /// The token is for another sign-in.
    #[error("the token is for another sign-in")]
    AnotherSignIn,
    /// The provider does not take us, or what it says is not good; why is logged.
    #[error("the provider's answer is not good")]
    BadAnswer,
    /// The claims have a role, but nobody whom the ledger could name.
    #[error("the person has no name here")]
    Unnamed,
}

impl From<Away> for SignInError {
    fn from(Away: Away) -> Self {
        Self::Away
    }
}

/// The provider at which people sign in; cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Oidc(Arc<Kept>);

#[derive(Debug)]
struct Kept {
    options: OidcOptions,
    expected: Expected,
    fetch: Fetch,
    discovery: Url,
    metadata: Published<CoreProviderMetadata>,
    keys: Published<CoreJsonWebKeySet>,
}

impl Oidc {
    /// Trusts a provider; nothing is asked of it before the first sign-in.
    ///
    /// # Errors
    /// This machine has no certificates to trust.
    pub(crate) fn new(options: OidcOptions) -> Result<Self, ProviderError> {
        let fetch = Fetch::from(&options.issuer)?;
        let mut discovery = options.issuer.url().clone();
        let path = discovery.path().trim_end_matches('/').to_owned();
        discovery.set_path(&format!("{path}{DISCOVERY}"));
        let expected = Expected {
            issuer: options.issuer.as_str().to_owned(),
            audience: options.client_id.clone(),
            others: OtherAudiences::Refused,
            algorithms: options.algorithms.clone(),
        };
        Ok(Self(Arc::new(Kept {
            metadata: Published::new(fetch.clone()),
            keys: Published::new(fetch.clone()),
            options,
            expected,
            fetch,
            discovery,
        })))
    }

    pub(crate) fn name(&self) -> &ProviderName {
        &self.0.options.name
    }

    /// Tells whether an answer that names an issuer comes from this one (RFC 9207).
    pub(crate) fn is_issuer(&self, named: &str) -> bool {
        self.0.options.issuer.as_str() == named
    }

    /// Gives the address at the provider where somebody signs in, to come back to one of ours.
    pub(crate) async fn way_there(
        &self,
        back: &str,
        secrets: &SignInSecrets,
        at: DateTime<Utc>,
    ) -> Result<Url, SignInError> {
        let kept = &self.0;
        let metadata = kept.metadata(at).await?;
        let way = client::way_there(&kept.options, &metadata, our(back)?, secrets);
        kept.fetch.safe(way).map_err(|error| bad(&error))
    }

    /// Gives what the provider says of somebody who came back with a code.
    pub(crate) async fn who_came(
        &self,
        code: String,
        back: &str,
        secrets: &SignInSecrets,
        at: DateTime<Utc>,
    ) -> Result<Proven, SignInError> {
        let kept = &self.0;
        let metadata = kept.metadata(at).await?;
        let client = client::client(&kept.options, &metadata, our(back)?);
        let code = AuthorizationCode::new(code);
        let exchange = client
            .exchange_code(code)
            .map_err(|_| bad(&"no token endpoint"))?;
        let asked = exchange.set_pkce_verifier(secrets.verifier());
        let answer = asked.request_async(&kept.fetch).await;
        let answer = answer.map_err(|error| match error {
            RequestTokenError::ServerResponse(said) if client::is_invalid_grant(&said) => {
                SignInError::CodeOver
            }
            RequestTokenError::ServerResponse(said) => bad(&said),
            RequestTokenError::Request(error) => {
                let error = &error as &dyn Error;
                tracing::warn!(error, "a code could not be exchanged");
                SignInError::Away
            }
            // Where, and not what: there may be tokens in it.
            RequestTokenError::Parse(error, _) => bad(&format_args!("at {}", error.path())),
            RequestTokenError::Other(error) => bad(&error),
        })?;
        let token = answer.id_token().ok_or_else(|| bad(&"no ID token"))?;
        let mut said = kept.said_by(token, &metadata, secrets, at).await?;
        if let Some(url) = metadata.userinfo_endpoint()
            && kept.needs_more(&said.claims)
        {
            let further = kept.fetch.get_as(url.url(), answer.access_token());
            let further = further.await.map_err(|error| bad(&error))?;
            add(&mut said.claims, further)?;
        }
        kept.proven(&said.claims)
    }
}

impl Kept {
    async fn metadata(&self, at: DateTime<Utc>) -> Result<Arc<CoreProviderMetadata>, SignInError> {
        let metadata = self.metadata.get(&self.discovery, at).await?;
        // What another issuer says of itself is not meant (OpenID Connect Discovery 1.0, 4.3).
        match metadata.issuer().as_str() == self.expected.issuer {
            true => Ok(metadata),
            false => Err(bad(&format_args!("it is {}", metadata.issuer().as_str()))),
        }
    }

    async fn said_by(
        &self,
        token: &Token,
        metadata: &CoreProviderMetadata,
        secrets: &SignInSecrets,
        at: DateTime<Utc>,
    ) -> Result<Said, SignInError> {
        let url = metadata.jwks_uri().url();
        let keys = self.keys.get(url, at).await?;
        let nonce = secrets.nonce();
        let said = match proven(token, &keys, &self.expected, &nonce, at) {
            Err(BadToken::KeyUnknown) => match self.keys.newer(url, at).await {
                Some(newer) => proven(token, &newer, &self.expected, &nonce, at),
                None => Err(BadToken::KeyUnknown),
            },
            said => said,
        };
        said.map_err(|error| match error {
            BadToken::Nonce => SignInError::AnotherSignIn,
            BadToken::KeyUnknown
            | BadToken::Algorithm
            | BadToken::Claims(_)
            | BadToken::GoodForTooLong
            | BadToken::NotYet
            | BadToken::Unreadable => bad(&error),
        })
    }

    /// Tells whether an ID token leaves out what may be asked for at the provider (OpenID Connect
    /// Core 1.0, 5.4): claims that the settings name, or the mail address.
    fn needs_more(&self, claims: &Value) -> bool {
        let mapping = &self.options.mapping;
        let named = [Some(mapping.user()), mapping.org(), Some(mapping.groups())];
        let is_missing = |name: &ClaimName| name.of(claims).is_none();
        named.into_iter().flatten().any(is_missing) || claims.get("email").is_none()
    }

    fn proven(&self, claims: &Value) -> Result<Proven, SignInError> {
        let is_verified = claims.get("email_verified") == Some(&Value::Bool(true));
        let address = claims.get("email").and_then(Value::as_str);
        let address = address.filter(|_| is_verified).map(str::to_owned);
        let actors: Vec<Actor> = match self.options.mapping.actors(claims) {
            Ok(actors) => actors,
            // Who is a member has a name here.
            Err(_) if address.is_some() => vec![],
            Err(_) => return Err(SignInError::Unnamed),
        };
        Ok(Proven { address, actors })
    }
}

/// Reads the address at which people come back to us.
fn our(back: &str) -> Result<RedirectUrl, SignInError> {
    RedirectUrl::new(back.to_owned()).map_err(|error| bad(&error))
}

/// Adds what the provider says of the same person beside their token; the token counts.
fn add(claims: &mut Value, further: Value) -> Result<(), SignInError> {
    let (Value::Object(claims), Value::Object(further)) = (claims, further) else {
        return Err(bad(&"what it says of somebody is no object"));
    };
    if claims.get("sub") != further.get("sub") {
        return Err(bad(&"it speaks of somebody else"));
    }
    for (name, value) in further {
        claims.entry(name).or_insert(value);
    }
    Ok(())
}

fn bad(why: &dyn fmt::Debug) -> SignInError {
    tracing::warn!(?why, "the provider's answer is not good");
    SignInError::BadAnswer
}
