//! Giving more time: the deadline that runs is moved to a later day, and the history says why.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use domain::access::Operation;
use domain::claim::{Deadline, ExtendDeadline};
use domain::{ClaimCommand, Refusal};
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
    let fields = Fields::filled([("key", new_key()), ("version", on.version())]);
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
            let (errors, status) = on.told(&visitor, &mut fields, why).await?;
            let page = shown(&visitor, &on, fields, errors).await?;
            Ok(with_status(page, status))
        }
    }
}

/// Finds out which deadlines run and until when, or why none does.
async fn running(
    visitor: &Visitor,
    on: &OnClaim,
) -> Result<([Option<NaiveDate>; 3], Option<Refusal>), Failure> {
    let (mut days, mut refused) = ([None; 3], None);
    for (day, (_, which)) in days.iter_mut().zip(ALL) {
        // Of one that runs, any later day would do.
        let plain = ClaimCommand::ExtendDeadline(ExtendDeadline {
            which,
            to: NaiveDate::MAX,
            why: "-".to_owned(),
        });
        match on.rehearse(visitor, &plain).await? {
            Ok(effects) => *day = effects.until,
            Err(refusal) => refused = Some(refusal),
        }
    }
    let runs = days.iter().any(Option::is_some);
    Ok((days, refused.filter(|_| !runs)))
}

async fn shown(
    visitor: &Visitor,
    on: &OnClaim,
    fields: Fields,
    errors: Errors,
) -> Result<Response, Failure> {
    let say = visitor.say;
    let (days, refused) = running(visitor, on).await?;
    let is_only = days.iter().flatten().count() == 1;
    let choices = ALL.iter().zip(days).map(|((which, _), running)| Choice {
        which,
        running,
        is_chosen: fields.get("which") == *which || is_only && running.is_some(),
    });
    let choices = choices.collect();
    let why_not = refused.map(|refusal| say.refusal(&refusal));
    let title = say.say("extension-title").text("number", &on.number);
    let shell = on.shell(visitor, Place::Claims, title.to_string(), "extension-crumb");
    let page = ExtensionPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        head: on.head(say),
        why_not,
        choices,
        fields,
        errors,
        shell: shell.found_at(format!("{}/extension", on.href())),
    };
    Ok(rendered(&page, say.language))
}
