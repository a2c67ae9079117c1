//! Filing a claim against a fund.

use super::{Decision, Given};
use crate::access::{self, Operation};
use crate::claim::{Claim, ClaimEvent, Create};
use crate::refusal::require;
use crate::{Money, Refusal};

/// Files the claim; it is the partner's to edit until they submit it.
pub(super) fn create(
    claim: Option<&Claim>,
    command: &Create,
    given: &Given<'_>,
) -> Result<Decision, Refusal> {
    let Create {
        fund: fund_id,
        activity,
        title,
        executed_on,
        declared,
        location,
    } = command;
    let fund = given.fund.ok_or(Refusal::FundMustExist)?;
    let (policy_version, policy) = given.policy.ok_or(Refusal::ProgrammeMustExist)?;
    let (role, relation) = (
        given.by.role,
        access::to_fund(given.by, fund, &policy.vendor),
    );
    let is_seen = access::may(role, Operation::ReadFund, relation);
    require(is_seen, Refusal::FundMustExist)?;
    let is_allowed = access::may(role, Operation::CreateClaim, relation);
    require(is_allowed, Refusal::ActorMustBeAllowed)?;
    require(claim.is_none(), Refusal::ClaimMustBeNew)?;
    let period = policy
        .period(&fund.period)
        .ok_or(Refusal::PeriodMustExist)?;
    require(
        declared.currency() == fund.currency,
        Refusal::CurrencyMustMatch,
    )?;
    require(declared.is_positive(), Refusal::DeclaredMustBePositive)?;
    require(
        policy.activity(activity).is_some(),
        Refusal::ActivityMustBeOfTheProgramme,
    )?;
    let used = period.used;
    let outside = Refusal::ExecutionMustBeInsideTheUsagePeriod {
        from: used.from,
        to: used.to,
    };
    require(used.contains(*executed_on), outside)?;
    require(!title.trim().is_empty(), Refusal::TitleMustNotBeEmpty)?;
    Ok(ClaimEvent::ClaimCreated {
        programme: fund.programme.clone(),
        policy_version,
        period: fund.period.clone(),
        fund: *fund_id,
        partner: fund.partner.clone(),
        activity: activity.clone(),
        title: title.clone(),
        executed_on: *executed_on,
        declared: Money::from_minor(declared.minor(), fund.currency),
        location: location.clone().filter(|text| !text.trim().is_empty()),
        claim_until: period.claimed.to,
    }
    .into())
}
