//! Filing a claim against a fund.

use super::{Decision, Given};
use crate::access::{self, Operation};
use crate::claim::{Claim, ClaimEvent, Create};
use crate::refusal::require;
use crate::writing::says_something;
use crate::{Money, Refusal};

/// Files the claim; it is the partner's to edit until they submit it.
pub(super) fn create(
    claim: Option<&Claim>,
    command: &Create,
    given: &Given<'_>,
) -> Result<Decision, Refusal> {
    let fund = given.fund.ok_or(Refusal::FundMustExist)?;
    let (policy_version, policy) = given.policy.ok_or(Refusal::ProgrammeMustExist)?;
    let role = given.by.role;
    let relation = access::to_fund(given.by, fund, &policy.vendor);
    let is_seen = access::may(role, Operation::ReadFund, relation);
    require(is_seen, Refusal::FundMustExist)?;
    let is_allowed = access::may(role, Operation::CreateClaim, relation);
    require(is_allowed, Refusal::ActorMustBeAllowed)?;
    require(claim.is_none(), Refusal::ClaimMustBeNew)?;
    let period = policy
        .period(&fund.period)
        .ok_or(Refusal::PeriodMustExist)?;
    let declared = command.declared;
    let is_in_currency = declared.currency() == fund.currency;
    require(is_in_currency, Refusal::CurrencyMustMatch)?;
    require(declared.is_positive(), Refusal::DeclaredMustBePositive)?;
    let is_known = policy.activity(&command.activity).is_some();
    require(is_known, Refusal::ActivityMustBeOfTheProgramme)?;
    let used = period.used;
    let outside = Refusal::ExecutionMustBeInsideTheUsagePeriod {
        from: used.from,
        to: used.to,
    };
    require(used.contains(command.executed_on), outside)?;
    require(says_something(&command.title), Refusal::TitleMustNotBeEmpty)?;
    let location = command.location.clone();
    Ok(ClaimEvent::ClaimCreated {
        programme: fund.programme.clone(),
        policy_version,
        period: fund.period.clone(),
        fund: command.fund,
        partner: fund.partner.clone(),
        activity: command.activity.clone(),
        title: command.title.clone(),
        executed_on: command.executed_on,
        declared: Money::from_minor(declared.minor(), fund.currency),
        location: location.filter(|text| says_something(text)),
        claim_until: period.claimed.to,
    }
    .into())
}
