//! The rules of a fund's own commands.

use chrono::{DateTime, Utc};

use super::moves::{newest_first, oldest_first};
use super::{Adjust, Fund, FundCommand, FundEvent, Open, RecordEarning, RollOver};
use crate::access::{self, Operation};
use crate::refusal::require;
use crate::writing::says_something;
use crate::{Actor, FundId, LotId, Money, OrgId, Policy, Refusal};

/// What a fund's command is decided upon.
#[derive(Clone, Copy, Debug)]
pub struct GivenToFund<'a> {
    pub id: FundId,
    pub at: DateTime<Utc>,
    pub by: &'a Actor,
    /// The policy of the fund's programme with its version: the current one when it is opened.
    pub policy: Option<(u32, &'a Policy)>,
    /// The fund a rollover goes to.
    pub other: Option<&'a Fund>,
}

/// The events of a fund's command: on the fund, and on the other one of a rollover.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FundDecision {
    pub fund: Vec<FundEvent>,
    pub other: Vec<FundEvent>,
}

impl From<Vec<FundEvent>> for FundDecision {
    fn from(fund: Vec<FundEvent>) -> Self {
        Self {
            fund,
            other: vec![],
        }
    }
}

impl GivenToFund<'_> {
    fn vendor(&self) -> Result<&OrgId, Refusal> {
        let (_, policy) = self.policy.ok_or(Refusal::ProgrammeMustExist)?;
        Ok(&policy.vendor)
    }
}

/// Decides what a command on a fund leads to.
///
/// Who may not see the fund is told what they would be told if there were none.
pub fn decide(
    fund: Option<&Fund>,
    command: &FundCommand,
    given: &GivenToFund<'_>,
) -> Result<FundDecision, Refusal> {
    if let FundCommand::Open(command) = command {
        return open(fund, command, given);
    }
    let fund = fund.ok_or(Refusal::FundMustExist)?;
    let (by, vendor) = (given.by, given.vendor()?);
    let relation = access::to_fund(by, fund, vendor);
    let is_seen = access::may(by.role, Operation::ReadFund, relation);
    require(is_seen, Refusal::FundMustExist)?;
    let is_allowed = access::may(by.role, Operation::of_fund(command), relation);
    require(is_allowed, Refusal::ActorMustBeAllowed)?;
    match command {
        FundCommand::Open(_) => Err(Refusal::FundMustBeNew),
        FundCommand::RecordEarning(command) => record_earning(fund, command, given),
        FundCommand::Adjust(command) => adjust(fund, command, given),
        FundCommand::RollOver(command) => roll_over(fund, command, given),
        FundCommand::Expire => expire(fund, given),
    }
}

/// Nobody credits, corrects or moves the money of their own organisation.
fn must_be_of_another_organisation(fund: &Fund, given: &GivenToFund<'_>) -> Result<(), Refusal> {
    let is_other = given.by.org != fund.partner;
    require(is_other, Refusal::DecisionMustNotBeForOwnOrganisation)
}

fn open(
    fund: Option<&Fund>,
    command: &Open,
    given: &GivenToFund<'_>,
) -> Result<FundDecision, Refusal> {
    let (policy_version, policy) = given.policy.ok_or(Refusal::ProgrammeMustExist)?;
    let relation = access::to_programme(given.by, &policy.vendor);
    let is_allowed = access::may(given.by.role, Operation::OpenFund, relation);
    require(is_allowed, Refusal::ActorMustBeAllowed)?;
    require(fund.is_none(), Refusal::FundMustBeNew)?;
    let span = policy
        .period(&command.period)
        .ok_or(Refusal::PeriodMustExist)?;
    let currency = command.currency;
    require(currency == policy.currency, Refusal::CurrencyMustMatch)?;
    Ok(vec![FundEvent::FundOpened {
        programme: command.programme.clone(),
        policy_version,
        period: command.period.clone(),
        partner: command.partner.clone(),
        currency,
        claim_until: span.claimed.to,
    }]
    .into())
}

fn record_earning(
    fund: &Fund,
    command: &RecordEarning,
    given: &GivenToFund<'_>,
) -> Result<FundDecision, Refusal> {
    let (lot, amount) = (command.lot, command.amount);
    must_be_of_another_organisation(fund, given)?;
    must_fit(fund, amount)?;
    require(amount.is_positive(), Refusal::AmountMustBePositive)?;
    let source = &command.source;
    require(says_something(source), Refusal::TextMustNotBeEmpty)?;
    require(!fund.sources.contains(source), Refusal::EarningMustBeNew)?;
    must_be_a_new_lot(fund, lot)?;
    Ok(vec![FundEvent::FundEarned {
        lot,
        amount,
        earned_on: command.earned_on,
        source: source.clone(),
    }]
    .into())
}

fn adjust(fund: &Fund, command: &Adjust, given: &GivenToFund<'_>) -> Result<FundDecision, Refusal> {
    let delta = command.delta;
    must_be_of_another_organisation(fund, given)?;
    must_fit(fund, delta)?;
    require(delta.minor() != 0, Refusal::SomethingMustChange)?;
    require(says_something(&command.text), Refusal::TextMustNotBeEmpty)?;
    let newest = fund.lots.last().ok_or(Refusal::FundMustHaveALot)?;
    let available = fund.available();
    let taken = delta.minor().checked_neg().ok_or(Refusal::AmountMustFit)?;
    require(
        taken <= available.minor(),
        Refusal::AdjustmentMustNotExceedAvailable { available },
    )?;
    let adjusted = |lot, minor| FundEvent::FundAdjusted {
        lot,
        delta: fund.money(minor),
        reason: command.reason,
        text: command.text.clone(),
    };
    let events = if delta.is_positive() {
        vec![adjusted(newest.id, delta.minor())]
    } else {
        newest_first(fund, taken)
            .into_iter()
            .map(|share| adjusted(share.lot, -share.amount.minor()))
            .collect()
    };
    Ok(events.into())
}

fn roll_over(
    fund: &Fund,
    command: &RollOver,
    given: &GivenToFund<'_>,
) -> Result<FundDecision, Refusal> {
    let RollOver { to, amount, lot } = *command;
    let other = if to == given.id {
        fund
    } else {
        given.other.ok_or(Refusal::FundMustExist)?
    };
    // A fund of another programme may be another vendor's, and is as good as none.
    require(other.programme == fund.programme, Refusal::FundMustExist)?;
    must_be_of_another_organisation(fund, given)?;
    require(
        amount.currency() == fund.currency,
        Refusal::CurrencyMustMatch,
    )?;
    must_fit(other, amount)?;
    require(amount.is_positive(), Refusal::AmountMustBePositive)?;
    let is_alike =
        to != given.id && other.partner == fund.partner && other.currency == fund.currency;
    require(is_alike, Refusal::RolloverMustBeToALikeFund)?;
    let available = fund.available();
    let covers = amount.minor() <= available.minor();
    require(
        covers,
        Refusal::RolloverMustNotExceedAvailable { available },
    )?;
    must_be_a_new_lot(other, lot)?;
    let lots = oldest_first(fund, amount.minor());
    Ok(FundDecision {
        fund: vec![FundEvent::FundRolledOut { to, amount, lots }],
        other: vec![FundEvent::FundRolledIn {
            from: given.id,
            lot,
            amount,
        }],
    })
}

fn expire(fund: &Fund, given: &GivenToFund<'_>) -> Result<FundDecision, Refusal> {
    let (_, policy) = given.policy.ok_or(Refusal::ProgrammeMustExist)?;
    let until = fund.claim_until;
    require(
        policy.local_date(given.at) > until,
        Refusal::ClaimingPeriodMustBeOver { until },
    )?;
    let amount = fund.available();
    require(amount.is_positive(), Refusal::SomethingMustBeAvailable)?;
    let lots = oldest_first(fund, amount.minor());
    Ok(vec![FundEvent::FundExpired { amount, lots }].into())
}

fn must_be_a_new_lot(fund: &Fund, lot: LotId) -> Result<(), Refusal> {
    let is_new = fund.lots.iter().all(|known| known.id != lot);
    require(is_new, Refusal::EarningMustBeNew)
}

/// Requires that the fund's earned total stays inside what the ledger can hold.
fn must_fit(fund: &Fund, amount: Money) -> Result<(), Refusal> {
    fund.money(fund.figures.earned_minor).plus(amount)?;
    Ok(())
}
