//! Taking an approval back, by another approver, before anything is paid.

use askama::Template;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::access::Operation;
use domain::claim::RevokeApproval;
use domain::{ClaimCommand, ClaimId, Money};

use super::fields::{Errors, Fields};
use super::on_claim::{Effects, Head, OnClaim};
use super::page::rendered_as;
use super::preferences::Theme;
use super::say::{Html, Say};
use super::shell::{Place, Shell};
use super::visitor::Visitor;
use crate::failure::Failure;
use crate::json::path::At;

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
pub(super) async fn show(visitor: Visitor, At(claim): At<ClaimId>) -> Result<Response, Failure> {
    let on = OnClaim::of(&visitor, claim, Operation::RevokeApproval).await?;
    let fields = on.form::<&str, &str>([]);
    shown(&visitor, &on, fields, Errors::default()).await
}

/// Takes the approval back, or shows the page again with what was wrong.
pub(super) async fn revoke(
    visitor: Visitor,
    At(claim): At<ClaimId>,
    mut fields: Fields,
) -> Result<Response, Failure> {
    let on = OnClaim::of(&visitor, claim, Operation::RevokeApproval).await?;
    let mut reading = fields.read(visitor.say);
    let why = reading.text("why");
    let why = reading.finish(why);
    let command = why.map(|why| ClaimCommand::RevokeApproval(RevokeApproval { why }));
    match on.carry_out(&visitor, &mut fields, command).await? {
        Ok(done) => Ok(visitor.done(done.position, &on.href(), "approval-revoked")),
        Err(errors) => shown(&visitor, &on, fields, errors).await,
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
    let why_not = OnClaim::why_not(say, &rehearsed);
    let approval = on.details().approval.as_ref().map(|approval| Approved {
        amount: approval.approved,
        by: say.person(&approval.by.user),
        at: approval.at,
    });
    let amount = approval.as_ref().map(|approval| approval.amount);
    let title = say
        .say("revocation-question")
        .text("number", on.number())
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
    Ok(rendered_as(&page, say.language, page.errors.status()))
}
