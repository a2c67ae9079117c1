//! Saying something about a claim.

use application::wire::form::{CommentVisibility, Id, NewText, Word};
use application::wire::{ClaimStandingBody, Reader, Wire};
use domain::access::Operation;
use domain::claim::{AddComment, Visibility};
use domain::{ClaimCommand, CommentId, DocumentId};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::json::routes::Route;
use crate::json::target::on_claim;

pub(in crate::json::routes) fn routes() -> Vec<Route> {
    let comment = on_claim::<CommentBody>("/v1/claims/{claim}/comments", ClaimCommand::AddComment)
        .says("add_comment", "Says something about a claim.")
        .explains("Everyone on the claim reads it, or the vendor's side alone.")
        .does::<ClaimStandingBody>(&[Operation::AddComment, Operation::AddVendorOnlyComment]);
    vec![comment]
}

/// A comment; everyone on the claim reads it unless it says `vendor_only`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CommentBody {
    #[schemars(with = "Option<Id<CommentId>>")]
    id: Option<String>,
    #[schemars(with = "NewText")]
    text: String,
    #[schemars(with = "Option<Id<DocumentId>>")]
    document: Option<String>,
    #[schemars(with = "Option<Id<CommentId>>")]
    in_reply_to: Option<String>,
    #[schemars(with = "Option<Word<CommentVisibility>>")]
    visibility: Option<String>,
}

impl Wire for CommentBody {
    type Into = AddComment;

    fn read(self, at: &mut Reader) -> Option<AddComment> {
        let id = at.id_or_new("id", self.id);
        let text = at.text("text", self.text);
        let document = at.maybe(self.document, |at, id| at.id("document", &id));
        let in_reply_to = at.maybe(self.in_reply_to, |at, id| at.id("in_reply_to", &id));
        let visibility = match self.visibility.as_deref() {
            None | Some("everyone") => Some(Visibility::Everyone),
            Some("vendor_only") => Some(Visibility::VendorOnly),
            Some(_) => {
                let detail = "a comment is for everyone or vendor_only";
                at.refuse("visibility", "unknown_choice", detail);
                None
            }
        };
        Some(AddComment {
            id: id?,
            text: text?,
            document: document?,
            in_reply_to: in_reply_to?,
            visibility: visibility?,
        })
    }
}
