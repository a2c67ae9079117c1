//! Coming back from the provider: proven, and signed in if there is a role to act in.

use application::act::roles;
use axum::Extension;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State as With};
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use projections::identity::{Proven, Secret};
use serde::Deserialize;

use super::HOME;
use super::guest::Guest;
use super::oidc::{CALLBACK, GOOD_FOR};
use super::return_to::ReturnTo;
use super::trouble::Trouble;
use crate::State;
use crate::door::cookie::{CookieFor, token_shown};
use crate::door::guard::AskedHost;
use crate::door::identify::{CameIn, Credential};
use crate::failure::Failure;
use crate::provider::SignInSecrets;

/// What a provider sends somebody back with.
#[derive(Debug, Deserialize)]
pub(super) struct Returned {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    /// Who sends them (RFC 9207).
    iss: Option<String>,
}

/// Signs in who comes back, or shows why not; each sign-in comes back once.
pub(super) async fn come_back(
    With(state): With<State>,
    came_in: Option<CameIn>,
    host: Option<Extension<AskedHost>>,
    headers: HeaderMap,
    guest: Guest,
    returned: Result<Query<Returned>, QueryRejection>,
) -> Result<Response, Failure> {
    let returned = returned.map(|Query(returned)| returned);
    let came = match (returned, host) {
        (Ok(returned), Some(Extension(host))) => taken_back(&state, &headers, host, returned).await,
        (Err(_), _) | (_, None) => Err(Trouble::NotBegun.into()),
    };
    let (proven, next) = match came {
        Ok(came) => came,
        Err(Unfinished::Trouble(trouble)) => return Ok(trouble.shown(guest)),
        Err(Unfinished::Failure(failure)) => return Err(failure),
    };
    let mut roles = roles::of_proven(&state.identity, &proven).await?;
    let at = (state.clock)();
    let (role, several) = (roles.pop(), !roles.is_empty());
    let Some(role) = role else {
        return Ok(Trouble::NoRole.shown(guest));
    };
    if several {
        let token = state
            .identity
            .offer_roles(&proven, at, at + GOOD_FOR)
            .await?;
        let cookie = state.outside.cookie(CookieFor::Role, &token, GOOD_FOR);
        let choosing = Redirect::to(&next.added_to("/sign-in/role"));
        return Ok(([(SET_COOKIE, cookie)], choosing).into_response());
    }
    if let Some(Credential::Session(before)) = came_in.map(|came_in| came_in.with) {
        state.sessions.end(&before).await?;
    }
    let (token, lasting) = state.sessions.begin(role, Some(&proven), at).await?;
    let cookie = state.outside.cookie(CookieFor::Session, &token, lasting);
    let next = Redirect::to(next.path().unwrap_or(HOME));
    Ok(([(SET_COOKIE, cookie)], next).into_response())
}

/// Why a sign-in came to no end.
enum Unfinished {
    Trouble(Trouble),
    Failure(Failure),
}

impl From<Trouble> for Unfinished {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

/// Takes somebody back who comes with a state that this browser was given, and asks the provider
/// who they are; gives where they wanted to go.
async fn taken_back(
    state: &State,
    headers: &HeaderMap,
    host: AskedHost,
    returned: Returned,
) -> Result<(Proven, ReturnTo), Unfinished> {
    let oidc = state.oidc.as_ref().ok_or(Trouble::NotBegun)?;
    let browser = token_shown(headers, state.outside, CookieFor::SignIn);
    let browser = browser.map_err(|_| Trouble::NotBegun)?;
    let given = returned.state.as_deref().map(str::parse::<Secret>);
    let given = given.and_then(Result::ok).ok_or(Trouble::NotBegun)?;
    let (secrets, at) = (SignInSecrets::of(browser, given), (state.clock)());
    let (state_sha256, browser_sha256) = (secrets.state_sha256(), secrets.browser().sha256());
    let taken = state
        .identity
        .take_back_sign_in(&state_sha256, &browser_sha256, at);
    let taken = taken
        .await
        .map_err(|error| Unfinished::Failure(error.into()))?;
    let sign_in = taken.ok_or(Trouble::NotBegun)?;
    if returned.iss.is_some_and(|named| !oidc.is_issuer(&named)) {
        return Err(Trouble::NotBegun.into());
    }
    if let Some(error) = returned.error {
        return Err(Trouble::told_by_provider(&error).into());
    }
    let code = returned.code.ok_or(Trouble::NotBegun)?;
    let back = host.address(state.outside, CALLBACK);
    let proven = oidc.who_came(code, &back, &secrets, at).await;
    let proven = proven.map_err(Trouble::from)?;
    Ok((proven, ReturnTo::of(sign_in.return_to)))
}
