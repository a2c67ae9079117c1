//! Choosing the role to act in: as one signs in, or later.

use application::act::roles;
use askama::Template;
use axum::Form;
use axum::extract::State as With;
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use domain::{Actor, Role};
use projections::identity::TokenDigest;
use serde::Deserialize;

use super::HOME;
use super::assets::{ADDRESSES, Addresses};
use super::guest::Guest;
use super::page::rendered;
use super::preferences::Theme;
use super::return_to::ReturnTo;
use super::say::Say;
use super::trouble::Trouble;
use crate::State;
use crate::door::cookie::{CookieFor, token_shown};
use crate::door::guard::shows_its_page;
use crate::door::identify::{CameIn, Credential};
use crate::failure::{Failure, Unidentified};

/// The page.
#[derive(Template)]
#[template(path = "role.html")]
struct RolePage {
    say: Say,
    theme: Theme,
    assets: &'static Addresses,
    here: String,
    title: String,
    roles: Vec<Offered>,
    next: Option<String>,
}

/// A role as the page shows it.
struct Offered {
    value: String,
    role: Role,
    org: String,
    user: String,
    is_current: bool,
}

/// Who chooses.
enum Chooser {
    /// Somebody who came back from the provider and has no role yet.
    New(TokenDigest),
    /// Somebody who is signed in, and who they are now.
    SignedIn(TokenDigest, Actor),
}

/// Finds out who chooses, and among which roles. Whoever has just come back is meant, and the
/// session that they had before is not.
async fn chooser(
    state: &State,
    headers: &HeaderMap,
    came_in: Option<CameIn>,
) -> Result<Option<(Chooser, Vec<Actor>)>, Failure> {
    let identity = &state.identity;
    if let Ok(token) = token_shown(headers, state.outside, CookieFor::Role) {
        let token = token.sha256();
        if let Some(proven) = identity.offered_roles(&token, (state.clock)()).await? {
            let roles = roles::of_proven(identity, &proven).await?;
            return Ok(Some((Chooser::New(token), roles)));
        }
    }
    let Some(CameIn {
        actor,
        with: Credential::Session(token),
        ..
    }) = came_in
    else {
        return Ok(None);
    };
    let roles = roles::of_session(identity, &token, &actor.person()).await?;
    Ok(Some((Chooser::SignedIn(token, actor), roles)))
}

/// Shows the roles that somebody may act in.
pub(super) async fn show(
    With(state): With<State>,
    came_in: Option<CameIn>,
    headers: HeaderMap,
    guest: Guest,
    next: ReturnTo,
) -> Result<Response, Failure> {
    let Some((chooser, roles)) = chooser(&state, &headers, came_in).await? else {
        return Ok(Redirect::to(state.way_in()).into_response());
    };
    let current = match &chooser {
        Chooser::New(_) => None,
        Chooser::SignedIn(_, actor) => Some(actor),
    };
    let offered = roles.iter().map(|actor| Offered {
        value: actor.to_string(),
        role: actor.role,
        org: guest.say.org(&actor.org),
        user: actor.user.to_string(),
        is_current: Some(actor) == current,
    });
    let page = RolePage {
        say: guest.say,
        theme: guest.theme,
        assets: &ADDRESSES,
        title: guest.say.t("choose-role-title").into_owned(),
        here: guest.here,
        roles: offered.collect(),
        next: next.into_path(),
    };
    Ok(rendered(&page, page.say.language))
}

/// What somebody chose.
#[derive(Debug, Deserialize)]
pub(super) struct Chosen {
    #[serde(rename = "as")]
    role: String,
    next: Option<String>,
}

/// Lets somebody act in a role that is theirs, under a new token.
pub(super) async fn choose(
    With(state): With<State>,
    came_in: Option<CameIn>,
    headers: HeaderMap,
    guest: Guest,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Failure> {
    if !shows_its_page(&headers) {
        return Err(Unidentified::PageUnknown.into());
    }
    let before = came_in.as_ref().map(|came_in| came_in.with);
    let Some((chooser, roles)) = chooser(&state, &headers, came_in).await? else {
        return Ok(Redirect::to(state.way_in()).into_response());
    };
    let actor = roles
        .into_iter()
        .find(|actor| actor.to_string() == chosen.role);
    let Some(actor) = actor else {
        return Ok(Trouble::NotYours.shown(guest));
    };
    let at = (state.clock)();
    let session = match chooser {
        Chooser::New(token) => {
            let begun = state.sessions.choose(&token, &actor, at).await?;
            if let (Some(_), Some(Credential::Session(before))) = (&begun, before) {
                state.sessions.end(&before).await?;
            }
            begun
        }
        Chooser::SignedIn(token, _) => state.sessions.change(&token, &actor, at).await?,
    };
    let Some((token, lasting)) = session else {
        return Ok(Trouble::NotBegun.shown(guest));
    };
    let cookies = AppendHeaders([
        (
            SET_COOKIE,
            state.outside.cookie(CookieFor::Session, &token, lasting),
        ),
        (SET_COOKIE, state.outside.no_cookie(CookieFor::Role)),
    ]);
    let next = ReturnTo::of(chosen.next);
    let next = Redirect::to(next.path().unwrap_or(HOME));
    Ok((cookies, next).into_response())
}
