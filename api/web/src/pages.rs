//! Pages for people: rendered here, in their language, and whole without scripts.
//!
//! A page is a handler, a model of what it shows, a template and its words. It asks the questions
//! and gives the commands of `application`, as the other doors do, and has no rules of its own.

mod acting;
mod assets;
mod callback;
mod claims;
mod docs;
mod failed;
mod fields;
mod fund;
mod funds;
mod icons;
mod join;
mod language;
mod new_claim;
mod new_fund;
mod oidc;
mod operations;
mod overview;
mod page;
mod preferences;
mod programme;
mod return_to;
mod role;
mod say;
mod shell;
mod sign_in;
mod sign_out;
mod travel;
mod trouble;
mod visitor;
mod words;

use axum::Router;
use axum::routing::{get, post};
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

/// Gives the pages; one may sign in only where there is a provider, or as somebody of a
/// demonstration.
pub(crate) fn router(state: &State) -> Router<State> {
    let mut pages = Router::new()
        .route("/", get(overview::show))
        .route("/assets/{file}", get(assets::file))
        .route("/claims", get(claims::show))
        .route("/claims/new", get(new_claim::show).post(new_claim::create))
        .route("/funds", get(funds::show).post(new_fund::open))
        .route("/funds/new", get(new_fund::show))
        .route("/funds/{fund}", get(fund::show))
        .route("/funds/{fund}/postings.csv", get(fund::download))
        .route("/funds/{fund}/earning", get(fund::earning::show))
        .route("/funds/{fund}/earnings", post(fund::earning::record))
        .route("/funds/{fund}/adjustment", get(fund::adjustment::show))
        .route("/funds/{fund}/adjustments", post(fund::adjustment::adjust))
        .route("/funds/{fund}/rollover", get(fund::rollover::show))
        .route("/funds/{fund}/rollovers", post(fund::rollover::roll_over))
        .route("/operations", get(operations::show))
        .route("/operations/rebuilds", post(operations::begin))
        .route(
            "/operations/rebuilds/cancellations",
            post(operations::cancel),
        )
        .route("/operations/retries", post(operations::retry))
        .route(
            "/preferences",
            get(preferences::choose_by_link).post(preferences::choose),
        )
        .route("/programmes", get(programme::list))
        .route("/programmes/{programme}", get(programme::show))
        .route(
            "/programmes/{programme}/versions",
            post(programme::publishing::publish),
        )
        .route(
            "/programmes/{programme}/versions/new",
            get(programme::publishing::edit).post(programme::publishing::review),
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
