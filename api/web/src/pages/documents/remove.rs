//! Taking a document off a claim, with the reason; the history keeps it.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use domain::claim::{FilesFor, RemoveDocument};
use domain::{ClaimCommand, ClaimId, DocumentId, Money};
use projections::Command;

use super::claim_of::ClaimOf;
use super::note::seen_anew;
use crate::failure::Failure;
use crate::json::path::At;
use crate::pages::fields::{Errors, Fields, new_key};
use crate::pages::page::rendered;
use crate::pages::preferences::Theme;
use crate::pages::say::{Html, Say};
use crate::pages::shell::Shell;
use crate::pages::visitor::Visitor;

/// The page.
#[derive(Template)]
#[template(path = "document_remove.html")]
struct RemovePage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static crate::pages::assets::Addresses,
    fields: Fields,
    errors: Errors,
    facts: Facts,
    lead: Html,
    back: String,
}

/// What is taken off.
struct Facts {
    document: String,
    file: String,
    size: u64,
    note: Option<String>,
    claimed: Option<Money>,
    added: Html,
}

/// Asks whether it is to go.
pub(in crate::pages) async fn show(
    visitor: Visitor,
    (At(claim), At(id)): (At<ClaimId>, At<DocumentId>),
) -> Result<Response, Failure> {
    let claim = ClaimOf::read(&visitor, claim).await?;
    claim.must_take_files(&visitor, FilesFor::Replacing).await?;
    let version = claim.details().latest.version.to_string();
    let fields = Fields::filled([("key", new_key()), ("version", version)]);
    shown(
        &visitor,
        &claim,
        id,
        fields,
        Errors::default(),
        StatusCode::OK,
    )
}

/// Takes it off.
pub(in crate::pages) async fn remove(
    visitor: Visitor,
    (At(claim), At(id)): (At<ClaimId>, At<DocumentId>),
    mut fields: Fields,
) -> Result<Response, Failure> {
    let claim = ClaimOf::read(&visitor, claim).await?;
    let mut reading = fields.read(visitor.say);
    let why = reading.text("why");
    let why = match reading.finish(why) {
        Ok(why) => why,
        Err(errors) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return shown(&visitor, &claim, id, fields, errors, status);
        }
    };
    let command = ClaimCommand::RemoveDocument(RemoveDocument { id, why });
    match visitor
        .carry_out(&fields, Command::Claim(claim.id, command))
        .await
    {
        Ok(answer) => Ok(visitor.done(answer.position, &claim.href(), "document-removed")),
        Err(why) => {
            let status = seen_anew(&claim, &why, &mut fields);
            let errors = why.told(visitor.say)?;
            shown(&visitor, &claim, id, fields, errors, status)
        }
    }
}

fn shown(
    visitor: &Visitor,
    claim: &ClaimOf,
    id: DocumentId,
    fields: Fields,
    errors: Errors,
    status: StatusCode,
) -> Result<Response, Failure> {
    let (say, held) = (visitor.say, claim.document(id)?);
    let (document, file) = (&held.document, &held.document.file);
    let titled = claim.titled(say, document);
    let title = say.plain("remove-title", &[("document", &titled)]);
    let lead = say.say("remove-lead").text("number", claim.number());
    let lead = lead.text("title", &claim.details().facts.title);
    let page = RemovePage {
        say,
        theme: visitor.theme,
        assets: &crate::pages::assets::ADDRESSES,
        shell: claim.shell(visitor, title).called(say.t("remove-crumb")),
        facts: Facts {
            document: titled,
            file: file.name.clone(),
            size: file.size,
            note: document.note.clone(),
            claimed: document.cost().map(|cost| cost.claimed),
            added: say
                .say("remove-added")
                .text("person", say.person(&held.added_by.user))
                .date("at", held.added_at)
                .into_html(),
        },
        lead: lead.into_html(),
        back: format!("{}#{id}", claim.href()),
        fields,
        errors,
    };
    let mut response = rendered(&page, say.language);
    *response.status_mut() = status;
    Ok(response)
}
