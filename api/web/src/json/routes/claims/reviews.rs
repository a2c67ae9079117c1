//! Taking a claim on, and asking the partner for more.

use application::wire::{NoFields, Reader, Wire};
use axum::extract::State as With;
use domain::claim::InfoItem;
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
        post("/v1/claims/{claim}/reviews", start),
        post("/v1/claims/{claim}/info-requests", request_info),
    ]
}

async fn start(
    With(state): With<State>,
    caller: Caller,
    At(claim): At<ClaimId>,
    IfMatch(expected): IfMatch,
    Body(()): Body<NoFields>,
) -> Result<Done, Failure> {
    state
        .on_claim(&caller, Some(expected), claim, ClaimCommand::StartReview)
        .await
}

/// One thing that is asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemBody {
    id: Option<String>,
    document: Option<String>,
    text: String,
}

/// What is asked for, item by item.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct InfoRequestBody {
    id: Option<String>,
    items: Vec<ItemBody>,
}

impl Wire for InfoRequestBody {
    type Into = ClaimCommand;

    fn read(self, at: &mut Reader) -> Option<ClaimCommand> {
        let id = at.id_or_new("id", self.id);
        let items = at.list("items", self.items, |at, item| {
            let id = at.id_or_new("id", item.id);
            let document = at.maybe(item.document, |at, id| at.id("document", &id));
            let text = at.text("text", item.text);
            Some(InfoItem {
                id: id?,
                document: document?,
                text: text?,
            })
        });
        Some(ClaimCommand::RequestInfo(claim::RequestInfo {
            id: id?,
            items: items?,
        }))
    }
}

async fn request_info(
    With(state): With<State>,
    caller: Caller,
    At(claim): At<ClaimId>,
    IfMatch(expected): IfMatch,
    Body(command): Body<InfoRequestBody>,
) -> Result<Done, Failure> {
    state
        .on_claim(&caller, Some(expected), claim, command)
        .await
}
