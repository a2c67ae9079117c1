//! Following the link of an invitation: looked at first, followed by a click.
//!
//! Programs that look at links in mails before people do use none up.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State as With};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use projections::identity::{Invitation, Secret};
use serde::Deserialize;

use super::language::Language;
use super::page::rendered;
use super::words::JoinWords;
use crate::State;
use crate::door::cookie::CookieFor;
use crate::failure::Failure;

/// The page.
#[derive(Template)]
#[template(path = "join.html")]
struct JoinPage {
    lang: &'static str,
    words: &'static JoinWords,
    invited: Option<InvitedTo>,
}

/// What somebody is invited to.
struct InvitedTo {
    token: String,
    org: String,
    role: &'static str,
    user: String,
}

/// What the link carries.
#[derive(Deserialize)]
pub(super) struct Link {
    #[serde(default)]
    token: String,
}

impl JoinPage {
    /// Shows an invitation, or that there is none to show.
    fn shown(invited: Option<InvitedTo>, language: Language) -> Response {
        let status = match invited {
            Some(_) => StatusCode::OK,
            None => StatusCode::GONE,
        };
        let page = Self {
            lang: language.tag(),
            words: language.join(),
            invited,
        };
        let mut response = rendered(&page, language);
        *response.status_mut() = status;
        response
    }
}

/// Shows what somebody is invited to; changes nothing.
pub(super) async fn show(
    With(state): With<State>,
    language: Language,
    Query(link): Query<Link>,
) -> Result<Response, Failure> {
    let Ok(token) = link.token.parse::<Secret>() else {
        return Ok(JoinPage::shown(None, language));
    };
    let found = state.identity.look_at_invitation(&token, (state.clock)());
    let invited = found.await?.map(|Invitation { actor, .. }| InvitedTo {
        token: link.token,
        org: actor.org.to_string(),
        role: language.role(actor.role),
        user: actor.user.to_string(),
    });
    Ok(JoinPage::shown(invited, language))
}

/// Makes somebody a member and signs them in; the link is used up.
pub(super) async fn join(
    With(state): With<State>,
    language: Language,
    Form(link): Form<Link>,
) -> Result<Response, Failure> {
    let Ok(token) = link.token.parse::<Secret>() else {
        return Ok(JoinPage::shown(None, language));
    };
    let followed = state.sessions.follow(&token, (state.clock)()).await?;
    let Some((session, lasting)) = followed else {
        return Ok(JoinPage::shown(None, language));
    };
    let cookie = state.outside.cookie(CookieFor::Session, &session, lasting);
    Ok(([(SET_COOKIE, cookie)], Redirect::to(state.home())).into_response())
}
