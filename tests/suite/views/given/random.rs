//! Random histories: commands thrown at the domain, of which it refuses what it must.

mod editing;

use chrono::Duration;
use domain::claim::{ApprovedLine, Deadline, InfoItem, Visibility};
use domain::fund::AdjustmentReason;
use domain::{Claim, ClaimCommand, ClaimId, DocumentKind, FundCommand, Status, claim, fund};

use super::chance::Chance;
use super::{World, document, euros, fund_id, instant, text, uuid};

const PARTNERS: [&str; 2] = ["atelier", "breton"];
const PERIODS: [&str; 2] = ["h1", "h2"];

/// Makes a history of so many steps; about half of them become events.
pub fn random_history(seed: u64, steps: u32) -> World {
    let mut chance = Chance::new(seed);
    let mut world = World::default();
    for partner in PARTNERS {
        for period in PERIODS {
            world.open(partner, period, 5_000_000);
        }
    }
    let mut at = instant("2024-02-20T08:00:00Z");
    let mut ids: Vec<ClaimId> = vec![];
    for step in 0..steps {
        at += Duration::minutes(7);
        let is_new = ids.is_empty() || chance.below(24) == 0;
        if chance.below(25) == 0 {
            fund_step(&mut world, &mut chance, step, at);
        } else if is_new {
            let (partner, period) = (
                chance.pick(&PARTNERS).unwrap(),
                chance.pick(&PERIODS).unwrap(),
            );
            ids.push(world.create(&format!("{seed} {step}"), partner, period, 1_000));
        } else if let Some(id) = chance.pick(&ids[ids.len().saturating_sub(8)..]) {
            claim_step(&mut world, &mut chance, (id, step), at);
        }
    }
    world
}

fn fund_step(world: &mut World, chance: &mut Chance, step: u32, at: chrono::DateTime<chrono::Utc>) {
    let (partner, period) = (
        chance.pick(&PARTNERS).unwrap(),
        chance.pick(&PERIODS).unwrap(),
    );
    let id = fund_id(partner, period);
    let minor = chance.below(50_000) as i64;
    let (by, at, command) = match chance.below(4) {
        0 => {
            let lot = domain::LotId::from_uuid(uuid(&format!("lot {step}")));
            let (earned_on, source) = (text("2023-07-01"), format!("order {step}"));
            let amount = euros(minor);
            (
                "fay@helio finance",
                at,
                FundCommand::RecordEarning(fund::RecordEarning {
                    lot,
                    amount,
                    earned_on,
                    source,
                }),
            )
        }
        1 => {
            let (reason, text) = (AdjustmentReason::Correction, "recount".to_owned());
            let delta = euros(minor - 25_000);
            (
                "fay@helio finance",
                at,
                FundCommand::Adjust(fund::Adjust {
                    delta,
                    reason,
                    text,
                }),
            )
        }
        2 => {
            let to = fund_id(partner, if period == "h1" { "h2" } else { "h1" });
            let lot = domain::LotId::from_uuid(uuid(&format!("rolled {step}")));
            (
                "fay@helio finance",
                at,
                FundCommand::RollOver(fund::RollOver {
                    to,
                    amount: euros(minor),
                    lot,
                }),
            )
        }
        _ if chance.below(10) == 0 => (
            "clock@helio system",
            instant("2026-02-01T00:00:00Z"),
            FundCommand::Expire,
        ),
        _ => return,
    };
    drop(world.fund(id, by, at, command));
}

/// Does something to a claim that its status may allow.
fn claim_step(
    world: &mut World,
    chance: &mut Chance,
    (id, step): (ClaimId, u32),
    at: chrono::DateTime<chrono::Utc>,
) {
    let claim = world.claims[&id].clone();
    let partner = claim.partner.to_string();
    let user = format!("camille@{partner} partner_user");
    let admin = format!("paul@{partner} partner_admin");
    let name = format!("{id} {step}");
    let dice = chance.below(10);
    let (by, at, command) = match claim.status {
        _ if dice == 0 => comment(chance, &claim, &name, &user, at),
        Status::Editing | Status::ActionRequired => {
            let (by, command) = editing::editing(chance, &claim, &name, (&user, &partner));
            (by, at, command)
        }
        Status::Submitted if dice == 1 => (
            user,
            at,
            ClaimCommand::Recall(claim::Recall {
                why: "not yet".into(),
            }),
        ),
        Status::Submitted | Status::Disputed => {
            ("ines@helio reviewer".into(), at, ClaimCommand::StartReview)
        }
        Status::UnderReview => under_review(chance, &claim, &name, at),
        Status::Approved if dice == 1 => {
            let why = "wrong line".to_owned();
            (
                "rene@helio approver".into(),
                at,
                ClaimCommand::RevokeApproval(claim::RevokeApproval { why }),
            )
        }
        Status::Approved => pay(chance, &claim, &name, at),
        Status::Paid => match claim.payments.last() {
            Some(payment) if dice < 3 => {
                let (id, why) = (payment.id, "bounced".to_owned());
                (
                    "fay@helio finance".into(),
                    at,
                    ClaimCommand::ReversePayment(claim::ReversePayment { id, why }),
                )
            }
            Some(_) | None => return,
        },
        Status::Rejected => match chance.below(4) {
            0 => (user, at, ClaimCommand::CloseRejection),
            1 => {
                let (which, to) = (Deadline::Dispute, text("2024-12-30"));
                let command = ClaimCommand::ExtendDeadline(claim::ExtendDeadline {
                    which,
                    to,
                    why: "holidays".into(),
                });
                ("ada@helio programme_admin".into(), at, command)
            }
            _ => {
                let documents = vec![document(&name, &name, DocumentKind::Proof)];
                let justification = "look again".to_owned();
                (
                    admin,
                    at,
                    ClaimCommand::Dispute(claim::Dispute {
                        justification,
                        documents,
                    }),
                )
            }
        },
        Status::RejectionFinal | Status::Cancelled | Status::Expired => return,
    };
    drop(world.claim(id, &by, at, command));
}

type Step = (String, chrono::DateTime<chrono::Utc>, ClaimCommand);

fn comment(
    chance: &mut Chance,
    claim: &Claim,
    name: &str,
    user: &str,
    at: chrono::DateTime<chrono::Utc>,
) -> Step {
    let visibility = if chance.below(2) == 0 {
        Visibility::VendorOnly
    } else {
        Visibility::Everyone
    };
    let by = match visibility {
        Visibility::VendorOnly => "ines@helio reviewer",
        Visibility::Everyone => user,
    };
    let command = ClaimCommand::AddComment(claim::AddComment {
        id: domain::CommentId::from_uuid(uuid(name)),
        text: format!("about {name}"),
        document: claim.documents.first().map(|document| document.id),
        in_reply_to: None,
        visibility,
    });
    (by.to_owned(), at, command)
}

fn under_review(
    chance: &mut Chance,
    claim: &Claim,
    name: &str,
    at: chrono::DateTime<chrono::Utc>,
) -> Step {
    match chance.below(5) {
        0 => {
            let id = domain::InfoRequestId::from_uuid(uuid(name));
            let item = |n| InfoItem {
                id: domain::ItemId::from_uuid(uuid(&format!("{name} {n}"))),
                document: None,
                text: "a signature".into(),
            };
            let items = (0..=chance.below(2)).map(item).collect();
            (
                "ines@helio reviewer".to_owned(),
                at,
                ClaimCommand::RequestInfo(claim::RequestInfo { id, items }),
            )
        }
        1 => {
            let (reasons, text) = (vec![text("no_proof")], "no logo".to_owned());
            (
                "marc@helio approver".to_owned(),
                at,
                ClaimCommand::Reject(claim::Reject { reasons, text }),
            )
        }
        _ => {
            let less = chance.below(3) == 0;
            let lines: Vec<ApprovedLine> = claim
                .documents
                .iter()
                .filter_map(|document| Some((document.id, document.cost()?.claimed)))
                .map(|(document, claimed)| ApprovedLine {
                    document,
                    approved: if less {
                        euros(claimed.minor() / 2 + 1)
                    } else {
                        claimed
                    },
                    reason: less.then(|| "catering".to_owned()),
                })
                .collect();
            let minor = lines.iter().map(|line| line.approved.minor()).sum();
            let command = ClaimCommand::Approve(claim::Approve {
                approved: euros(minor),
                lines,
            });
            ("marc@helio approver".to_owned(), at, command)
        }
    }
}

fn pay(chance: &mut Chance, claim: &Claim, name: &str, at: chrono::DateTime<chrono::Utc>) -> Step {
    let approved = claim
        .approval
        .as_ref()
        .map_or(0, |approval| approval.approved.minor());
    let open = approved - claim.paid().minor();
    let part = if chance.below(3) == 0 {
        1 + open / 3
    } else {
        open
    };
    let command = ClaimCommand::RecordPayment(claim::RecordPayment {
        id: domain::PaymentId::from_uuid(uuid(name)),
        amount: euros(part),
        reference: format!("transfer {name}"),
        value_date: text("2024-05-15"),
    });
    ("fay@helio finance".to_owned(), at, command)
}
