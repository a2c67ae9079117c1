//! Who a reader is here: how they read, in which roles they act, where they are signed in.

use application::act::roles;
use askama::Template;
use axum::extract::State as With;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use domain::{Money, Role};
use projections::identity::OpenSession;

use super::assets::Addresses;
use super::language::Language;
use super::page::rendered;
use super::preferences::Theme;
use super::say::Say;
use super::shell::{Place, Shell};
use super::visitor::Visitor;
use crate::State;
use crate::door::identify::{CameIn, Credential};
use crate::failure::Failure;

/// The page.
#[derive(Template)]
#[template(path = "profile.html")]
struct ProfilePage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static Addresses,
    languages: Vec<Shown>,
    user: String,
    role: Role,
    /// When they have to come in anew.
    until: Option<DateTime<Utc>>,
    roles: Vec<OtherRole>,
    /// Where they are signed in, this browser first; none if they came in with a key.
    sessions: Vec<Browser>,
}

/// A language, with a sum and a day as it writes them.
struct Shown {
    language: Language,
    is_chosen: bool,
    example: String,
}

/// A role that is theirs as well.
struct OtherRole {
    value: String,
    role: Role,
    org: String,
}

/// A browser that somebody is signed in with.
struct Browser {
    is_this: bool,
    began_at: DateTime<Utc>,
    seen_at: DateTime<Utc>,
}

/// Shows the page.
pub(super) async fn show(visitor: Visitor) -> Result<Response, Failure> {
    let (state, say, actor) = (&visitor.state, visitor.say, visitor.actor());
    let head = *state.ledger.head().borrow();
    let title = say.t("profile-title").into_owned();
    let shell = Shell::at(&visitor, Place::Elsewhere, title, head, None);
    let token = match visitor.came_in.with {
        Credential::Session(token) => Some(token),
        Credential::Key(_) | Credential::Token => None,
    };
    let (sessions, roles) = match token {
        None => (vec![], vec![]),
        Some(token) => {
            let person = actor.person();
            let sessions = state.sessions.of(&person, visitor.now()).await?;
            let roles = roles::of_session(&state.identity, &token, &person).await?;
            (sessions, roles)
        }
    };
    let others = roles.into_iter().filter(|role| role != actor);
    let page = ProfilePage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        languages: languages(&visitor),
        user: actor.person().to_string(),
        role: actor.role,
        until: visitor.came_in.until,
        roles: others
            .map(|role| OtherRole {
                value: role.to_string(),
                org: say.org(&role.org),
                role: role.role,
            })
            .collect(),
        sessions: browsers(sessions, token),
        shell,
    };
    Ok(rendered(&page, say.language))
}

fn languages(visitor: &Visitor) -> Vec<Shown> {
    let chosen = visitor.say.language;
    let example = |language| {
        let say = Say {
            language,
            ..visitor.say
        };
        let sum = "EUR".parse().map(|euro| Money::from_minor(735_000, euro));
        let sum = sum.map_or_else(|_| String::new(), |sum: Money| say.money_text(sum));
        format!("{sum} · {}", say.day_words(visitor.today(None)))
    };
    [Language::English, Language::French]
        .map(|language| Shown {
            language,
            is_chosen: language == chosen,
            example: example(language),
        })
        .into()
}

fn browsers(sessions: Vec<OpenSession>, this: Option<[u8; 32]>) -> Vec<Browser> {
    let browsers = sessions.into_iter().map(|open| Browser {
        is_this: Some(open.token) == this,
        began_at: open.session.began_at,
        seen_at: open.session.seen_at,
    });
    let mut browsers: Vec<Browser> = browsers.collect();
    browsers.sort_by_key(|browser| (!browser.is_this, std::cmp::Reverse(browser.seen_at)));
    browsers
}

/// Ends the other sessions of somebody.
pub(super) async fn sign_out_elsewhere(
    With(state): With<State>,
    came_in: CameIn,
) -> Result<Response, Failure> {
    if let Credential::Session(token) = came_in.with {
        let person = came_in.actor.person();
        state.sessions.end_others(&person, &token).await?;
    }
    Ok(Redirect::to("/profile?done=signed-out-elsewhere").into_response())
}
