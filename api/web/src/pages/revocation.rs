//! Taking an approval back, by another approver, before anything is paid.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::access::Operation;
use domain::claim::RevokeApproval;
use domain::{ClaimCommand, Money};
use projections::Command;

use super::fields::{Errors, Fields, new_key};
use super::on_claim::{Effects, Head, OnClaim, with_status};
use super::page::rendered;
use super::preferences::Theme;
use super::say::{Html, Say};
use super::shell::{Place, Shell};
use super::visitor::Visitor;
use crate::failure::Failure;

/// The page.
#[derive(Template)]
#[template(path = "revocation.html")]
struct RevocationPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static super::assets::Addresses,
    fields: Fields,
    errors: Errors,
    head: Head,
    why_not: Option<Html>,
    approval: Option<Approved>,
    effects: Effects,
}

/// The approval that stands.
struct Approved {
    amount: Money,
    by: String,
    at: DateTime<Utc>,
}

/// Shows the page that asks whether the approval is to be taken back.
pub(super) async fn show(visitor: Visitor, Path(claim): Path<String>) -> Result<Response, Failure> {
    let on = OnClaim::of(&visitor, &claim, Operation::RevokeApproval).await?;
    let fields = Fields::filled([("key", new_key()), ("version", on.version())]);
    shown(&visitor, &on, fields, Errors::default()).await
}

/// Takes the approval back, or shows the page again with what was wrong.
pub(super) async fn revoke(
    visitor: Visitor,
    Path(claim): Path<String>,
    mut fields: Fields,
) -> Result<Response, Failure> {
    let on = OnClaim::of(&visitor, &claim, Operation::RevokeApproval).await?;
    let mut reading = fields.read(visitor.say);
    let why = reading.text("why");
    let why = match reading.finish(why) {
        Ok(why) => why,
        Err(errors) => {
            let page = shown(&visitor, &on, fields, errors).await?;
            return Ok(with_status(page, StatusCode::UNPROCESSABLE_ENTITY));
        }
    };
    let command = ClaimCommand::RevokeApproval(RevokeApproval { why });
    match visitor
        .carry_out(&fields, Command::Claim(on.id, command))
        .await
    {
        Ok(answer) => Ok(visitor.done(answer.position, &on.href(), "approval-revoked")),
        Err(why) => {
            let (errors, status) = on.told(&visitor, &mut fields, why).await?;
            let page = shown(&visitor, &on, fields, errors).await?;
            Ok(with_status(page, status))
        }
    }
}

async fn shown(
    visitor: &Visitor,
    on: &OnClaim,
    fields: Fields,
    errors: Errors,
) -> Result<Response, Failure> {
    let say = visitor.say;
    let plain = ClaimCommand::RevokeApproval(RevokeApproval {
        why: "-".to_owned(),
    });
    let rehearsed = on.rehearse(visitor, &plain).await?;
    let why_not = rehearsed.as_ref().err().map(|refusal| say.refusal(refusal));
    let approval = on.details().approval.as_ref().map(|approval| Approved {
        amount: approval.approved,
        by: say.person(&approval.by.user),
        at: approval.at,
    });
    let amount = approval.as_ref().map(|approval| approval.amount);
    let title = say
        .say("revocation-question")
        .text("number", &on.number)
        .text(
            "amount",
            amount.map_or_else(String::new, |it| say.money_text(it)),
        );
    let title = match amount {
        Some(_) => title.to_string(),
        None => say.t("revocation-title").into_owned(),
    };
    let shell = on.shell(visitor, Place::Review, title, "revocation-crumb");
    let page = RevocationPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        head: on.head(say),
        why_not,
        approval,
        effects: rehearsed.unwrap_or_default(),
        fields,
        errors,
        shell: shell.found_at(format!("{}/revocation", on.href())),
    };
    Ok(rendered(&page, say.language))
}
