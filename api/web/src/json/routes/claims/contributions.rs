//! Asking colleagues for documents.

use application::act::members;
use application::wire::form::{Day, Id, NewText};
use application::wire::{ClaimStandingBody, PersonBody, Reader, Wire};
use axum::Extension;
use domain::access::Operation;
use domain::claim::{CancelContribution, RequestContribution};
use domain::{ClaimCommand, ContributionId};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::door::guard::AskedHost;
use crate::failure::Failure;
use crate::json::body::Body;
use crate::json::command::Done;
use crate::json::path::At;
use crate::json::query::Asked;
use crate::json::routes::members::shown;
use crate::json::routes::{Route, delete, post};
use crate::json::target::OnClaim;

pub(in crate::json::routes) fn routes() -> Vec<Route> {
    vec![
        post("/v1/claims/{claim}/contributions", ask)
            .says("request_contribution", "Asks a colleague for a document.")
            .explains("Who cannot come in yet gets a link, which the answer carries this once.")
            .does::<ClaimStandingBody>(&[Operation::RequestContribution]),
        delete("/v1/claims/{claim}/contributions/{contribution}", cancel)
            .says(
                "cancel_contribution",
                "Takes back what a colleague was asked for.",
            )
            .changes::<ClaimStandingBody>(&[Operation::CancelContribution]),
    ]
}

/// Whom to ask for what, and until when.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ContributionBody {
    #[schemars(with = "Option<Id<ContributionId>>")]
    id: Option<String>,
    to: PersonBody,
    #[schemars(with = "NewText")]
    what: String,
    #[schemars(with = "Option<Day>")]
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

/// Asks a colleague; who cannot come in yet gets a link, which the answer carries this once.
async fn ask(
    on: OnClaim,
    host: Option<Extension<AskedHost>>,
    Body(asked): Body<ContributionBody>,
) -> Result<Done, Failure> {
    let colleague = asked.to.clone();
    let done = on
        .carry_out(ClaimCommand::RequestContribution(asked))
        .await?;
    if done.is_replay() {
        return Ok(done);
    }
    let (state, by) = (&on.state, &on.caller.by);
    let invited = members::invite_contributor(&state.identity, by, colleague, (state.clock)());
    match invited.await {
        Ok(None) => Ok(done),
        Ok(Some(invited)) => Ok(done.with_invitation(shown(state, host, &invited))),
        Err(error) => {
            // The colleague is asked all the same; an admin can invite them.
            tracing::warn!(code = error.code(), "a contributor was not invited");
            Ok(done)
        }
    }
}

async fn cancel(on: OnClaim<At<ContributionId>>, Asked(()): Asked<()>) -> Result<Done, Failure> {
    let At(id) = on.part;
    let command = ClaimCommand::CancelContribution(CancelContribution { id });
    Ok(on.carry_out(command).await?.changed())
}
