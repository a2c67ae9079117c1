//! Signing in to a demonstration: the people of its story by name, each one click.

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
use super::words::SignInWords;
use crate::State;
use crate::door::identify::{CameIn, Credential};
use crate::failure::Failure;
use crate::problem::Problem;

/// The page.
#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage<'a> {
    lang: &'static str,
    words: &'static SignInWords,
    signed_in: Option<Person<'a>>,
    people: Vec<Person<'a>>,
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
) -> Response {
    let personas = state.personas.iter();
    let people = personas.map(|known| Person::new(&known.name, &known.actor, language));
    let signed_in = came_in.as_ref().map(|CameIn { actor, .. }| {
        let known = state.personas.iter().find(|known| known.actor == *actor);
        let name = known.map_or(actor.user.as_str(), |known| &known.name);
        Person::new(name, actor, language)
    });
    let page = SignInPage {
        lang: language.tag(),
        words: language.sign_in(),
        signed_in,
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
    let begun = state.sessions.begin(persona.actor.clone(), (state.clock)());
    let (token, lasting) = begun.await?;
    let cookie = state.outside.cookie(&token, lasting);
    Ok(([(SET_COOKIE, cookie)], Redirect::to("/sign-in")).into_response())
}
