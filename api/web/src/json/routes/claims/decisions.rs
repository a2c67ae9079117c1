//! Deciding on a claim: approve, reject, revoke. Each carries an Idempotency-Key.

use std::borrow::Cow;

use application::wire::choice::{Case, choice};
use application::wire::form::{DecisionType, Id, Name, NewText, Word};
use application::wire::{ClaimStandingBody, MoneyBody, Reader, Wire};
use domain::access::Operation;
use domain::claim::ApprovedLine;
use domain::{ClaimCommand, DocumentId, claim};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;

use crate::json::routes::Route;
use crate::json::target::on_claim_once;

pub(in crate::json::routes) fn routes() -> Vec<Route> {
    let operations = [
        Operation::ApproveClaim,
        Operation::RejectClaim,
        Operation::RevokeApproval,
    ];
    let decide = on_claim_once::<DecisionBody>("/v1/claims/{claim}/decisions", |decision| decision)
        .says(
            "decide_claim",
            "Approves a claim, rejects it, or revokes an approval.",
        )
        .does::<ClaimStandingBody>(&operations);
    vec![decide]
}

/// How much of one cost document is approved; less than it claims needs a reason.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LineBody {
    #[schemars(with = "Id<DocumentId>")]
    document: String,
    approved: MoneyBody,
    #[schemars(with = "Option<NewText>")]
    reason: Option<String>,
}

/// The shapes of a decision.
const CASES: [Case; 3] = [
    Case {
        name: "ApproveRequest",
        words: &["approve"],
        required: &["approved", "lines"],
        optional: &[],
    },
    Case {
        name: "RejectRequest",
        words: &["reject"],
        required: &["reasons", "text"],
        optional: &[],
    },
    Case {
        name: "RevokeRequest",
        words: &["revoke"],
        required: &["why"],
        optional: &[],
    },
];

/// A decision: one of three shapes, by its word.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
struct DecisionBody(Decision);

impl JsonSchema for DecisionBody {
    fn schema_name() -> Cow<'static, str> {
        "DecisionBody".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let flat = Decision::json_schema(generator);
        choice(generator, &flat, "decision", &CASES)
    }
}

impl Wire for DecisionBody {
    type Into = ClaimCommand;

    fn read(self, at: &mut Reader) -> Option<ClaimCommand> {
        self.0.read(at)
    }
}

/// The fields of all three: `approve` has `approved` and `lines`, `reject` has `reasons` and `text`,
/// `revoke` has `why`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Decision {
    #[schemars(with = "Word<DecisionType>")]
    decision: String,
    approved: Option<MoneyBody>,
    lines: Option<Vec<LineBody>>,
    #[schemars(with = "Option<Vec<Name>>")]
    reasons: Option<Vec<String>>,
    #[schemars(with = "Option<NewText>")]
    text: Option<String>,
    #[schemars(with = "Option<NewText>")]
    why: Option<String>,
}

impl Decision {
    fn read(self, at: &mut Reader) -> Option<ClaimCommand> {
        let given = [
            ("approved", "approve", self.approved.is_some()),
            ("lines", "approve", self.lines.is_some()),
            ("reasons", "reject", self.reasons.is_some()),
            ("text", "reject", self.text.is_some()),
            ("why", "revoke", self.why.is_some()),
        ];
        let decision = self.decision.clone();
        if !["approve", "reject", "revoke"].contains(&decision.as_str()) {
            let detail = "a decision is to approve, to reject or to revoke";
            at.refuse("decision", "unknown_choice", detail);
            return None;
        }
        let is_foreign = |(_, of, is_given): &&(&str, &str, bool)| *is_given && *of != decision;
        for (field, _, _) in given.iter().filter(is_foreign) {
            at.refuse(field, "unknown_field", "this decision has no such field");
        }
        match decision.as_str() {
            "approve" => self.approval(at),
            "reject" => self.rejection(at),
            _ => {
                let why = at.required("why", self.why);
                let why = why.and_then(|why| at.text("why", why))?;
                Some(ClaimCommand::RevokeApproval(claim::RevokeApproval { why }))
            }
        }
    }
}

impl Decision {
    fn approval(self, at: &mut Reader) -> Option<ClaimCommand> {
        let approved = at.required("approved", self.approved);
        let approved = approved.and_then(|approved| at.money("approved", &approved));
        let lines = at.required("lines", self.lines);
        let lines = lines.and_then(|lines| {
            at.list("lines", lines, |at, line| {
                let document = at.id("document", &line.document);
                let approved = at.money("approved", &line.approved);
                let reason = at.maybe(line.reason, |at, reason| at.text("reason", reason));
                Some(ApprovedLine {
                    document: document?,
                    approved: approved?,
                    reason: reason?,
                })
            })
        });
        Some(ClaimCommand::Approve(claim::Approve {
            approved: approved?,
            lines: lines?,
        }))
    }

    fn rejection(self, at: &mut Reader) -> Option<ClaimCommand> {
        let reasons = at.required("reasons", self.reasons);
        let reasons = reasons.and_then(|reasons| {
            at.list("reasons", reasons, |at, reason| match reason.parse() {
                Ok(reason) => Some(reason),
                Err(error) => {
                    let error: domain::InvalidName = error;
                    at.refuse_here("bad_name", error);
                    None
                }
            })
        });
        let text = at.required("text", self.text);
        let text = text.and_then(|text| at.text("text", text));
        Some(ClaimCommand::Reject(claim::Reject {
            reasons: reasons?,
            text: text?,
        }))
    }
}
