//! One person's roles: given and withdrawn, each after a look at what it does.

use application::act::members::{self, MemberError};
use askama::Template;
use axum::extract::{Path, Query, State as With};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{Role, UserId, access};
use projections::identity::{Membership, MembershipState};
use serde::Deserialize;

use super::{Form, Person, people, placed};
use crate::State;
use crate::door::caller::Caller;
use crate::failure::Failure;
use crate::pages::assets::Addresses;
use crate::pages::fields::Fields;
use crate::pages::page::rendered;
use crate::pages::preferences::Theme;
use crate::pages::say::{Html, Say};
use crate::pages::shell::Shell;
use crate::pages::visitor::Visitor;

/// The page of one person.
#[derive(Template)]
#[template(path = "member.html")]
struct MemberPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static Addresses,
    person: Person,
    has_joined: bool,
    /// The roles that they do not have yet.
    others: Vec<Role>,
    form: Form,
}

/// The page that asks before a role is withdrawn.
#[derive(Template)]
#[template(path = "member_withdraw.html")]
struct WithdrawPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static Addresses,
    title: Html,
    person: Person,
    /// None: all of them.
    role: Option<Role>,
}

impl WithdrawPage {
    /// Tells whether a role is among those that are withdrawn.
    fn is_meant(&self, known: &Membership) -> bool {
        self.role.is_none_or(|role| role == known.actor.role)
    }
}

/// Which role is withdrawn; none: all of them.
#[derive(Debug, Default, Deserialize)]
pub(in crate::pages) struct Which {
    role: Option<String>,
}

impl Which {
    /// Reads it; a word that is no role is nobody's.
    fn role(&self) -> Result<Option<Role>, Failure> {
        let role = self.role.as_deref().filter(|role| !role.is_empty());
        let role = role.map(str::parse).transpose();
        role.map_err(|_| Failure::no_such_member())
    }
}

/// Shows somebody's roles.
pub(in crate::pages) async fn show(
    visitor: Visitor,
    Path(user): Path<String>,
) -> Result<Response, Failure> {
    shown(&visitor, &user, Form::empty()).await
}

async fn shown(visitor: &Visitor, user: &str, form: Form) -> Result<Response, Failure> {
    let say = visitor.say;
    let person = found(visitor, user).await?;
    let has = |role: &Role| {
        person.roles.iter().any(|known| {
            let is_theirs = matches!(known.state, MembershipState::Member { .. });
            is_theirs && known.actor.role == *role
        })
    };
    let theirs = access::handed_out_by(visitor.actor().role).iter();
    let others = theirs.copied().filter(|role| !has(role)).collect();
    let has_joined = person
        .roles
        .iter()
        .any(|known| matches!(known.state, MembershipState::Member { .. }));
    let shell = Shell {
        here: format!("/members/{}", person.user),
        ..placed(visitor, person.name.clone())
    };
    let shell = shell.under("/members", say.t("members-title"));
    let is_refused = !form.errors.is_empty();
    let page = MemberPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        has_joined,
        others,
        form,
        shell,
        person,
    };
    let mut response = rendered(&page, say.language);
    if is_refused {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// Finds somebody of the reader's organisation.
async fn found(visitor: &Visitor, user: &str) -> Result<Person, Failure> {
    let people = people(visitor).await?;
    let found = people
        .into_iter()
        .find(|person| person.user.as_str() == user);
    found.ok_or_else(Failure::no_such_member)
}

/// Gives somebody a further role.
pub(in crate::pages) async fn give(
    visitor: Visitor,
    Path(user): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let name: UserId = user.parse().map_err(|_| Failure::no_such_member())?;
    let mut reading = fields.read(visitor.say);
    let role = reading.choice("role");
    let errors = match reading.finish(role) {
        Ok(role) => {
            let (identity, by) = (&visitor.state.identity, visitor.actor());
            match members::give(identity, by, name, role, visitor.now()).await {
                Ok(_) => {
                    let to = format!("/members/{user}?done=role-given");
                    return Ok(Redirect::to(&to).into_response());
                }
                Err(error @ MemberError::RoleIsNotYours(_)) => super::told(visitor.say, error)?,
                Err(error) => return Err(error.into()),
            }
        }
        Err(errors) => errors,
    };
    shown(&visitor, &user, Form { fields, errors }).await
}

/// Asks before a role is withdrawn.
pub(in crate::pages) async fn ask_to_withdraw(
    visitor: Visitor,
    Path(user): Path<String>,
    Query(which): Query<Which>,
) -> Result<Response, Failure> {
    let (say, role) = (visitor.say, which.role()?);
    let person = found(&visitor, &user).await?;
    let has = |role: &Role| person.roles.iter().any(|known| known.actor.role == *role);
    if role.is_some_and(|role| !has(&role)) {
        return Err(Failure::no_such_member());
    }
    let title = match role {
        Some(role) => say
            .say("member-withdraw-title")
            .text("role", say.role(role))
            .text("name", &person.name),
        None => say
            .say("member-withdraw-all-title")
            .text("name", &person.name),
    };
    let shell = placed(&visitor, person.name.clone());
    let shell = shell
        .under("/members", say.t("members-title"))
        .called(say.t("member-withdraw"))
        .under(&format!("/members/{user}"), &person.name);
    let page = WithdrawPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        title: title.into_html(),
        person,
        role,
        shell,
    };
    Ok(rendered(&page, say.language))
}

/// Withdraws somebody from a role, or from all; what came in with it is ended at once.
pub(in crate::pages) async fn withdraw(
    With(state): With<State>,
    caller: Caller,
    Path(user): Path<String>,
    Query(which): Query<Which>,
) -> Result<Response, Failure> {
    let user: UserId = user.parse().map_err(|_| Failure::no_such_member())?;
    let (role, at) = (which.role()?, (state.clock)());
    members::withdraw(&state.identity, &caller.by, user, role, at).await?;
    state.keys.forget();
    state.sessions.forget();
    Ok(Redirect::to("/members?done=role-withdrawn").into_response())
}
