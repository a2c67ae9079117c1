//! The people of an organisation and its keys: who is there, in which roles, seen when.

mod keys;
mod member;

use std::collections::HashMap;

use application::act::members::{self, InvitationRequest, MemberError};
use askama::Template;
use axum::Extension;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::{Role, UserId, access};
use projections::identity::{Membership, MembershipState};

use super::assets::Addresses;
use super::fields::{Errors, Fields};
use super::page::rendered;
use super::preferences::Theme;
use super::say::{Given, Html, Say};
use super::shell::{Place, Shell, initials};
use super::visitor::Visitor;
use crate::door::guard::AskedHost;
use crate::failure::Failure;
pub(super) use keys::{ask_to_revoke, create, list, revoke};
pub(super) use member::{ask_to_withdraw, give, show as show_member, withdraw};

/// The page.
#[derive(Template)]
#[template(path = "members.html")]
struct MembersPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static Addresses,
    people: Vec<Person>,
    keys: keys::Keys,
    /// The roles that the reader hands out.
    roles: &'static [Role],
    invite: Form,
    create: Form,
    /// What is shown this once.
    once: Option<Once>,
}

/// A form, with what was typed into it and what was wrong.
#[derive(Default)]
struct Form {
    fields: Fields,
    errors: Errors,
}

/// A link or a key that is shown once.
struct Once {
    title: Html,
    what: Html,
    label: &'static str,
    text: String,
}

/// Somebody, with all that they are here.
pub(super) struct Person {
    user: UserId,
    name: String,
    initials: String,
    address: Option<String>,
    roles: Vec<Membership>,
    seen_at: Option<DateTime<Utc>>,
    is_self: bool,
}

/// Shows who is there.
pub(super) async fn show(visitor: Visitor) -> Result<Response, Failure> {
    shown(&visitor, Form::empty(), Form::empty(), None).await
}

impl Form {
    /// Gives the form before anything is typed, under a key by which it happens once.
    fn empty() -> Self {
        Self {
            fields: Fields::filled([("key", super::fields::new_key())]),
            errors: Errors::default(),
        }
    }

    /// Tells whether something was chosen.
    fn has_chosen(&self, field: &str, role: &Role) -> bool {
        self.fields.get(field) == role.as_str()
    }
}

/// Invites somebody; their link is shown this once.
pub(super) async fn invite(
    visitor: Visitor,
    host: Option<Extension<AskedHost>>,
    fields: Fields,
) -> Result<Response, Failure> {
    let (state, say) = (&visitor.state, visitor.say);
    let request = match read(&visitor, &fields) {
        Ok(request) => request,
        Err(errors) => return refused(&visitor, fields, errors).await,
    };
    let (by, at) = (visitor.actor(), visitor.now());
    let invited = match members::invite(&state.identity, by, request, at).await {
        Ok(invited) => invited,
        Err(error) => {
            let errors = told(say, error)?;
            return refused(&visitor, fields, errors).await;
        }
    };
    let path = format!("/join?token={}", invited.token.reveal());
    let link = host.map(|Extension(host)| host.address(state.outside, &path));
    let actor = &invited.membership.actor;
    let title = say
        .say("members-invited")
        .text("user", actor.user.as_str())
        .text("role", say.role(actor.role));
    let what = match invited.membership.state {
        MembershipState::Invited { until } => say
            .say("members-link")
            .html("until", say.instant(until))
            .into_html(),
        MembershipState::Member { .. } | MembershipState::HasKey { .. } => Html::default(),
    };
    let once = Once {
        title: title.into_html(),
        what,
        label: "members-link-label",
        text: link.unwrap_or(path),
    };
    shown(&visitor, Form::empty(), Form::empty(), Some(once)).await
}

fn read(visitor: &Visitor, fields: &Fields) -> Result<InvitationRequest, Errors> {
    let mut reading = fields.read(visitor.say);
    let address = reading.line("address");
    let role = reading.choice("role");
    let user = match fields.get("user").trim() {
        "" => Some(None),
        _ => reading.name("user").map(Some),
    };
    let request = || {
        Some(InvitationRequest {
            address: address?,
            role: role?,
            user: user?,
        })
    };
    let request = request();
    reading.finish(request)
}

/// Says at its field what was wrong with what somebody wanted of a member.
fn told(say: Say, error: MemberError) -> Result<Errors, Failure> {
    let field = match &error {
        MemberError::RoleIsNotYours(_) => "role",
        MemberError::AddressIsNone => "address",
        MemberError::NameIsNeeded | MemberError::NameIsTaken => "user",
        MemberError::Refused(_) | MemberError::NotThere | MemberError::Identity(_) => {
            return Err(error.into());
        }
    };
    let mut errors = Errors::default();
    errors.push(field, Html::text(&say.word("field", error.code())));
    Ok(errors)
}

async fn refused(visitor: &Visitor, fields: Fields, errors: Errors) -> Result<Response, Failure> {
    let form = Form { fields, errors };
    shown(visitor, form, Form::empty(), None).await
}

async fn shown(
    visitor: &Visitor,
    invite: Form,
    create: Form,
    once: Option<Once>,
) -> Result<Response, Failure> {
    let say = visitor.say;
    let people = people(visitor).await?;
    let keys = keys::Keys::of(visitor).await?;
    let is_refused = !invite.errors.is_empty() || !create.errors.is_empty();
    let shell = placed(visitor, say.t("members-title").into_owned());
    let page = MembersPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        people,
        keys,
        roles: access::handed_out_by(visitor.actor().role),
        invite,
        create,
        once,
        shell,
    };
    let mut response = rendered(&page, say.language);
    if is_refused {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// Puts what is around these pages together.
fn placed(visitor: &Visitor, title: String) -> Shell {
    let head = *visitor.state.ledger.head().borrow();
    let shell = Shell::at(visitor, Place::Elsewhere, title, head, None);
    // A form that was refused came by POST, to which nobody goes back.
    Shell {
        here: "/members".to_owned(),
        ..shell
    }
}

/// Lists the people of the reader's organisation, each with their roles.
async fn people(visitor: &Visitor) -> Result<Vec<Person>, Failure> {
    let (identity, by) = (&visitor.state.identity, visitor.actor());
    let listed = members::list(identity, by, visitor.now()).await?;
    let seen = identity.last_seen(&by.org).await?;
    Ok(grouped(visitor, listed, &seen))
}

/// Memberships come in the order of their people.
fn grouped(
    visitor: &Visitor,
    listed: Vec<Membership>,
    seen: &HashMap<String, DateTime<Utc>>,
) -> Vec<Person> {
    let mut people: Vec<Person> = vec![];
    for membership in listed {
        let user = &membership.actor.user;
        match people.last_mut().filter(|person| person.user == *user) {
            Some(person) => {
                person.address = person.address.take().or_else(|| membership.address.clone());
                person.roles.push(membership);
            }
            None => {
                let name = visitor.say.person(user);
                people.push(Person {
                    user: user.clone(),
                    initials: initials(&name),
                    name,
                    address: membership.address.clone(),
                    seen_at: seen.get(user.as_str()).copied(),
                    is_self: *user == visitor.actor().user,
                    roles: vec![membership],
                });
            }
        }
    }
    people
}

impl Person {
    /// Says what a role of theirs is, where it is not simply theirs.
    fn state(say: impl Given<Say>, membership: &Membership) -> Option<Html> {
        let say = say.given();
        match membership.state {
            MembershipState::Member { .. } => None,
            MembershipState::Invited { until } => Some(
                say.say("members-invited-until")
                    .date("day", until)
                    .into_html(),
            ),
            MembershipState::HasKey { .. } => Some(Html::text(&say.t("members-has-key"))),
        }
    }
}
