//! Disputing a rejection, once: why it should be paid, with further proofs.

mod page;

use axum::extract::Request;
use axum::response::Response;
use domain::access::Operation;
use domain::claim::{Dispute, FilesFor};
use domain::{ClaimCommand, ClaimId, Document, DocumentId, DocumentKind, UploadId};
use projections::Command;
use projections::uploads::Upload;

use super::documents::bad::{NotTaken, fault};
use super::documents::brought::{drop_one, forget, keep, waiting};
use super::documents::sent::Sent;
use super::documents::sheet::Names;
use super::fields::{Fields, Reading};
use super::on_claim::OnClaim;
use super::say::Html;
use super::visitor::Visitor;
use crate::failure::Failure;
use crate::json::path::At;
use page::{Happened, shown};

/// Shows the form.
pub(super) async fn show(visitor: Visitor, At(claim): At<ClaimId>) -> Result<Response, Failure> {
    let on = OnClaim::of(&visitor, claim, Operation::DisputeRejection).await?;
    on.must_take_files(&visitor, FilesFor::Disputing).await?;
    let fields = on.form::<&str, &str>([]);
    shown(&visitor, &on, fields, Happened::default()).await
}

/// Does what the pressed button says: keeps files, drops one, or sends the dispute.
pub(super) async fn act(
    visitor: Visitor,
    At(claim): At<ClaimId>,
    request: Request,
) -> Result<Response, Failure> {
    let on = OnClaim::of(&visitor, claim, Operation::DisputeRejection).await?;
    let mut sent = Sent::read(&visitor.state.documents, request).await?;
    if sent.fields.has("send") && sent.files.is_empty() && sent.fault.is_none() {
        return dispute(&visitor, &on, sent.fields).await;
    }
    let admitted = on.must_take_files(&visitor, FilesFor::Disputing).await?;
    let most = visitor.state.documents.limits().bytes_max;
    let mut happened = Happened {
        not_taken: NotTaken::remembered(&sent.fields, most),
        ..Happened::default()
    };
    let has_brought = !sent.files.is_empty();
    let files = std::mem::take(&mut sent.files);
    for refused in keep(&visitor, &on, &admitted, &sent.fields, files).await? {
        if !happened.not_taken.contains(&refused) {
            happened.not_taken.push(refused);
        }
    }
    let wrong = match sent.fault {
        Some(broken) => Some(fault(visitor.say, broken)),
        None if sent.fields.has("add") && !has_brought => {
            Some(Html::text(&visitor.say.t("form-fault-no-file")))
        }
        None => None,
    };
    if let Some(wrong) = wrong {
        happened.errors.push("files", wrong);
    }
    if let Ok(upload) = sent.fields.get("drop").parse::<UploadId>() {
        drop_one(&visitor, &on, upload).await?;
    }
    shown(&visitor, &on, sent.fields, happened).await
}

/// Sends the dispute with all that waits to prove it.
async fn dispute(visitor: &Visitor, on: &OnClaim, mut fields: Fields) -> Result<Response, Failure> {
    let uploads = waiting(visitor, on).await?;
    let mut reading = fields.read(visitor.say);
    if is_done(on, &fields, &reading) {
        let position = *visitor.state.ledger.head().borrow();
        return Ok(visitor.done(position, &on.href(), "claim-disputed"));
    }
    let justification = reading.text("justification");
    let documents: Vec<Document> = uploads
        .iter()
        .filter_map(|upload| proof(&mut reading, upload))
        .collect();
    let dispute = justification.map(|justification| Dispute {
        justification,
        documents,
    });
    let refused = |errors| Happened {
        errors,
        ..Happened::default()
    };
    let dispute = match reading.finish(dispute) {
        Ok(dispute) => dispute,
        Err(errors) => return shown(visitor, on, fields, refused(errors)).await,
    };
    let command = Command::Claim(on.id, ClaimCommand::Dispute(dispute));
    match visitor.carry_out(&fields, command).await {
        Ok(answer) => {
            for upload in &uploads {
                forget(visitor, on, upload.id).await;
            }
            Ok(visitor.done(answer.position, &on.href(), "claim-disputed"))
        }
        Err(why) => {
            let errors = on.told(visitor, &mut fields, why).await?;
            shown(visitor, on, fields, refused(errors)).await
        }
    }
}

/// Tells whether this form was sent already: its files are on the claim.
fn is_done(on: &OnClaim, fields: &Fields, reading: &Reading<'_>) -> bool {
    let mut uploads = fields.all("upload").peekable();
    let is_there = |upload: &str| {
        let id: DocumentId = reading.new_id(&format!("document-{upload}"));
        on.document(id).is_ok()
    };
    fields.key().is_some() && uploads.peek().is_some() && uploads.all(is_there)
}

/// Reads the proof that a file is made.
fn proof(reading: &mut Reading<'_>, upload: &Upload) -> Option<Document> {
    let id: DocumentId = reading.new_id(&format!("document-{}", upload.id));
    let names = Names::of(&upload.id.to_string());
    let (note, answers) = names.proof(reading);
    Some(Document {
        id,
        kind: DocumentKind::Proof,
        file: upload.file.clone(),
        note: note?,
        answers: answers?,
    })
}
