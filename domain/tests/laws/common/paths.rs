//! The ways into each status, through real commands.
//!
//! The fund holds 10,000.00 in lots of 4,000.00, 3,000.00 and 3,000.00; claim 1 asks for 1,200.00.

use domain::{ClaimCommand, FundCommand, Status, claim};

use super::cast::*;
use super::commands::*;
use super::papers::*;
use super::world::Step;

/// Appends to what is given.
pub trait And {
    fn and(self, step: Step) -> Self;
    fn and_all(self, steps: impl IntoIterator<Item = Step>) -> Self;
}

impl And for Vec<Step> {
    fn and(mut self, step: Step) -> Self {
        self.push(step);
        self
    }

    fn and_all(mut self, steps: impl IntoIterator<Item = Step>) -> Self {
        self.extend(steps);
        self
    }
}

/// The programme is published and the fund is open, and empty.
pub fn empty_fund() -> Vec<Step> {
    vec![
        PIA.does(publish(policy())).on("2023-06-20"),
        PIA.does(open("2024-h1", "atelier-breton")).on("2023-07-01"),
    ]
}

/// The fund has its three lots.
pub fn funded() -> Vec<Step> {
    empty_fund()
        .and(FAY.does(earn(1, eur(4_000_00))).on("2023-08-31"))
        .and(FAY.does(earn(2, eur(3_000_00))).on("2023-10-31"))
        .and(FAY.does(earn(3, eur(3_000_00))).on("2023-12-31"))
}

/// The fund of the next half is open as well, and empty.
pub fn two_funds() -> Vec<Step> {
    let open = PIA
        .does(open("2024-h2", "atelier-breton"))
        .for_fund(later_fund());
    funded().and(open.on("2024-01-02"))
}

/// Claim 1 is created.
pub fn created() -> Vec<Step> {
    funded().and(CAMILLE.does(create()).on("2024-03-20"))
}

/// It carries an invoice of 800.00, a statement of 400.00 and a proof; Yann is asked for more.
pub fn complete() -> Vec<Step> {
    created()
        .and(
            CAMILLE
                .does(attach(invoice(1, eur(900_00), eur(800_00))))
                .on("2024-03-20"),
        )
        .and(
            CAMILLE
                .does(attach(csr(2, eur(400_00), eur(400_00))))
                .on("2024-03-20"),
        )
        .and(CAMILLE.does(ask_yann(1)).on("2024-03-20"))
        .and(YANN.does(attach(proof(3))).on("2024-03-22"))
}

pub fn submitted() -> Vec<Step> {
    complete().and(CAMILLE.does(submit()).on("2024-03-25"))
}

pub fn under_review() -> Vec<Step> {
    submitted().and(INES.does(ClaimCommand::StartReview).on("2024-03-26"))
}

/// Ines asked for item 1, due on 2024-04-15.
pub fn asked() -> Vec<Step> {
    under_review().and(INES.does(request_info(1)).on("2024-03-26"))
}

/// Camille answered; round 2 is submitted.
pub fn answered() -> Vec<Step> {
    asked().and(CAMILLE.does(submit_answers(&[1])))
}

/// Marc approved 1,000.00: 600.00 of the invoice, all of the statement.
pub fn approved() -> Vec<Step> {
    under_review().and(MARC.does(approve(600_00, 400_00)).on("2024-04-01"))
}

/// Payment 1 of 300.00 went out.
pub fn partly_paid() -> Vec<Step> {
    approved().and(FAY.does(pay(1, 300_00)).on("2024-04-01"))
}

pub fn paid() -> Vec<Step> {
    approved().and(FAY.does(pay(1, 1_000_00)).on("2024-04-01"))
}

/// Marc rejected, disputable until 2024-05-01.
pub fn rejected() -> Vec<Step> {
    under_review().and(MARC.does(reject()).on("2024-04-01"))
}

pub fn disputed() -> Vec<Step> {
    rejected().and(PAUL.does(dispute()).on("2024-04-01"))
}

pub fn rejected_finally() -> Vec<Step> {
    disputed()
        .and(INES.does(ClaimCommand::StartReview).on("2024-04-01"))
        .and(MARC.does(reject()).on("2024-04-01"))
}

pub fn cancelled() -> Vec<Step> {
    complete().and(CAMILLE.does(cancel()).on("2024-03-25"))
}

pub fn expired() -> Vec<Step> {
    complete().and(SYSTEM.does(ClaimCommand::Expire).on("2024-08-16"))
}

/// The fund of the vendor, where it is a partner of its own programme.
pub fn vendors_fund() -> domain::FundId {
    fund_of("2024-h1", "helio-cloud")
}

/// Claim 1 is filed against it by the vendor's own people.
pub fn vendors_own() -> Vec<Step> {
    let opens = PIA.does(open("2024-h1", "helio-cloud"));
    let files = CLAIRE.does(create_in(vendors_fund(), eur(1_200_00)));
    funded()
        .and(opens.for_fund(vendors_fund()))
        .and(files.on("2024-03-20"))
}

/// Brings claim 1 into a status.
pub fn claim_in(status: Status) -> Vec<Step> {
    match status {
        Status::Editing => complete(),
        Status::Submitted => submitted(),
        Status::UnderReview => under_review(),
        Status::ActionRequired => asked(),
        Status::Approved => approved(),
        Status::Rejected => rejected(),
        Status::Disputed => disputed(),
        Status::RejectionFinal => rejected_finally(),
        Status::Paid => paid(),
        Status::Cancelled => cancelled(),
        Status::Expired => expired(),
    }
}

/// Another claim, with an invoice, a proof and the amount of the invoice in cents.
///
/// Its documents are numbered ten times the claim and on.
pub fn another(number: u8, minor: i64) -> Vec<Step> {
    let claim = u32::from(number);
    let paper = invoice(10 * number, eur(minor), eur(minor));
    [
        create_for(eur(minor)),
        attach(paper),
        attach(proof(10 * number + 1)),
    ]
    .map(|command| CAMILLE.does(command).on("2024-03-21").for_claim(claim))
    .into()
}

/// Another claim, submitted and taken on.
pub fn another_under_review(number: u8, minor: i64) -> Vec<Step> {
    let claim = u32::from(number);
    another(number, minor)
        .and(CAMILLE.does(submit()).on("2024-03-25").for_claim(claim))
        .and(
            INES.does(ClaimCommand::StartReview)
                .on("2024-03-26")
                .for_claim(claim),
        )
}

/// Approves all that another claim asks for.
pub fn approve_another(number: u8, minor: i64) -> Step {
    let lines = vec![line(u32::from(10 * number), eur(minor))];
    let command = ClaimCommand::Approve(claim::Approve {
        approved: eur(minor),
        lines,
    });
    MARC.does(command).for_claim(number.into())
}

/// The end of the fund.
pub fn expire_fund() -> Step {
    SYSTEM.does(FundCommand::Expire).on("2024-08-16")
}
