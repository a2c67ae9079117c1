//! Putting another document in the place of one: another file, other figures, or both.

use application::documents::DocumentsError;
use askama::Template;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use domain::claim::{FilesFor, ReplaceDocument};
use domain::document::File;
use domain::programme::Asked;
use domain::{ClaimCommand, ClaimId, Currency, DocumentId, UploadId};
use projections::Command;

use super::bad::{NotTaken, fault, limit};
use super::brought::{forget, keep};
use super::claim_of::ClaimOf;
use super::note::seen_anew;
use super::sent::Sent;
use super::sheet::Names;
use crate::failure::Failure;
use crate::json::path::At;
use crate::pages::acting::NotDone;
use crate::pages::fields::{Errors, Fields, new_key};
use crate::pages::page::rendered;
use crate::pages::preferences::Theme;
use crate::pages::say::{Html, Say};
use crate::pages::shell::Shell;
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
}

/// What came of a form.
struct Happened {
    errors: Errors,
    not_taken: Vec<NotTaken>,
    status: StatusCode,
}

/// Shows what the document says.
pub(in crate::pages) async fn show(
    visitor: Visitor,
    (At(claim), At(id)): (At<ClaimId>, At<DocumentId>),
) -> Result<Response, Failure> {
    let claim = ClaimOf::read(&visitor, claim).await?;
    claim.must_take_files(&visitor, FilesFor::Replacing).await?;
    let held = claim.document(id)?;
    let version = claim.details().latest.version.to_string();
    let mut fields = Fields::filled([("key", new_key()), ("version", version)]);
    Names::of(FILE).fill(&mut fields, &held.document, visitor.say);
    let happened = Happened {
        errors: Errors::default(),
        not_taken: vec![],
        status: StatusCode::OK,
    };
    shown(&visitor, &claim, id, fields, happened).await
}

/// Puts the new document in the place of the old one.
pub(in crate::pages) async fn replace(
    visitor: Visitor,
    (At(claim), At(old)): (At<ClaimId>, At<DocumentId>),
    request: Request,
) -> Result<Response, Failure> {
    let claim = ClaimOf::read(&visitor, claim).await?;
    let admitted = claim.must_take_files(&visitor, FilesFor::Replacing).await?;
    let documents = &visitor.state.documents;
    let mut sent = Sent::read(documents, request).await?;
    let mut happened = Happened {
        errors: Errors::default(),
        not_taken: vec![],
        status: StatusCode::UNPROCESSABLE_ENTITY,
    };
    if let Some(broken) = sent.fault {
        happened.errors = Errors::of_all(fault(visitor.say, broken));
        return shown(&visitor, &claim, old, sent.fields, happened).await;
    }
    sent.files.truncate(1);
    let mut brought = sent.files.iter().flatten().map(|sound| sound.file().sha256);
    let brought = brought.next_back();
    happened.not_taken = keep(&visitor, &claim, &admitted, &sent.fields, sent.files).await?;
    let mut fields = sent.fields;
    if is_done(&claim, &fields, visitor.say) {
        let position = *visitor.state.ledger.head().borrow();
        return Ok(visitor.done(position, &claim.href(), "document-replaced"));
    }
    if let Some(sha256) = brought {
        let kept = documents.uploads(claim.id).await?;
        let kept = kept.iter().find(|upload| upload.file.sha256 == sha256);
        if let Some(upload) = kept {
            fields.set(UPLOAD, upload.id.to_string());
        }
    }
    if !happened.not_taken.is_empty() {
        return shown(&visitor, &claim, old, fields, happened).await;
    }
    let mut reading = fields.read(visitor.say);
    let id = reading.new_id("document");
    let file = match new_file(&visitor, &claim, &fields).await {
        Ok(Some(file)) => file,
        Ok(None) => claim.document(old)?.document.file.clone(),
        Err(DocumentsError::NoSuchUpload) => {
            happened.errors = Errors::of_all(Html::text(&visitor.say.t("documents-gone")));
            fields.set(UPLOAD, "");
            return shown(&visitor, &claim, old, fields, happened).await;
        }
        Err(error) => return Err(error.into()),
    };
    let names = Names::of(FILE);
    let document = names.read(&mut reading, id, &file, claim.currency());
    let document = match reading.finish(document) {
        Ok(document) => document,
        Err(errors) => {
            happened.errors = errors;
            return shown(&visitor, &claim, old, fields, happened).await;
        }
    };
    let command = ClaimCommand::ReplaceDocument(ReplaceDocument { old, document });
    let done = visitor.carry_out(&fields, Command::Claim(claim.id, command));
    match done.await {
        Ok(answer) => {
            if let Ok(upload) = fields.get(UPLOAD).parse() {
                forget(&visitor, &claim, upload).await;
            }
            let to = format!("{}#{id}", claim.href());
            Ok(visitor.done(answer.position, &to, "document-replaced"))
        }
        Err(why) => {
            happened.status = seen_anew(&claim, &why, &mut fields);
            happened.errors = at_its_field(&names, why, visitor.say)?;
            shown(&visitor, &claim, old, fields, happened).await
        }
    }
}

/// Tells whether this form has put its document there already.
fn is_done(claim: &ClaimOf, fields: &Fields, say: Say) -> bool {
    let id = fields.read(say).new_id("document");
    fields.key().is_some() && claim.document(id).is_ok()
}

/// Says what refused, at the field that it is about.
fn at_its_field(names: &Names, why: NotDone, say: Say) -> Result<Errors, Failure> {
    let field = match &why {
        NotDone::Refused(refusal) => names.about(refusal).to_owned(),
        NotDone::Overtaken | NotDone::Failed(_) => String::new(),
    };
    let mut errors = Errors::default();
    for told in why.told(say)?.all() {
        errors.push(field.clone(), told.why.clone());
    }
    Ok(errors)
}

/// Finds the file that was brought to take the place; none: the document keeps its own.
async fn new_file(
    visitor: &Visitor,
    claim: &ClaimOf,
    fields: &Fields,
) -> Result<Option<File>, DocumentsError> {
    match fields.get(UPLOAD) {
        "" => Ok(None),
        text => {
            let upload: UploadId = text.parse().map_err(|_| DocumentsError::NoSuchUpload)?;
            let file = visitor.state.documents.uploaded(claim.id, upload).await?;
            Ok(Some(file))
        }
    }
}

async fn shown(
    visitor: &Visitor,
    claim: &ClaimOf,
    id: DocumentId,
    fields: Fields,
    happened: Happened,
) -> Result<Response, Failure> {
    let (say, held) = (visitor.say, claim.document(id)?);
    let titled = claim.titled(say, &held.document);
    let lead = say.say("replace-lead").text("document", &titled);
    let most = limit(say, visitor.state.documents.limits().bytes_max);
    let page = ReplacePage {
        say,
        theme: visitor.theme,
        assets: &crate::pages::assets::ADDRESSES,
        shell: claim.shell(visitor, say.t("replace-title")),
        names: Names::of(FILE),
        document: titled,
        lead: lead.into_html(),
        old: held.document.file.clone(),
        new: new_file(visitor, claim, &fields).await.unwrap_or_default(),
        asked_proofs: claim.asked_proofs(),
        currency: claim.currency(),
        hint: say.say("replace-file-hint").text("most", most).into_html(),
        action: format!("{}/documents/{id}/replace", claim.href()),
        back: format!("{}#{id}", claim.href()),
        errors: happened.errors,
        not_taken: happened.not_taken,
        fields,
    };
    let mut response = rendered(&page, say.language);
    *response.status_mut() = happened.status;
    Ok(response)
}
