//! Giving a claim up: asked on a page of its own, because it cannot be undone.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use domain::claim::Cancel;
use domain::{ClaimCommand, Money};
use projections::Command;

use super::opened::{Named, Opened};
use super::{framed, headline};
use crate::failure::Failure;
use crate::pages::acting::NotDone;
use crate::pages::claim::sent::Overtaken;
use crate::pages::fields::{Errors, Fields, new_key};
use crate::pages::page::rendered;
use crate::pages::preferences::Theme;
use crate::pages::say::{Html, Say};
use crate::pages::shell::Shell;
use crate::pages::visitor::Visitor;

/// The page.
#[derive(Template)]
#[template(path = "claim/cancel.html")]
struct CancelPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static crate::pages::assets::Addresses,
    path: String,
    claim_title: String,
    status: domain::Status,
    amount: Money,
    documents: usize,
    /// What is locked up for it until then.
    is_reserved: bool,
    may_cancel: bool,
    fields: Fields,
    errors: Errors,
    version: u64,
    overtaken: Option<Overtaken>,
}

/// Asks whether the claim is to be given up.
pub(in crate::pages) async fn show(visitor: Visitor, named: Named) -> Result<Response, Failure> {
    let opened = Opened::of(&visitor, named).await?;
    let fields = Fields::filled([("key", new_key())]);
    let page = page(&visitor, &opened, fields, Errors::default(), None);
    Ok(rendered(&page, visitor.say.language))
}

/// Gives it up.
pub(in crate::pages) async fn cancel(
    visitor: Visitor,
    named: Named,
    fields: Fields,
) -> Result<Response, Failure> {
    let Named(id) = named;
    let mut reading = fields.read(visitor.say);
    let why = reading.text("why");
    let command = reading.finish(why.map(|why| ClaimCommand::Cancel(Cancel { why })));
    let (errors, status) = match command {
        Err(errors) => (errors, StatusCode::UNPROCESSABLE_ENTITY),
        Ok(command) => match visitor
            .carry_out(&fields, Command::Claim(id, command))
            .await
        {
            Ok(answer) => {
                let to = super::actions::claim_of(&visitor.here);
                return Ok(visitor.done(answer.position, &to, "claim-cancelled"));
            }
            Err(NotDone::Overtaken) => (Errors::default(), StatusCode::CONFLICT),
            Err(why) => (why.told(visitor.say)?, StatusCode::UNPROCESSABLE_ENTITY),
        },
    };
    let opened = Opened::of(&visitor, named).await?;
    let is_stale = status == StatusCode::CONFLICT;
    let seen = fields.version().unwrap_or_default();
    let overtaken = is_stale.then(|| Overtaken::of(&visitor, &opened, seen));
    let page = page(&visitor, &opened, fields, errors, overtaken);
    let mut response = rendered(&page, visitor.say.language);
    *response.status_mut() = status;
    Ok(response)
}

fn page(
    visitor: &Visitor,
    opened: &Opened,
    fields: Fields,
    errors: Errors,
    overtaken: Option<Overtaken>,
) -> CancelPage {
    let (say, details) = (visitor.say, opened.details());
    let number = opened.number();
    let title = say.plain("claim-cancel-question", &[("number", &number)]);
    let shell = framed(visitor, opened, &title);
    let (_, amount) = headline(opened);
    let status = details.progress.standing.status;
    CancelPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        path: opened.path(),
        claim_title: details.facts.title.clone(),
        status,
        amount,
        documents: details.documents.len(),
        is_reserved: status == domain::Status::ActionRequired,
        may_cancel: opened.may(visitor).cancel,
        fields,
        errors,
        version: opened.version(),
        overtaken,
        shell: shell
            .under(&opened.path(), opened.number())
            .called(say.t("claim-cancel-short")),
    }
}

impl CancelPage {
    fn question(&self) -> Html {
        Html::text(&self.shell.title)
    }
}
