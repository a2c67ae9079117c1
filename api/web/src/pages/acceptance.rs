//! Accepting a rejection: the claim is over, and its money free again.

use askama::Template;
use axum::response::Response;
use domain::access::Operation;
use domain::claim::ClaimCommand;
use domain::{ClaimId, Money, Refusal};

use super::claim::standing::reasons;
use super::fields::{Errors, Fields};
use super::on_claim::OnClaim;
use super::page::rendered_as;
use super::preferences::Theme;
use super::say::{Html, Say};
use super::shell::{Place, Shell};
use super::visitor::Visitor;
use crate::failure::Failure;
use crate::json::path::At;

/// The page.
#[derive(Template)]
#[template(path = "acceptance.html")]
struct AcceptancePage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static super::assets::Addresses,
    fields: Fields,
    errors: Errors,
    lead: Html,
    amount: Money,
    reasons: String,
    text: String,
    rejected: Html,
    href: String,
}

/// Asks whether the rejection is accepted.
pub(super) async fn show(visitor: Visitor, At(claim): At<ClaimId>) -> Result<Response, Failure> {
    let on = OnClaim::of(&visitor, claim, Operation::CloseRejection).await?;
    on.rehearse(&visitor, &ClaimCommand::CloseRejection)
        .await??;
    let fields = on.form::<&str, &str>([]);
    shown(&visitor, &on, fields, Errors::default())
}

/// Accepts it.
pub(super) async fn accept(
    visitor: Visitor,
    At(claim): At<ClaimId>,
    mut fields: Fields,
) -> Result<Response, Failure> {
    let on = OnClaim::of(&visitor, claim, Operation::CloseRejection).await?;
    let command = Ok(ClaimCommand::CloseRejection);
    match on.carry_out(&visitor, &mut fields, command).await? {
        Ok(done) => Ok(visitor.done(done.position, &on.href(), "rejection-accepted")),
        Err(errors) => shown(&visitor, &on, fields, errors),
    }
}

fn shown(
    visitor: &Visitor,
    on: &OnClaim,
    fields: Fields,
    errors: Errors,
) -> Result<Response, Failure> {
    let (say, details) = (visitor.say, on.details());
    let rejection = details.rejection.as_ref();
    let rejection = rejection.ok_or(Refusal::ClaimMustBeRejected)?;
    let number = on.number();
    let title = say.plain("acceptance-title", &[("number", &number)]);
    let lead = say
        .say("acceptance-lead")
        .text("title", &details.facts.title)
        .text("org", say.org(&details.facts.partner));
    let rejected = say
        .say("acceptance-rejected")
        .text("person", say.person(&rejection.by.user))
        .date("at", rejection.at);
    let page = AcceptancePage {
        say,
        theme: visitor.theme,
        assets: &super::assets::ADDRESSES,
        shell: on.shell(visitor, Place::Claims, title, "acceptance-crumb"),
        lead: lead.into_html(),
        amount: details.claim.requested.unwrap_or(details.claim.declared),
        reasons: reasons(say, &rejection.reasons),
        text: rejection.text.clone(),
        rejected: rejected.into_html(),
        href: on.href(),
        fields,
        errors,
    };
    Ok(rendered_as(&page, say.language, page.errors.status()))
}
