//! The ways to sign in: at a provider, or in a demonstration as one of its people, by one click.

use askama::Template;
use axum::Form;
use axum::extract::State as With;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use domain::Actor;
use serde::Deserialize;

use super::language::Language;
use super::page::rendered;
use super::return_to::ReturnTo;
use super::words::SignInWords;
use crate::State;
use crate::door::cookie::CookieFor;
use crate::door::identify::{CameIn, Credential};
use crate::failure::Failure;
use crate::problem::Problem;
use crate::provider::ProviderName;

/// The page.
#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage<'a> {
    lang: &'static str,
    words: &'static SignInWords,
    signed_in: Option<Person<'a>>,
    /// Whether who is signed in may act in other roles.
    has_roles: bool,
    provider: Option<Provider<'a>>,
    people: Vec<Person<'a>>,
}

/// The provider at which one signs in.
struct Provider<'a> {
    name: &'a ProviderName,
    /// Where a click leads.
    href: String,
}

/// Somebody as the page shows them.
struct Person<'a> {
    name: &'a str,
    role: &'static str,
    org: &'a str,
}

impl<'a> Person<'a> {
    fn new(name: &'a str, actor: &'a Actor, language: Language) -> Self {
        Self {
            name,
            role: language.role(actor.role),
            org: actor.org.as_str(),
        }
    }
}

/// Shows who may be chosen, and who the reader is already.
pub(super) async fn show(
    With(state): With<State>,
    came_in: Option<CameIn>,
    language: Language,
    asked: ReturnTo,
) -> Response {
    let personas = state.personas.iter();
    let people = personas.map(|known| Person::new(&known.name, &known.actor, language));
    let signed_in = came_in.as_ref().map(|CameIn { actor, .. }| {
        let known = state.personas.iter().find(|known| known.actor == *actor);
        let name = known.map_or(actor.user.as_str(), |known| &known.name);
        Person::new(name, actor, language)
    });
    let provider = state.oidc.as_ref().map(|oidc| Provider {
        name: oidc.name(),
        href: asked.added_to("/sign-in/oidc"),
    });
    let with = came_in.as_ref().map(|came_in| came_in.with);
    let page = SignInPage {
        lang: language.tag(),
        words: language.sign_in(),
        signed_in,
        has_roles: matches!(with, Some(Credential::Session(_))) && state.personas.is_empty(),
        provider,
        people: people.collect(),
    };
    rendered(&page, language)
}

/// Whom the reader chose.
#[derive(Debug, Deserialize)]
pub(super) struct Chosen {
    person: String,
}

/// Signs in whoever chose to be somebody; a session they had ends.
pub(super) async fn sign_in(
    With(state): With<State>,
    came_in: Option<CameIn>,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Failure> {
    let mut personas = state.personas.iter();
    let persona = personas.find(|known| known.name == chosen.person);
    let persona = persona.ok_or_else(|| {
        let detail = "nobody of that name is in the story";
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "no_such_person", detail)
    })?;
    if let Some(Credential::Session(before)) = came_in.map(|came_in| came_in.with) {
        state.sessions.end(&before).await?;
    }
    let at = (state.clock)();
    let begun = state.sessions.begin(persona.actor.clone(), None, at);
    let (token, lasting) = begun.await?;
    let cookie = state.outside.cookie(CookieFor::Session, &token, lasting);
    Ok(([(SET_COOKIE, cookie)], Redirect::to("/sign-in")).into_response())
}
