//! A provider of identities: people sign in at it, machines bring its tokens.
//!
//! What it publishes is fetched when it is needed and kept; the settings say what its claims mean.

mod claims;
pub(crate) mod fetch;
mod mapping;
mod oidc;
mod published;
mod token;
mod tokens;

pub use claims::{ClaimName, InvalidClaimName};
pub use fetch::{ProviderAddress, UnsafeAddress};
pub use mapping::{Mapping, MappingError, RoleRule};
pub use oidc::{OidcOptions, ProviderName};
pub use openidconnect::ClientSecret;
pub use token::{Algorithm, UnknownAlgorithm};
pub use tokens::TokenOptions;

pub(crate) use oidc::{Oidc, SignInError, SignInSecrets};
pub(crate) use tokens::Tokens;

/// Says that this machine cannot ask a provider anything.
#[derive(Debug, thiserror::Error)]
#[error("a provider cannot be asked: no certificates to trust are found on this machine")]
pub struct ProviderError(#[from] reqwest::Error);
