//! Publishing the next version of a policy: edit it, look at what changes, publish.

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::Operation;
use domain::{Policy, ProgrammeCommand, ProgrammeId, Refusal};
use projections::Command;

use super::changes::{self, Change};
use super::editing::{self, DEADLINES, NEW, SPANS};
use super::{document, may_publish, named};
use crate::failure::Failure;
use crate::pages::fields::{Errors, Fields, new_key};
use crate::pages::page::rendered;
use crate::pages::preferences::Theme;
use crate::pages::say::{Html, Say, capitalised};
use crate::pages::shell::{Place, Shell};
use crate::pages::visitor::{Visitor, pairs_of};

/// How a policy is edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum As {
    Fields,
    Document,
}

/// The page on which it is edited.
#[derive(Template)]
#[template(path = "programme_edit.html")]
struct EditPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static crate::pages::assets::Addresses,
    fields: Fields,
    errors: Errors,
    id: ProgrammeId,
    policy: Arc<Policy>,
    edited_as: As,
}

/// The page that shows what changes.
#[derive(Template)]
#[template(path = "programme_publish.html")]
struct PublishPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static crate::pages::assets::Addresses,
    errors: Errors,
    fields: Fields,
    id: ProgrammeId,
    changes: Vec<Change>,
    lead: Html,
    old: u32,
    new: u32,
    /// The policy that would be published, as a document.
    document: String,
}

/// A programme that somebody may publish for.
struct Current {
    id: ProgrammeId,
    policy: Arc<Policy>,
    version: u32,
    /// The version of the stream: whoever publishes meanwhile is found out by it.
    sequence: u64,
    position: u64,
}

impl Current {
    async fn of(visitor: &Visitor, id: &str) -> Result<Self, Failure> {
        visitor
            .caller
            .must_be_allowed_somewhere(Operation::PublishPolicy)?;
        let id = named(id)?;
        let questions = &visitor.state.questions;
        let answer = questions.programme(visitor.asker(), &id, None).await?;
        let shown = answer.body;
        if !may_publish(visitor, &shown.policy) {
            return Err(Refusal::ActorMustBeAllowed.into());
        }
        Ok(Self {
            id,
            policy: shown.policy,
            version: shown.policy_version,
            sequence: shown.version,
            position: answer.position,
        })
    }

    fn shell(&self, visitor: &Visitor, title: String) -> Shell {
        let say = visitor.say;
        let shell = Shell::at(visitor, Place::Programmes, title, self.position, None);
        shell.under("/programmes", say.t("shell-programmes")).under(
            &format!("/programmes/{}", self.id),
            self.policy.name.clone(),
        )
    }
}

/// Shows the policy in force, to be edited.
pub(in crate::pages) async fn edit(
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let current = Current::of(&visitor, &id).await?;
    let pairs = visitor.here.query().map(pairs_of).unwrap_or_default();
    let is_document = pairs
        .iter()
        .any(|(name, value)| name == "as" && value == "document");
    let (edited_as, mut fields) = match is_document {
        true => {
            let text = document::written(&current.policy);
            (As::Document, Fields::filled([("policy", text)]))
        }
        false => (As::Fields, editing::filled(visitor.say, &current.policy)),
    };
    fields.set("version", current.sequence.to_string());
    Ok(edited(
        &visitor,
        &current,
        fields,
        Errors::default(),
        edited_as,
    ))
}

/// Shows what would change, or the form again with what was wrong.
pub(in crate::pages) async fn review(
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let current = Current::of(&visitor, &id).await?;
    let say = visitor.say;
    let edited_as = if fields.has("policy") {
        As::Document
    } else {
        As::Fields
    };
    let read = match edited_as {
        As::Document => document::read(fields.get("policy"), "policy", say),
        As::Fields => editing::read(&fields, say, &current.policy),
    };
    let policy = match read {
        Ok(policy) => policy,
        Err(errors) => return Ok(edited(&visitor, &current, fields, errors, edited_as)),
    };
    if *current.policy == policy {
        let errors = Errors::of_all(Html::text(&say.t("publish-nothing")));
        return Ok(edited(&visitor, &current, fields, errors, edited_as));
    }
    let kept = Fields::filled([
        ("key", new_key()),
        ("version", fields.get("version").to_owned()),
    ]);
    Ok(to_publish(
        &visitor,
        &current,
        &policy,
        kept,
        Errors::default(),
    ))
}

/// Publishes it, or shows again what would change with what was wrong.
pub(in crate::pages) async fn publish(
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let current = Current::of(&visitor, &id).await?;
    let say = visitor.say;
    let policy = match document::read(fields.get("policy"), "policy", say) {
        Ok(policy) => policy,
        Err(errors) => return Ok(edited(&visitor, &current, fields, errors, As::Document)),
    };
    if fields.has("edit") {
        let mut again = editing::filled(say, &policy);
        again.set("version", fields.get("version"));
        // What the fields cannot hold is edited as a document.
        return Ok(match editing::read(&again, say, &current.policy) {
            Ok(same) if same == policy => {
                edited(&visitor, &current, again, Errors::default(), As::Fields)
            }
            Ok(_) | Err(_) => edited(&visitor, &current, fields, Errors::default(), As::Document),
        });
    }
    let command = ProgrammeCommand::Publish(Box::new(policy.clone()));
    let command = Command::Programme(current.id.clone(), command);
    match visitor.carry_out(&fields, command).await {
        Ok(answer) => {
            let to = format!("/programmes/{}", current.id);
            visitor.state.forget_programmes();
            Ok(visitor.done(answer.position, &to, "policy-published"))
        }
        Err(why) => {
            let errors = why.told(say)?;
            Ok(to_publish(&visitor, &current, &policy, fields, errors))
        }
    }
}

fn edited(
    visitor: &Visitor,
    current: &Current,
    fields: Fields,
    errors: Errors,
    edited_as: As,
) -> Response {
    let say = visitor.say;
    let title = say
        .say("edit-title")
        .count("version", current.version + 1)
        .to_string();
    let shell = current.shell(visitor, title);
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let page = EditPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        fields,
        errors,
        id: current.id.clone(),
        policy: Arc::clone(&current.policy),
        edited_as,
        shell,
    };
    let mut response = rendered(&page, say.language);
    *response.status_mut() = status;
    response
}

fn to_publish(
    visitor: &Visitor,
    current: &Current,
    policy: &Policy,
    fields: Fields,
    errors: Errors,
) -> Response {
    let say = visitor.say;
    let new = current.version + 1;
    let title = say.say("publish-title").count("version", new).to_string();
    let shell = current.shell(visitor, title);
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let page = PublishPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        changes: changes::between(say, &current.policy, policy),
        lead: say
            .say("publish-lead")
            .text("programme", &current.policy.name)
            .count("next", new + 1)
            .into_html(),
        old: current.version,
        new,
        document: document::written(policy),
        id: current.id.clone(),
        errors,
        fields,
        shell,
    };
    let mut response = rendered(&page, say.language);
    *response.status_mut() = status;
    response
}

impl EditPage {
    fn is_document(&self) -> bool {
        self.edited_as == As::Document
    }

    const fn deadlines(&self) -> [(&'static str, &'static str, u32); 6] {
        DEADLINES
    }

    const fn spans(&self) -> [(&'static str, &'static str); 3] {
        SPANS
    }

    /// Lists the periods by the names of their fields, the one that is not there yet last.
    fn periods(&self) -> Vec<(String, String)> {
        let known = self.policy.periods.iter();
        let known = known.map(|period| {
            let name = capitalised(&self.say.period(period));
            (period.id.to_string(), name)
        });
        let new = (NEW.to_owned(), self.say.t("edit-period-new").into_owned());
        known.chain([new]).collect()
    }

    fn required(
        &self,
        activity: &domain::programme::Activity,
        asked: &domain::programme::Asked,
    ) -> String {
        editing::required(activity, asked)
    }
}
