//! Handing a claim over, taking it back, giving it up.

use application::wire::{Reader, WhyBody, Wire};
use axum::extract::State as With;
use domain::claim::{DuplicateReason, ItemAnswer};
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
        post("/v1/claims/{claim}/submissions", submit),
        post("/v1/claims/{claim}/recalls", recall),
        post("/v1/claims/{claim}/cancellations", cancel),
    ]
}

/// The answer to one item of an information request.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerBody {
    item: String,
    text: String,
}

/// Why a document that is on another claim too counts here as well.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DuplicateBody {
    document: String,
    why: String,
}

/// What goes with a submission: answers to open items, reasons for known duplicates.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SubmissionBody {
    #[serde(default)]
    answers: Vec<AnswerBody>,
    #[serde(default)]
    duplicates: Vec<DuplicateBody>,
}

impl Wire for SubmissionBody {
    type Into = ClaimCommand;
    const MAY_BE_EMPTY: bool = true;

    fn read(self, at: &mut Reader) -> Option<ClaimCommand> {
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
        Some(ClaimCommand::Submit(claim::Submit {
            answers: answers?,
            duplicates: duplicates?,
        }))
    }
}

async fn submit(
    With(state): With<State>,
    caller: Caller,
    At(claim): At<ClaimId>,
    IfMatch(expected): IfMatch,
    Body(command): Body<SubmissionBody>,
) -> Result<Done, Failure> {
    state
        .on_claim(&caller, Some(expected), claim, command)
        .await
}

async fn recall(
    With(state): With<State>,
    caller: Caller,
    At(claim): At<ClaimId>,
    IfMatch(expected): IfMatch,
    Body(why): Body<WhyBody>,
) -> Result<Done, Failure> {
    state
        .on_claim(
            &caller,
            Some(expected),
            claim,
            ClaimCommand::Recall(claim::Recall { why }),
        )
        .await
}

async fn cancel(
    With(state): With<State>,
    caller: Caller,
    At(claim): At<ClaimId>,
    IfMatch(expected): IfMatch,
    Body(why): Body<WhyBody>,
) -> Result<Done, Failure> {
    state
        .on_claim(
            &caller,
            Some(expected),
            claim,
            ClaimCommand::Cancel(claim::Cancel { why }),
        )
        .await
}
