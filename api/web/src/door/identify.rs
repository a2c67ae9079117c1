//! Finds out who asks, once a request, before anything else is done for it.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, OptionalFromRequestParts, Request};
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use chrono::{DateTime, Utc};
use domain::{Actor, KeyId};
use projections::identity::{KeyText, TokenDigest};

use super::cookie::{CookieFor, token_shown};
use super::credentials::{Shown, shown};
use super::guard::shows_its_page;
use crate::State;
use crate::failure::{Failure, Unidentified};
use crate::openapi::{Input, IsFor, Said, problems};

/// Who came in, and with what.
#[derive(Clone, Debug)]
pub(crate) struct CameIn {
    pub(crate) actor: Actor,
    pub(crate) with: Credential,
    /// The first instant at which they have to come in anew.
    pub(crate) until: Option<DateTime<Utc>>,
}

/// What somebody came in with.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Credential {
    Key(KeyId),
    /// A token of a provider's.
    Token,
    Session(TokenDigest),
}

/// What was found out about who asks.
#[derive(Clone, Debug)]
struct Identified(Result<CameIn, Unidentified>);

/// Finds out who asks; what needs to know is refused by its handler, the rest is for anybody.
///
/// Leaves the [`Actor`] in the request's extensions for whatever counts by who asks.
pub(super) async fn identify(state: &State, request: &mut Request) {
    let identified = match shown(request.headers()) {
        // A key that is shown is meant, and a cookie beside it is not.
        Ok(Some(Shown::Key(key))) => with_key(state, &key).await,
        Ok(Some(Shown::Token(token))) => with_token(state, token).await,
        Ok(None) => with_cookie(state, request.method(), request.headers()).await,
        Err(why) => Err(why),
    };
    let extensions = request.extensions_mut();
    if let Ok(came_in) = &identified {
        extensions.insert(came_in.actor.clone());
    }
    extensions.insert(Identified(identified));
}

async fn with_key(state: &State, shown: &KeyText) -> Result<CameIn, Unidentified> {
    let key = state.keys.admit(shown, (state.clock)()).await?;
    Ok(CameIn {
        actor: key.actor,
        with: Credential::Key(key.id),
        until: key.expires_at,
    })
}

/// A ledger that trusts no provider takes no token of one.
async fn with_token(state: &State, shown: &str) -> Result<CameIn, Unidentified> {
    let tokens = state.tokens.as_ref().ok_or(Unidentified::Invalid)?;
    let machine = tokens.admit(shown, (state.clock)()).await?;
    Ok(CameIn {
        actor: machine.actor,
        with: Credential::Token,
        until: Some(machine.expires_at),
    })
}

/// A browser sends its cookie whoever makes it ask: what changes something must come from a page
/// that is said to be ours.
async fn with_cookie(
    state: &State,
    method: &Method,
    headers: &HeaderMap,
) -> Result<CameIn, Unidentified> {
    let token = token_shown(headers, state.outside, CookieFor::Session)?.sha256();
    if !method.is_safe() && !shows_its_page(headers) {
        return Err(Unidentified::PageUnknown);
    }
    let session = state.sessions.admit(&token, (state.clock)()).await?;
    Ok(CameIn {
        actor: session.actor,
        with: Credential::Session(token),
        until: Some(session.ends_at),
    })
}

/// What a request showed to say who asks: kept by what goes on after its answer began.
#[derive(Clone)]
pub(crate) struct Credentials(HeaderMap);

impl FromRequestParts<State> for Credentials {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Self, Infallible> {
        let mut shown = HeaderMap::new();
        for name in [AUTHORIZATION, COOKIE] {
            for value in parts.headers.get_all(&name) {
                shown.append(&name, value.clone());
            }
        }
        Ok(Self(shown))
    }
}

impl Input for Credentials {
    fn tell(_: &mut Said) {}
}

/// Looks who asked, as things are now; a session is not kept up by that.
pub(crate) async fn still(
    state: &State,
    Credentials(headers): &Credentials,
) -> Result<Actor, Unidentified> {
    let came_in = match shown(headers)? {
        Some(Shown::Key(key)) => with_key(state, &key).await?,
        Some(Shown::Token(token)) => with_token(state, token).await?,
        None => {
            let token = token_shown(headers, state.outside, CookieFor::Session)?.sha256();
            let session = state.sessions.look(&token, (state.clock)()).await?;
            return Ok(session.actor);
        }
    };
    Ok(came_in.actor)
}

impl CameIn {
    fn of(parts: &Parts) -> Result<Self, Unidentified> {
        let identified = parts.extensions.get::<Identified>();
        identified.map_or(Err(Unidentified::Missing), |found| found.0.clone())
    }
}

impl FromRequestParts<State> for CameIn {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Self, Failure> {
        Ok(Self::of(parts)?)
    }
}

impl Input for CameIn {
    fn tell(said: &mut Said) {
        said.is_for = IsFor::Callers;
        problems::of_callers(said);
    }
}

/// For pages that are for anybody, and another for who came in.
impl OptionalFromRequestParts<State> for CameIn {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Option<Self>, Failure> {
        match Self::of(parts) {
            Ok(came_in) => Ok(Some(came_in)),
            Err(
                why @ (Unidentified::StoreAway
                | Unidentified::ProviderAway
                | Unidentified::PageUnknown),
            ) => Err(why.into()),
            Err(
                Unidentified::Missing
                | Unidentified::Invalid
                | Unidentified::KeyExpired
                | Unidentified::KeyRevoked
                | Unidentified::NoRole
                | Unidentified::SessionOver,
            ) => Ok(None),
        }
    }
}
