//! Objecting to a rejection, or accepting it.

use application::documents::DocumentsError;
use application::wire::form::NewText;
use application::wire::{
    ClaimStandingBody, DocumentBody, NoFields, Reader, UploadedDocument, Wire,
};
use domain::ClaimCommand;
use domain::access::Operation;
use domain::claim::{Dispute, FilesFor};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::failure::Failure;
use crate::json::body::Body;
use crate::json::command::Done;
use crate::json::routes::{Route, post};
use crate::json::target::{OnClaim, on_claim};

pub(in crate::json::routes) fn routes() -> Vec<Route> {
    vec![
        post("/v1/claims/{claim}/disputes", dispute)
            .says(
                "dispute_rejection",
                "Objects to a rejection, with further proofs.",
            )
            .does::<ClaimStandingBody>(&[Operation::DisputeRejection]),
        on_claim::<NoFields>("/v1/claims/{claim}/rejection-closures", |()| {
            ClaimCommand::CloseRejection
        })
        .says("close_rejection", "Accepts a rejection as final.")
        .does::<ClaimStandingBody>(&[Operation::CloseRejection]),
    ]
}

/// Why the rejection is wrong, with further proofs.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DisputeBody {
    #[schemars(with = "NewText")]
    justification: String,
    #[serde(default)]
    documents: Vec<DocumentBody>,
}

impl Wire for DisputeBody {
    type Into = (String, Vec<UploadedDocument>);

    fn read(self, at: &mut Reader) -> Option<Self::Into> {
        let justification = at.text("justification", self.justification);
        let documents = at.list("documents", self.documents, |at, document| {
            document.read(at)
        });
        Some((justification?, documents?))
    }
}

async fn dispute(
    on: OnClaim,
    Body((justification, brought)): Body<DisputeBody>,
) -> Result<Done, Failure> {
    let mut documents = vec![];
    if !brought.is_empty() {
        let admitted = on.admit(FilesFor::Disputing).await?;
        for (n, ((facts, _), upload)) in brought.into_iter().enumerate() {
            let file = on.state().documents.uploaded(admitted.claim, upload).await;
            let file = file.map_err(|error| match error {
                DocumentsError::NoSuchUpload => {
                    Failure::no_such_upload(format!("/documents/{n}/file/upload"))
                }
                other => other.into(),
            });
            documents.push(facts.with(file?));
        }
    }
    let command = ClaimCommand::Dispute(Dispute {
        justification,
        documents,
    });
    on.carry_out(command).await
}
