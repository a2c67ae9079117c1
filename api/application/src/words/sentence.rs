//! An event as a sentence: what a history shows.

use domain::claim::{Change, ClaimEvent, Deadline, ExpiryCause, Visibility};
use domain::{Document, DocumentKind};

/// Says what happened to a claim.
pub fn of_claim(event: &ClaimEvent) -> String {
    match event {
        ClaimEvent::ClaimCreated {
            title,
            executed_on,
            declared,
            ..
        } => {
            format!("filed the claim “{title}” of {executed_on} for {declared}")
        }
        ClaimEvent::DetailsEdited { changes } => {
            let changes: Vec<String> = changes.iter().map(change).collect();
            format!("changed {}", changes.join(", "))
        }
        ClaimEvent::DocumentAttached {
            document,
            contribution,
        } => match contribution {
            Some(_) => format!("contributed {}", document_of(document)),
            None => format!("attached {}", document_of(document)),
        },
        ClaimEvent::DocumentReplaced { document, .. } => {
            format!("replaced a document by {}", document_of(document))
        }
        ClaimEvent::DocumentRemoved { why, .. } => format!("removed a document: {why}"),
        ClaimEvent::DocumentAnnotated { note, .. } => format!("explained a document: {note}"),
        ClaimEvent::MetricRecorded { code, value, unit } => {
            format!("recorded {code}: {} {unit}", value.as_str())
        }
        ClaimEvent::ContributionRequested { to, what, due, .. } => match due {
            Some(due) => format!("asked {to} for {what} by {due}"),
            None => format!("asked {to} for {what}"),
        },
        ClaimEvent::ContributionCancelled { .. } => "no longer asks for a contribution".to_owned(),
        ClaimEvent::CommentAdded {
            text, visibility, ..
        } => match visibility {
            Visibility::Everyone => format!("commented: {text}"),
            Visibility::VendorOnly => format!("commented, for the vendor's side alone: {text}"),
        },
        ClaimEvent::ClaimSubmitted {
            round,
            requested,
            answers,
            ..
        } => match answers.len() {
            0 => format!("submitted the claim (round {round}) for {requested}"),
            n => format!("submitted the claim (round {round}) for {requested}, with {n} answer(s)"),
        },
        ClaimEvent::ClaimRecalled { why } => format!("took the claim back: {why}"),
        ClaimEvent::ClaimCancelled { why } => format!("gave the claim up: {why}"),
        ClaimEvent::ReviewStarted { round, .. } => format!("started the review of round {round}"),
        ClaimEvent::InfoRequested { items, due_on, .. } => {
            let items: Vec<&str> = items.iter().map(|item| item.text.as_str()).collect();
            format!("asked for more by {due_on}: {}", items.join("; "))
        }
        ClaimEvent::ClaimApproved {
            requested,
            approved,
            lines,
            ..
        } => {
            let reasons: Vec<&str> = lines.iter().filter_map(|l| l.reason.as_deref()).collect();
            match reasons.is_empty() {
                true => format!("approved {approved} of {requested}"),
                false => format!("approved {approved} of {requested}: {}", reasons.join("; ")),
            }
        }
        ClaimEvent::ClaimRejected {
            reasons,
            text,
            dispute_until,
        } => {
            let reasons: Vec<&str> = reasons.iter().map(|reason| reason.as_str()).collect();
            let reasons = reasons.join(", ");
            match dispute_until {
                Some(until) => {
                    format!("rejected the claim ({reasons}), disputable until {until}: {text}")
                }
                None => format!("rejected the claim for good ({reasons}): {text}"),
            }
        }
        ClaimEvent::ApprovalRevoked { why } => format!("revoked the approval: {why}"),
        ClaimEvent::ClaimDisputed {
            justification,
            documents,
            ..
        } => match documents.len() {
            0 => format!("disputed the rejection: {justification}"),
            n => format!("disputed the rejection with {n} document(s): {justification}"),
        },
        ClaimEvent::RejectionClosed {} => "closed the rejection".to_owned(),
        ClaimEvent::PaymentRecorded {
            amount,
            reference,
            value_date,
            ..
        } => {
            format!("paid {amount} on {value_date} ({reference})")
        }
        ClaimEvent::PaymentReversed { why, .. } => format!("reversed a payment: {why}"),
        ClaimEvent::ClaimExpired { cause, deadline } => match cause {
            ExpiryCause::NotSubmitted => format!("expired: not submitted by {deadline}"),
            ExpiryCause::NoAnswer => format!("expired: no answer by {deadline}"),
        },
        ClaimEvent::DeadlineExtended {
            which,
            from,
            to,
            why,
        } => {
            let which = match which {
                Deadline::Claiming => "to submit",
                Deadline::Answer => "to answer",
                Deadline::Dispute => "to dispute",
            };
            format!("extended the time {which} from {from} to {to}: {why}")
        }
    }
}

fn change(change: &Change) -> String {
    let or_nothing = |text: &Option<String>| text.clone().unwrap_or_else(|| "nothing".to_owned());
    match change {
        Change::Title { from, to } => format!("the title from “{from}” to “{to}”"),
        Change::Activity { from, to } => format!("the activity from {from} to {to}"),
        Change::ExecutedOn { from, to } => format!("the day from {from} to {to}"),
        Change::Declared { from, to } => format!("the declared amount from {from} to {to}"),
        Change::Location { from, to } => {
            format!(
                "the location from {} to {}",
                or_nothing(from),
                or_nothing(to)
            )
        }
    }
}

fn document_of(document: &Document) -> String {
    let name = &document.file.name;
    match &document.kind {
        DocumentKind::Invoice(cost) => {
            format!("the invoice {} of {} ({name})", cost.number, cost.total)
        }
        DocumentKind::Csr(cost) => {
            format!("the certificate {} of {} ({name})", cost.number, cost.total)
        }
        DocumentKind::Proof => {
            let answers = document.answers.as_ref();
            let asked = answers.map_or_else(String::new, |code| format!(" asked for as {code}"));
            match &document.note {
                Some(note) => format!("the proof {name}{asked}: {note}"),
                None => format!("the proof {name}{asked}"),
            }
        }
    }
}
