//! Asking colleagues for documents.

use application::wire::{PersonBody, Reader, Wire};
use domain::claim::{CancelContribution, RequestContribution};
use domain::{ClaimCommand, ContributionId};
use serde::Deserialize;

use crate::failure::Failure;
use crate::json::command::Done;
use crate::json::path::At;
use crate::json::query::Asked;
use crate::json::routes::{Route, delete};
use crate::json::target::{OnClaim, on_claim};

pub(in crate::json::routes) fn routes() -> Vec<Route> {
    vec![
        on_claim::<ContributionBody>(
            "/v1/claims/{claim}/contributions",
            ClaimCommand::RequestContribution,
        ),
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
    type Into = RequestContribution;

    fn read(self, at: &mut Reader) -> Option<RequestContribution> {
        let id = at.id_or_new("id", self.id);
        let to = self.to.read("to", at);
        let what = at.text("what", self.what);
        let due = at.maybe(self.due, |at, due| at.date("due", &due));
        Some(RequestContribution {
            id: id?,
            to: to?,
            what: what?,
            due: due?,
        })
    }
}

async fn cancel(on: OnClaim<At<ContributionId>>, Asked(()): Asked<()>) -> Result<Done, Failure> {
    let At(id) = on.part;
    let command = ClaimCommand::CancelContribution(CancelContribution { id });
    Ok(on.carry_out(command).await?.changed())
}
