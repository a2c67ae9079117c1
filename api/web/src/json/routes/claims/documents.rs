//! Documents on a claim: attaching, replacing, explaining, removing.
//!
//! A document comes as a form of its file and what it says, or as JSON that names an upload.

use application::wire::form::NewText;
use application::wire::{
    AttachmentBody, AttachmentForm, ClaimStandingBody, DocumentBody, DocumentForm, FieldError,
    Reader, Wire,
};
use axum::extract::Request;
use domain::access::Operation;
use domain::claim::{AnnotateDocument, AttachDocument, FilesFor, RemoveDocument, ReplaceDocument};
use domain::{ClaimCommand, DocumentId};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::failure::{BodyError, Failure};
use crate::json::body::Body;
use crate::json::command::Done;
use crate::json::path::At;
use crate::json::query::{Asked, Parameters, Params};
use crate::json::routes::{Route, delete, patch, post, put};
use crate::json::taking::bring;
use crate::json::target::OnClaim;

pub(in crate::json::routes) fn routes() -> Vec<Route> {
    vec![
        post("/v1/claims/{claim}/documents", attach)
            .taking_files(1)
            .says("attach_document", "Attaches a document to a claim.")
            .brings::<AttachmentBody, AttachmentForm>()
            .does::<ClaimStandingBody>(&[Operation::AttachDocument]),
        put("/v1/claims/{claim}/documents/{document}", replace)
            .taking_files(1)
            .says(
                "replace_document",
                "Puts another document in the place of one.",
            )
            .brings::<DocumentBody, DocumentForm>()
            .changes::<ClaimStandingBody>(&[Operation::ReplaceDocument]),
        patch("/v1/claims/{claim}/documents/{document}", annotate)
            .says("annotate_document", "Explains a document.")
            .changes::<ClaimStandingBody>(&[Operation::AnnotateDocument]),
        delete("/v1/claims/{claim}/documents/{document}", remove)
            .says("remove_document", "Takes a document off a claim.")
            .explains("Its file stays readable through the history.")
            .may_fail([BodyError::Fields(vec![]).into()])
            .changes::<ClaimStandingBody>(&[Operation::RemoveDocument]),
    ]
}

async fn attach(on: OnClaim, request: Request) -> Result<Done, Failure> {
    let attach = |document, contribution| {
        ClaimCommand::AttachDocument(AttachDocument {
            document,
            contribution,
        })
    };
    bring::<AttachmentBody, AttachmentForm, _>(&on, FilesFor::Attaching, request, attach).await
}

async fn replace(on: OnClaim<At<DocumentId>>, request: Request) -> Result<Done, Failure> {
    let At(old) = on.part;
    let replace = |document, _| ClaimCommand::ReplaceDocument(ReplaceDocument { old, document });
    let replaced =
        bring::<DocumentBody, DocumentForm, _>(&on, FilesFor::Replacing, request, replace);
    Ok(replaced.await?.changed())
}

/// What a document is explained by.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NoteBody {
    #[schemars(with = "NewText")]
    note: String,
}

impl Wire for NoteBody {
    type Into = String;

    fn read(self, at: &mut Reader) -> Option<String> {
        at.text("note", self.note)
    }
}

async fn annotate(
    on: OnClaim<At<DocumentId>>,
    Body(note): Body<NoteBody>,
) -> Result<Done, Failure> {
    let At(id) = on.part;
    let command = ClaimCommand::AnnotateDocument(AnnotateDocument { id, note });
    Ok(on.carry_out(command).await?.changed())
}

/// Why a document is removed, as a parameter: many clients send no body with a DELETE.
#[derive(Debug)]
struct Why(String);

impl Parameters for Why {
    fn take(params: &mut Params) -> Option<Self> {
        let why = params.text::<NewText>("why");
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

async fn remove(on: OnClaim<At<DocumentId>>, Asked(Why(why)): Asked<Why>) -> Result<Done, Failure> {
    let mut reader = Reader::new(on.caller.ids());
    let why = reader.text("why", why);
    let why = reader.finish(why).map_err(|errors| {
        let as_parameter = |error: FieldError| FieldError {
            pointer: "?why".to_owned(),
            ..error
        };
        BodyError::Fields(errors.into_iter().map(as_parameter).collect())
    })?;
    let At(id) = on.part;
    let command = ClaimCommand::RemoveDocument(RemoveDocument { id, why });
    Ok(on.carry_out(command).await?.changed())
}
