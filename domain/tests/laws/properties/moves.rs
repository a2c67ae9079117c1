//! What happens next in a random history: mostly what makes sense, sometimes anything at all.

mod dice;
mod wild;

use chrono::{DateTime, Duration, Utc};
use domain::claim::{Edit, ItemAnswer};
use domain::{Claim, ClaimCommand, Document, FundId, Status, claim};

use crate::common::*;
pub use dice::Dice;

/// The approver, helping a partner: from then on he decides nothing on that claim.
const MARC_HELPS: Who = Who("marc@helio-cloud contributor");

/// How many claims a history has.
const CLAIMS: u32 = 5;

/// The desk the history is played on: its clock, and numbers for what is new.
pub struct Table {
    now: DateTime<Utc>,
    /// How much later than now the next step happens: the system comes when a deadline is over,
    /// and the other claims go on from where they were.
    later: Duration,
    numbers: u32,
}

impl Table {
    pub fn laid() -> Self {
        let now = "2024-02-20T08:00:00Z".parse().expect("an instant");
        Self {
            now,
            later: Duration::zero(),
            numbers: 100,
        }
    }

    /// Publishes the programme, opens two funds that are used alike, and fills the first.
    pub fn opening(&self) -> Vec<Step> {
        let mut policy = policy();
        policy.periods[1].used = policy.periods[0].used;
        policy.periods[1].claimed.from = policy.periods[0].claimed.from;
        let mut steps = two_funds();
        steps[0] = PIA.does(publish(policy)).on("2023-06-20");
        steps
    }

    /// Gives the next step.
    pub fn next(&mut self, world: &World, seed: u64) -> Step {
        let mut dice = Dice::new(seed);
        let days = match dice.below(100) {
            0..70 => 0,
            70..97 => dice.below(4),
            _ => 10 + dice.below(30),
        };
        self.now += Duration::days(i64::from(days)) + Duration::minutes(7);
        self.later = Duration::zero();
        let number = 1 + dice.below(CLAIMS);
        let step = match dice.below(100) {
            0..72 => self.sensible(world.claim(claim(number)), &mut dice),
            72..84 => self.on_a_fund(&mut dice),
            _ => wild::step(world.claim(claim(number)), self.number(), &mut dice),
        };
        let at = match dice.below(50) {
            // Imported late, or ahead of the others.
            0 => self.now - Duration::days(i64::from(dice.below(90))),
            1 => self.now + Duration::days(i64::from(dice.below(90))),
            _ => self.now + self.later,
        };
        Step {
            at,
            ..step.for_claim(number)
        }
    }

    fn number(&mut self) -> u32 {
        self.numbers += 1;
        self.numbers
    }

    /// What the desk would do with the claim as it stands.
    fn sensible(&mut self, claim: Option<&Claim>, dice: &mut Dice) -> Step {
        let Some(claim) = claim else {
            return CAMILLE.does(files(dice));
        };
        match claim.status {
            Status::Editing => self.prepare(claim, dice),
            Status::Submitted if dice.below(5) == 0 => CAMILLE.does(recall()),
            Status::Submitted | Status::Disputed => {
                dice.of(&[INES, IVO]).does(ClaimCommand::StartReview)
            }
            Status::UnderReview => self.decide(claim, dice),
            Status::ActionRequired => self.answer(claim, dice),
            Status::Approved => self.settle(claim, dice),
            Status::Rejected => self.object(dice),
            Status::Paid => match claim.payments.iter().rfind(|payment| !payment.is_reversed) {
                Some(paid) if dice.below(3) == 0 => {
                    FAY.does(ClaimCommand::ReversePayment(claim::ReversePayment {
                        id: paid.id,
                        why: "bounced".into(),
                    }))
                }
                Some(_) | None => MARC.does(comment(self.number())),
            },
            Status::RejectionFinal | Status::Cancelled | Status::Expired => {
                CAMILLE.does(comment(self.number()))
            }
        }
    }

    /// Whatever still stands between the claim and its submission; now and then something else.
    fn prepare(&mut self, claim: &Claim, dice: &mut Dice) -> Step {
        match dice.below(12) {
            0 => CAMILLE.does(ClaimCommand::RequestContribution(
                claim::RequestContribution {
                    id: contribution(self.number()),
                    to: dice.of(&[YANN, MARC_HELPS]).actor().person(),
                    what: "photos".into(),
                    due: None,
                },
            )),
            1 => dice.of(&[YANN, MARC_HELPS]).does(attach(self.paper(dice))),
            2 => match claim.contributions.last() {
                Some(last) => CAMILLE.does(ClaimCommand::CancelContribution(
                    claim::CancelContribution { id: last.id },
                )),
                None => CAMILLE.does(record_metric("12.5")),
            },
            3 if dice.below(3) == 0 => CAMILLE.does(cancel()),
            4 if dice.below(3) == 0 => self.much_later(SYSTEM.does(ClaimCommand::Expire), 200),
            5 => PIA.does(extend(domain::claim::Deadline::Claiming, "2024-09-30")),
            _ => match claim.claimed() {
                _ if !claim.has_cost_document() => {
                    CAMILLE.does(attach(self.cost(claim.declared.minor(), dice)))
                }
                _ if !claim.has_proof() => CAMILLE.does(attach(self.paper(dice))),
                Ok(claimed) if claimed != claim.declared => CAMILLE.does(declare(claimed)),
                Ok(_) | Err(_) => CAMILLE.does(hand_over(claim, dice)),
            },
        }
    }

    fn decide(&mut self, claim: &Claim, dice: &mut Dice) -> Step {
        let approver = dice.of(&[MARC, MONA]);
        match dice.below(10) {
            0..2 => INES.does(request_info(self.number())),
            2..4 => approver.does(reject()),
            4 => IVO.does(ClaimCommand::StartReview),
            part => {
                let lines: Vec<_> = claim
                    .documents
                    .iter()
                    .filter_map(|document| Some((document.id, document.cost()?.claimed.minor())))
                    .map(|(document, claimed)| domain::claim::ApprovedLine {
                        document,
                        approved: eur(if part < 7 {
                            claimed
                        } else {
                            claimed - claimed / 3
                        }),
                        reason: Some("as the policy says".into()),
                    })
                    .collect();
                let approved = eur(lines.iter().map(|line| line.approved.minor()).sum());
                approver.does(ClaimCommand::Approve(claim::Approve { approved, lines }))
            }
        }
    }

    fn answer(&mut self, claim: &Claim, dice: &mut Dice) -> Step {
        let last = claim.documents.last().map(|document| document.id);
        match (dice.below(12), last) {
            (0, _) => CAMILLE.does(cancel()),
            (1..3, _) => self.much_later(SYSTEM.does(ClaimCommand::Expire), 30),
            (3, _) => PIA.does(extend(domain::claim::Deadline::Answer, "2024-11-30")),
            (4, Some(old)) => CAMILLE.does(ClaimCommand::ReplaceDocument(claim::ReplaceDocument {
                old,
                document: self.paper(dice),
            })),
            (5, _) => CAMILLE.does(attach(self.cost(1 + i64::from(dice.below(50_000)), dice))),
            _ => match claim.claimed() {
                Ok(claimed) if claimed != claim.declared => CAMILLE.does(declare(claimed)),
                Ok(_) | Err(_) => CAMILLE.does(hand_over(claim, dice)),
            },
        }
    }

    fn settle(&mut self, claim: &Claim, dice: &mut Dice) -> Step {
        let approved = claim
            .approval
            .as_ref()
            .map_or(1, |approval| approval.approved.minor());
        let left = approved - claim.paid().minor();
        let standing = claim.payments.iter().find(|payment| !payment.is_reversed);
        match (dice.below(10), standing) {
            (0..2, None) => dice.of(&[MARC, MONA]).does(revoke()),
            (0..3, Some(paid)) => FAY.does(ClaimCommand::ReversePayment(claim::ReversePayment {
                id: paid.id,
                why: "bounced".into(),
            })),
            (3..6, _) => FAY.does(pay(self.number(), 1 + left / 2)),
            (6, _) => FAY.does(pay(self.number(), left + 1)),
            _ => FAY.does(pay(self.number(), left)),
        }
    }

    fn object(&mut self, dice: &mut Dice) -> Step {
        match dice.below(10) {
            0..2 => CAMILLE.does(ClaimCommand::CloseRejection),
            2 => self.much_later(SYSTEM.does(ClaimCommand::CloseRejection), 31),
            3 => PIA.does(extend(domain::claim::Deadline::Dispute, "2024-12-31")),
            4..7 => PAUL.does(dispute()),
            _ => PAUL.does(dispute_with(vec![self.paper(dice)])),
        }
    }

    fn on_a_fund(&mut self, dice: &mut Dice) -> Step {
        let fund = either_fund(dice);
        let other = if fund == later_fund() {
            crate::common::fund()
        } else {
            later_fund()
        };
        let minor = i64::from(dice.below(2_000_00));
        let step = match dice.below(10) {
            0..3 => FAY.does(earn(self.number(), eur(minor))),
            3 => FAY.does(adjust(eur(minor))),
            4..6 => FAY.does(adjust(eur(-minor))),
            6..9 => FAY.does(domain::FundCommand::RollOver(domain::fund::RollOver {
                to: other,
                amount: eur(minor),
                lot: lot(self.number()),
            })),
            _ => self.much_later(expire_fund(), i64::from(dice.below(2)) * 200),
        };
        step.for_fund(fund)
    }

    /// Has the step happen some days from now.
    fn much_later(&mut self, step: Step, days: i64) -> Step {
        self.later = Duration::days(days);
        step
    }

    /// A proof; now and then a file that was seen before.
    fn paper(&mut self, dice: &mut Dice) -> Document {
        let file_number = if dice.below(5) == 0 {
            dice.below(8)
        } else {
            self.number()
        };
        Document {
            id: document(self.number()),
            file: numbered_file(file_number),
            ..proof(0)
        }
    }

    /// A cost document; now and then an invoice that was seen before.
    fn cost(&mut self, minor: i64, dice: &mut Dice) -> Document {
        let supplier = u8::try_from(dice.below(30)).unwrap_or_default();
        let cost = match dice.below(3) {
            0 => invoice(supplier, eur(minor), eur(minor)),
            1 => csr(supplier, eur(minor), eur(1 + minor / 2)),
            _ => csr(supplier, eur(minor), eur(minor)),
        };
        let id = document(self.number());
        Document {
            id,
            file: numbered_file(self.number()),
            ..cost
        }
    }
}

fn either_fund(dice: &mut Dice) -> FundId {
    dice.of(&[fund(), fund(), fund(), later_fund()])
}

fn numbered_file(number: u32) -> domain::document::File {
    let mut digest = [0; 32];
    digest[..4].copy_from_slice(&number.to_be_bytes());
    domain::document::File {
        sha256: domain::document::Sha256::from_bytes(digest),
        ..file(0)
    }
}

fn files(dice: &mut Dice) -> ClaimCommand {
    let declared = 1 + i64::from(dice.below(4_500_00));
    create_in(either_fund(dice), eur(declared))
}

fn declare(declared: domain::Money) -> ClaimCommand {
    edit(Edit {
        declared: Some(declared),
        ..Edit::default()
    })
}

/// Submits, with the answers that are due, and a reason for every document half of the time.
fn hand_over(claim: &Claim, dice: &mut Dice) -> ClaimCommand {
    let is_asked = claim.status == Status::ActionRequired;
    let items = claim
        .request
        .iter()
        .filter(|_| is_asked)
        .flat_map(|request| &request.items);
    let answers = items
        .map(|item| ItemAnswer {
            item: *item,
            text: "here it is".into(),
        })
        .collect();
    let is_explained = dice.below(2) == 0;
    let documents = claim.documents.iter().filter(|_| is_explained);
    let duplicates = documents
        .map(|document| domain::claim::DuplicateReason {
            document: document.id,
            why: "it covers both".into(),
        })
        .collect();
    ClaimCommand::Submit(claim::Submit {
        answers,
        duplicates,
    })
}
