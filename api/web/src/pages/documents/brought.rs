//! Files that were brought for a claim and are no documents yet.

use application::documents::{Admitted, DocumentsError, Sound};
use application::wire::Ids;
use domain::UploadId;
use projections::uploads::Upload;

use super::bad::NotTaken;
use crate::failure::Failure;
use crate::pages::fields::Fields;
use crate::pages::on_claim::{OnClaim, is_contributor};
use crate::pages::visitor::Visitor;

/// Lists the files that wait to be described, in the order in which they came.
///
/// Whoever may edit the claim sees all of them, a colleague those that they brought themselves; what
/// is on the claim already waits for nobody.
pub(in crate::pages) async fn waiting(
    visitor: &Visitor,
    on: &OnClaim,
) -> Result<Vec<Upload>, Failure> {
    let uploads = visitor.state.documents.uploads(on.id).await?;
    let me = visitor.actor().person();
    let mut waiting: Vec<Upload> = vec![];
    for upload in uploads {
        let is_theirs = !is_contributor(visitor) || upload.by == me;
        let sha256 = upload.file.sha256;
        let is_twice = waiting.iter().any(|known| known.file.sha256 == sha256);
        if is_theirs && !is_twice && !is_on(on, &upload.file) {
            waiting.push(upload);
        }
    }
    Ok(waiting)
}

fn is_on(on: &OnClaim, file: &domain::document::File) -> bool {
    let mut held = on.details().documents.iter();
    held.any(|held| held.document.file.sha256 == file.sha256)
}

/// Keeps files for a day; gives those that were not taken.
///
/// The same form sent again brings the same uploads again, and a file that waits already is not
/// kept twice.
pub(in crate::pages) async fn keep(
    visitor: &Visitor,
    on: &OnClaim,
    admitted: &Admitted,
    fields: &Fields,
    files: Vec<Result<Sound, NotTaken>>,
) -> Result<Vec<NotTaken>, Failure> {
    let mut not_taken = vec![];
    let mut known = waiting(visitor, on).await?;
    for file in files {
        let sound = match file {
            Ok(sound) => sound,
            Err(refused) => {
                not_taken.push(refused);
                continue;
            }
        };
        let file = sound.file();
        if is_on(on, &file) {
            not_taken.push(NotTaken::known(&file.name));
            continue;
        }
        if known.iter().any(|known| known.file.sha256 == file.sha256) {
            continue;
        }
        let id = upload_id(fields, admitted, &file);
        let held = visitor
            .state
            .documents
            .hold(admitted, visitor.actor(), id, sound);
        match held.await {
            Ok(upload) => known.push(upload),
            Err(DocumentsError::TooManyUploads { .. }) => {
                not_taken.push(NotTaken::too_many_waiting(&file.name));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(not_taken)
}

/// Forgets a file that nobody wants to attach, if its reader sees it.
pub(in crate::pages) async fn drop_one(
    visitor: &Visitor,
    on: &OnClaim,
    upload: UploadId,
) -> Result<(), Failure> {
    let theirs = waiting(visitor, on).await?;
    if theirs.iter().any(|known| known.id == upload) {
        let dropped = visitor.state.documents.drop_upload(on.id, upload);
        dropped.await?;
    }
    Ok(())
}

/// Forgets an upload whose document is on the claim; if that fails it goes when its day is over.
pub(in crate::pages) async fn forget(visitor: &Visitor, on: &OnClaim, upload: UploadId) {
    let dropped = visitor.state.documents.drop_upload(on.id, upload).await;
    if let Err(error) = dropped {
        tracing::warn!(%error, "an upload that became a document could not be forgotten");
    }
}

fn upload_id(fields: &Fields, admitted: &Admitted, file: &domain::document::File) -> UploadId {
    let ids = match fields.key() {
        Some(key) => Ids::Derived(format!("page:{key}")),
        None => Ids::Fresh,
    };
    let what = format!("{}/uploads/{}/{}", admitted.claim, file.sha256, file.name);
    UploadId::from_uuid(ids.uuid(&what))
}
