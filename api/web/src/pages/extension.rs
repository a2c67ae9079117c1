//! Giving more time: the deadline that runs is moved to a later day, and the history says why.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use domain::access::Operation;
use domain::claim::{Deadline, ExtendDeadline};
use domain::{ClaimCommand, Status};
use projections::Command;

use super::fields::{Errors, Fields, new_key};
use super::on_claim::{Head, OnClaim, with_status};
use super::page::rendered;
use super::preferences::Theme;
use super::say::{Html, Say};
use super::shell::{Place, Shell};
use super::visitor::Visitor;
use crate::failure::Failure;

/// The page.
#[derive(Template)]
#[template(path = "extension.html")]
struct ExtensionPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static super::assets::Addresses,
    fields: Fields,
    errors: Errors,
    head: Head,
    why_not: Option<Html>,
    choices: Vec<Choice>,
}

/// A deadline that may be moved.
struct Choice {
    which: &'static str,
    /// The day that it is now; none: it does not run.
    running: Option<NaiveDate>,
    is_chosen: bool,
}

const ALL: [(&str, Deadline); 3] = [
    ("claiming", Deadline::Claiming),
    ("answer", Deadline::Answer),
    ("dispute", Deadline::Dispute),
];

/// Shows the form.
pub(super) async fn show(visitor: Visitor, Path(claim): Path<String>) -> Result<Response, Failure> {
    let on = OnClaim::of(&visitor, &claim, Operation::ExtendDeadline).await?;
    let mut fields = Fields::filled([("key", new_key()), ("version", on.version())]);
    if let Some((which, _)) = ALL.iter().find(|(which, _)| running(&on, which).is_some()) {
        fields.set("which", *which);
    }
    shown(&visitor, &on, fields, Errors::default()).await
}

/// Moves the deadline, or shows the form again with what was wrong.
pub(super) async fn extend(
    visitor: Visitor,
    Path(claim): Path<String>,
    mut fields: Fields,
) -> Result<Response, Failure> {
    let on = OnClaim::of(&visitor, &claim, Operation::ExtendDeadline).await?;
    let mut reading = fields.read(visitor.say);
    let which = ALL.iter().find(|(code, _)| *code == fields.get("which"));
    if which.is_none() {
        reading.refuse("which", "field-choose");
    }
    let (to, why) = (reading.date("to"), reading.text("why"));
    let extension = || {
        let (_, which) = which?;
        Some(ExtendDeadline {
            which: *which,
            to: to?,
            why: why?,
        })
    };
    let extension = match reading.finish(extension()) {
        Ok(extension) => extension,
        Err(errors) => {
            let page = shown(&visitor, &on, fields, errors).await?;
            return Ok(with_status(page, StatusCode::UNPROCESSABLE_ENTITY));
        }
    };
    let command = Command::Claim(on.id, ClaimCommand::ExtendDeadline(extension));
    match visitor.carry_out(&fields, command).await {
        Ok(answer) => Ok(visitor.done(answer.position, &on.href(), "deadline-extended")),
        Err(why) => {
            let status = why.status();
            let errors = why.told(visitor.say)?;
            fields.set("version", on.version());
            let page = shown(&visitor, &on, fields, errors).await?;
            Ok(with_status(page, status))
        }
    }
}

/// Gives the day of a deadline where the claim stands so that it runs.
fn running(on: &OnClaim, which: &str) -> Option<NaiveDate> {
    let claim = &on.details().claim;
    match (which, claim.status) {
        ("claiming", Status::Editing) => Some(claim.claim_until),
        ("answer", Status::ActionRequired) => claim.request.as_ref().map(|it| it.due_on),
        ("dispute", Status::Rejected) => claim.dispute_until,
        _ => None,
    }
}

async fn shown(
    visitor: &Visitor,
    on: &OnClaim,
    fields: Fields,
    errors: Errors,
) -> Result<Response, Failure> {
    let say = visitor.say;
    let choices = ALL.map(|(which, _)| Choice {
        which,
        running: running(on, which),
        is_chosen: fields.get("which") == which,
    });
    let chosen = choices.iter().find(|choice| choice.running.is_some());
    let which = ALL
        .iter()
        .find(|(code, _)| chosen.is_some_and(|choice| choice.which == *code));
    // The domain says why no deadline can be moved; where one runs, a day after it is fine.
    let plain = ClaimCommand::ExtendDeadline(ExtendDeadline {
        which: which.map_or(Deadline::Claiming, |(_, which)| *which),
        to: NaiveDate::MAX,
        why: "-".to_owned(),
    });
    let rehearsed = on.rehearse(visitor, &plain).await?;
    let why_not = rehearsed.err().map(|refusal| say.refusal(&refusal));
    let title = say.say("extension-title").text("number", &on.number);
    let shell = on.shell(visitor, Place::Claims, title.to_string(), "extension-crumb");
    let page = ExtensionPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        head: on.head(say),
        why_not,
        choices: choices.into(),
        fields,
        errors,
        shell: shell.found_at(format!("{}/extension", on.href())),
    };
    Ok(rendered(&page, say.language))
}
