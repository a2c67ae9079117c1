//! The guard at the door: who may be asked for, whose page may ask, where the server may listen.

use std::net::{IpAddr, SocketAddr};

use axum::extract::Request;
use axum::http::header::{HOST, HeaderName, ORIGIN};
use axum::http::uri::{Authority, Scheme};
use axum::http::{HeaderMap, HeaderValue, Method};

use super::caller::once;
use super::cookie::Outside;
use super::origin::Origin;
use super::proxy::Proxy;
use crate::DoorOptions;
use crate::failure::DoorError;
use crate::serve::Peer;

/// A browser says here whose page makes it ask (Fetch Metadata).
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// A browser says here whether somebody goes to a page, or a page asks for something.
const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

/// A browser says here what the answer is for.
const SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// Whether what is said to the server is encrypted on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    Plain,
    Tls,
}

/// The host that a request asks for; it is this server's, by whatever name.
#[derive(Clone, Debug)]
pub(crate) struct AskedHost(Authority);

impl AskedHost {
    /// Writes an address of this server as the caller calls it.
    pub(crate) fn address(&self, outside: Outside, path: &str) -> String {
        format!("{}://{}{path}", outside.scheme(), self.0)
    }
}

/// Why the server must not listen on an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unguarded {
    #[error(
        "{0} can be reached from other machines: give a certificate with --tls-cert and --tls-key, \
         or say --behind-proxy if a proxy before it ends TLS"
    )]
    Unencrypted(SocketAddr),
    #[error(
        "{0} can be reached from other machines: say by --origin under which https:// address people \
         reach it, such as https://claims.example"
    )]
    WithoutOrigin(SocketAddr),
}

/// Refuses an address that other machines reach, unless what is said there is encrypted and the
/// name of the server is known.
pub fn must_be_guarded(
    address: SocketAddr,
    transport: Transport,
    options: &DoorOptions,
) -> Result<(), Unguarded> {
    if is_loopback(address.ip()) {
        return Ok(());
    }
    if transport == Transport::Plain && options.proxy == Proxy::None {
        return Err(Unguarded::Unencrypted(address));
    }
    match options.origin.as_ref().is_some_and(Origin::is_encrypted) {
        true => Ok(()),
        false => Err(Unguarded::WithoutOrigin(address)),
    }
}

/// Lets in what asks for this server and is not made by another site's page.
pub(super) fn guard(options: &DoorOptions, request: &mut Request) -> Result<(), DoorError> {
    let host = host_of(request, options.origin.as_ref())?;
    if !is_someone_coming(request) {
        must_be_own_page(request, host.as_ref(), options)?;
    }
    if let Some(host) = host {
        request.extensions_mut().insert(AskedHost(host));
    }
    Ok(())
}

/// Gives the host asked for: a foreign name may resolve to this machine (DNS rebinding).
fn host_of(request: &Request, origin: Option<&Origin>) -> Result<Option<Authority>, DoorError> {
    let header = once(request.headers(), &HOST).map_err(|_| DoorError::ForeignHost)?;
    let header = header.map(str::parse::<Authority>).transpose();
    let header = header.map_err(|_| DoorError::ForeignHost)?;
    let local = request
        .extensions()
        .get::<Peer>()
        .map(|peer| peer.local.ip());
    // A name that leads elsewhere can lead here; an address cannot.
    let is_reached_at =
        |host: &Authority| local.is_some_and(|local| address_in(host) == Some(local));
    for host in request.uri().authority().into_iter().chain(&header) {
        let is_public = origin.is_some_and(|origin| origin.is_asked_for_by(host));
        if !(is_public || is_local(host) || is_reached_at(host)) {
            return Err(DoorError::ForeignHost);
        }
    }
    Ok(header.or_else(|| request.uri().authority().cloned()))
}

/// Tells whether somebody follows a link to here: that sends nothing, and shows its answer to
/// nobody but them. Whoever comes back from signing in does.
fn is_someone_coming(request: &Request) -> bool {
    let says = |name: HeaderName, what: &str| {
        let mut said = request.headers().get_all(name).iter();
        said.next().is_some_and(|said| said == what) && said.next().is_none()
    };
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD);
    let has_origin = request.headers().contains_key(ORIGIN);
    is_safe && !has_origin && says(SEC_FETCH_MODE, "navigate") && says(SEC_FETCH_DEST, "document")
}

/// Tells whether a browser says which page makes it ask; [`guard`] has looked which.
pub(crate) fn shows_its_page(headers: &HeaderMap) -> bool {
    headers.contains_key(SEC_FETCH_SITE) || headers.contains_key(ORIGIN)
}

/// Refuses what another site's page makes a browser ask, whatever the method.
///
/// As the OWASP cheat sheet on cross-site request forgery has it: Fetch Metadata where a browser
/// sends it, the origin beside it and where it does not; who sends neither is no browser with a
/// cookie of ours.
fn must_be_own_page(
    request: &Request,
    host: Option<&Authority>,
    options: &DoorOptions,
) -> Result<(), DoorError> {
    let headers: &HeaderMap = request.headers();
    // Pages of another local port, or of another name under the domain, are `same-site`, and no
    // more ours than any other.
    let is_own = |site: &HeaderValue| site == "same-origin" || site == "none";
    if !headers.get_all(SEC_FETCH_SITE).iter().all(is_own) {
        return Err(DoorError::ForeignPage);
    }
    let scheme = match options.proxy.is_encrypted(request) {
        true => Scheme::HTTPS,
        false => Scheme::HTTP,
    };
    let is_host = |page: &HeaderValue| {
        let Ok(page) = page.to_str() else {
            return false;
        };
        let is_asked_for = page.split_once("://").is_some_and(|(spoken, authority)| {
            spoken == scheme.as_str() && Some(authority) == host.map(Authority::as_str)
        });
        let origin = options.origin.as_ref();
        is_asked_for || origin.is_some_and(|origin| origin.is_that_of(page))
    };
    match headers.get_all(ORIGIN).iter().all(is_host) {
        true => Ok(()),
        false => Err(DoorError::ForeignPage),
    }
}

fn address_in(host: &Authority) -> Option<IpAddr> {
    let host = host.host();
    host.trim_start_matches('[')
        .trim_end_matches(']')
        .parse()
        .ok()
}

fn is_local(host: &Authority) -> bool {
    host.host().eq_ignore_ascii_case("localhost") || address_in(host).is_some_and(is_loopback)
}

fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}
