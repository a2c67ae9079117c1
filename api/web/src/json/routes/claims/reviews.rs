//! Taking a claim on, and asking the partner for more.

use application::wire::form::{Id, NewText};
use application::wire::{ClaimStandingBody, NoFields, Reader, Wire};
use domain::access::Operation;
use domain::claim::{InfoItem, RequestInfo};
use domain::{ClaimCommand, DocumentId, InfoRequestId, ItemId};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::json::routes::Route;
use crate::json::target::on_claim;

pub(in crate::json::routes) fn routes() -> Vec<Route> {
    vec![
        on_claim::<NoFields>("/v1/claims/{claim}/reviews", |()| ClaimCommand::StartReview)
            .says("start_review", "Takes a submitted claim on.")
            .does::<ClaimStandingBody>(&[Operation::StartReview]),
        on_claim::<InfoRequestBody>(
            "/v1/claims/{claim}/info-requests",
            ClaimCommand::RequestInfo,
        )
        .says("request_info", "Asks the partner for more, item by item.")
        .does::<ClaimStandingBody>(&[Operation::RequestInfo]),
    ]
}

/// One thing that is asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ItemBody {
    #[schemars(with = "Option<Id<ItemId>>")]
    id: Option<String>,
    #[schemars(with = "Option<Id<DocumentId>>")]
    document: Option<String>,
    #[schemars(with = "NewText")]
    text: String,
}

/// What is asked for, item by item.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct InfoRequestBody {
    #[schemars(with = "Option<Id<InfoRequestId>>")]
    id: Option<String>,
    items: Vec<ItemBody>,
}

impl Wire for InfoRequestBody {
    type Into = RequestInfo;

    fn read(self, at: &mut Reader) -> Option<RequestInfo> {
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
        Some(RequestInfo {
            id: id?,
            items: items?,
        })
    }
}
