//! Accepting a rejection: the claim is over, and its money free again.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use domain::claim::ClaimCommand;
use domain::{ClaimId, Money, Refusal};
use projections::Command;

use super::dispute::reasons;
use super::documents::claim_of::ClaimOf;
use super::documents::note::seen_anew;
use super::fields::{Errors, Fields, new_key};
use super::page::rendered;
use super::preferences::Theme;
use super::say::{Html, Say};
use super::shell::Shell;
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
    let claim = ClaimOf::read(&visitor, claim).await?;
    let (documents, by) = (&visitor.state.documents, visitor.actor());
    let command = ClaimCommand::CloseRejection;
    documents
        .rehearse(by, claim.id, &command, None, None)
        .await?;
    let version = claim.details().latest.version.to_string();
    let fields = Fields::filled([("key", new_key()), ("version", version)]);
    shown(&visitor, &claim, fields, Errors::default(), StatusCode::OK)
}

/// Accepts it.
pub(super) async fn accept(
    visitor: Visitor,
    At(claim): At<ClaimId>,
    mut fields: Fields,
) -> Result<Response, Failure> {
    let claim = ClaimOf::read(&visitor, claim).await?;
    let command = Command::Claim(claim.id, ClaimCommand::CloseRejection);
    match visitor.carry_out(&fields, command).await {
        Ok(answer) => {
            let to = claim.href();
            Ok(visitor.done(answer.position, &to, "rejection-accepted"))
        }
        Err(why) => {
            let status = seen_anew(&claim, &why, &mut fields);
            let errors = why.told(visitor.say)?;
            shown(&visitor, &claim, fields, errors, status)
        }
    }
}

fn shown(
    visitor: &Visitor,
    claim: &ClaimOf,
    fields: Fields,
    errors: Errors,
    status: StatusCode,
) -> Result<Response, Failure> {
    let (say, details) = (visitor.say, claim.details());
    let rejection = details.rejection.as_ref();
    let rejection = rejection.ok_or(Refusal::ClaimMustBeRejected)?;
    let number = claim.number();
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
        shell: claim
            .shell(visitor, title)
            .called(say.t("acceptance-crumb")),
        lead: lead.into_html(),
        amount: details.claim.requested.unwrap_or(details.claim.declared),
        reasons: reasons(say, rejection),
        text: rejection.text.clone(),
        rejected: rejected.into_html(),
        href: claim.href(),
        fields,
        errors,
    };
    let mut response = rendered(&page, say.language);
    *response.status_mut() = status;
    Ok(response)
}
