//! Files brought before anybody says what documents they are; each is answered on its own.

use application::documents::{Admitted, BadFile, Sound};
use application::wire::UploadView;
use axum::Json;
use axum::extract::{Request, State as With};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::access::Operation;
use domain::claim::FilesFor;
use domain::refusal::Law;
use domain::{ClaimId, UploadId};
use schemars::JsonSchema;
use serde::Serialize;

use crate::State;
use crate::door::caller::Caller;
use crate::failure::{Failure, FormError};
use crate::files::{Form, take};
use crate::json::path::At;
use crate::json::query::Params;
use crate::json::routes::{Route, post};
use crate::json::taking::FILE;

/// The most files of one request.
const FILES_MAX: usize = 20;

/// How many files of the largest size they may be together.
const LARGEST_FILES: u8 = 8;

pub(in crate::json::routes) fn routes() -> Vec<Route> {
    let upload = post("/v1/claims/{claim}/uploads", upload)
        .taking_files(LARGEST_FILES)
        .says(
            "upload_files",
            "Brings files that documents will name within a day.",
        )
        .explains("Each file is answered on its own: taken, or refused with the reason.")
        .brings_files()
        .answers_with::<Uploaded>(201)
        .answers::<Uploaded>()
        .obeys(&LAWS)
        .may_be(422, &["too_many_uploads", "idempotency_conflict"]);
    vec![upload]
}

/// What can refuse files whatever they are brought for.
const LAWS: [Law; 7] = [
    Law::ClaimMustExist,
    Law::ActorMustBeAllowed,
    Law::ClaimIsClosed,
    Law::ClaimIsLocked,
    Law::RejectionIsFinal,
    Law::ClaimMustBeRejected,
    Law::DisputeMustBeInTime,
];

/// What became of each file.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "UploadsView")]
struct Uploaded {
    uploads: Vec<Outcome>,
}

/// What became of one file, in the order in which they came.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
enum Outcome {
    Taken(UploadView),
    Refused {
        code: &'static str,
        detail: String,
        hint: &'static str,
    },
}

impl From<BadFile> for Outcome {
    fn from(bad: BadFile) -> Self {
        Self::Refused {
            code: bad.code(),
            detail: bad.to_string(),
            hint: bad.hint(),
        }
    }
}

/// Takes files; `201` if any was taken, `200` if there was something wrong with each.
///
/// None is kept before all have come: a form that was cut off leaves nothing.
async fn upload(
    With(state): With<State>,
    caller: Caller,
    At(claim): At<ClaimId>,
    request: Request,
) -> Result<Response, Failure> {
    Params::read::<()>(request.uri())?;
    caller.must_be_allowed_somewhere(Operation::ReadClaim)?;
    let (by, purpose) = (&caller.by, FilesFor::Anything);
    let admitted = state
        .documents
        .admit(by, claim, purpose, None, None)
        .await?;
    if !Form::is_one(request.headers()) {
        return Err(FormError::WrongType.into());
    }
    let mut form = Form::begin(request)?;
    let mut files = vec![];
    while let Some(mut part) = form.next().await? {
        if part.name() != FILE {
            return Err(FormError::UnknownPart.into());
        }
        if files.len() == FILES_MAX {
            return Err(FormError::TooManyParts.into());
        }
        files.push(take(&state.documents, &mut part).await?);
    }
    if files.is_empty() {
        return Err(FormError::NoFile.into());
    }
    let status = match files.iter().any(Result::is_ok) {
        true => StatusCode::CREATED,
        false => StatusCode::OK,
    };
    let mut uploads = vec![];
    for (n, file) in files.into_iter().enumerate() {
        uploads.push(match file {
            Ok(sound) => hold(&state, &caller, &admitted, n, sound).await?,
            Err(bad) => bad.into(),
        });
    }
    Ok((status, Json(Uploaded { uploads })).into_response())
}

/// Keeps a file for a day; the n-th of a repeated request is the same upload again.
async fn hold(
    state: &State,
    caller: &Caller,
    admitted: &Admitted,
    n: usize,
    sound: Sound,
) -> Result<Outcome, Failure> {
    let id = UploadId::from_uuid(
        caller
            .ids()
            .uuid(&format!("{}/uploads/{n}", admitted.claim)),
    );
    let held = state.documents.hold(admitted, &caller.by, id, sound);
    Ok(Outcome::Taken((&held.await?).into()))
}
