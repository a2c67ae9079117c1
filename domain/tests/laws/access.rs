//! The table of who may see and do what, every cell run in every relation.
//!
//! A cell lists the relations in which a role may do something; an empty one means never.

use std::collections::BTreeSet;

use domain::access::{self, Operation, Relation, Sight};
use domain::claim::{Deadline, Edit};
use domain::{Actor, ClaimCommand, FundCommand, Refusal, Role, Status};

use crate::common::*;

const TABLE: &str = include_str!("../../../fixtures/access.csv");

/// What a row is about: who does not see it is told that it does not exist.
#[derive(Clone, Copy, Debug, PartialEq)]
enum About {
    Claim,
    Fund,
    /// Whether there is a programme is no secret.
    Programme,
}

/// Where an operation would be accepted from somebody who may, and how it is asked for.
struct Way {
    about: About,
    given: Vec<Step>,
    command: Command,
    day: &'static str,
}

fn on_claim(status: Status, command: ClaimCommand) -> Option<Way> {
    let mut given = claim_in(status);
    given.insert(complete().len(), CAMILLE.does(ask_hugo()).on("2024-03-22"));
    Some(Way {
        about: About::Claim,
        given,
        command: command.into(),
        day: "2024-04-02",
    })
}

/// Somebody from elsewhere is invited to claim 1, so that an invitation alone shows it to them.
fn ask_hugo() -> ClaimCommand {
    ClaimCommand::RequestContribution(domain::claim::RequestContribution {
        id: contribution(5),
        to: "hugo@agency".parse().expect("a person"),
        what: "the report".into(),
        due: None,
    })
}

fn on_fund(given: Vec<Step>, command: FundCommand) -> Option<Way> {
    Some(Way {
        about: About::Fund,
        given,
        command: command.into(),
        day: "2024-04-02",
    })
}

fn published() -> Vec<Step> {
    vec![PIA.does(publish(policy())).on("2023-06-20")]
}

/// Gives the way to each operation that is a command; the compiler asks for new ones.
fn way_to(operation: Operation) -> Option<Way> {
    let titled = Edit {
        title: Some("Salon".into()),
        ..Edit::default()
    };
    let mut changed = policy();
    changed.deadlines.dispute_days = 60;
    let later = |way: Way, day| Some(Way { day, ..way });
    match operation {
        Operation::CreateClaim => Some(Way {
            about: About::Fund,
            given: funded(),
            command: create().into(),
            day: "2024-03-20",
        }),
        Operation::EditDetails => on_claim(Status::Editing, edit(titled)),
        Operation::AttachDocument => on_claim(Status::Editing, attach(proof(4))),
        Operation::ReplaceDocument => on_claim(Status::Editing, replace(3, proof(4))),
        Operation::RemoveDocument => on_claim(Status::Editing, remove(3)),
        Operation::AnnotateDocument => on_claim(Status::Editing, annotate(3, "here")),
        Operation::RecordMetric => on_claim(Status::Editing, record_metric("1")),
        Operation::RequestContribution => on_claim(Status::Editing, ask_yann(2)),
        Operation::CancelContribution => on_claim(Status::Editing, cancel_contribution(1)),
        Operation::AddComment => on_claim(Status::Editing, comment(1)),
        Operation::AddVendorOnlyComment => on_claim(Status::Editing, whisper(1)),
        Operation::SubmitClaim => on_claim(Status::Editing, submit()),
        Operation::RecallClaim => on_claim(Status::Submitted, recall()),
        Operation::CancelClaim => on_claim(Status::Editing, cancel()),
        Operation::StartReview => on_claim(Status::Submitted, ClaimCommand::StartReview),
        Operation::RequestInfo => on_claim(Status::UnderReview, request_info(1)),
        Operation::ApproveClaim => on_claim(Status::UnderReview, approve(800_00, 400_00)),
        Operation::RejectClaim => on_claim(Status::UnderReview, reject()),
        Operation::RevokeApproval => on_claim(Status::Approved, revoke()),
        Operation::DisputeRejection => on_claim(Status::Rejected, dispute()),
        Operation::CloseRejection => later(
            on_claim(Status::Rejected, ClaimCommand::CloseRejection)?,
            "2024-06-01",
        ),
        Operation::RecordPayment => on_claim(Status::Approved, pay(1, 1)),
        Operation::ReversePayment => on_claim(Status::Paid, reverse(1)),
        Operation::ExpireClaim => later(
            on_claim(Status::Editing, ClaimCommand::Expire)?,
            "2024-12-01",
        ),
        Operation::ExtendDeadline => {
            on_claim(Status::Editing, extend(Deadline::Claiming, "2025-01-01"))
        }
        Operation::OpenFund => Some(Way {
            about: About::Programme,
            ..on_fund(published(), open("2024-h1", "atelier-breton"))?
        }),
        Operation::RecordEarning => on_fund(funded(), earn(4, eur(1))),
        Operation::AdjustFund => on_fund(funded(), adjust(eur(1))),
        Operation::RollOverFund => on_fund(two_funds(), roll_over(later_fund(), eur(1))),
        Operation::ExpireFund => later(on_fund(funded(), FundCommand::Expire)?, "2024-12-01"),
        Operation::PublishPolicy => Some(Way {
            about: About::Programme,
            given: published(),
            command: publish(changed).into(),
            day: "2024-04-02",
        }),
        Operation::ReadClaim
        | Operation::ReadVendorOnlyComments
        | Operation::ReadDuplicates
        | Operation::ListClaims
        | Operation::ReadQueue
        | Operation::ReadOverview
        | Operation::ReadFund
        | Operation::ReadPostings
        | Operation::ListPayments
        | Operation::ReadTrace
        | Operation::ReadDiff
        | Operation::ReadBalance
        | Operation::ReadProgramme
        | Operation::ReadViews
        | Operation::RunViews
        | Operation::ManageKeys
        | Operation::ManageMembers => None,
    }
}

fn operation_of(command: &Command) -> Operation {
    match command {
        Command::Claim(_, command) => Operation::of_claim(command),
        Command::Fund(_, command) => Operation::of_fund(command),
        Command::Programme(_, command) => Operation::of_programme(command),
    }
}

/// Somebody in a role who is placed where this relation would be theirs, had they the right role.
fn somebody(role: Role, placed: Relation) -> Actor {
    let person = match placed {
        // Wherever they are said to be, they are inside.
        _ if Relation::of_role(role) == Relation::Inside => "nora@engine-room",
        Relation::Own => "nora@atelier-breton",
        Relation::Invited => "hugo@agency",
        Relation::Vendor => "nora@helio-cloud",
        Relation::Inside | Relation::Stranger => "nora@rival",
    };
    let text = format!("{person} {}", role.as_str());
    text.parse().expect("an actor")
}

/// The relation in which somebody stands to a claim or a fund.
fn stands(role: Role, placed: Relation, about: About) -> Relation {
    let theirs = Relation::of_role(role);
    let is_theirs = match (theirs, about) {
        (Relation::Inside, _) => true,
        (Relation::Own | Relation::Invited, About::Programme) => true,
        (Relation::Invited, About::Fund) => false,
        (theirs, _) => theirs == placed,
    };
    if is_theirs {
        theirs
    } else {
        Relation::Stranger
    }
}

struct Table {
    rows: Vec<(Operation, Vec<BTreeSet<&'static str>>)>,
}

impl Table {
    fn read() -> Self {
        let mut lines = TABLE.lines();
        let roles = Role::ALL.map(Role::as_str).join(",");
        assert_eq!(lines.next(), Some(format!("operation,{roles}").as_str()));
        let row = |line: &'static str| {
            let (operation, cells) = line.split_once(',').expect("cells");
            let operation = operation.parse();
            let operation = operation.unwrap_or_else(|_| panic!("no operation: {line}"));
            let cells: Vec<_> = cells.split(',').map(Self::cell).collect();
            assert_eq!(cells.len(), Role::ALL.len(), "a cell is missing: {line}");
            (operation, cells)
        };
        Self {
            rows: lines.map(row).collect(),
        }
    }

    fn cell(text: &'static str) -> BTreeSet<&'static str> {
        let known = Relation::ALL.map(Relation::as_str);
        let relations: BTreeSet<_> = text.split('+').filter(|word| !word.is_empty()).collect();
        assert!(
            relations.iter().all(|word| known.contains(word)),
            "{text:?}"
        );
        relations
    }

    fn allows(&self, role: Role, operation: Operation, relation: Relation) -> bool {
        let (_, cells) = self
            .rows
            .iter()
            .find(|(row, _)| *row == operation)
            .expect("every operation has a row");
        let cell = Role::ALL.iter().position(|column| *column == role);
        cells[cell.expect("every role has a column")].contains(relation.as_str())
    }
}

#[test]
fn every_operation_has_one_row_in_the_order_of_the_enum() {
    let rows: Vec<_> = Table::read().rows.iter().map(|(row, _)| *row).collect();
    assert_eq!(rows, Operation::ALL);
}

#[test]
fn every_cell_holds_in_every_relation() {
    let table = Table::read();
    let mut wrong = vec![];
    for operation in Operation::ALL.iter().copied() {
        for role in Role::ALL {
            for relation in Relation::ALL {
                let expected = table.allows(role, operation, relation);
                if access::may(role, operation, relation) != expected {
                    wrong.push(format!("{operation}, {role:?}, {relation:?}: {expected}"));
                }
            }
            let is_somewhere = |relation| table.allows(role, operation, relation);
            let somewhere = Relation::ALL.into_iter().any(is_somewhere);
            assert_eq!(access::may_somewhere(role, operation), somewhere);
            let sight = Sight::of(&somebody(role, Relation::Vendor), operation);
            assert_eq!(sight != Sight::Nothing, somewhere, "{operation}, {role:?}");
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What a command must lead to, as the table has it: accepted, or one of two laws.
fn expected(table: &Table, role: Role, way: &Way, relation: Relation) -> Result<(), Refusal> {
    if table.allows(role, operation_of(&way.command), relation) {
        return Ok(());
    }
    let (read, missing) = match way.about {
        About::Claim => (Operation::ReadClaim, Refusal::ClaimMustExist),
        About::Fund => (Operation::ReadFund, Refusal::FundMustExist),
        About::Programme => return Err(Refusal::ActorMustBeAllowed),
    };
    match table.allows(role, read, relation) {
        true => Err(Refusal::ActorMustBeAllowed),
        false => Err(missing),
    }
}

#[test]
fn every_cell_of_a_command_is_what_is_decided() {
    let table = Table::read();
    let mut wrong = vec![];
    for operation in Operation::ALL.iter().copied() {
        let Some(way) = way_to(operation) else {
            continue;
        };
        assert_eq!(operation_of(&way.command), operation);
        let mut world = World::default();
        for step in &way.given {
            let done = world.execute(step);
            done.unwrap_or_else(|refusal| panic!("{operation}: on the way: {refusal:?}"));
        }
        for role in Role::ALL {
            for placed in Relation::ALL {
                let by = somebody(role, placed);
                let relation = stands(role, placed, way.about);
                let expected = expected(&table, role, &way, relation);
                let step = Step {
                    by: by.clone(),
                    ..CAMILLE.does(way.command.clone()).on(way.day)
                };
                let found = world.clone().execute(&step).map(|_| ());
                if found != expected {
                    wrong.push(format!("{operation} by {by}: {found:?}, not {expected:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_a_reader_of_one_claim_sees_is_what_the_table_says() {
    let table = Table::read();
    let way = on_claim(Status::Editing, comment(1)).expect("a way");
    let then = given(way.given).when(CAMILLE.does(comment(1))).accepted();
    let vendor = policy().vendor;
    for role in Role::ALL {
        for placed in Relation::ALL {
            let by = somebody(role, placed);
            let relation = stands(role, placed, About::Claim);
            assert_eq!(access::to_claim(&by, then.claim(), &vendor), relation);
            let sees = table.allows(role, Operation::ReadClaim, relation);
            assert_eq!(access::may_see(&by, then.claim(), &vendor), sees, "{by}");
            let whispers = table.allows(role, Operation::ReadVendorOnlyComments, relation);
            assert_eq!(access::sees_vendor_only(&by, &vendor), whispers, "{by}");
        }
    }
}

#[test]
fn everybody_but_the_system_may_come_through_a_door() {
    for role in Role::ALL {
        assert_eq!(access::may_come_through_a_door(role), role != Role::System);
    }
}

/// Each row is who hands out, each column what; `own` means in their own organisation.
const HANDING_OUT: &str = include_str!("../../../fixtures/handing_out.csv");

#[test]
fn every_cell_of_who_hands_out_which_role_holds() {
    let mut lines = HANDING_OUT.lines();
    let roles = Role::ALL.map(Role::as_str).join(",");
    assert_eq!(lines.next(), Some(format!("giver,{roles}").as_str()));
    for giver in Role::ALL {
        let handed = access::handed_out_by(giver);
        let cell = |role: Role| match handed.contains(&role) {
            true => "own",
            false => "",
        };
        let row = Role::ALL.map(cell).join(",");
        assert_eq!(lines.next(), Some(format!("{giver},{row}").as_str()));
        for operation in [Operation::ManageKeys, Operation::ManageMembers] {
            let may = access::may_somewhere(giver, operation);
            assert_eq!(may, !handed.is_empty(), "{giver}");
        }
    }
    assert_eq!(lines.next(), None);
}

#[test]
fn nobody_hands_out_a_role_of_the_inside() {
    for giver in Role::ALL {
        for role in access::handed_out_by(giver) {
            assert_ne!(Relation::of_role(*role), Relation::Inside, "{giver}");
        }
    }
}
