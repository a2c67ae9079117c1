//! Objecting to a rejection, or accepting it.

use application::wire::{DocumentBody, NoFields, Reader, Wire};
use axum::extract::State as With;
use domain::{ClaimCommand, ClaimId, claim};
use serde::Deserialize;

use crate::State;
use crate::door::caller::{Caller, IfMatch};
use crate::failure::Failure;
use crate::json::body::Body;
use crate::json::command::Done;
use crate::json::path::At;
use crate::json::routes::{Route, post};

pub(in crate::json::routes) fn routes() -> Vec<Route> {
    vec![
        post("/v1/claims/{claim}/disputes", dispute),
        post("/v1/claims/{claim}/rejection-closures", close),
    ]
}

/// Why the rejection is wrong, with further proofs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DisputeBody {
    justification: String,
    #[serde(default)]
    documents: Vec<DocumentBody>,
}

impl Wire for DisputeBody {
    type Into = ClaimCommand;

    fn read(self, at: &mut Reader) -> Option<ClaimCommand> {
        let justification = at.text("justification", self.justification);
        let documents = at.list("documents", self.documents, |at, document| {
            document.read(at)
        });
        Some(ClaimCommand::Dispute(claim::Dispute {
            justification: justification?,
            documents: documents?,
        }))
    }
}

async fn dispute(
    With(state): With<State>,
    caller: Caller,
    At(claim): At<ClaimId>,
    IfMatch(expected): IfMatch,
    Body(command): Body<DisputeBody>,
) -> Result<Done, Failure> {
    state
        .on_claim(&caller, Some(expected), claim, command)
        .await
}

async fn close(
    With(state): With<State>,
    caller: Caller,
    At(claim): At<ClaimId>,
    IfMatch(expected): IfMatch,
    Body(()): Body<NoFields>,
) -> Result<Done, Failure> {
    state
        .on_claim(&caller, Some(expected), claim, ClaimCommand::CloseRejection)
        .await
}
