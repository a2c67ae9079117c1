//! What a partner does to a claim that is his to change.

use domain::claim::{ContributionState, Deadline, DuplicateReason, Edit, ItemAnswer};
use domain::{Claim, ClaimCommand, DocumentKind, Status, claim};

use super::super::chance::Chance;
use super::super::{document, invoice, text, uuid};

pub(super) fn editing(
    chance: &mut Chance,
    claim: &Claim,
    name: &str,
    (user, partner): (&str, &str),
) -> (String, ClaimCommand) {
    let open = claim
        .contributions
        .iter()
        .find(|c| c.state == ContributionState::Open);
    let claimed = claim.claimed().unwrap();
    let dice = match chance.below(3) {
        0 if !claim.has_proof() => 7,
        0 if !claim.has_cost_document() => 9,
        _ => chance.below(16),
    };
    let command = match dice {
        0 => {
            if chance.below(6) > 0 {
                return (user.to_owned(), submit(claim));
            }
            ClaimCommand::Cancel(claim::Cancel {
                why: "given up".to_owned(),
            })
        }
        1 => ClaimCommand::EditDetails(Edit {
            title: Some(format!("Title {name}")),
            location: Some("Lyon".into()),
            ..Edit::default()
        }),
        2 => ClaimCommand::RecordMetric(claim::RecordMetric {
            code: text(if chance.below(2) == 0 {
                "visitors"
            } else {
                "clicks"
            }),
            value: text("430"),
            unit: "people".into(),
        }),
        3 => ClaimCommand::RequestContribution(claim::RequestContribution {
            id: domain::ContributionId::from_uuid(uuid(name)),
            to: text(&format!("yann@{partner}")),
            what: "photos".into(),
            due: (chance.below(2) == 0).then(|| text("2024-04-01")),
        }),
        4 => match open {
            Some(open) => {
                ClaimCommand::CancelContribution(claim::CancelContribution { id: open.id })
            }
            None => return (user.to_owned(), submit(claim)),
        },
        5 => match chance.pick(&claim.documents) {
            Some(old) => {
                let document = domain::Document {
                    kind: old.kind,
                    ..document(name, name, DocumentKind::Proof)
                };
                ClaimCommand::ReplaceDocument(claim::ReplaceDocument {
                    old: old.id,
                    document,
                })
            }
            None => return (user.to_owned(), submit(claim)),
        },
        6 => match chance.pick(&claim.documents) {
            Some(document) if chance.below(2) == 0 => {
                ClaimCommand::RemoveDocument(claim::RemoveDocument {
                    id: document.id,
                    why: "wrong one".into(),
                })
            }
            Some(document) => ClaimCommand::AnnotateDocument(claim::AnnotateDocument {
                id: document.id,
                note: format!("note {name}"),
            }),
            None => return (user.to_owned(), submit(claim)),
        },
        7 | 8 => ClaimCommand::AttachDocument(claim::AttachDocument {
            document: document(name, name, DocumentKind::Proof),
            contribution: open.map(|open| open.id),
        }),
        9 if claim.documents.len() < 6 => ClaimCommand::AttachDocument(claim::AttachDocument {
            document: document(name, name, invoice(name, 1 + chance.below(90_000) as i64)),
            contribution: None,
        }),
        10 if chance.below(8) == 0 => {
            let command = ClaimCommand::ExtendDeadline(claim::ExtendDeadline {
                which: Deadline::Claiming,
                to: text("2026-01-15"),
                why: "asked".into(),
            });
            return ("ada@helio programme_admin".to_owned(), command);
        }
        _ if claimed.is_positive() && claimed != claim.declared => {
            ClaimCommand::EditDetails(Edit {
                declared: Some(claimed),
                ..Edit::default()
            })
        }
        _ => submit(claim),
    };
    (user.to_owned(), command)
}

fn submit(claim: &Claim) -> ClaimCommand {
    let items = match (&claim.request, claim.status) {
        (Some(request), Status::ActionRequired) => request.items.clone(),
        _ => vec![],
    };
    let answers = items.into_iter().map(|item| ItemAnswer {
        item,
        text: "here".into(),
    });
    let reason = |document: &domain::Document| DuplicateReason {
        document: document.id,
        why: "two halves of one invoice".into(),
    };
    ClaimCommand::Submit(claim::Submit {
        answers: answers.collect(),
        duplicates: claim.documents.iter().map(reason).collect(),
    })
}
