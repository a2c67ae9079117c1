//! Explaining a document anew.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::Operation;
use domain::claim::{AnnotateDocument, FilesFor};
use domain::{ClaimCommand, ClaimId, DocumentId};
use projections::Command;

use super::claim_of::ClaimOf;
use crate::failure::Failure;
use crate::json::path::At;
use crate::pages::acting::NotDone;
use crate::pages::fields::{Errors, Fields, new_key};
use crate::pages::page::rendered;
use crate::pages::preferences::Theme;
use crate::pages::say::Say;
use crate::pages::shell::Shell;
use crate::pages::visitor::Visitor;

/// The page.
#[derive(Template)]
#[template(path = "document_note.html")]
struct NotePage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static crate::pages::assets::Addresses,
    fields: Fields,
    errors: Errors,
    document: String,
    file: String,
    is_proof: bool,
    back: String,
}

/// Shows the note as it is.
pub(in crate::pages) async fn show(
    visitor: Visitor,
    (At(claim), At(id)): (At<ClaimId>, At<DocumentId>),
) -> Result<Response, Failure> {
    let claim = editable(&visitor, claim).await?;
    let note = claim.document(id)?.document.note.clone();
    let version = claim.details().latest.version.to_string();
    let fields = [
        ("key", new_key()),
        ("version", version),
        ("note", note.unwrap_or_default()),
    ];
    let fields = Fields::filled(fields);
    shown(
        &visitor,
        &claim,
        id,
        fields,
        Errors::default(),
        StatusCode::OK,
    )
}

/// Writes the new note.
pub(in crate::pages) async fn change(
    visitor: Visitor,
    (At(claim), At(id)): (At<ClaimId>, At<DocumentId>),
    mut fields: Fields,
) -> Result<Response, Failure> {
    let claim = editable(&visitor, claim).await?;
    claim.document(id)?;
    let mut reading = fields.read(visitor.say);
    let note = reading.text("note");
    let note = match reading.finish(note) {
        Ok(note) => note,
        Err(errors) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return shown(&visitor, &claim, id, fields, errors, status);
        }
    };
    let command = ClaimCommand::AnnotateDocument(AnnotateDocument { id, note });
    match visitor
        .carry_out(&fields, Command::Claim(claim.id, command))
        .await
    {
        Ok(answer) => {
            let to = format!("{}#{id}", claim.href());
            Ok(visitor.done(answer.position, &to, "note-changed"))
        }
        Err(why) => {
            let status = seen_anew(&claim, &why, &mut fields);
            let errors = why.told(visitor.say)?;
            shown(&visitor, &claim, id, fields, errors, status)
        }
    }
}

/// Gives the status of a refused form, which from now on is for what its reader sees.
pub(in crate::pages) fn seen_anew(
    claim: &ClaimOf,
    why: &NotDone,
    fields: &mut Fields,
) -> StatusCode {
    match why {
        NotDone::Overtaken => {
            fields.set("version", claim.details().latest.version.to_string());
            StatusCode::CONFLICT
        }
        NotDone::Refused(_) | NotDone::Failed(_) => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// Reads a claim whose documents the reader may explain as it stands.
async fn editable(visitor: &Visitor, claim: ClaimId) -> Result<ClaimOf, Failure> {
    let operation = Operation::AnnotateDocument;
    visitor.caller.must_be_allowed_somewhere(operation)?;
    let claim = ClaimOf::read(visitor, claim).await?;
    claim.must_take_files(visitor, FilesFor::Attaching).await?;
    Ok(claim)
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
    let document = claim.titled(say, &held.document);
    let title = say.t("note-title");
    let page = NotePage {
        say,
        theme: visitor.theme,
        assets: &crate::pages::assets::ADDRESSES,
        shell: claim.shell(visitor, title),
        is_proof: held.document.is_proof(),
        file: held.document.file.name.clone(),
        back: format!("{}#{id}", claim.href()),
        document,
        fields,
        errors,
    };
    let mut response = rendered(&page, say.language);
    *response.status_mut() = status;
    Ok(response)
}
