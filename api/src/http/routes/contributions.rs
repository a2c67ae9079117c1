//! Asking colleagues for documents.

use axum::extract::State as With;
use domain::{ClaimCommand, ClaimId, ContributionId, claim};
use serde::Deserialize;

use super::{Route, delete, post};
use crate::http::State;
use crate::http::body::{Body, Wire};
use crate::http::caller::{Caller, IfMatch};
use crate::http::command::Done;
use crate::http::failure::Failure;
use crate::http::path::At;
use crate::http::query::{Asked, NoParams};
use crate::http::reader::Reader;
use crate::http::wire::PersonBody;

pub(super) fn routes() -> Vec<Route> {
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
