//! Anything, by anybody: what the laws are there to refuse.

use domain::claim::{Deadline, Edit, Visibility};
use domain::{
    Claim, ClaimCommand, ContributionId, Currency, DocumentId, FundCommand, Money, claim,
};

use super::{Dice, MARC_HELPS, either_fund};
use crate::common::*;

const ANYBODY: [Who; 16] = [
    CAMILLE,
    PAUL,
    YANN,
    INES,
    IVO,
    MARC,
    MONA,
    FAY,
    PIA,
    ADA,
    OTTO,
    SYSTEM,
    RIVAL,
    Who("camille@atelier-breton approver"),
    Who("yann@atelier-breton reviewer"),
    MARC_HELPS,
];

/// An amount of any size and sign, mostly in euros.
fn amount(dice: &mut Dice) -> Money {
    let minor = match dice.below(12) {
        0 => 0,
        1 => -i64::from(dice.below(10_000)),
        2 => i64::MAX - i64::from(dice.below(3)),
        3 => i64::MIN + i64::from(dice.below(3)),
        _ => i64::from(dice.below(3_000_00)),
    };
    match dice.below(10) {
        0 => money(minor, "JPY"),
        _ => Money::from_minor(minor, Currency::EUR),
    }
}

fn text(dice: &mut Dice) -> String {
    dice.of(&["because", "because", "because", " "]).into()
}

/// A document of the claim, or none of it.
fn known_document(claim: Option<&Claim>, dice: &mut Dice) -> DocumentId {
    let known: Vec<_> = claim
        .iter()
        .flat_map(|claim| &claim.documents)
        .map(|d| d.id)
        .collect();
    if known.is_empty() {
        document(7)
    } else {
        dice.of(&known)
    }
}

fn known_contribution(claim: Option<&Claim>, dice: &mut Dice) -> ContributionId {
    let known = claim
        .iter()
        .flat_map(|claim| &claim.contributions)
        .map(|c| c.id);
    let known: Vec<_> = known.collect();
    if known.is_empty() {
        contribution(7)
    } else {
        dice.of(&known)
    }
}

/// Gives a step that may make no sense at all.
pub fn step(claim: Option<&Claim>, number: u32, dice: &mut Dice) -> Step {
    let who = dice.of(&ANYBODY);
    if dice.below(6) == 0 {
        let fund = either_fund(dice);
        return who.does(fund_command(number, dice)).for_fund(fund);
    }
    who.does(claim_command(claim, number, dice))
}

fn fund_command(number: u32, dice: &mut Dice) -> FundCommand {
    match dice.below(5) {
        0 => open("2024-h1", "rival"),
        1 => earn(dice.of(&[1, number]), amount(dice)),
        2 => adjust(amount(dice)),
        3 => roll_over(either_fund(dice), amount(dice)),
        _ => FundCommand::Expire,
    }
}

fn claim_command(claim: Option<&Claim>, number: u32, dice: &mut Dice) -> ClaimCommand {
    let id = known_document(claim, dice);
    let asked = known_contribution(claim, dice);
    let declared = amount(dice);
    let paper = dice.of(&[
        proof(dice_byte(number)),
        csr(dice_byte(number), eur(500_00), eur(400_00)),
        invoice(3, eur(10_00), eur(20_00)),
        domain::Document {
            note: None,
            ..proof(4)
        },
    ]);
    match dice.below(24) {
        0 => create_for(amount(dice)),
        1 => edit(Edit {
            title: dice.of(&[None, Some("Salon".into()), Some(" ".into())]),
            activity: dice.of(&[None, Some(name("seminar")), Some(name("yachting"))]),
            executed_on: dice.of(&[None, Some(day("2024-06-30")), Some(day("2024-07-01"))]),
            declared: dice.of(&[None, Some(declared)]),
            location: dice.of(&[None, Some("Brest".into()), Some(String::new())]),
        }),
        2 => ClaimCommand::AttachDocument(claim::AttachDocument {
            document: paper,
            contribution: dice.of(&[None, Some(asked)]),
        }),
        3 => ClaimCommand::ReplaceDocument(claim::ReplaceDocument {
            old: id,
            document: paper,
        }),
        4 => ClaimCommand::RemoveDocument(claim::RemoveDocument {
            id,
            why: text(dice),
        }),
        5 => ClaimCommand::AnnotateDocument(claim::AnnotateDocument {
            id,
            note: text(dice),
        }),
        6 => record_metric("7"),
        7 => ask_yann(dice.of(&[1, number])),
        8 => ClaimCommand::CancelContribution(claim::CancelContribution { id: asked }),
        9 => ClaimCommand::AddComment(claim::AddComment {
            id: comment_id(dice.of(&[1, number])),
            text: text(dice),
            document: dice.of(&[None, Some(id)]),
            in_reply_to: dice.of(&[None, Some(comment_id(1))]),
            visibility: dice.of(&[Visibility::Everyone, Visibility::VendorOnly]),
        }),
        10 => submit_answers(&[1]),
        11 => submit(),
        12 => ClaimCommand::Recall(claim::Recall { why: text(dice) }),
        13 => ClaimCommand::Cancel(claim::Cancel { why: text(dice) }),
        14 => ClaimCommand::StartReview,
        15 => request_info(dice.of(&[1, number])),
        16 => ClaimCommand::Approve(claim::Approve {
            approved: amount(dice),
            lines: vec![domain::claim::ApprovedLine {
                document: id,
                approved: amount(dice),
                reason: None,
            }],
        }),
        17 => reject(),
        18 => ClaimCommand::RevokeApproval(claim::RevokeApproval { why: text(dice) }),
        19 => dispute_with(dice.of(&[vec![], vec![paper]])),
        20 => ClaimCommand::CloseRejection,
        21 => ClaimCommand::RecordPayment(claim::RecordPayment {
            id: payment(dice.of(&[1, number])),
            amount: amount(dice),
            reference: text(dice),
            value_date: day("2024-05-15"),
        }),
        22 => reverse(1),
        _ => dice.of(&[
            ClaimCommand::Expire,
            extend(Deadline::Claiming, "2024-08-20"),
            extend(Deadline::Answer, "2024-08-20"),
            extend(Deadline::Dispute, "2024-03-01"),
        ]),
    }
}

/// A small number out of a running one, so that files come again.
fn dice_byte(number: u32) -> u8 {
    u8::try_from(number % 40).unwrap_or_default()
}
