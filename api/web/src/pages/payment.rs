//! Recording that money was sent for one claim, and that it came back.

use askama::Template;
use axum::response::Response;
use domain::access::Operation;
use domain::claim::{RecordPayment, ReversePayment};
use domain::{ClaimCommand, ClaimId, Money, PaymentId, Refusal};
use projections::Command;
use projections::stream::MadePayment;

use super::fields::{Errors, Fields};
use super::on_claim::{Effects, Head, LotUsed, OnClaim};
use super::page::rendered_as;
use super::preferences::Theme;
use super::say::{Html, Say};
use super::shell::{Place, Shell};
use super::visitor::Visitor;
use crate::failure::Failure;
use crate::json::path::At;

/// Why payments come back, as the page offers it; each is a word in both languages.
const RETURNED_FOR: [&str; 3] = ["bank", "mistake", "twice"];

/// The page of a payment.
#[derive(Template)]
#[template(path = "payment.html")]
struct PaymentPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static super::assets::Addresses,
    fields: Fields,
    errors: Errors,
    head: Head,
    /// Why its reader may not pay, as the domain says it.
    why_not: Option<Html>,
    approved: Money,
    paid: Money,
    left: Money,
    lots: Vec<LotUsed>,
}

/// The page that asks whether a payment is to be taken back.
#[derive(Template)]
#[template(path = "reversal.html")]
struct ReversalPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static super::assets::Addresses,
    fields: Fields,
    errors: Errors,
    head: Head,
    why_not: Option<Html>,
    payment: MadePayment,
    reasons: Vec<(&'static str, bool)>,
    effects: Effects,
}

/// Shows the form, filled with what is left to pay.
pub(super) async fn show(visitor: Visitor, At(claim): At<ClaimId>) -> Result<Response, Failure> {
    let on = OnClaim::of(&visitor, claim, Operation::RecordPayment).await?;
    let (_, _, left) = amounts(&on);
    let today = visitor.today(None);
    let fields = on.form([
        ("amount", visitor.say.amount_text(left)),
        ("value_date", visitor.say.day_text(today)),
    ]);
    shown(&visitor, &on, fields, Errors::default()).await
}

/// Records the payment, or shows the form again with what was wrong.
pub(super) async fn record(
    visitor: Visitor,
    At(claim): At<ClaimId>,
    mut fields: Fields,
) -> Result<Response, Failure> {
    let on = OnClaim::of(&visitor, claim, Operation::RecordPayment).await?;
    let (_, _, left) = amounts(&on);
    let mut reading = fields.read(visitor.say);
    let id: PaymentId = reading.new_id("payment");
    let amount = reading.money("amount", left.currency());
    let reference = reading.line("reference");
    let value_date = reading.date("value_date");
    let payment = || {
        Some(RecordPayment {
            id,
            amount: amount?,
            reference: reference?,
            value_date: value_date?,
        })
    };
    let payment = match reading.finish(payment()) {
        Ok(payment) => payment,
        Err(errors) => return shown(&visitor, &on, fields, errors).await,
    };
    let amount = payment.amount;
    let command = Command::Claim(on.id, ClaimCommand::RecordPayment(payment));
    match visitor.carry_out(&fields, command).await {
        Ok(answer) => Ok(visitor.done(answer.position, &on.href(), "payment-recorded")),
        Err(why) => {
            let is_too_much = matches!(
                why.refusal(),
                Some(Refusal::PaymentsMustNotExceedApproved { .. })
            );
            let mut errors = on.told(&visitor, &mut fields, why).await?;
            if is_too_much {
                let told = visitor.say.say("payment-too-much");
                let told = told.money("left", left).money("amount", amount);
                errors = Errors::of_field("amount", told.into_html());
            }
            shown(&visitor, &on, fields, errors).await
        }
    }
}

/// Gives what is approved, what is paid, and what is left.
fn amounts(on: &OnClaim) -> (Money, Money, Money) {
    let claim = &on.details().claim;
    let approval = claim.approval.as_ref();
    let zero = Money::zero(claim.declared.currency());
    let approved = approval.map_or(zero, |approval| approval.approved);
    let paid = claim.paid();
    let left = Money::from_minor(approved.minor() - paid.minor(), approved.currency());
    (approved, paid, left)
}

async fn shown(
    visitor: &Visitor,
    on: &OnClaim,
    fields: Fields,
    errors: Errors,
) -> Result<Response, Failure> {
    let say = visitor.say;
    let (approved, paid, left) = amounts(on);
    let plain = ClaimCommand::RecordPayment(RecordPayment {
        id: fields.read(say).new_id("payment"),
        amount: left,
        reference: "-".to_owned(),
        value_date: visitor.today(None),
    });
    // What is left may be all there is to pay: a form that was sent is not refused for that.
    let rehearsed = on.rehearse(visitor, &plain).await?;
    let why_not = OnClaim::why_not(say, &rehearsed);
    let title = say.say("payment-title").text("number", on.number());
    let shell = on.shell(visitor, Place::Review, title.to_string(), "payment-crumb");
    let page = PaymentPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        head: on.head(say),
        why_not,
        approved,
        paid,
        left,
        lots: lots(visitor, on).await?,
        fields,
        errors,
        shell: shell.found_at(format!("{}/payment", on.href())),
    };
    Ok(rendered_as(&page, say.language, page.errors.status()))
}

/// Lists the lots behind what was approved.
async fn lots(visitor: &Visitor, on: &OnClaim) -> Result<Vec<LotUsed>, Failure> {
    let fund = visitor.state.ledger.fund(on.facts().fund).await?;
    let share = fund.as_ref().and_then(|fund| {
        let share = fund.state.share(on.id)?;
        let lots = share.lots.iter();
        Some(lots.filter_map(|lot| LotUsed::held(&fund.state, lot)))
    });
    Ok(share.map_or_else(Vec::new, Iterator::collect))
}

/// Shows the page that asks whether a payment is to be taken back.
pub(super) async fn show_reversal(
    visitor: Visitor,
    (At(claim), At(payment)): (At<ClaimId>, At<PaymentId>),
) -> Result<Response, Failure> {
    let on = OnClaim::of(&visitor, claim, Operation::ReversePayment).await?;
    let payment = find(&on, payment)?;
    let fields = on.form([("reason", RETURNED_FOR[0])]);
    reversal_shown(&visitor, &on, payment, fields, Errors::default()).await
}

/// Takes the payment back, or shows the page again with what was wrong.
pub(super) async fn reverse(
    visitor: Visitor,
    (At(claim), At(payment)): (At<ClaimId>, At<PaymentId>),
    mut fields: Fields,
) -> Result<Response, Failure> {
    let on = OnClaim::of(&visitor, claim, Operation::ReversePayment).await?;
    let payment = find(&on, payment)?;
    let mut reading = fields.read(visitor.say);
    let text = reading.maybe_text("text");
    let reason = RETURNED_FOR
        .iter()
        .find(|code| **code == fields.get("reason"));
    if reason.is_none() {
        reading.refuse("reason", "field-choose");
    }
    let why = reason.zip(text).map(|(code, text)| {
        let reason = visitor.say.word("returned-for", code);
        match text {
            Some(text) => format!("{reason}: {text}"),
            None => reason.into_owned(),
        }
    });
    let reversal = reading.finish(why.map(|why| ReversePayment {
        id: payment.id,
        why,
    }));
    let command = reversal.map(ClaimCommand::ReversePayment);
    match on.carry_out(&visitor, &mut fields, command).await? {
        Ok(done) => Ok(visitor.done(done.position, &on.href(), "payment-reversed")),
        Err(errors) => reversal_shown(&visitor, &on, payment, fields, errors).await,
    }
}

fn find(on: &OnClaim, id: PaymentId) -> Result<MadePayment, Refusal> {
    let payments = on.details().payments.iter();
    let mut payments = payments.filter(|payment| payment.id == id);
    payments.next().cloned().ok_or(Refusal::PaymentMustExist)
}

async fn reversal_shown(
    visitor: &Visitor,
    on: &OnClaim,
    payment: MadePayment,
    fields: Fields,
    errors: Errors,
) -> Result<Response, Failure> {
    let say = visitor.say;
    let plain = ClaimCommand::ReversePayment(ReversePayment {
        id: payment.id,
        why: "-".to_owned(),
    });
    let rehearsed = on.rehearse(visitor, &plain).await?;
    let why_not = OnClaim::why_not(say, &rehearsed);
    let title = say
        .say("reversal-question")
        .text("amount", say.money_text(payment.amount))
        .text("number", on.number());
    let shell = on.shell(visitor, Place::Review, title.to_string(), "reversal-crumb");
    let found_at = format!("{}/payments/{}/reversal", on.href(), payment.id);
    let page = ReversalPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        head: on.head(say),
        why_not,
        reasons: RETURNED_FOR
            .map(|code| (code, fields.get("reason") == code))
            .to_vec(),
        effects: rehearsed.unwrap_or_default(),
        payment,
        fields,
        errors,
        shell: shell.found_at(found_at),
    };
    Ok(rendered_as(&page, say.language, page.errors.status()))
}
