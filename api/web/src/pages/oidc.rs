//! Going to the provider to sign in.

use axum::Extension;
use axum::extract::State as With;
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, SET_COOKIE};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::TimeDelta;
use projections::identity::{Secret, SignIn};

use super::guest::Guest;
use super::return_to::ReturnTo;
use super::trouble::Trouble;
use crate::State;
use crate::door::cookie::{CookieFor, token_shown};
use crate::door::guard::AskedHost;
use crate::failure::Failure;
use crate::provider::SignInSecrets;

/// The path at which people come back.
pub(super) const CALLBACK: &str = "/sign-in/callback";

/// How long a sign-in may take.
pub(super) const GOOD_FOR: TimeDelta = TimeDelta::minutes(10);

/// Sends somebody to the provider; what ties them to it is in their cookie, the same in all their
/// tabs.
pub(super) async fn begin(
    With(state): With<State>,
    host: Option<Extension<AskedHost>>,
    headers: HeaderMap,
    guest: Guest,
    asked: ReturnTo,
) -> Result<Response, Failure> {
    let (Some(oidc), Some(Extension(host))) = (&state.oidc, host) else {
        return Ok(Trouble::NotBegun.shown(guest));
    };
    let outside = state.outside;
    let browser = token_shown(&headers, outside, CookieFor::SignIn);
    let secrets = SignInSecrets::begin(browser.unwrap_or_else(|_| Secret::random()));
    let (back, at) = (host.address(outside, CALLBACK), (state.clock)());
    let way = match oidc.way_there(&back, &secrets, at).await {
        Ok(way) => way,
        Err(error) => return Ok(Trouble::from(error).shown(guest)),
    };
    let sign_in = SignIn {
        state: secrets.state_sha256(),
        browser: secrets.browser().sha256(),
        return_to: asked.into_path(),
    };
    let begun = state.identity.begin_sign_in(&sign_in, at, at + GOOD_FOR);
    begun.await?;
    let cookie = outside.cookie(CookieFor::SignIn, secrets.browser(), GOOD_FOR);
    let headers = [
        (SET_COOKIE, cookie),
        (CACHE_CONTROL, "no-store".parse().expect("it is a header")),
    ];
    Ok((headers, Redirect::to(way.as_str())).into_response())
}
