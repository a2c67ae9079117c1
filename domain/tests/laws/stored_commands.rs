//! Commands are written as they always were: their hashes are kept beside their keys for ever.

use domain::claim::{Deadline, Edit};
use domain::{ClaimCommand, FundCommand};
use serde::Serialize;

use crate::common::*;

/// Each command as the program wrote it that first hashed it; a line is never edited again.
const STORED: &str = include_str!("stored_commands.jsonl");

fn claim_commands() -> Vec<ClaimCommand> {
    let whole = Edit {
        title: Some("Salon".into()),
        activity: Some(name("seminar")),
        executed_on: Some(day("2024-03-15")),
        declared: Some(eur(1_00)),
        location: Some("Rennes".into()),
    };
    vec![
        create(),
        edit(Edit::default()),
        edit(whole),
        attach(proof(3)),
        contribute(invoice(1, eur(900_00), eur(800_00)), 1),
        replace(2, csr(2, eur(4_00), eur(3_00))),
        remove(3),
        annotate(3, "the booth"),
        record_metric("430"),
        ask_yann(1),
        cancel_contribution(1),
        comment(1),
        whisper(2),
        reply(3, 1),
        submit(),
        submit_answers(&[1]),
        submit_shared(&[1]),
        recall(),
        cancel(),
        ClaimCommand::StartReview,
        request_info(1),
        approve(800_00, 400_00),
        reject(),
        revoke(),
        dispute(),
        dispute_with(vec![proof(4)]),
        ClaimCommand::CloseRejection,
        pay(1, 300_00),
        reverse(1),
        ClaimCommand::Expire,
        extend(Deadline::Answer, "2024-05-01"),
    ]
}

fn fund_commands() -> Vec<FundCommand> {
    vec![
        open("2024-h1", "atelier-breton"),
        earn(1, eur(100_00)),
        adjust(eur(-1_00)),
        roll_over(later_fund(), eur(5_00)),
        FundCommand::Expire,
    ]
}

fn lines<C: Serialize>(commands: Vec<C>) -> Vec<String> {
    let line = |command| serde_json::to_string(command).expect("a command is written as JSON");
    commands.iter().map(line).collect()
}

#[test]
fn a_command_is_hashed_as_it_was_when_its_key_was_stored() {
    let mut written = lines(claim_commands());
    written.extend(lines(fund_commands()));
    written.extend(lines(vec![publish(policy())]));
    let stored: Vec<_> = STORED.lines().collect();
    assert_eq!(written.len(), stored.len());
    for (written, stored) in written.iter().zip(stored) {
        assert_eq!(written, stored);
    }
}
