//! Pages for people: signing in and out, choosing a role. Rendered here, in their language, without scripts.

mod callback;
mod docs;
mod join;
mod language;
mod oidc;
mod page;
mod return_to;
mod role;
mod sign_in;
mod sign_out;
mod trouble;
mod words;

use axum::Router;
use axum::routing::{get, post};
use domain::Actor;

use crate::State;
pub(crate) use page::Page;

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

/// Gives the pages; one may sign in only where there is a provider, or as somebody of a
/// demonstration.
pub(crate) fn router(state: &State) -> Router<State> {
    let mut pages = Router::new()
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
