//! Recording that money was sent, and that it came back.

use super::{Decision, Given, must_be_of_another_organisation, must_say_something};
use crate::claim::{Claim, ClaimEvent, RecordPayment, ReversePayment, Status};
use crate::refusal::require;
use crate::{Refusal, fund};

/// Records a payment; the claim is paid once the payments sum to what was approved.
pub(super) fn record(
    claim: &Claim,
    command: &RecordPayment,
    given: &Given<'_>,
) -> Result<Decision, Refusal> {
    let (id, amount) = (command.id, command.amount);
    must_be_of_another_organisation(claim, given)?;
    require(claim.status != Status::Paid, Refusal::ClaimMustNotBePaid)?;
    require(
        claim.status == Status::Approved,
        Refusal::ClaimMustBeApproved,
    )?;
    let approval = claim
        .approval
        .as_ref()
        .ok_or(Refusal::ClaimMustBeApproved)?;
    let approved = approval.approved;
    require(
        amount.currency() == approved.currency(),
        Refusal::CurrencyMustMatch,
    )?;
    require(amount.is_positive(), Refusal::AmountMustBePositive)?;
    let is_new = claim.payments.iter().all(|payment| payment.id != id);
    require(is_new, Refusal::PaymentMustBeNew)?;
    let paid = claim.paid().plus(amount)?;
    let exceeds = Refusal::PaymentsMustNotExceedApproved { approved, paid };
    require(paid.minor() <= approved.minor(), exceeds)?;
    must_say_something(&command.reference)?;
    given.fund()?;
    let recorded = ClaimEvent::PaymentRecorded {
        id,
        amount,
        reference: command.reference.clone(),
        value_date: command.value_date,
    };
    Ok(Decision::with_fund(
        recorded,
        fund::disburse(given.id, id, amount),
    ))
}

/// Records that a payment came back; the claim is approved again.
pub(super) fn reverse(
    claim: &Claim,
    command: &ReversePayment,
    given: &Given<'_>,
) -> Result<Decision, Refusal> {
    let (id, why) = (command.id, &command.why);
    must_be_of_another_organisation(claim, given)?;
    let is_approved = matches!(claim.status, Status::Approved | Status::Paid);
    require(is_approved, Refusal::ClaimMustBeApproved)?;
    let mut standing = claim.payments.iter().filter(|payment| !payment.is_reversed);
    let payment = standing
        .find(|known| known.id == id)
        .ok_or(Refusal::PaymentMustExist)?;
    must_say_something(why)?;
    given.fund()?;
    let reversed = ClaimEvent::PaymentReversed {
        id,
        why: why.clone(),
    };
    Ok(Decision::with_fund(
        reversed,
        fund::reverse_payment(given.id, id, payment.amount),
    ))
}
