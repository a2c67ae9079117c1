//! What follows from deadlines: expiring a claim, and giving more time.

use application::wire::{NoFields, Reader, Wire};
use axum::extract::State as With;
use domain::claim::Deadline;
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
        post("/v1/claims/{claim}/expirations", expire),
        post("/v1/claims/{claim}/deadline-extensions", extend),
    ]
}

async fn expire(
    With(state): With<State>,
    caller: Caller,
    At(claim): At<ClaimId>,
    IfMatch(expected): IfMatch,
    Body(()): Body<NoFields>,
) -> Result<Done, Failure> {
    state
        .on_claim(&caller, Some(expected), claim, ClaimCommand::Expire)
        .await
}

/// Which deadline moves to which day, and why.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExtensionBody {
    which: String,
    to: String,
    why: String,
}

impl Wire for ExtensionBody {
    type Into = ClaimCommand;

    fn read(self, at: &mut Reader) -> Option<ClaimCommand> {
        let which = match self.which.as_str() {
            "claiming" => Some(Deadline::Claiming),
            "answer" => Some(Deadline::Answer),
            "dispute" => Some(Deadline::Dispute),
            _ => {
                let detail = "a deadline is for claiming, answer or dispute";
                at.refuse("which", "unknown_choice", detail);
                None
            }
        };
        let to = at.date("to", &self.to);
        let why = at.text("why", self.why);
        Some(ClaimCommand::ExtendDeadline(claim::ExtendDeadline {
            which: which?,
            to: to?,
            why: why?,
        }))
    }
}

async fn extend(
    With(state): With<State>,
    caller: Caller,
    At(claim): At<ClaimId>,
    IfMatch(expected): IfMatch,
    Body(command): Body<ExtensionBody>,
) -> Result<Done, Failure> {
    state
        .on_claim(&caller, Some(expected), claim, command)
        .await
}
