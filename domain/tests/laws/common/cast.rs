//! Who acts, when, and the ids things have.

use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::named_uuid;
use domain::*;

use super::world::{Command, Step};

/// Somebody, as `user@org role`.
#[derive(Clone, Copy, Debug)]
pub struct Who(pub &'static str);

pub const CAMILLE: Who = Who("camille@atelier-breton partner_user");
pub const PAUL: Who = Who("paul@atelier-breton partner_admin");
pub const YANN: Who = Who("yann@atelier-breton contributor");
pub const INES: Who = Who("ines@helio-cloud reviewer");
pub const IVO: Who = Who("ivo@helio-cloud reviewer");
pub const MARC: Who = Who("marc@helio-cloud approver");
pub const MONA: Who = Who("mona@helio-cloud approver");
pub const FAY: Who = Who("fay@helio-cloud finance");
pub const PIA: Who = Who("pia@helio-cloud programme_admin");
pub const ADA: Who = Who("ada@helio-cloud auditor");
pub const OTTO: Who = Who("otto@helio-cloud operator");
pub const SYSTEM: Who = Who("system@helio-cloud system");
/// Of the vendor, where it is a partner of its own programme.
pub const CLAIRE: Who = Who("claire@helio-cloud partner_user");
/// Of another partner.
pub const RIVAL: Who = Who("rita@rival partner_admin");

impl Who {
    pub fn actor(self) -> Actor {
        self.0.parse().expect("an actor is written `user@org role`")
    }

    /// Gives a command on claim 1, the fund or the programme, in the morning of 2 April 2024.
    pub fn does(self, command: impl Into<Command>) -> Step {
        Step {
            at: morning("2024-04-02"),
            by: self.actor(),
            command: command.into(),
        }
    }
}

impl Step {
    /// Moves the step to the morning of a day.
    pub fn on(mut self, day: &str) -> Self {
        self.at = morning(day);
        self
    }

    /// Moves the step to an instant.
    pub fn at(mut self, instant: &str) -> Self {
        self.at = instant
            .parse()
            .expect("an instant is written as in RFC 3339");
        self
    }

    /// Points the step at another claim.
    pub fn for_claim(mut self, number: u32) -> Self {
        if let Command::Claim(id, _) = &mut self.command {
            *id = claim(number);
        }
        self
    }

    /// Points the step at another fund.
    pub fn for_fund(mut self, fund: FundId) -> Self {
        if let Command::Fund(id, _) = &mut self.command {
            *id = fund;
        }
        self
    }
}

impl From<ClaimCommand> for Command {
    fn from(command: ClaimCommand) -> Self {
        Self::Claim(claim(1), command)
    }
}

impl From<FundCommand> for Command {
    fn from(command: FundCommand) -> Self {
        Self::Fund(fund(), command)
    }
}

impl From<ProgrammeCommand> for Command {
    fn from(command: ProgrammeCommand) -> Self {
        Self::Programme(programme(), command)
    }
}

/// Reads a civil date.
pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date is written as in ISO 8601")
}

fn morning(text: &str) -> DateTime<Utc> {
    day(text)
        .and_hms_opt(9, 0, 0)
        .expect("nine o'clock exists")
        .and_utc()
}

/// Makes euros from cents.
pub const fn eur(minor: i64) -> Money {
    Money::from_minor(minor, Currency::EUR)
}

/// Makes an amount of minor units of a currency.
pub fn money(minor: i64, currency: &str) -> Money {
    Money::from_minor(minor, currency.parse().expect("a currency of ISO 4217"))
}

/// Reads a short name.
pub fn name<T: std::str::FromStr>(text: &str) -> T {
    text.parse().ok().expect("a short name")
}

/// Defines numbered ids that are the same in every run.
macro_rules! numbered_ids {
    ($($function:ident: $id:ident),*) => {$(
        pub fn $function(number: u32) -> $id {
            $id::from_uuid(named_uuid(&format!("{} {number}", stringify!($function))))
        }
    )*};
}

numbered_ids!(claim: ClaimId, document: DocumentId, comment_id: CommentId,
    contribution: ContributionId, request: InfoRequestId, item: ItemId, lot: LotId,
    payment: PaymentId);

pub fn programme() -> ProgrammeId {
    name("helio-coop")
}

pub fn partner() -> OrgId {
    name("atelier-breton")
}

/// The fund of the first half of 2024.
pub fn fund() -> FundId {
    fund_of("2024-h1", "atelier-breton")
}

/// The partner's fund of the second half of 2024.
pub fn later_fund() -> FundId {
    fund_of("2024-h2", "atelier-breton")
}

pub fn fund_of(period: &str, partner: &str) -> FundId {
    fund_id(&programme(), &name(period), &name(partner), Currency::EUR)
}
