//! Following the link of an invitation: looked at first, followed by a click.
//!
//! Programs that look at links in mails before people do use none up.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State as With};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use domain::Role;
use projections::identity::{Invitation, Secret};
use serde::Deserialize;

use super::HOME;
use super::assets::{ADDRESSES, Addresses};
use super::guest::Guest;
use super::page::rendered;
use super::preferences::Theme;
use super::say::Say;
use crate::State;
use crate::door::cookie::CookieFor;
use crate::failure::Failure;

/// The page.
#[derive(Template)]
#[template(path = "join.html")]
struct JoinPage {
    say: Say,
    theme: Theme,
    assets: &'static Addresses,
    here: String,
    title: String,
    invited: Option<InvitedTo>,
}

/// What somebody is invited to.
struct InvitedTo {
    token: String,
    org: String,
    role: Role,
    user: String,
    until: DateTime<Utc>,
}

/// What the link carries.
#[derive(Deserialize)]
pub(super) struct Link {
    #[serde(default)]
    token: String,
}

impl JoinPage {
    /// Shows an invitation, or that there is none to show.
    fn shown(invited: Option<InvitedTo>, guest: Guest) -> Response {
        let say = guest.say;
        let status = match invited {
            Some(_) => StatusCode::OK,
            None => StatusCode::GONE,
        };
        let title = match invited {
            Some(_) => "join-title",
            None => "join-over-title",
        };
        let page = Self {
            say,
            theme: guest.theme,
            assets: &ADDRESSES,
            // A link is not to stand in other addresses.
            here: "/".to_owned(),
            title: say.t(title).into_owned(),
            invited,
        };
        let mut response = rendered(&page, say.language);
        *response.status_mut() = status;
        response
    }
}

/// Shows what somebody is invited to; changes nothing.
pub(super) async fn show(
    With(state): With<State>,
    guest: Guest,
    Query(link): Query<Link>,
) -> Result<Response, Failure> {
    let Ok(token) = link.token.parse::<Secret>() else {
        return Ok(JoinPage::shown(None, guest));
    };
    let found = state.identity.look_at_invitation(&token, (state.clock)());
    let invited = found
        .await?
        .map(|Invitation { actor, expires_at }| InvitedTo {
            token: link.token,
            org: guest.say.org(&actor.org),
            role: actor.role,
            user: actor.user.to_string(),
            until: expires_at,
        });
    Ok(JoinPage::shown(invited, guest))
}

/// Makes somebody a member and signs them in; the link is used up.
pub(super) async fn join(
    With(state): With<State>,
    guest: Guest,
    Form(link): Form<Link>,
) -> Result<Response, Failure> {
    let Ok(token) = link.token.parse::<Secret>() else {
        return Ok(JoinPage::shown(None, guest));
    };
    let followed = state.sessions.follow(&token, (state.clock)()).await?;
    let Some((session, lasting)) = followed else {
        return Ok(JoinPage::shown(None, guest));
    };
    let cookie = state.outside.cookie(CookieFor::Session, &session, lasting);
    Ok(([(SET_COOKIE, cookie)], Redirect::to(HOME)).into_response())
}
