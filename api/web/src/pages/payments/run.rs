//! Recording several payments at once: a reference for each, one value date, then a confirmation.
//!
//! Each payment is a command of its own that happens once: what is refused of one is said, and the
//! others stand.

use askama::Template;
use axum::response::Response;
use chrono::NaiveDate;
use domain::access::Operation;
use domain::claim::RecordPayment;
use domain::{ClaimCommand, ClaimName, Money, PaymentId, Refusal};
use projections::Command;

use crate::failure::Failure;
use crate::pages::fields::{Errors, Fields, new_key};
use crate::pages::on_claim::OnClaim;
use crate::pages::page::rendered_as;
use crate::pages::preferences::Theme;
use crate::pages::review::per_currency;
use crate::pages::say::{Html, Say};
use crate::pages::shell::{Place, Shell};
use crate::pages::visitor::{Visitor, pairs_of};

/// How many claims one run pays at most: as many as a page of the queue can have.
const CLAIMS_MAX: usize = 100;

/// The page of the form, of the question whether it is meant, and of what came of it.
#[derive(Template)]
#[template(path = "payment_run.html")]
struct RunPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static crate::pages::assets::Addresses,
    fields: Fields,
    errors: Errors,
    step: Step,
    claims: Vec<ToPay>,
    sums: Vec<Money>,
    value_date: Option<NaiveDate>,
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pages) enum Step {
    Form,
    Confirmation,
    Result,
}

/// A claim of a run.
struct ToPay {
    number: String,
    href: String,
    title: String,
    partner: String,
    amount: Money,
    reference: String,
    version: String,
    /// Why it cannot be paid, or was not.
    why_not: Option<Html>,
    on: OnClaim,
}

impl ToPay {
    fn field(&self, name: &str) -> String {
        format!("{name}-{}", self.number)
    }
}

/// Shows the form for the claims that were ticked.
pub(in crate::pages) async fn show(visitor: Visitor) -> Result<Response, Failure> {
    let pairs = visitor.here.query().map(pairs_of).unwrap_or_default();
    let chosen = pairs.into_iter().filter(|(name, _)| name == "claim");
    let mut fields = Fields::filled(chosen.take(CLAIMS_MAX));
    let mut claims = claims(&visitor, &fields).await?;
    fields.set("key", new_key());
    let today = visitor.today(None);
    fields.set("value_date", visitor.say.day_text(today));
    for claim in &mut claims {
        claim.version = claim.on.version().to_string();
    }
    Ok(shown(
        &visitor,
        fields,
        Errors::default(),
        claims,
        Step::Form,
    ))
}

/// Asks whether the run is meant, or shows the form again.
pub(in crate::pages) async fn check(
    visitor: Visitor,
    mut fields: Fields,
) -> Result<Response, Failure> {
    let claims = claims(&visitor, &fields).await?;
    if fields.has("change") {
        fields.remove("change");
        return Ok(shown(
            &visitor,
            fields,
            Errors::default(),
            claims,
            Step::Form,
        ));
    }
    match read(&visitor, &fields, &claims) {
        Ok(_) => Ok(shown(
            &visitor,
            fields,
            Errors::default(),
            claims,
            Step::Confirmation,
        )),
        Err(errors) => Ok(shown(&visitor, fields, errors, claims, Step::Form)),
    }
}

/// Records the payments one by one, and says what came of each.
pub(in crate::pages) async fn record(
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, Failure> {
    let mut claims = claims(&visitor, &fields).await?;
    let payments = match read(&visitor, &fields, &claims) {
        Ok(payments) => payments,
        Err(errors) => return Ok(shown(&visitor, fields, errors, claims, Step::Form)),
    };
    let key = fields.key().unwrap_or_default();
    for (claim, payment) in claims.iter_mut().zip(payments) {
        let amount = payment.amount;
        let own = Fields::filled([
            ("key", format!("{key}-{}", claim.number)),
            ("version", claim.version.clone()),
        ]);
        let command = Command::Claim(claim.on.id, ClaimCommand::RecordPayment(payment));
        claim.amount = amount;
        claim.why_not = match visitor.carry_out(&own, command).await {
            Ok(_) => None,
            // What fails for one may go well for the next; sent again, nothing is paid twice.
            Err(why) => Some(match why.told(visitor.say) {
                Ok(errors) => errors
                    .all()
                    .next()
                    .map_or_else(Html::default, |told| told.why.clone()),
                Err(_) => Html::text(&visitor.say.t("run-unknown")),
            }),
        };
    }
    let page = shown(&visitor, fields, Errors::default(), claims, Step::Result);
    let position = *visitor.state.ledger.head().borrow();
    Ok(visitor.seen(position, page))
}

/// Finds the claims of a run, each with what is left to pay.
async fn claims(visitor: &Visitor, fields: &Fields) -> Result<Vec<ToPay>, Failure> {
    let say = visitor.say;
    visitor
        .caller
        .must_be_allowed_somewhere(Operation::RecordPayment)?;
    let mut claims: Vec<ToPay> = vec![];
    for name in fields.all("claim").take(CLAIMS_MAX) {
        let name: ClaimName = name.parse().map_err(|_| Refusal::ClaimMustExist)?;
        let id = visitor.state.questions.claim_named(name).await?;
        let on = OnClaim::of(visitor, id, Operation::RecordPayment).await?;
        if claims.iter().any(|known| known.number == on.number()) {
            continue;
        }
        let claim = &on.details().claim;
        let approval = claim.approval.as_ref();
        let approved = approval.map_or(0, |approval| approval.approved.minor());
        let left = Money::from_minor(approved - claim.paid().minor(), claim.declared.currency());
        let plain = ClaimCommand::RecordPayment(RecordPayment {
            id: fields.read(say).new_id("payment"),
            amount: left,
            reference: "-".to_owned(),
            value_date: visitor.today(None),
        });
        let refusal: Option<Refusal> = on.rehearse(visitor, &plain).await?.err();
        let head = on.head(say);
        claims.push(ToPay {
            amount: left,
            reference: fields.get(&format!("reference-{}", on.number())).to_owned(),
            version: fields.get(&format!("version-{}", on.number())).to_owned(),
            why_not: refusal.map(|refusal| say.refusal(&refusal)),
            number: head.number,
            href: head.href,
            title: head.title,
            partner: head.partner,
            on,
        });
    }
    Ok(claims)
}

/// Reads a payment for each claim, in their order; the amounts are those that were confirmed.
fn read(
    visitor: &Visitor,
    fields: &Fields,
    claims: &[ToPay],
) -> Result<Vec<RecordPayment>, Errors> {
    let mut reading = fields.read(visitor.say);
    let value_date = reading.date("value_date");
    let mut payments = vec![];
    for claim in claims {
        let id: PaymentId = reading.new_id(&format!("payment-{}", claim.number));
        let reference = reading.line(&claim.field("reference"));
        let field = claim.field("amount");
        let amount = match fields.has(&field) {
            true => reading.money(&field, claim.amount.currency()),
            false => Some(claim.amount),
        };
        let payment = || {
            Some(RecordPayment {
                id,
                amount: amount?,
                reference: reference?,
                value_date: value_date?,
            })
        };
        payments.push(payment());
    }
    if claims.is_empty() {
        reading.refuse("", "run-none");
    }
    let read = reading.finish(payments.into_iter().collect());
    read.map_err(|errors| told_apart(visitor.say, claims, &errors))
}

/// Says of which claim each field is: a summary of fields alike must tell them apart.
fn told_apart(say: Say, claims: &[ToPay], errors: &Errors) -> Errors {
    let mut told = Errors::default();
    for wrong in errors.all() {
        let of_claim = of_claim(say, claims, wrong.field, wrong.why);
        let why = of_claim.unwrap_or_else(|| wrong.why.clone());
        told.push(wrong.field, why);
    }
    told
}

fn of_claim(say: Say, claims: &[ToPay], field: &str, why: &Html) -> Option<Html> {
    let (_, number) = field.split_once('-')?;
    let claim = claims.iter().find(|claim| claim.number == number)?;
    let told = say.say("run-of").text("number", &claim.number);
    Some(told.html("why", why.clone()).into_html())
}

fn shown(
    visitor: &Visitor,
    fields: Fields,
    errors: Errors,
    claims: Vec<ToPay>,
    step: Step,
) -> Response {
    let say = visitor.say;
    let title = match step {
        Step::Form => say.say("run-title"),
        Step::Confirmation => say.say("run-question"),
        Step::Result => say.say("run-result"),
    };
    let paid = claims.iter().filter(|claim| claim.why_not.is_none());
    let title = title
        .count("claims", claims.len())
        .count("paid", paid.clone().count())
        .to_string();
    let shell = Shell::at(
        visitor,
        Place::Review,
        title,
        *visitor.state.ledger.head().borrow(),
        None,
    );
    let chosen: Vec<_> = fields.all("claim").map(|name| ("claim", name)).collect();
    let chosen: Vec<_> = chosen.iter().collect();
    let shell = shell
        .under("/review?view=pay", say.t("review-view-pay"))
        .called(say.t("run-crumb"))
        .found_at(crate::pages::shell::query("/payments/run", &chosen));
    let page = RunPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        sums: per_currency(paid.map(|claim| claim.amount)),
        value_date: crate::pages::say::day(fields.get("value_date")),
        step,
        claims,
        fields,
        errors,
        shell,
    };
    rendered_as(&page, say.language, page.errors.status())
}
