//! Pages for people: rendered here, in their language, and whole without scripts.
//!
//! A page is a handler, a model of what it shows, a template and its words. It asks the questions
//! and gives the commands of `application`, as the other doors do, and has no rules of its own.

mod acting;
mod assets;
mod callback;
mod claim;
mod claims;
mod docs;
mod failed;
mod fields;
mod icons;
mod join;
mod language;
mod new_claim;
mod oidc;
mod overview;
mod page;
mod preferences;
mod return_to;
mod role;
mod say;
mod shell;
mod sign_in;
mod sign_out;
mod trouble;
mod visitor;
mod words;

use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodRouter, get, post};
use domain::Actor;

use crate::State;
pub(crate) use failed::{as_page, nowhere};
pub(crate) use page::Page;
pub(crate) use visitor::{KnownProgrammes, known_programmes};

/// Somebody of a demonstration, whom whoever comes may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Persona {
    /// As the story calls them.
    pub name: String,
    pub actor: Actor,
}

impl State {
    /// Tells whether there is a way to sign in.
    fn has_sign_in(&self) -> bool {
        self.oidc.is_some() || !self.personas.is_empty()
    }

    /// Gives the path where somebody goes who asked for nothing else.
    fn home(&self) -> &'static str {
        match self.has_sign_in() {
            true => "/sign-in",
            false => "/v1/me",
        }
    }
}

/// Takes a form that stands on the page of a claim; whoever only goes there is led to the page.
fn on_page<H: Handler<T, State>, T: 'static>(form: H) -> MethodRouter<State> {
    get(claim::actions::back).post(form)
}

/// Gives the pages; one may sign in only where there is a provider, or as somebody of a
/// demonstration.
pub(crate) fn router(state: &State) -> Router<State> {
    let mut pages = Router::new()
        .route("/", get(overview::show))
        .route("/assets/{file}", get(assets::file))
        .route("/claims", get(claims::show))
        .route("/claims/new", get(new_claim::show).post(new_claim::create))
        .route("/claims/{claim}", get(claim::show))
        .route(
            "/claims/{claim}/cancellation",
            get(claim::cancel::show).post(claim::cancel::cancel),
        )
        .route("/claims/{claim}/comments", on_page(claim::actions::comment))
        .route(
            "/claims/{claim}/contributions",
            on_page(claim::actions::ask_colleague),
        )
        .route(
            "/claims/{claim}/contributions/{contribution}/cancellation",
            on_page(claim::actions::withdraw_colleague),
        )
        .route(
            "/claims/{claim}/details",
            get(claim::edit::show).post(claim::edit::edit),
        )
        .route("/claims/{claim}/dossier", get(claim::dossier::show))
        .route("/claims/{claim}/metrics", on_page(claim::actions::metric))
        .route("/claims/{claim}/recalls", on_page(claim::actions::recall))
        .route(
            "/claims/{claim}/review",
            on_page(claim::actions::start_review),
        )
        .route(
            "/claims/{claim}/submissions",
            on_page(claim::actions::submit),
        )
        .route(
            "/preferences",
            get(preferences::choose_by_link).post(preferences::choose),
        )
        .route("/docs", get(docs::show))
        .route("/docs/{file}", get(docs::file))
        .route("/join", get(join::show).post(join::join))
        .route("/sign-in/role", get(role::show).post(role::choose))
        .route("/sign-out", post(sign_out::sign_out))
        .route("/pages.css", get(page::stylesheet));
    if state.has_sign_in() {
        pages = pages.route("/sign-in", get(sign_in::show));
    }
    if !state.personas.is_empty() {
        pages = pages.route("/sign-in", post(sign_in::sign_in));
    }
    if state.oidc.is_some() {
        pages = pages
            .route("/sign-in/oidc", get(oidc::begin))
            .route("/sign-in/callback", get(callback::come_back));
    }
    pages
}
