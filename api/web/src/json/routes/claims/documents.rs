//! Documents on a claim: attaching, replacing, explaining, removing.
//!
//! A document comes as JSON: what it says, with the digest, size, type and name of its file.
//! The file's bytes are not taken here yet; whoever holds them can prove them by the digest.

use application::wire::{AttachmentBody, DocumentBody, FieldError, Reader, Wire};
use axum::extract::State as With;
use domain::{ClaimCommand, ClaimId, DocumentId, claim};
use serde::Deserialize;

use crate::State;
use crate::door::caller::{Caller, IfMatch};
use crate::failure::{BodyError, Failure};
use crate::json::body::Body;
use crate::json::command::Done;
use crate::json::path::At;
use crate::json::query::{Asked, Parameters, Params};
use crate::json::routes::{Route, delete, patch, post, put};

pub(in crate::json::routes) fn routes() -> Vec<Route> {
    vec![
        post("/v1/claims/{claim}/documents", attach),
        put("/v1/claims/{claim}/documents/{document}", replace),
        patch("/v1/claims/{claim}/documents/{document}", annotate),
        delete("/v1/claims/{claim}/documents/{document}", remove),
    ]
}

async fn attach(
    With(state): With<State>,
    caller: Caller,
    At(claim): At<ClaimId>,
    IfMatch(expected): IfMatch,
    Body((document, contribution)): Body<AttachmentBody>,
) -> Result<Done, Failure> {
    let command = ClaimCommand::AttachDocument(claim::AttachDocument {
        document,
        contribution,
    });
    state
        .on_claim(&caller, Some(expected), claim, command)
        .await
}

async fn replace(
    With(state): With<State>,
    caller: Caller,
    At(claim): At<ClaimId>,
    At(old): At<DocumentId>,
    IfMatch(expected): IfMatch,
    Body(document): Body<DocumentBody>,
) -> Result<Done, Failure> {
    let command = ClaimCommand::ReplaceDocument(claim::ReplaceDocument { old, document });
    Ok(state
        .on_claim(&caller, Some(expected), claim, command)
        .await?
        .changed())
}

/// What a document is explained by.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NoteBody {
    note: String,
}

impl Wire for NoteBody {
    type Into = String;

    fn read(self, at: &mut Reader) -> Option<String> {
        at.text("note", self.note)
    }
}

async fn annotate(
    With(state): With<State>,
    caller: Caller,
    At(claim): At<ClaimId>,
    At(id): At<DocumentId>,
    IfMatch(expected): IfMatch,
    Body(note): Body<NoteBody>,
) -> Result<Done, Failure> {
    let command = ClaimCommand::AnnotateDocument(claim::AnnotateDocument { id, note });
    Ok(state
        .on_claim(&caller, Some(expected), claim, command)
        .await?
        .changed())
}

/// Why a document is removed, as a parameter: many clients send no body with a DELETE.
#[derive(Debug)]
struct Why(String);

impl Parameters for Why {
    fn take(params: &mut Params) -> Option<Self> {
        let why = params.text("why");
        if why.is_none() {
            params.refuse(
                "why",
                "missing_parameter",
                "say why the document is removed",
            );
        }
        why.map(Self)
    }
}

async fn remove(
    With(state): With<State>,
    caller: Caller,
    At(claim): At<ClaimId>,
    At(id): At<DocumentId>,
    IfMatch(expected): IfMatch,
    Asked(Why(why)): Asked<Why>,
) -> Result<Done, Failure> {
    let mut reader = Reader::new(caller.ids());
    let why = reader.text("why", why);
    let why = reader.finish(why).map_err(|errors| {
        let as_parameter = |error: FieldError| FieldError {
            pointer: "?why".to_owned(),
            ..error
        };
        BodyError::Fields(errors.into_iter().map(as_parameter).collect())
    })?;
    let command = ClaimCommand::RemoveDocument(claim::RemoveDocument { id, why });
    Ok(state
        .on_claim(&caller, Some(expected), claim, command)
        .await?
        .changed())
}
