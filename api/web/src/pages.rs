//! Pages for people: rendered here, in their language, and whole without scripts.
//!
//! A page is a handler, a model of what it shows, a template and its words. It asks the questions
//! and gives the commands of `application`, as the other doors do, and has no rules of its own.

mod acceptance;
mod acting;
mod answer;
mod answering;
mod assets;
mod callback;
mod claim;
mod claims;
mod decision;
mod dispute;
mod docs;
mod documents;
mod extension;
mod failed;
mod fields;
mod fund;
mod funds;
mod guest;
mod help;
mod icons;
mod join;
mod language;
mod members;
mod new_claim;
mod new_fund;
mod oidc;
mod on_claim;
mod operations;
mod overview;
mod page;
mod payment;
mod payments;
mod preferences;
mod profile;
mod programme;
mod request;
mod return_to;
mod review;
mod revocation;
mod role;
mod say;
mod shell;
mod sign_in;
mod sign_out;
mod travel;
mod trouble;
mod visitor;

use axum::Router;
use axum::extract::Path;
use axum::handler::Handler;
use axum::routing::{MethodRouter, get, post};
use documents::{add, give, note, remove, replace};
use domain::Actor;
use fields::Fields;
use fund::form::Deed;
use tower_http::limit::RequestBodyLimitLayer;
use visitor::Visitor;

use crate::{BODY_BYTES_MAX, State};
pub(crate) use failed::{as_page, at_the_edge, nowhere};
pub(crate) use page::Page;
pub(crate) use visitor::{KnownPartners, KnownProgrammes, known_partners, known_programmes};

/// Where somebody goes who asked for nothing else.
const HOME: &str = "/";

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

    /// Gives the path where somebody goes who is not signed in.
    fn way_in(&self) -> &'static str {
        match self.has_sign_in() {
            true => "/sign-in",
            false => HOME,
        }
    }
}

/// Takes a form that stands on the page of a claim; whoever only goes there is led to the page.
fn on_page<H: Handler<T, State>, T: 'static>(form: H) -> MethodRouter<State> {
    get(claim::actions::back).post(form)
}

/// Shows the form of what finance does with a fund.
fn shows(deed: Deed) -> MethodRouter<State> {
    get(move |visitor: Visitor, fund: Path<String>| fund::form::show(visitor, fund, deed))
}

/// Takes the form of what finance does with a fund.
fn does(deed: Deed) -> MethodRouter<State> {
    post(
        move |visitor: Visitor, fund: Path<String>, fields: Fields| {
            fund::form::carry_out(visitor, fund, fields, deed)
        },
    )
}

/// Gives the page that describes the interface, which is for whoever writes programs.
pub(crate) fn interface() -> Router<State> {
    Router::new()
        .route("/docs", get(docs::show))
        .route("/docs/{file}", get(docs::file))
}

/// Gives the pages; one may sign in only where there is a provider, or as somebody of a
/// demonstration.
pub(crate) fn router(state: &State) -> Router<State> {
    let mut pages = Router::new()
        .route("/", get(overview::show))
        .route("/accessibility", get(help::accessibility))
        .route("/assets/{file}", get(assets::file))
        .route("/claims", get(claims::show))
        .route("/claims.csv", get(claims::csv))
        .route("/claims.xlsx", get(claims::xlsx))
        .route("/claims/new", get(new_claim::show).post(new_claim::create))
        .route("/funds", get(funds::show).post(new_fund::open))
        .route("/funds/new", get(new_fund::show))
        .route("/funds/{fund}", get(fund::show))
        .route("/funds/{fund}/postings.csv", get(fund::download))
        .route("/funds/{fund}/earning", shows(Deed::Earning))
        .route("/funds/{fund}/earnings", does(Deed::Earning))
        .route("/funds/{fund}/adjustment", shows(Deed::Adjustment))
        .route("/funds/{fund}/adjustments", does(Deed::Adjustment))
        .route("/funds/{fund}/rollover", shows(Deed::Rollover))
        .route("/funds/{fund}/rollovers", does(Deed::Rollover))
        .route("/operations", get(operations::show))
        .route(
            "/operations/rebuilds",
            get(operations::ask).post(operations::begin),
        )
        .route(
            "/operations/rebuilds/cancellations",
            post(operations::cancel),
        )
        .route("/operations/retries", post(operations::retry))
        .route(
            "/claims/{claim}/decision",
            get(decision::show).post(decision::check),
        )
        .route("/claims/{claim}/decisions", post(decision::decide))
        .route(
            "/claims/{claim}/extension",
            get(extension::show).post(extension::extend),
        )
        .route(
            "/claims/{claim}/information-request",
            get(request::show).post(request::ask),
        )
        .route("/claims/{claim}/payment", get(payment::show))
        .route("/claims/{claim}/payments", post(payment::record))
        .route(
            "/claims/{claim}/payments/{payment}/reversal",
            get(payment::show_reversal).post(payment::reverse),
        )
        .route(
            "/claims/{claim}/revocation",
            get(revocation::show).post(revocation::revoke),
        )
        .route("/payments", get(payments::show).post(payments::run::record))
        .route("/payments.csv", get(payments::csv))
        .route(
            "/payments/run",
            get(payments::run::show).post(payments::run::check),
        )
        .route("/review", get(review::show))
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
        .route("/help", get(help::show))
        .route("/join", get(join::show).post(join::join))
        .route("/keys", get(members::list).post(members::create))
        .route(
            "/keys/{key}/revoke",
            get(members::ask_to_revoke).post(members::revoke),
        )
        .route("/members", get(members::show).post(members::invite))
        .route("/members/{user}", get(members::show_member))
        .route("/members/{user}/roles", post(members::give))
        .route(
            "/members/{user}/withdraw",
            get(members::ask_to_withdraw).post(members::withdraw),
        )
        .route("/profile", get(profile::show))
        .route("/profile/sessions", post(profile::sign_out_elsewhere))
        .route("/sign-in/role", get(role::show).post(role::choose))
        .route("/sign-out", post(sign_out::sign_out));
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
