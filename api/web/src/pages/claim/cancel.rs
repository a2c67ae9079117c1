//! Giving a claim up: asked on a page of its own, because it cannot be undone.

use askama::Template;
use axum::response::Response;
use domain::claim::Cancel;
use domain::{ClaimCommand, ClaimId, Money};

use super::opened::Opened;
use super::{framed, headline};
use crate::failure::Failure;
use crate::json::path::At;
use crate::pages::fields::{Errors, Fields};
use crate::pages::page::rendered_as;
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
}

/// Asks whether the claim is to be given up.
pub(in crate::pages) async fn show(
    visitor: Visitor,
    At(claim): At<ClaimId>,
) -> Result<Response, Failure> {
    let opened = Opened::of(&visitor, claim).await?;
    let fields = opened.form([("why", "")]);
    Ok(shown(&visitor, &opened, fields, Errors::default()))
}

/// Gives it up.
pub(in crate::pages) async fn cancel(
    visitor: Visitor,
    At(claim): At<ClaimId>,
    mut fields: Fields,
) -> Result<Response, Failure> {
    let opened = Opened::of(&visitor, claim).await?;
    let mut reading = fields.read(visitor.say);
    let why = reading.text("why");
    let command = reading.finish(why.map(|why| ClaimCommand::Cancel(Cancel { why })));
    match opened.carry_out(&visitor, &mut fields, command).await? {
        Ok(done) => Ok(visitor.done(done.position, &opened.href(), "claim-cancelled")),
        Err(errors) => Ok(shown(&visitor, &opened, fields, errors)),
    }
}

fn shown(visitor: &Visitor, opened: &Opened, fields: Fields, errors: Errors) -> Response {
    let (say, details) = (visitor.say, opened.details());
    let number = opened.number();
    let title = say.plain("claim-cancel-question", &[("number", &number)]);
    let shell = framed(visitor, opened, &title);
    let (_, amount) = headline(opened);
    let status = details.progress.standing.status;
    let page = CancelPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        path: opened.href(),
        claim_title: details.facts.title.clone(),
        status,
        amount,
        documents: details.documents.len(),
        is_reserved: status == domain::Status::ActionRequired,
        may_cancel: opened.may(visitor).cancel,
        shell: shell
            .under(&opened.href(), opened.number())
            .called(say.t("claim-cancel-short")),
        fields,
        errors,
    };
    rendered_as(&page, say.language, page.errors.status())
}

impl CancelPage {
    fn question(&self) -> Html {
        Html::text(&self.shell.title)
    }
}
