//! Handing a claim over, taking it back, giving it up.

use application::wire::form::{Id, NewText};
use application::wire::{ClaimStandingBody, Reader, WhyBody, Wire};
use domain::access::Operation;
use domain::claim::{Cancel, DuplicateReason, ItemAnswer, Recall, Submit};
use domain::{ClaimCommand, DocumentId, ItemId};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::json::routes::Route;
use crate::json::target::on_claim;

pub(in crate::json::routes) fn routes() -> Vec<Route> {
    vec![
        on_claim::<SubmissionBody>("/v1/claims/{claim}/submissions", ClaimCommand::Submit)
            .says("submit_claim", "Hands a claim over to the vendor.")
            .explains("`missing` of the claim says beforehand what would refuse it.")
            .does::<ClaimStandingBody>(&[Operation::SubmitClaim]),
        on_claim::<WhyBody>("/v1/claims/{claim}/recalls", |why| {
            ClaimCommand::Recall(Recall { why })
        })
        .says(
            "recall_claim",
            "Takes a claim back before its review starts.",
        )
        .does::<ClaimStandingBody>(&[Operation::RecallClaim]),
        on_claim::<WhyBody>("/v1/claims/{claim}/cancellations", |why| {
            ClaimCommand::Cancel(Cancel { why })
        })
        .says("cancel_claim", "Gives a claim up.")
        .does::<ClaimStandingBody>(&[Operation::CancelClaim]),
    ]
}

/// The answer to one item of an information request.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AnswerBody {
    #[schemars(with = "Id<ItemId>")]
    item: String,
    #[schemars(with = "NewText")]
    text: String,
}

/// Why a document that is on another claim too counts here as well.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DuplicateBody {
    #[schemars(with = "Id<DocumentId>")]
    document: String,
    #[schemars(with = "NewText")]
    why: String,
}

/// What goes with a submission: answers to open items, reasons for known duplicates.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SubmissionBody {
    #[serde(default)]
    answers: Vec<AnswerBody>,
    #[serde(default)]
    duplicates: Vec<DuplicateBody>,
}

impl Wire for SubmissionBody {
    type Into = Submit;
    const MAY_BE_EMPTY: bool = true;

    fn read(self, at: &mut Reader) -> Option<Submit> {
        let answers = at.list("answers", self.answers, |at, answer| {
            let (item, text) = (at.id("item", &answer.item), at.text("text", answer.text));
            Some(ItemAnswer {
                item: item?,
                text: text?,
            })
        });
        let duplicates = at.list("duplicates", self.duplicates, |at, reason| {
            let document = at.id("document", &reason.document);
            let why = at.text("why", reason.why);
            Some(DuplicateReason {
                document: document?,
                why: why?,
            })
        });
        Some(Submit {
            answers: answers?,
            duplicates: duplicates?,
        })
    }
}
