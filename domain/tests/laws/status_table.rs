//! The status table of the claims desk, every cell run: `=` stays, `→` moves, a code refuses.
//!
//! Each cell's command would be accepted but for the status, so that it is the status that speaks.

use std::collections::BTreeSet;

use domain::claim::Edit;
use domain::{ClaimCommand, Refusal, Status};

use crate::common::*;

const TABLE: &str = include_str!("../../../fixtures/status_table.csv");

/// The rows: every command but Create, which needs no claim, and ExtendDeadline, which asks for a
/// deadline rather than a status.
const COMMANDS: [&str; 22] = [
    "edit_details",
    "attach_document",
    "replace_document",
    "remove_document",
    "annotate_document",
    "record_metric",
    "request_contribution",
    "cancel_contribution",
    "add_comment",
    "submit",
    "recall",
    "cancel",
    "start_review",
    "request_info",
    "approve",
    "reject",
    "revoke_approval",
    "dispute",
    "close_rejection",
    "record_payment",
    "reverse_payment",
    "expire",
];

#[derive(Debug, PartialEq)]
enum Cell {
    Stays,
    Moves(Status),
    Refused(&'static str),
}

impl Cell {
    fn parse(text: &str) -> Option<Self> {
        if text == "=" {
            return Some(Self::Stays);
        }
        if let Some(status) = text.strip_prefix('→') {
            return status.parse().ok().map(Self::Moves);
        }
        let code = Refusal::CODES.iter().find(|code| **code == text);
        code.map(|code| Self::Refused(code))
    }
}

/// Names the row of a command; the compiler asks for new ones.
fn row_of(command: &ClaimCommand) -> Option<&'static str> {
    match command {
        ClaimCommand::Create(_) | ClaimCommand::ExtendDeadline(_) => None,
        ClaimCommand::EditDetails(_) => Some("edit_details"),
        ClaimCommand::AttachDocument(_) => Some("attach_document"),
        ClaimCommand::ReplaceDocument(_) => Some("replace_document"),
        ClaimCommand::RemoveDocument(_) => Some("remove_document"),
        ClaimCommand::AnnotateDocument(_) => Some("annotate_document"),
        ClaimCommand::RecordMetric(_) => Some("record_metric"),
        ClaimCommand::RequestContribution(_) => Some("request_contribution"),
        ClaimCommand::CancelContribution(_) => Some("cancel_contribution"),
        ClaimCommand::AddComment(_) => Some("add_comment"),
        ClaimCommand::Submit(_) => Some("submit"),
        ClaimCommand::Recall(_) => Some("recall"),
        ClaimCommand::Cancel(_) => Some("cancel"),
        ClaimCommand::StartReview => Some("start_review"),
        ClaimCommand::RequestInfo(_) => Some("request_info"),
        ClaimCommand::Approve(_) => Some("approve"),
        ClaimCommand::Reject(_) => Some("reject"),
        ClaimCommand::RevokeApproval(_) => Some("revoke_approval"),
        ClaimCommand::Dispute(_) => Some("dispute"),
        ClaimCommand::CloseRejection => Some("close_rejection"),
        ClaimCommand::RecordPayment(_) => Some("record_payment"),
        ClaimCommand::ReversePayment(_) => Some("reverse_payment"),
        ClaimCommand::Expire => Some("expire"),
    }
}

/// Gives the step of a row in a status.
fn step(command: &str, status: Status) -> Option<Step> {
    Some(match command {
        "edit_details" => CAMILLE.does(edit(Edit {
            title: Some("Salon du Cloud 2024".into()),
            ..Edit::default()
        })),
        "attach_document" => CAMILLE.does(attach(proof(4))),
        "replace_document" => CAMILLE.does(replace(1, invoice(5, eur(900_00), eur(800_00)))),
        "remove_document" => CAMILLE.does(remove(3)),
        "annotate_document" => CAMILLE.does(annotate(3, "the booth on the second day")),
        "record_metric" => CAMILLE.does(record_metric("430")),
        "request_contribution" => CAMILLE.does(ask_yann(2)),
        "cancel_contribution" => CAMILLE.does(cancel_contribution(1)),
        "add_comment" => CAMILLE.does(comment(1)),
        "submit" if status == Status::ActionRequired => CAMILLE.does(submit_answers(&[1])),
        "submit" => CAMILLE.does(submit()),
        "recall" => CAMILLE.does(recall()),
        "cancel" => CAMILLE.does(cancel()),
        // By another reviewer than the one who has it.
        "start_review" => IVO.does(ClaimCommand::StartReview),
        "request_info" => INES.does(request_info(2)),
        "approve" => MARC.does(approve(800_00, 400_00)),
        "reject" => MARC.does(reject()),
        "revoke_approval" => MONA.does(revoke()),
        "dispute" => PAUL.does(dispute()),
        "close_rejection" => CAMILLE.does(ClaimCommand::CloseRejection),
        "record_payment" => FAY.does(pay(2, 100_00)),
        "reverse_payment" => FAY.does(reverse(1)),
        "expire" => SYSTEM.does(ClaimCommand::Expire).on("2024-12-01"),
        _ => return None,
    })
}

/// Brings claim 1 into a status; a payment can only be reversed where there is one.
fn claim_for(command: &str, status: Status) -> Vec<Step> {
    if command == "reverse_payment" && status == Status::Approved {
        return partly_paid();
    }
    claim_in(status)
}

fn run(command: &str, status: Status, text: &str) -> Result<(), String> {
    let cell = Cell::parse(text).ok_or_else(|| format!("`{text}` is no cell"))?;
    let step = step(command, status).ok_or("no such command")?;
    let Command::Claim(id, claim_command) = &step.command else {
        return Err("not a command on a claim".into());
    };
    if row_of(claim_command) != Some(command) {
        return Err("the step is another row's".into());
    }
    let mut world = World::default();
    for step in claim_for(command, status) {
        world
            .execute(&step)
            .map_err(|refusal| format!("on the way: {refusal:?}"))?;
    }
    let before = world.claim(*id).expect("the claim exists").status;
    if before != status {
        return Err(format!("the way leads to {before}"));
    }
    let outcome = world.execute(&step);
    let after = world.claim(*id).expect("the claim exists").status;
    let found = match &outcome {
        Err(refusal) => Cell::Refused(refusal.code()),
        Ok(events) if events.is_empty() => return Err("accepted without an event".into()),
        Ok(_) if after == before => Cell::Stays,
        Ok(_) => Cell::Moves(after),
    };
    if found == cell {
        Ok(())
    } else {
        Err(format!("found {found:?}"))
    }
}

#[test]
fn every_cell_of_the_status_table_holds() {
    let mut lines = TABLE.lines();
    let header: Vec<_> = lines.next().expect("a header").split(',').collect();
    assert_eq!(header[0], "command");
    let columns: Vec<Status> = header[1..]
        .iter()
        .map(|text| {
            text.parse()
                .unwrap_or_else(|_| panic!("`{text}` is no status"))
        })
        .collect();
    assert_eq!(
        columns.iter().copied().collect::<BTreeSet<_>>().len(),
        Status::ALL.len(),
        "a status is missing"
    );
    assert_eq!(columns.len(), Status::ALL.len(), "a status comes twice");

    let mut wrong = vec![];
    let mut commands = vec![];
    for line in lines {
        let cells: Vec<_> = line.split(',').collect();
        assert_eq!(
            cells.len(),
            header.len(),
            "a cell is missing or too many: {line}"
        );
        commands.push(cells[0]);
        for (status, text) in columns.iter().zip(&cells[1..]) {
            if let Err(what) = run(cells[0], *status, text) {
                wrong.push(format!("{} in {status}, expected {text}: {what}", cells[0]));
            }
        }
    }
    assert_eq!(commands, COMMANDS, "the rows of the table");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_cell_says_stays_moves_or_a_law_that_exists() {
    assert_eq!(Cell::parse("="), Some(Cell::Stays));
    assert_eq!(Cell::parse("→paid"), Some(Cell::Moves(Status::Paid)));
    assert_eq!(
        Cell::parse("not_approved"),
        Some(Cell::Refused("not_approved"))
    );
    for text in ["", "…", "→", "→somewhere", "claim_is_tired", "= "] {
        assert_eq!(Cell::parse(text), None, "{text:?}");
    }
}
