//! Taking a claim on, and asking the partner for more.

use application::wire::{NoFields, Reader, Wire};
use domain::ClaimCommand;
use domain::claim::{InfoItem, RequestInfo};
use serde::Deserialize;

use crate::json::routes::Route;
use crate::json::target::on_claim;

pub(in crate::json::routes) fn routes() -> Vec<Route> {
    vec![
        on_claim::<NoFields>("/v1/claims/{claim}/reviews", |()| ClaimCommand::StartReview),
        on_claim::<InfoRequestBody>(
            "/v1/claims/{claim}/info-requests",
            ClaimCommand::RequestInfo,
        ),
    ]
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
