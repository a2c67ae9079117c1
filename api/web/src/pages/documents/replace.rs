//! Putting another document in the place of one: another file, other figures, or both.

use application::documents::DocumentsError;
use askama::Template;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::Operation;
use domain::claim::{FilesFor, ReplaceDocument};
use domain::document::File;
use domain::programme::Asked;
use domain::{ClaimCommand, ClaimId, Currency, DocumentId, Refusal, UploadId};
use projections::Command;

use super::bad::{NotTaken, fault, limit};
use super::brought::{forget, keep};
use super::sent::Sent;
use super::sheet::Names;
use crate::failure::Failure;
use crate::json::path::At;
use crate::pages::answer;
use crate::pages::answering::Answering;
use crate::pages::fields::{Errors, Fields};
use crate::pages::on_claim::OnClaim;
use crate::pages::page::rendered_as;
use crate::pages::preferences::Theme;
use crate::pages::say::{Html, Say};
use crate::pages::shell::{Place, Shell};
use crate::pages::visitor::Visitor;

/// What the form calls the file by.
const FILE: &str = "new";

/// The hidden field that names the file that was brought to take the place.
const UPLOAD: &str = "upload";

/// The page.
#[derive(Template)]
#[template(path = "document_replace.html")]
struct ReplacePage<'a> {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static crate::pages::assets::Addresses,
    fields: Fields,
    errors: Errors,
    not_taken: Vec<NotTaken>,
    names: Names,
    document: String,
    lead: Html,
    /// The file that the document has.
    old: File,
    /// The file that was brought, if one was.
    new: Option<File>,
    asked_proofs: &'a [Asked],
    currency: Currency,
    hint: Html,
    action: String,
    back: String,
    answering: Answering,
    href: String,
}

/// Shows what the document says.
pub(in crate::pages) async fn show(
    visitor: Visitor,
    (At(claim), At(id)): (At<ClaimId>, At<DocumentId>),
) -> Result<Response, Failure> {
    let on = OnClaim::of(&visitor, claim, Operation::ReplaceDocument).await?;
    on.must_take_files(&visitor, FilesFor::Replacing).await?;
    let fields = filled(&on, id, visitor.say)?;
    shown(&visitor, &on, id, fields, vec![], Errors::default()).await
}

/// Fills a form with what the document says.
fn filled(on: &OnClaim, id: DocumentId, say: Say) -> Result<Fields, Failure> {
    let mut fields = on.form::<&str, &str>([]);
    Names::of(FILE).fill(&mut fields, &on.document(id)?.document, say);
    Ok(fields)
}

/// Puts the new document in the place of the old one; whoever was answering goes on with that.
pub(in crate::pages) async fn replace(
    visitor: Visitor,
    (At(claim), At(old)): (At<ClaimId>, At<DocumentId>),
    request: Request,
) -> Result<Response, Failure> {
    let on = OnClaim::of(&visitor, claim, Operation::ReplaceDocument).await?;
    let admitted = on.must_take_files(&visitor, FilesFor::Replacing).await?;
    let documents = &visitor.state.documents;
    let mut sent = Sent::read(documents, request).await?;
    if let Some(broken) = sent.fault {
        let errors = Errors::of_all(fault(visitor.say, broken));
        return shown(&visitor, &on, old, sent.fields, vec![], errors).await;
    }
    let answering = Answering::of(&sent.fields);
    if answering.goes_on() && sent.fields.get(&Names::of(FILE).kind).is_empty() {
        // It comes from the page of the answers, and nothing was said of the document yet.
        let mut fields = filled(&on, old, visitor.say)?;
        answering.keep(&mut fields);
        return shown(&visitor, &on, old, fields, vec![], Errors::default()).await;
    }
    sent.files.truncate(1);
    let mut brought = sent.files.iter().flatten().map(|sound| sound.file().sha256);
    let brought = brought.next_back();
    let not_taken = keep(&visitor, &on, &admitted, &sent.fields, sent.files).await?;
    let mut fields = sent.fields;
    if is_done(&on, &fields, visitor.say) {
        let position = *visitor.state.ledger.head().borrow();
        return done(&visitor, &on, &fields, position, on.href()).await;
    }
    if let Some(sha256) = brought {
        let kept = documents.uploads(on.id).await?;
        let kept = kept.iter().find(|upload| upload.file.sha256 == sha256);
        if let Some(upload) = kept {
            fields.set(UPLOAD, upload.id.to_string());
        }
    }
    if !not_taken.is_empty() {
        return shown(&visitor, &on, old, fields, not_taken, Errors::default()).await;
    }
    let file = match new_file(&visitor, &on, &fields).await {
        Ok(Some(file)) => file,
        Ok(None) => on.document(old)?.document.file.clone(),
        Err(DocumentsError::NoSuchUpload) => {
            let errors = Errors::of_all(Html::text(&visitor.say.t("documents-gone")));
            fields.set(UPLOAD, "");
            return shown(&visitor, &on, old, fields, vec![], errors).await;
        }
        Err(error) => return Err(error.into()),
    };
    let mut reading = fields.read(visitor.say);
    let id = reading.new_id("document");
    let names = Names::of(FILE);
    let document = names.read(&mut reading, id, &file, on.currency());
    let document = match reading.finish(document) {
        Ok(document) => document,
        Err(errors) => return shown(&visitor, &on, old, fields, vec![], errors).await,
    };
    let command = ClaimCommand::ReplaceDocument(ReplaceDocument { old, document });
    match visitor
        .carry_out(&fields, Command::Claim(on.id, command))
        .await
    {
        Ok(answer) => {
            if let Ok(upload) = fields.get(UPLOAD).parse() {
                forget(&visitor, &on, upload).await;
            }
            let to = format!("{}#{id}", on.href());
            done(&visitor, &on, &fields, answer.position, to).await
        }
        Err(why) => {
            let field = |refusal: &Refusal| names.about(refusal).to_owned();
            let errors = on.told_at(&visitor, &mut fields, why, field).await?;
            shown(&visitor, &on, old, fields, vec![], errors).await
        }
    }
}

/// Goes on to the claim, or to the answers that were being written.
async fn done(
    visitor: &Visitor,
    on: &OnClaim,
    fields: &Fields,
    position: u64,
    to: String,
) -> Result<Response, Failure> {
    let answering = Answering::of(fields);
    match answering.goes_on() {
        true => answer::resumed(visitor, on.id, &answering, "document-replaced", position).await,
        false => Ok(visitor.done(position, &to, "document-replaced")),
    }
}

/// Tells whether this form has put its document there already.
fn is_done(on: &OnClaim, fields: &Fields, say: Say) -> bool {
    let id = fields.read(say).new_id("document");
    fields.key().is_some() && on.document(id).is_ok()
}

/// Finds the file that was brought to take the place; none: the document keeps its own.
async fn new_file(
    visitor: &Visitor,
    on: &OnClaim,
    fields: &Fields,
) -> Result<Option<File>, DocumentsError> {
    match fields.get(UPLOAD) {
        "" => Ok(None),
        text => {
            let upload: UploadId = text.parse().map_err(|_| DocumentsError::NoSuchUpload)?;
            let file = visitor.state.documents.uploaded(on.id, upload).await?;
            Ok(Some(file))
        }
    }
}

async fn shown(
    visitor: &Visitor,
    on: &OnClaim,
    id: DocumentId,
    fields: Fields,
    not_taken: Vec<NotTaken>,
    errors: Errors,
) -> Result<Response, Failure> {
    let (say, held) = (visitor.say, on.document(id)?);
    let titled = on.titled(say, &held.document);
    let lead = say.say("replace-lead").text("document", &titled);
    let most = limit(say, visitor.state.documents.limits().bytes_max);
    let page = ReplacePage {
        say,
        theme: visitor.theme,
        assets: &crate::pages::assets::ADDRESSES,
        shell: on.shell(
            visitor,
            Place::Claims,
            say.t("replace-title"),
            "replace-title",
        ),
        names: Names::of(FILE),
        document: titled,
        lead: lead.into_html(),
        old: held.document.file.clone(),
        new: new_file(visitor, on, &fields).await.unwrap_or_default(),
        asked_proofs: on.asked_proofs(),
        currency: on.currency(),
        hint: say.say("replace-file-hint").text("most", most).into_html(),
        action: format!("{}/documents/{id}/replace", on.href()),
        href: on.href(),
        back: format!("{}#{id}", on.href()),
        answering: Answering::of(&fields),
        errors,
        not_taken,
        fields,
    };
    let status = match page.not_taken.is_empty() {
        true => page.errors.status(),
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok(rendered_as(&page, say.language, status))
}
