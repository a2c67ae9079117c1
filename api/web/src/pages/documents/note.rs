//! Explaining a document anew.

use askama::Template;
use axum::response::Response;
use domain::access::Operation;
use domain::claim::{AnnotateDocument, FilesFor};
use domain::{ClaimCommand, ClaimId, DocumentId};

use crate::failure::Failure;
use crate::json::path::At;
use crate::pages::fields::{Errors, Fields};
use crate::pages::on_claim::OnClaim;
use crate::pages::page::rendered_as;
use crate::pages::preferences::Theme;
use crate::pages::say::Say;
use crate::pages::shell::{Place, Shell};
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
    let on = editable(&visitor, claim).await?;
    let note = on.document(id)?.document.note.clone();
    let fields = on.form([("note", note.unwrap_or_default())]);
    shown(&visitor, &on, id, fields, Errors::default())
}

/// Writes the new note.
pub(in crate::pages) async fn change(
    visitor: Visitor,
    (At(claim), At(id)): (At<ClaimId>, At<DocumentId>),
    mut fields: Fields,
) -> Result<Response, Failure> {
    let on = editable(&visitor, claim).await?;
    on.document(id)?;
    let mut reading = fields.read(visitor.say);
    let note = reading.text("note");
    let note = reading.finish(note);
    let command = note.map(|note| ClaimCommand::AnnotateDocument(AnnotateDocument { id, note }));
    match on.carry_out(&visitor, &mut fields, command).await? {
        Ok(done) => {
            let to = format!("{}#{id}", on.href());
            Ok(visitor.done(done.position, &to, "note-changed"))
        }
        Err(errors) => shown(&visitor, &on, id, fields, errors),
    }
}

/// Reads a claim whose documents the reader may explain as it stands.
async fn editable(visitor: &Visitor, claim: ClaimId) -> Result<OnClaim, Failure> {
    let on = OnClaim::of(visitor, claim, Operation::AnnotateDocument).await?;
    on.must_take_files(visitor, FilesFor::Attaching).await?;
    Ok(on)
}

fn shown(
    visitor: &Visitor,
    on: &OnClaim,
    id: DocumentId,
    fields: Fields,
    errors: Errors,
) -> Result<Response, Failure> {
    let (say, held) = (visitor.say, on.document(id)?);
    let page = NotePage {
        say,
        theme: visitor.theme,
        assets: &crate::pages::assets::ADDRESSES,
        shell: on.shell(visitor, Place::Claims, say.t("note-title"), "note-title"),
        document: on.titled(say, &held.document),
        is_proof: held.document.is_proof(),
        file: held.document.file.name.clone(),
        back: format!("{}#{id}", on.href()),
        fields,
        errors,
    };
    Ok(rendered_as(&page, say.language, page.errors.status()))
}
