//! A step as a partner's program would send it: method, address and JSON body.

use application::story::{Doing, Step};
use axum::http::Method;
use domain::claim::{ApprovedLine, Deadline, Edit, InfoItem, ItemAnswer, Visibility};
use domain::fund::AdjustmentReason;
use domain::{
    ClaimCommand, Document, DocumentKind, FundCommand, Money, ProgrammeCommand, claim, fund,
};
use projections::Command;
use serde_json::{Value, json};
use tests::uploads::sample;

/// What is asked of the router.
pub(super) struct Asked {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) body: Option<Value>,
}

fn ask(method: Method, path: String, body: Value) -> Asked {
    Asked {
        method,
        path,
        body: Some(body),
    }
}

/// Writes a step as a request.
pub(super) fn asked(step: &Step) -> Asked {
    match &step.doing {
        Doing::Look(claim) => Asked {
            method: Method::GET,
            path: format!("/v1/claims/{claim}"),
            body: None,
        },
        Doing::Command(command) => match command.as_ref() {
            Command::Claim(id, command) => on_claim(&format!("/v1/claims/{id}"), id, command),
            Command::Fund(id, command) => on_fund(&format!("/v1/funds/{id}"), command),
            Command::Programme(id, ProgrammeCommand::Publish(policy)) => {
                let policy = serde_json::to_value(policy).unwrap();
                ask(Method::PUT, format!("/v1/programmes/{id}"), policy)
            }
        },
    }
}

fn on_fund(fund: &str, command: &FundCommand) -> Asked {
    let (path, body) = match command {
        FundCommand::Open(fund::Open {
            programme,
            period,
            partner,
            currency,
        }) => (
            "/v1/funds".to_owned(),
            json!({ "programme": programme, "period": period, "partner": partner,
                "currency": currency }),
        ),
        FundCommand::RecordEarning(fund::RecordEarning {
            lot,
            amount,
            earned_on,
            source,
        }) => (
            format!("{fund}/earnings"),
            json!({ "lot": lot.to_string(), "amount": amount, "earned_on": earned_on,
                "source": source }),
        ),
        FundCommand::Adjust(fund::Adjust {
            delta,
            reason,
            text,
        }) => {
            let reason = match reason {
                AdjustmentReason::Correction => "correction",
                AdjustmentReason::Return => "return",
                AdjustmentReason::Bonus => "bonus",
                AdjustmentReason::Other => "other",
            };
            let body = json!({ "delta": delta, "reason": reason, "text": text });
            (format!("{fund}/adjustments"), body)
        }
        FundCommand::RollOver(fund::RollOver { to, amount, lot }) => (
            format!("{fund}/rollovers"),
            json!({ "to": to.to_string(), "amount": amount, "lot": lot.to_string() }),
        ),
        FundCommand::Expire => (format!("{fund}/expirations"), json!({})),
    };
    ask(Method::POST, path, body)
}

fn on_claim(claim: &str, id: &domain::ClaimId, command: &ClaimCommand) -> Asked {
    let post = |noun: &str, body: Value| ask(Method::POST, format!("{claim}/{noun}"), body);
    let document_path = |id: &domain::DocumentId| format!("{claim}/documents/{id}");
    match command {
        ClaimCommand::Create(claim::Create {
            fund,
            activity,
            title,
            executed_on,
            declared,
            location,
        }) => ask(
            Method::POST,
            "/v1/claims".to_owned(),
            json!({ "id": id.to_string(), "fund": fund.to_string(), "activity": activity,
                "title": title, "executed_on": executed_on, "declared": declared,
                "location": location }),
        ),
        ClaimCommand::EditDetails(edit) => ask(Method::PATCH, claim.to_owned(), details(edit)),
        ClaimCommand::AttachDocument(claim::AttachDocument {
            document: attached,
            contribution,
        }) => {
            let mut body = document(attached);
            body["contribution"] = json!(contribution.map(|id| id.to_string()));
            post("documents", body)
        }
        ClaimCommand::ReplaceDocument(claim::ReplaceDocument { old, document: by }) => {
            ask(Method::PUT, document_path(old), document(by))
        }
        ClaimCommand::RemoveDocument(claim::RemoveDocument { id, why }) => {
            let why = why.replace(' ', "%20");
            let path = format!("{}?why={why}", document_path(id));
            Asked {
                method: Method::DELETE,
                path,
                body: None,
            }
        }
        ClaimCommand::AnnotateDocument(claim::AnnotateDocument { id, note }) => {
            ask(Method::PATCH, document_path(id), json!({ "note": note }))
        }
        ClaimCommand::RecordMetric(claim::RecordMetric { code, value, unit }) => post(
            "metrics",
            json!({ "code": code, "value": value, "unit": unit }),
        ),
        ClaimCommand::RequestContribution(claim::RequestContribution { id, to, what, due }) => {
            post(
                "contributions",
                json!({ "id": id.to_string(), "to": to, "what": what, "due": due }),
            )
        }
        ClaimCommand::CancelContribution(claim::CancelContribution { id }) => {
            let path = format!("{claim}/contributions/{id}");
            Asked {
                method: Method::DELETE,
                path,
                body: None,
            }
        }
        ClaimCommand::AddComment(claim::AddComment {
            id,
            text,
            document,
            in_reply_to,
            visibility,
        }) => {
            let visibility = match visibility {
                Visibility::Everyone => "everyone",
                Visibility::VendorOnly => "vendor_only",
            };
            let document = document.map(|id| id.to_string());
            let in_reply_to = in_reply_to.map(|id| id.to_string());
            post(
                "comments",
                json!({ "id": id.to_string(), "text": text, "document": document,
                    "in_reply_to": in_reply_to, "visibility": visibility }),
            )
        }
        ClaimCommand::Submit(claim::Submit {
            answers,
            duplicates,
        }) => {
            let answer = |a: &ItemAnswer| json!({ "item": a.item.to_string(), "text": a.text });
            let answers: Vec<Value> = answers.iter().map(answer).collect();
            let duplicates: Vec<Value> = duplicates
                .iter()
                .map(|d| json!({ "document": d.document.to_string(), "why": d.why }))
                .collect();
            post(
                "submissions",
                json!({ "answers": answers, "duplicates": duplicates }),
            )
        }
        ClaimCommand::Recall(claim::Recall { why }) => post("recalls", json!({ "why": why })),
        ClaimCommand::Cancel(claim::Cancel { why }) => post("cancellations", json!({ "why": why })),
        ClaimCommand::StartReview => post("reviews", json!({})),
        ClaimCommand::RequestInfo(claim::RequestInfo { id, items }) => {
            let items: Vec<Value> = items.iter().map(item).collect();
            post(
                "info-requests",
                json!({ "id": id.to_string(), "items": items }),
            )
        }
        ClaimCommand::Approve(claim::Approve { approved, lines }) => {
            let lines: Vec<Value> = lines.iter().map(line).collect();
            let body = json!({ "decision": "approve", "approved": approved, "lines": lines });
            post("decisions", body)
        }
        ClaimCommand::Reject(claim::Reject { reasons, text }) => post(
            "decisions",
            json!({ "decision": "reject", "reasons": reasons, "text": text }),
        ),
        ClaimCommand::RevokeApproval(claim::RevokeApproval { why }) => {
            post("decisions", json!({ "decision": "revoke", "why": why }))
        }
        ClaimCommand::Dispute(claim::Dispute {
            justification,
            documents,
        }) => {
            let documents: Vec<Value> = documents.iter().map(document).collect();
            post(
                "disputes",
                json!({ "justification": justification, "documents": documents }),
            )
        }
        ClaimCommand::CloseRejection => post("rejection-closures", json!({})),
        ClaimCommand::RecordPayment(claim::RecordPayment {
            id,
            amount,
            reference,
            value_date,
        }) => post(
            "payments",
            json!({ "id": id.to_string(), "amount": amount, "reference": reference,
                "value_date": value_date }),
        ),
        ClaimCommand::ReversePayment(claim::ReversePayment { id, why }) => {
            post(&format!("payments/{id}/reversals"), json!({ "why": why }))
        }
        ClaimCommand::Expire => post("expirations", json!({})),
        ClaimCommand::ExtendDeadline(claim::ExtendDeadline { which, to, why }) => {
            let which = match which {
                Deadline::Claiming => "claiming",
                Deadline::Answer => "answer",
                Deadline::Dispute => "dispute",
            };
            post(
                "deadline-extensions",
                json!({ "which": which, "to": to, "why": why }),
            )
        }
    }
}

fn details(edit: &Edit) -> Value {
    json!({ "title": edit.title, "activity": edit.activity, "executed_on": edit.executed_on,
        "declared": edit.declared, "location": edit.location })
}

fn item(item: &InfoItem) -> Value {
    let document = item.document.map(|id| id.to_string());
    json!({ "id": item.id.to_string(), "document": document, "text": item.text })
}

fn line(line: &ApprovedLine) -> Value {
    let approved: Money = line.approved;
    json!({ "document": line.document.to_string(), "approved": approved, "reason": line.reason })
}

fn document(document: &Document) -> Value {
    let kind = match &document.kind {
        DocumentKind::Invoice(_) => "invoice",
        DocumentKind::Csr(_) => "csr",
        DocumentKind::Proof => "proof",
    };
    let mut body = json!({ "id": document.id.to_string(), "kind": kind, "file": sample(&document.file.name),
        "note": document.note, "answers": document.answers });
    if let Some(cost) = document.cost() {
        body["supplier"] = json!(cost.supplier);
        body["number"] = json!(cost.number);
        body["dated"] = json!(cost.dated);
        body["total"] = json!(cost.total);
        body["claimed"] = json!(cost.claimed);
    }
    body
}
