//! Signing out: here, or everywhere at once.

use axum::Form;
use axum::extract::State as With;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::State;
use crate::door::cookie::CookieFor;
use crate::door::identify::{CameIn, Credential};
use crate::failure::Failure;

/// From where somebody signs out.
#[derive(Debug, Deserialize)]
pub(super) struct SignOut {
    #[serde(default)]
    from: Scope,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Scope {
    /// From this browser.
    #[default]
    Here,
    /// From every browser they signed in with, in whatever role.
    Everywhere,
}

/// Signs somebody out; who is not signed in has their cookie taken away all the same.
pub(super) async fn sign_out(
    With(state): With<State>,
    came_in: Option<CameIn>,
    Form(asked): Form<SignOut>,
) -> Result<Response, Failure> {
    match (came_in, asked.from) {
        (Some(came_in), Scope::Everywhere) => {
            state.sessions.end_all(&came_in.actor.person()).await?;
        }
        (Some(came_in), Scope::Here) => {
            if let Credential::Session(token) = came_in.with {
                state.sessions.end(&token).await?;
            }
        }
        (None, Scope::Here | Scope::Everywhere) => {}
    }
    let cookies = [CookieFor::Session, CookieFor::Role].map(|cookie| {
        let gone = state.outside.no_cookie(cookie);
        (SET_COOKIE, gone)
    });
    let cookies = AppendHeaders(cookies);
    Ok(match state.has_sign_in() {
        false => (StatusCode::NO_CONTENT, cookies).into_response(),
        true => (cookies, Redirect::to("/sign-in")).into_response(),
    })
}
