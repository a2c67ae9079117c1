//! The ways to sign in: at a provider, or in a demonstration as one of its people, by one click.

use askama::Template;
use axum::Form;
use axum::extract::State as With;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{Actor, Role};
use serde::Deserialize;

use super::HOME;
use super::assets::{ADDRESSES, Addresses};
use super::guest::Guest;
use super::page::rendered;
use super::preferences::Theme;
use super::return_to::ReturnTo;
use super::say::Say;
use super::shell::initials;
use crate::State;
use crate::door::cookie::CookieFor;
use crate::door::identify::{CameIn, Credential};
use crate::failure::Failure;

/// The page.
#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    say: Say,
    theme: Theme,
    assets: &'static Addresses,
    here: String,
    title: String,
    signed_in: Option<Person>,
    /// Whether who is signed in may act in other roles.
    has_roles: bool,
    provider: Option<Provider>,
    groups: Vec<Group>,
    /// Whether somebody was chosen who is not there.
    is_nobody: bool,
    /// Where somebody wanted to go.
    asked: Option<String>,
    /// Where somebody goes who is signed in already.
    next: String,
}

/// The provider at which one signs in.
struct Provider {
    name: String,
    /// Where a click leads.
    href: String,
}

/// The people of one organisation.
struct Group {
    org: String,
    people: Vec<Person>,
}

/// Somebody as the page shows them.
struct Person {
    name: String,
    initials: String,
    role: Role,
    org: String,
    is_of_vendor: bool,
}

impl Person {
    fn new(state: &State, say: Say, actor: &Actor) -> Self {
        let known = state.personas.iter().find(|known| known.actor == *actor);
        let name = known.map_or_else(|| say.person(&actor.user), |known| known.name.clone());
        Self {
            initials: initials(&name),
            name,
            role: actor.role,
            org: say.org(&actor.org),
            is_of_vendor: is_of_vendor(actor),
        }
    }
}

/// Shows who may be chosen, and who the reader is already.
pub(super) async fn show(
    With(state): With<State>,
    came_in: Option<CameIn>,
    guest: Guest,
    asked: ReturnTo,
) -> Response {
    let page = SignInPage::new(&state, came_in.as_ref(), guest, asked);
    rendered(&page, page.say.language)
}

impl SignInPage {
    fn new(state: &State, came_in: Option<&CameIn>, guest: Guest, asked: ReturnTo) -> Self {
        let say = guest.say;
        let provider = state.oidc.as_ref().map(|oidc| Provider {
            name: oidc.name().to_string(),
            href: asked.added_to("/sign-in/oidc"),
        });
        let with = came_in.map(|came_in| came_in.with);
        Self {
            say,
            theme: guest.theme,
            assets: &ADDRESSES,
            here: guest.here,
            title: say.t("sign-in-title").into_owned(),
            signed_in: came_in.map(|came_in| Person::new(state, say, &came_in.actor)),
            has_roles: matches!(with, Some(Credential::Session(_))) && state.personas.is_empty(),
            provider,
            groups: groups(state, say),
            is_nobody: false,
            next: asked.path().unwrap_or(HOME).to_owned(),
            asked: asked.into_path(),
        }
    }
}

/// Tells whether somebody acts for a vendor.
const fn is_of_vendor(actor: &Actor) -> bool {
    !actor.role.is_partner() && !matches!(actor.role, Role::Contributor)
}

/// Groups the people of a demonstration by organisation, those of partners first.
fn groups(state: &State, say: Say) -> Vec<Group> {
    let mut groups: Vec<Group> = vec![];
    let mut actors: Vec<&Actor> = state.personas.iter().map(|known| &known.actor).collect();
    actors.sort_by_key(|actor| is_of_vendor(actor));
    for actor in actors {
        let person = Person::new(state, say, actor);
        match groups.iter_mut().find(|group| group.org == person.org) {
            Some(group) => group.people.push(person),
            None => groups.push(Group {
                org: person.org.clone(),
                people: vec![person],
            }),
        }
    }
    groups
}

/// Whom the reader chose, and where they wanted to go.
#[derive(Debug, Deserialize)]
pub(super) struct Chosen {
    #[serde(default)]
    person: String,
    next: Option<String>,
}

/// Signs in whoever chose to be somebody; a session they had ends.
pub(super) async fn sign_in(
    With(state): With<State>,
    came_in: Option<CameIn>,
    guest: Guest,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Failure> {
    let next = ReturnTo::of(chosen.next);
    let mut personas = state.personas.iter();
    let persona = personas.find(|known| known.name == chosen.person);
    let Some(persona) = persona else {
        let page = SignInPage {
            is_nobody: true,
            ..SignInPage::new(&state, came_in.as_ref(), guest, next)
        };
        let shown = rendered(&page, page.say.language);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response());
    };
    if let Some(Credential::Session(before)) = came_in.map(|came_in| came_in.with) {
        state.sessions.end(&before).await?;
    }
    let at = (state.clock)();
    let begun = state.sessions.begin(persona.actor.clone(), None, at);
    let (token, lasting) = begun.await?;
    let cookie = state.outside.cookie(CookieFor::Session, &token, lasting);
    let next = Redirect::to(next.path().unwrap_or(HOME));
    Ok(([(SET_COOKIE, cookie)], next).into_response())
}
