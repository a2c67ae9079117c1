//! Pages for people: signing in and out. Rendered here, in their language, without scripts.

mod docs;
mod join;
mod language;
mod page;
mod sign_in;
mod sign_out;
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

/// Gives the pages; one may sign in as somebody only where there are such people.
pub(crate) fn router(state: &State) -> Router<State> {
    let pages = Router::new()
        .route("/docs", get(docs::show))
        .route("/docs/{file}", get(docs::file))
        .route("/join", get(join::show).post(join::join))
        .route("/sign-out", post(sign_out::sign_out))
        .route("/pages.css", get(page::stylesheet));
    match state.personas.is_empty() {
        true => pages,
        false => pages.route("/sign-in", get(sign_in::show).post(sign_in::sign_in)),
    }
}
