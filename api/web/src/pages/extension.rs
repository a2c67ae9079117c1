//! Giving more time: the deadline that runs is moved to a later day, and the history says why.

use askama::Template;
use axum::response::Response;
use chrono::NaiveDate;
use domain::access::Operation;
use domain::claim::{Deadline, ExtendDeadline};
use domain::{ClaimCommand, ClaimId, Refusal};

use super::fields::{Errors, Fields};
use super::on_claim::{Head, OnClaim};
use super::page::rendered_as;
use super::preferences::Theme;
use super::say::{Html, Say};
use super::shell::{Place, Shell};
use super::visitor::Visitor;
use crate::failure::Failure;
use crate::json::path::At;

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
pub(super) async fn show(visitor: Visitor, At(claim): At<ClaimId>) -> Result<Response, Failure> {
    let on = OnClaim::of(&visitor, claim, Operation::ExtendDeadline).await?;
    let fields = on.form::<&str, &str>([]);
    shown(&visitor, &on, fields, Errors::default()).await
}

/// Moves the deadline, or shows the form again with what was wrong.
pub(super) async fn extend(
    visitor: Visitor,
    At(claim): At<ClaimId>,
    mut fields: Fields,
) -> Result<Response, Failure> {
    let on = OnClaim::of(&visitor, claim, Operation::ExtendDeadline).await?;
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
    let extension = extension();
    let command = reading.finish(extension.map(ClaimCommand::ExtendDeadline));
    match on.carry_out(&visitor, &mut fields, command).await? {
        Ok(done) => Ok(visitor.done(done.position, &on.href(), "deadline-extended")),
        Err(errors) => shown(&visitor, &on, fields, errors).await,
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
    let title = say.say("extension-title").text("number", on.number());
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
    Ok(rendered_as(&page, say.language, page.errors.status()))
}
