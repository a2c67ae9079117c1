//! Objecting to a rejection, or accepting it.

use application::wire::{DocumentBody, NoFields, Reader, Wire};
use domain::ClaimCommand;
use domain::claim::Dispute;
use serde::Deserialize;

use crate::json::routes::Route;
use crate::json::target::on_claim;

pub(in crate::json::routes) fn routes() -> Vec<Route> {
    vec![
        on_claim::<DisputeBody>("/v1/claims/{claim}/disputes", ClaimCommand::Dispute),
        on_claim::<NoFields>("/v1/claims/{claim}/rejection-closures", |()| {
            ClaimCommand::CloseRejection
        }),
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
    type Into = Dispute;

    fn read(self, at: &mut Reader) -> Option<Dispute> {
        let justification = at.text("justification", self.justification);
        let documents = at.list("documents", self.documents, |at, document| {
            document.read(at)
        });
        Some(Dispute {
            justification: justification?,
            documents: documents?,
        })
    }
}
