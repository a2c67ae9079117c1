//! Requests to a provider: encrypted, bounded in time and size, and never redirected.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use axum::http::header::AUTHORIZATION;
use futures::future::BoxFuture;
use openidconnect::url::{Host, Url};
use openidconnect::{AccessToken, AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::RequestBuilder;
use reqwest::redirect::Policy;
use serde::de::DeserializeOwned;
use tokio_rustls::rustls::crypto::ring;

/// How long is waited for a connection.
const CONNECT_IN: Duration = Duration::from_secs(3);

/// How long a whole answer may take.
const ANSWER_IN: Duration = Duration::from_secs(8);

/// The largest answer, in bytes.
const ANSWER_BYTES_MAX: usize = 512 * 1024;

/// An address of a provider: `https://`, or `http://` on this machine alone, for trying out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderAddress {
    /// As it was written: an issuer is compared letter by letter.
    text: String,
    url: Url,
}

/// Says that a text is no such address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "an address of a provider is written `https://login.example/realm`; \
     http:// is for this machine alone, such as http://127.0.0.1:9400"
)]
pub struct UnsafeAddress;

impl ProviderAddress {
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Gives the host, which people may know it by.
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    pub(crate) fn url(&self) -> &Url {
        &self.url
    }
}

impl FromStr for ProviderAddress {
    type Err = UnsafeAddress;

    fn from_str(text: &str) -> Result<Self, UnsafeAddress> {
        let url = Url::parse(text).map_err(|_| UnsafeAddress)?;
        let is_plain = url.username().is_empty() && url.password().is_none();
        let is_bare = url.query().is_none() && url.fragment().is_none();
        match is_plain && is_bare && is_safe(&url, Reach::Loopback) {
            true => Ok(Self {
                text: text.to_owned(),
                url,
            }),
            false => Err(UnsafeAddress),
        }
    }
}

impl fmt::Display for ProviderAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Where plain HTTP may be spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    Nowhere,
    /// To this machine: its provider is one for trying out.
    Loopback,
}

fn is_safe(url: &Url, reach: Reach) -> bool {
    let is_loopback = || match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    match url.scheme() {
        "https" => url.has_host(),
        "http" => reach == Reach::Loopback && is_loopback(),
        _ => false,
    }
}

/// Why a provider was not asked, or did not answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FetchError {
    #[error("the address is not encrypted: {0}")]
    Unsafe(String),
    #[error("the provider does not answer")]
    Away(#[source] reqwest::Error),
    #[error("the provider answers with the status {0}")]
    Status(u16),
    #[error("the provider's answer is larger than {ANSWER_BYTES_MAX} bytes")]
    TooLarge,
    #[error("the provider's answer cannot be read")]
    Unreadable(#[source] serde_json::Error),
    #[error("the provider's answer is no answer")]
    Malformed(#[source] openidconnect::http::Error),
}

/// Asks one provider; cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Fetch {
    client: reqwest::Client,
    reach: Reach,
}

impl Fetch {
    /// Prepares requests to the provider that has this address.
    ///
    /// # Errors
    /// This machine has no certificates to trust.
    pub(crate) fn from(provider: &ProviderAddress) -> Result<Self, reqwest::Error> {
        // The one provider of TLS here; there is nothing to be done if there is one already.
        let _ = ring::default_provider().install_default();
        let reach = match provider.url.scheme() {
            "http" => Reach::Loopback,
            _ => Reach::Nowhere,
        };
        let client = reqwest::Client::builder()
            .redirect(Policy::none())
            .connect_timeout(CONNECT_IN)
            .timeout(ANSWER_IN);
        let client = match reach {
            Reach::Nowhere => client,
            Reach::Loopback => client.no_proxy(),
        };
        Ok(Self {
            client: client.build()?,
            reach,
        })
    }

    /// Sends a request of the flow, and gives the whole answer, whatever its status.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, FetchError> {
        let (mut head, body) = request.into_parts();
        if let Some(secret) = head.headers.get_mut(AUTHORIZATION) {
            // Whatever logs requests leaves it out.
            secret.set_sensitive(true);
        }
        let url = Url::parse(&head.uri.to_string());
        let url = url.map_err(|_| FetchError::Unsafe(head.uri.to_string()))?;
        let asking = self.client.request(head.method, self.safe(url)?);
        let (status, body) = read(asking.headers(head.headers).body(body)).await?;
        let mut response = openidconnect::http::Response::builder().status(status);
        response = response.header("content-type", "application/json");
        response.body(body).map_err(FetchError::Malformed)
    }

    /// Gets a document that is published.
    pub(super) async fn get<T: DeserializeOwned>(&self, url: &Url) -> Result<T, FetchError> {
        document(self.client.get(self.safe(url.clone())?)).await
    }

    /// Gets a document that is for those alone who have a token.
    pub(super) async fn get_as<T: DeserializeOwned>(
        &self,
        url: &Url,
        token: &AccessToken,
    ) -> Result<T, FetchError> {
        let asking = self.client.get(self.safe(url.clone())?);
        document(asking.bearer_auth(token.secret())).await
    }

    /// What a provider says of its own addresses is held to the same as the settings.
    pub(super) fn safe(&self, url: Url) -> Result<Url, FetchError> {
        match is_safe(&url, self.reach) {
            true => Ok(url),
            false => Err(FetchError::Unsafe(url.into())),
        }
    }
}

/// The library's requests are sent like all others.
impl<'c> AsyncHttpClient<'c> for Fetch {
    type Error = FetchError;
    type Future = BoxFuture<'c, Result<HttpResponse, FetchError>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

async fn document<T: DeserializeOwned>(asking: RequestBuilder) -> Result<T, FetchError> {
    let (status, body) = read(asking.header("accept", "application/json")).await?;
    match status {
        200 => serde_json::from_slice(&body).map_err(FetchError::Unreadable),
        other => Err(FetchError::Status(other)),
    }
}

async fn read(asking: RequestBuilder) -> Result<(u16, Vec<u8>), FetchError> {
    let mut response = asking.send().await.map_err(FetchError::Away)?;
    let mut body = vec![];
    while let Some(piece) = response.chunk().await.map_err(FetchError::Away)? {
        body.extend_from_slice(&piece);
        if body.len() > ANSWER_BYTES_MAX {
            return Err(FetchError::TooLarge);
        }
    }
    Ok((response.status().as_u16(), body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_is_spoken_to_in_the_clear_on_this_machine_alone() {
        for sound in [
            "https://login.example",
            "https://login.example/realms/helio",
            "http://127.0.0.1:9400",
            "http://localhost:9400/realm",
            "http://[::1]:9400",
        ] {
            assert!(sound.parse::<ProviderAddress>().is_ok(), "{sound}");
        }
        for odd in [
            "",
            "login.example",
            "http://login.example",
            "http://10.0.0.1",
            "http://localhost.evil.example",
            "https://user@login.example",
            "https://user:password@login.example",
            "https://login.example?realm=helio",
            "https://login.example#realm",
            "ftp://login.example",
            "file:///etc/passwd",
        ] {
            assert_eq!(odd.parse::<ProviderAddress>(), Err(UnsafeAddress), "{odd}");
        }
    }
}
