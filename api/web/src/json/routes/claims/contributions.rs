//! Asking colleagues for documents.

use application::wire::{PersonBody, Reader, Wire};
use axum::extract::State as With;
use domain::{ClaimCommand, ClaimId, ContributionId, claim};
use serde::Deserialize;

use crate::State;
use crate::door::caller::{Caller, IfMatch};
use crate::failure::Failure;
use crate::json::body::Body;
use crate::json::command::Done;
use crate::json::path::At;
use crate::json::query::{Asked, NoParams};
use crate::json::routes::{Route, delete, post};

pub(in crate::json::routes) fn routes() -> Vec<Route> {
    vec![
        post("/v1/claims/{claim}/contributions", request),
        delete("/v1/claims/{claim}/contributions/{contribution}", cancel),
    ]
}

/// Whom to ask for what, and until when.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ContributionBody {
    id: Option<String>,
    to: PersonBody,
    what: String,
    due: Option<String>,
}

impl Wire for ContributionBody {
    type Into = ClaimCommand;

    fn read(self, at: &mut Reader) -> Option<ClaimCommand> {
        let id = at.id_or_new("id", self.id);
        let to = self.to.read("to", at);
        let what = at.text("what", self.what);
        let due = at.maybe(self.due, |at, due| at.date("due", &due));
        Some(ClaimCommand::RequestContribution(
            claim::RequestContribution {
                id: id?,
                to: to?,
                what: what?,
                due: due?,
            },
        ))
    }
}

async fn request(
    With(state): With<State>,
    caller: Caller,
    At(claim): At<ClaimId>,
    IfMatch(expected): IfMatch,
    Body(command): Body<ContributionBody>,
) -> Result<Done, Failure> {
    state
        .on_claim(&caller, Some(expected), claim, command)
        .await
}

async fn cancel(
    With(state): With<State>,
    caller: Caller,
    At(claim): At<ClaimId>,
    At(id): At<ContributionId>,
    IfMatch(expected): IfMatch,
    Asked(NoParams): Asked<NoParams>,
) -> Result<Done, Failure> {
    let command = ClaimCommand::CancelContribution(claim::CancelContribution { id });
    Ok(state
        .on_claim(&caller, Some(expected), claim, command)
        .await?
        .changed())
}
