//! Commands, sound unless a test says otherwise.

use domain::claim::{
    ApprovedLine, Deadline, DuplicateReason, Edit, InfoItem, ItemAnswer, Visibility,
};
use domain::fund::AdjustmentReason;
use domain::{
    ClaimCommand, Document, FundCommand, FundId, Money, Policy, ProgrammeCommand, claim, fund,
};

use super::cast::*;

pub fn publish(policy: Policy) -> ProgrammeCommand {
    ProgrammeCommand::Publish(Box::new(policy))
}

/// Opens a fund of the demo programme.
pub fn open(period: &str, partner: &str) -> FundCommand {
    FundCommand::Open(fund::Open {
        programme: programme(),
        period: name(period),
        partner: name(partner),
        currency: domain::Currency::EUR,
    })
}

/// Earns an amount as the lot of this number.
pub fn earn(number: u32, amount: Money) -> FundCommand {
    FundCommand::RecordEarning(fund::RecordEarning {
        lot: lot(number),
        amount,
        earned_on: day("2023-08-31"),
        source: format!("statement {number}"),
    })
}

pub fn adjust(delta: Money) -> FundCommand {
    FundCommand::Adjust(fund::Adjust {
        delta,
        reason: AdjustmentReason::Correction,
        text: "counted twice".into(),
    })
}

/// Rolls over to a new lot 9 of another fund.
pub fn roll_over(to: FundId, amount: Money) -> FundCommand {
    FundCommand::RollOver(fund::RollOver {
        to,
        amount,
        lot: lot(9),
    })
}

/// Files a claim for 1,200.00 against the fund.
pub fn create() -> ClaimCommand {
    create_for(eur(1_200_00))
}

pub fn create_for(declared: Money) -> ClaimCommand {
    create_in(fund(), declared)
}

pub fn create_in(fund: FundId, declared: Money) -> ClaimCommand {
    ClaimCommand::Create(claim::Create {
        fund,
        activity: name("trade-show"),
        title: "Salon du Cloud".into(),
        executed_on: day("2024-03-14"),
        declared,
        location: Some("Rennes".into()),
    })
}

pub fn edit(edit: Edit) -> ClaimCommand {
    ClaimCommand::EditDetails(edit)
}

pub fn attach(document: Document) -> ClaimCommand {
    ClaimCommand::AttachDocument(claim::AttachDocument {
        document,
        contribution: None,
    })
}

/// Attaches what a contribution asked for.
pub fn contribute(document: Document, number: u32) -> ClaimCommand {
    ClaimCommand::AttachDocument(claim::AttachDocument {
        document,
        contribution: Some(contribution(number)),
    })
}

pub fn replace(old: u32, new: Document) -> ClaimCommand {
    ClaimCommand::ReplaceDocument(claim::ReplaceDocument {
        old: document(old),
        document: new,
    })
}

pub fn remove(number: u32) -> ClaimCommand {
    ClaimCommand::RemoveDocument(claim::RemoveDocument {
        id: document(number),
        why: "the wrong file".into(),
    })
}

pub fn annotate(number: u32, note: &str) -> ClaimCommand {
    ClaimCommand::AnnotateDocument(claim::AnnotateDocument {
        id: document(number),
        note: note.into(),
    })
}

pub fn record_metric(value: &str) -> ClaimCommand {
    ClaimCommand::RecordMetric(claim::RecordMetric {
        code: name("booth-visitors"),
        value: value.parse().expect("a decimal"),
        unit: "people".into(),
    })
}

/// Asks Yann for photos.
pub fn ask_yann(number: u32) -> ClaimCommand {
    ClaimCommand::RequestContribution(claim::RequestContribution {
        id: contribution(number),
        to: YANN.actor().person(),
        what: "photos of the booth".into(),
        due: Some(day("2024-03-22")),
    })
}

pub fn cancel_contribution(number: u32) -> ClaimCommand {
    ClaimCommand::CancelContribution(claim::CancelContribution {
        id: contribution(number),
    })
}

/// Says something to everyone.
pub fn comment(number: u32) -> ClaimCommand {
    ClaimCommand::AddComment(claim::AddComment {
        id: comment_id(number),
        text: "the stand was shared".into(),
        document: None,
        in_reply_to: None,
        visibility: Visibility::Everyone,
    })
}

/// Says something on the vendor's side.
pub fn whisper(number: u32) -> ClaimCommand {
    ClaimCommand::AddComment(claim::AddComment {
        id: comment_id(number),
        text: "their third claim this month".into(),
        document: None,
        in_reply_to: None,
        visibility: Visibility::VendorOnly,
    })
}

/// Answers a comment, to everyone.
pub fn reply(number: u32, to: u32) -> ClaimCommand {
    ClaimCommand::AddComment(claim::AddComment {
        id: comment_id(number),
        text: "with whom?".into(),
        document: None,
        in_reply_to: Some(comment_id(to)),
        visibility: Visibility::Everyone,
    })
}

pub fn submit() -> ClaimCommand {
    ClaimCommand::Submit(claim::Submit {
        answers: vec![],
        duplicates: vec![],
    })
}

/// An answer to the item of this number.
pub fn answer(number: u32) -> ItemAnswer {
    ItemAnswer {
        item: item(number),
        text: "signed now".into(),
    }
}

pub fn submit_answers(numbers: &[u32]) -> ClaimCommand {
    let answers = numbers.iter().map(|number| answer(*number)).collect();
    ClaimCommand::Submit(claim::Submit {
        answers,
        duplicates: vec![],
    })
}

/// Why a document on another claim counts twice.
pub fn shared(number: u32) -> DuplicateReason {
    DuplicateReason {
        document: document(number),
        why: "the invoice covers both shows".into(),
    }
}

pub fn submit_shared(numbers: &[u32]) -> ClaimCommand {
    let duplicates = numbers.iter().map(|number| shared(*number)).collect();
    ClaimCommand::Submit(claim::Submit {
        answers: vec![],
        duplicates,
    })
}

pub fn recall() -> ClaimCommand {
    ClaimCommand::Recall(claim::Recall {
        why: "a page is missing".into(),
    })
}

pub fn cancel() -> ClaimCommand {
    ClaimCommand::Cancel(claim::Cancel {
        why: "filed by mistake".into(),
    })
}

pub fn info_item(number: u32) -> InfoItem {
    InfoItem {
        id: item(number),
        document: None,
        text: "sign the statement, please".into(),
    }
}

/// Asks for items 1 of request 1, 2 of request 2 and so on.
pub fn request_info(number: u32) -> ClaimCommand {
    ClaimCommand::RequestInfo(claim::RequestInfo {
        id: request(number),
        items: vec![info_item(number)],
    })
}

/// A line of a cost document, with a reason.
pub fn line(number: u32, approved: Money) -> ApprovedLine {
    ApprovedLine {
        document: document(number),
        approved,
        reason: Some("catering is not covered".into()),
    }
}

/// Approves documents 1 and 2 with these cents each.
pub fn approve(first: i64, second: i64) -> ClaimCommand {
    ClaimCommand::Approve(claim::Approve {
        approved: eur(first + second),
        lines: vec![line(1, eur(first)), line(2, eur(second))],
    })
}

pub fn reject() -> ClaimCommand {
    ClaimCommand::Reject(claim::Reject {
        reasons: vec![name("not-eligible")],
        text: "not a marketing cost".into(),
    })
}

pub fn revoke() -> ClaimCommand {
    ClaimCommand::RevokeApproval(claim::RevokeApproval {
        why: "the wrong rate".into(),
    })
}

pub fn dispute() -> ClaimCommand {
    dispute_with(vec![])
}

pub fn dispute_with(documents: Vec<Document>) -> ClaimCommand {
    ClaimCommand::Dispute(claim::Dispute {
        justification: "the show is on your list".into(),
        documents,
    })
}

pub fn pay(number: u32, minor: i64) -> ClaimCommand {
    ClaimCommand::RecordPayment(claim::RecordPayment {
        id: payment(number),
        amount: eur(minor),
        reference: "SEPA 2024-117".into(),
        value_date: day("2024-05-15"),
    })
}

pub fn reverse(number: u32) -> ClaimCommand {
    ClaimCommand::ReversePayment(claim::ReversePayment {
        id: payment(number),
        why: "the bank bounced it".into(),
    })
}

pub fn extend(which: Deadline, to: &str) -> ClaimCommand {
    ClaimCommand::ExtendDeadline(claim::ExtendDeadline {
        which,
        to: day(to),
        why: "the site was down".into(),
    })
}
