//! The client of the library, with whatever claims a provider has.

use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreClientAuthMethod,
    CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreRevocableToken, CoreRevocationErrorResponse,
    CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::url::Url;
use openidconnect::{
    AuthType, Client, ClientId, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, IdTokenFields, PkceCodeChallenge, RedirectUrl, Scope, StandardErrorResponse,
    StandardTokenResponse,
};

use super::{OidcOptions, SignInSecrets};
use crate::provider::token::Further;

type Answer = StandardTokenResponse<
    IdTokenFields<
        Further,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;

type OidcClient = Client<
    Further,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Answer,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Makes the client that a provider's word about itself asks for.
pub(super) fn client(
    options: &OidcOptions,
    metadata: &CoreProviderMetadata,
    back: RedirectUrl,
) -> OidcClient {
    let id = ClientId::new(options.client_id.clone());
    let client =
        OidcClient::from_provider_metadata(metadata.clone(), id, options.client_secret.clone());
    client
        .set_auth_type(auth_type(metadata))
        .set_redirect_uri(back)
}

/// The secret goes in a header, unless the provider takes it in the body alone.
fn auth_type(metadata: &CoreProviderMetadata) -> AuthType {
    let basic = CoreClientAuthMethod::ClientSecretBasic;
    match metadata.token_endpoint_auth_methods_supported() {
        Some(methods) if !methods.contains(&basic) => AuthType::RequestBody,
        Some(_) | None => AuthType::BasicAuth,
    }
}

/// Gives the address at the provider where somebody signs in.
pub(super) fn way_there(
    options: &OidcOptions,
    metadata: &CoreProviderMetadata,
    back: RedirectUrl,
    secrets: &SignInSecrets,
) -> Url {
    let client = client(options, metadata, back);
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&secrets.verifier());
    let scopes = options.scopes.iter().cloned().map(Scope::new);
    let (state, nonce) = (secrets.state(), secrets.nonce());
    let (url, _, _) = client
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            move || state,
            move || nonce,
        )
        .add_scopes(scopes)
        .set_pkce_challenge(challenge)
        .url();
    url
}

/// Tells whether a provider says that a code is not good (RFC 6749, 5.2).
pub(super) fn is_invalid_grant(said: &StandardErrorResponse<CoreErrorResponseType>) -> bool {
    *said.error() == CoreErrorResponseType::InvalidGrant
}
