//! Pages for people: rendered here, in their language, and whole without scripts.
//!
//! A page is a handler, a model of what it shows, a template and its words. It asks the questions
//! and gives the commands of `application`, as the other doors do, and has no rules of its own.

mod acceptance;
mod acting;
mod answer;
mod assets;
mod callback;
mod claims;
mod dispute;
mod docs;
mod documents;
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
use axum::routing::{get, post};
use documents::{add, give, note, remove, replace};
use domain::Actor;
use tower_http::limit::RequestBodyLimitLayer;

use crate::{BODY_BYTES_MAX, State};
pub(crate) use failed::{as_page, nowhere};
pub(crate) use page::Page;
pub(crate) use visitor::{KnownProgrammes, known_programmes};

/// How many files of the largest size a form is read to its end for.
const READ_TO_THE_END: u64 = 40;

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
        .route(
            "/claims/{claim}/acceptance",
            get(acceptance::show).post(acceptance::accept),
        )
        .route(
            "/claims/{claim}/answer",
            get(answer::show).post(answer::send),
        )
        .route(
            "/claims/{claim}/documents/{document}/note",
            get(note::show).post(note::change),
        )
        .route(
            "/claims/{claim}/documents/{document}/remove",
            get(remove::show).post(remove::remove),
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
    let bytes_max = state.documents.limits().bytes_max;
    pages
        .layer(RequestBodyLimitLayer::new(BODY_BYTES_MAX))
        .merge(with_files(bytes_max))
}

/// Gives the pages whose forms bring files.
///
/// They are read to their end even where they are too large: a browser that is still sending shows
/// no answer.
fn with_files(bytes_max: u64) -> Router<State> {
    let most = bytes_max.saturating_mul(READ_TO_THE_END);
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    Router::new()
        .route(
            "/claims/{claim}/dispute",
            get(dispute::show).post(dispute::act),
        )
        .route(
            "/claims/{claim}/documents/new",
            get(add::show).post(add::act),
        )
        .route(
            "/claims/{claim}/documents/{document}/replace",
            get(replace::show).post(replace::replace),
        )
        .layer(RequestBodyLimitLayer::new(most))
}

/// Gives the files of documents, which are sent as they are.
pub(crate) fn files() -> Router<State> {
    Router::new()
        .route("/claims/{claim}/documents/{document}/file", get(give::file))
        .route(
            "/claims/{claim}/documents/{document}/preview",
            get(give::preview),
        )
}
