//! Adding documents: several files are brought at once, then each is described; nothing is attached
//! before somebody says so.

mod page;

use axum::extract::Request;
use axum::response::{IntoResponse, Redirect, Response};
use domain::access::Operation;
use domain::claim::{AttachDocument, FilesFor};
use domain::{ClaimCommand, ClaimId, ContributionId, Document, DocumentId, UploadId};
use projections::Command;

use super::bad::NotTaken;
use super::brought::{drop_one, forget, keep, waiting};
use super::sent::Sent;
use super::sheet::Names;
use crate::failure::Failure;
use crate::json::path::At;
use crate::pages::acting::{NotDone, command_key};
use crate::pages::answer;
use crate::pages::answering::Answering;
use crate::pages::documents::bad::fault;
use crate::pages::fields::{Errors, Fields, new_key};
use crate::pages::on_claim::OnClaim;
use crate::pages::say::Html;
use crate::pages::visitor::Visitor;
use page::{Happened, shown};

/// The hidden field that names a file of the form.
const UPLOAD: &str = "upload";

/// A file of the form that is to be attached.
struct Described {
    upload: UploadId,
    /// As the form calls its fields.
    names: Names,
    document: Document,
}

/// Shows what waits to be described, or the empty form.
pub(in crate::pages) async fn show(
    visitor: Visitor,
    At(claim): At<ClaimId>,
) -> Result<Response, Failure> {
    let on = OnClaim::of(&visitor, claim, Operation::AttachDocument).await?;
    on.must_take_files(&visitor, FilesFor::Attaching).await?;
    let fields = Fields::filled([("key", new_key())]);
    shown(&visitor, &on, fields, Happened::default()).await
}

/// Does what the pressed button says: keeps files, drops one, adds up, or attaches all.
pub(in crate::pages) async fn act(
    visitor: Visitor,
    At(claim): At<ClaimId>,
    request: Request,
) -> Result<Response, Failure> {
    let on = OnClaim::of(&visitor, claim, Operation::AttachDocument).await?;
    let admitted = on.must_take_files(&visitor, FilesFor::Attaching).await?;
    let documents = &visitor.state.documents;
    let Sent {
        fields,
        files,
        fault: broken,
    } = Sent::read(documents, request).await?;
    let mut happened = Happened {
        not_taken: NotTaken::remembered(&fields, documents.limits().bytes_max),
        ..Happened::default()
    };
    if let Some(broken) = broken {
        happened.errors = Errors::of_all(fault(visitor.say, broken));
        return shown(&visitor, &on, fields, happened).await;
    }
    let has_brought = !files.is_empty();
    for refused in keep(&visitor, &on, &admitted, &fields, files).await? {
        if !happened.not_taken.contains(&refused) {
            happened.not_taken.push(refused);
        }
    }
    if fields.has("add") && !has_brought {
        happened.errors = Errors::of_all(Html::text(&visitor.say.t("form-fault-no-file")));
    }
    if let Ok(upload) = fields.get("drop").parse::<UploadId>() {
        drop_one(&visitor, &on, upload).await?;
    }
    // Files that came with the button itself nobody has described.
    if fields.has("attach") && !has_brought {
        return attach(&visitor, &on, fields, happened).await;
    }
    // Nothing was typed yet: the page has an address of its own, which can be loaded again.
    let has_typed = fields.has(UPLOAD) || Answering::of(&fields).goes_on();
    if !has_typed && happened.errors.is_empty() && happened.not_taken.is_empty() {
        let to = format!("{}/documents/new", on.href());
        return Ok(Redirect::to(&to).into_response());
    }
    shown(&visitor, &on, fields, happened).await
}

/// Attaches all that is described, each once; what a law would refuse is told before any is.
async fn attach(
    visitor: &Visitor,
    on: &OnClaim,
    fields: Fields,
    mut happened: Happened,
) -> Result<Response, Failure> {
    let described = match read(visitor, on, &fields).await? {
        Ok(described) => described,
        Err(errors) => {
            happened.errors = errors;
            return shown(visitor, on, fields, happened).await;
        }
    };
    let contribution = on.asked_of(visitor).map(|asked| asked.id);
    let commands = commands(&described, contribution);
    for (one, command) in described.iter().zip(&commands) {
        let (documents, by) = (&visitor.state.documents, visitor.actor());
        let key = command_key(&once(&fields, one.upload));
        let rehearsed = documents.rehearse(by, on.id, command, None, key.as_ref());
        if let Err(error) = rehearsed.await {
            refused(visitor, &mut happened, one, error.into())?;
        }
    }
    if !happened.errors.is_empty() {
        return shown(visitor, on, fields, happened).await;
    }
    let mut position = *visitor.state.ledger.head().borrow();
    for (one, command) in described.iter().zip(commands) {
        let once = once(&fields, one.upload);
        let command = Command::Claim(on.id, command);
        match visitor.carry_out(&once, command).await {
            Ok(answer) => {
                position = position.max(answer.position);
                happened.attached.push(one.document.file.name.clone());
                forget(visitor, on, one.upload).await;
            }
            Err(why) => refused(visitor, &mut happened, one, why)?,
        }
    }
    if happened.errors.is_empty() {
        let (answering, done) = (Answering::of(&fields), "documents-attached");
        return match answering.goes_on() {
            true => answer::resumed(visitor, on.id, &answering, done, position).await,
            false => Ok(visitor.done(position, &on.href(), done)),
        };
    }
    let on = OnClaim::of(visitor, on.id, Operation::AttachDocument).await?;
    shown(visitor, &on, fields, happened).await
}

/// Makes the commands; a colleague has answered what they were asked with the last document.
fn commands(described: &[Described], contribution: Option<ContributionId>) -> Vec<ClaimCommand> {
    let last = described.len().saturating_sub(1);
    let command = |(n, one): (usize, &Described)| {
        ClaimCommand::AttachDocument(AttachDocument {
            document: one.document.clone(),
            contribution: contribution.filter(|_| n == last),
        })
    };
    described.iter().enumerate().map(command).collect()
}

/// Reads what is typed about each file of the form; one that was attached by the same form before is
/// done.
async fn read(
    visitor: &Visitor,
    on: &OnClaim,
    fields: &Fields,
) -> Result<Result<Vec<Described>, Errors>, Failure> {
    let waiting = waiting(visitor, on).await?;
    let mut reading = fields.read(visitor.say);
    let mut described = vec![];
    if !fields.has(UPLOAD) {
        reading.refuse("files", "form-fault-no-file");
    }
    for text in fields.all(UPLOAD) {
        let Ok(upload) = text.parse::<UploadId>() else {
            continue;
        };
        let id: DocumentId = reading.new_id(&format!("document-{upload}"));
        if on.document(id).is_ok() {
            continue;
        }
        let names = Names::of(text);
        let Some(known) = waiting.iter().find(|known| known.id == upload) else {
            reading.refuse("files", "documents-gone");
            continue;
        };
        let read = names.read(&mut reading, id, &known.file, on.currency());
        described.extend(read.map(|document| Described {
            upload,
            names,
            document,
        }));
    }
    Ok(reading.finish(Some(described)))
}

/// Says which file was refused, at the field that the law is about; a failure has its own page.
fn refused(
    visitor: &Visitor,
    happened: &mut Happened,
    one: &Described,
    why: NotDone,
) -> Result<(), Failure> {
    let field = match &why {
        NotDone::Refused(refusal) => one.names.about(refusal).to_owned(),
        NotDone::Overtaken | NotDone::Failed(_) => one.names.kind.clone(),
    };
    for told in why.told(visitor.say)?.all() {
        happened.errors.push(field.clone(), told.why.clone());
    }
    Ok(())
}

/// Gives the key under which one file of the form is attached once.
fn once(fields: &Fields, upload: UploadId) -> Fields {
    match fields.key() {
        Some(key) => Fields::filled([("key", format!("{key}-{upload}"))]),
        None => Fields::default(),
    }
}
