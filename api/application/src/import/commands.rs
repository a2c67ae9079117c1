//! Makes the commands of a case's steps: what the mapping leaves open comes from the case, and
//! from its claim as it stands.

use domain::claim::{ApprovedLine, InfoItem, ItemAnswer};
use domain::document::{Cost, File, Sha256};
use domain::{
    Claim, ClaimCommand, CommentId, Document, DocumentId, DocumentKind, InfoRequestId, ItemId,
    Money, PaymentId, Status, claim,
};
use sha2::{Digest, Sha256 as Hasher};

use super::case::Case;
use super::mapping::{Act, Kind, Mapping};
use super::template::Template;

/// Names a step of a case: which of its events, and which step of that event's rule.
pub type Place = (usize, usize);

/// Makes the command of a step.
pub fn command(
    mapping: &Mapping,
    case: &Case,
    place: Place,
    act: &Act,
    claim: Option<&Claim>,
) -> ClaimCommand {
    let (event, step) = place;
    let fill = |template: &Template| template.fill(case, event);
    let derived = |what: &str| case.derived(mapping, &format!("{event}/{step}/{what}"));
    match act {
        Act::Create => ClaimCommand::Create(claim::Create {
            fund: case.fund.id,
            activity: mapping.claim.activity.clone(),
            title: fill(&mapping.claim.title),
            executed_on: case.events[event].date,
            declared: case.amount,
            location: None,
        }),
        Act::AttachDocument { document } => {
            let document = stand_in(mapping, case, event, document);
            ClaimCommand::AttachDocument(claim::AttachDocument {
                document,
                contribution: None,
            })
        }
        Act::AddComment { text, visibility } => ClaimCommand::AddComment(claim::AddComment {
            id: CommentId::from_uuid(derived("comment")),
            text: fill(text),
            document: None,
            in_reply_to: None,
            visibility: *visibility,
        }),
        Act::Submit { answer } => {
            let answers = answers(claim, answer.as_ref().map(fill));
            ClaimCommand::Submit(claim::Submit {
                answers,
                duplicates: vec![],
            })
        }
        Act::Recall { why } => ClaimCommand::Recall(claim::Recall { why: fill(why) }),
        Act::Cancel { why } => ClaimCommand::Cancel(claim::Cancel { why: fill(why) }),
        Act::StartReview => ClaimCommand::StartReview,
        Act::RequestInfo { items } => {
            let item = |(n, text)| InfoItem {
                id: ItemId::from_uuid(derived(&format!("item/{n}"))),
                document: None,
                text: fill(text),
            };
            let id = InfoRequestId::from_uuid(derived("request"));
            ClaimCommand::RequestInfo(claim::RequestInfo {
                id,
                items: items.iter().enumerate().map(item).collect(),
            })
        }
        Act::Approve => {
            let lines = lines(claim);
            let sum = Money::sum(
                case.amount.currency(),
                lines.iter().map(|line| line.approved),
            );
            ClaimCommand::Approve(claim::Approve {
                approved: sum.unwrap_or(case.amount),
                lines,
            })
        }
        Act::Reject { reasons, text } => ClaimCommand::Reject(claim::Reject {
            reasons: reasons.clone(),
            text: fill(text),
        }),
        Act::RevokeApproval { why } => {
            ClaimCommand::RevokeApproval(claim::RevokeApproval { why: fill(why) })
        }
        Act::Dispute { justification } => ClaimCommand::Dispute(claim::Dispute {
            justification: fill(justification),
            documents: vec![],
        }),
        Act::CloseRejection => ClaimCommand::CloseRejection,
        Act::RecordPayment { reference } => ClaimCommand::RecordPayment(claim::RecordPayment {
            id: PaymentId::from_uuid(derived("payment")),
            amount: case.amount,
            reference: fill(reference),
            value_date: case.events[event].date,
        }),
        Act::ReversePayment { why } => {
            let mut payments = claim.iter().flat_map(|claim| &claim.payments);
            let standing = payments.rfind(|payment| !payment.is_reversed);
            let none = || PaymentId::from_uuid(derived("payment"));
            let id = standing.map_or_else(none, |payment| payment.id);
            ClaimCommand::ReversePayment(claim::ReversePayment { id, why: fill(why) })
        }
    }
}

/// Answers every item that is open, if any is.
fn answers(claim: Option<&Claim>, text: Option<String>) -> Vec<ItemAnswer> {
    let asked = claim.filter(|claim| claim.status == Status::ActionRequired);
    let request = asked.and_then(|claim| claim.request.as_ref());
    match (request, text) {
        (Some(request), Some(text)) => {
            let answer = |item: &ItemId| ItemAnswer {
                item: *item,
                text: text.clone(),
            };
            request.items.iter().map(answer).collect()
        }
        (Some(_), None) | (None, _) => vec![],
    }
}

/// Approves each cost document in full.
fn lines(claim: Option<&Claim>) -> Vec<ApprovedLine> {
    let documents = claim.iter().flat_map(|claim| &claim.documents);
    let line = |document: &Document| {
        let approved = document.cost()?.claimed;
        Some(ApprovedLine {
            document: document.id,
            approved,
            reason: None,
        })
    };
    documents.filter_map(line).collect()
}

fn stand_in(mapping: &Mapping, case: &Case, event: usize, name: &str) -> Document {
    let stand_in = &mapping.documents[name];
    let fill = |template: &Template| template.fill(case, event);
    let content = fill(&stand_in.content);
    let cost = || Cost {
        supplier: stand_in.supplier.as_ref().map(fill),
        number: stand_in.number.as_ref().map(fill).unwrap_or_default(),
        dated: case.events[event].date,
        total: case.amount,
        claimed: case.amount,
    };
    Document {
        id: DocumentId::from_uuid(case.derived(mapping, &format!("document/{name}"))),
        kind: match stand_in.kind {
            Kind::Invoice => DocumentKind::Invoice(cost()),
            Kind::Csr => DocumentKind::Csr(cost()),
            Kind::Proof => DocumentKind::Proof,
        },
        file: File {
            sha256: Sha256::from_bytes(Hasher::digest(&content).into()),
            size: content.len() as u64,
            media_type: stand_in.media_type.clone(),
            name: fill(&stand_in.name),
        },
        note: stand_in.note.as_ref().map(fill),
        answers: None,
    }
}
