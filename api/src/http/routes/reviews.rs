//! Taking a claim on, and asking the partner for more.

use axum::extract::State as With;
use domain::claim::InfoItem;
use domain::{ClaimCommand, ClaimId, claim};
use serde::Deserialize;

use super::{Route, post};
use crate::http::State;
use crate::http::body::{Body, Wire};
use crate::http::caller::{Caller, IfMatch};
use crate::http::command::Done;
use crate::http::failure::Failure;
use crate::http::path::At;
use crate::http::reader::Reader;
use crate::http::wire::NoFields;

pub(super) fn routes() -> Vec<Route> {
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
