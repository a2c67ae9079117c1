//! What follows from deadlines: expiring a claim, and giving more time.

use application::wire::form::{Day, DeadlineType, NewText, Word};
use application::wire::{ClaimStandingBody, NoFields, Reader, Wire};
use domain::ClaimCommand;
use domain::access::Operation;
use domain::claim::{Deadline, ExtendDeadline};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::json::routes::Route;
use crate::json::target::on_claim;

pub(in crate::json::routes) fn routes() -> Vec<Route> {
    vec![
        on_claim::<NoFields>("/v1/claims/{claim}/expirations", |()| ClaimCommand::Expire)
            .says("expire_claim", "Ends a claim whose deadline has passed.")
            .explains("The ledger does this itself; nobody else may.")
            .does::<ClaimStandingBody>(&[Operation::ExpireClaim]),
        on_claim::<ExtensionBody>(
            "/v1/claims/{claim}/deadline-extensions",
            ClaimCommand::ExtendDeadline,
        )
        .says("extend_deadline", "Gives more time.")
        .does::<ClaimStandingBody>(&[Operation::ExtendDeadline]),
    ]
}

/// Which deadline moves to which day, and why.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ExtensionBody {
    #[schemars(with = "Word<DeadlineType>")]
    which: String,
    #[schemars(with = "Day")]
    to: String,
    #[schemars(with = "NewText")]
    why: String,
}

impl Wire for ExtensionBody {
    type Into = ExtendDeadline;

    fn read(self, at: &mut Reader) -> Option<ExtendDeadline> {
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
        Some(ExtendDeadline {
            which: which?,
            to: to?,
            why: why?,
        })
    }
}
