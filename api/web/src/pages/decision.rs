//! Deciding on a claim: approve line by line or reject, then confirm; nothing counts before that.

use askama::Template;
use axum::response::Response;
use domain::access::{self, Operation};
use domain::claim::Reject;
use domain::{ClaimCommand, ClaimId, Money, ReasonCode};

use super::fields::{Errors, Fields};
use super::on_claim::{Effects, Head, OnClaim};
use super::page::{rendered, rendered_as};
use super::preferences::Theme;
use super::say::{Html, Say};
use super::shell::{Place, Shell};
use super::visitor::{Visitor, pairs_of};
use crate::failure::Failure;
use crate::json::path::At;

mod lines;

pub(super) use lines::named;
use lines::{Line, Total, read_approval};

/// Why a claim is rejected, as the pages offer it; each is a word in both languages.
pub(super) const REJECTED_FOR: [&str; 5] = [
    "proof_insufficient",
    "not_covered",
    "outside_period",
    "claimed_twice",
    "other",
];

/// Buttons of the form that record nothing.
const HELPERS: [&str; 2] = ["add-up", "change"];

/// The page of the form.
#[derive(Template)]
#[template(path = "decision.html")]
struct DecisionPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static super::assets::Addresses,
    fields: Fields,
    errors: Errors,
    head: Head,
    /// Why its reader may not decide, as the domain says it.
    why_not: Option<Html>,
    lines: Vec<Line>,
    total: Total,
    reasons: Vec<(&'static str, bool)>,
    is_rejection: bool,
    may_dispute: bool,
    may_ask: bool,
    dispute_days: u32,
    payment_days: u32,
    answer_days: u32,
    approval: Option<Effects>,
    rejection: Option<Effects>,
    requested: Money,
    version: String,
}

/// The page that asks whether the decision is meant.
#[derive(Template)]
#[template(path = "decision_confirm.html")]
struct ConfirmPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static super::assets::Addresses,
    head: Head,
    kept: Vec<(String, String)>,
    is_rejection: bool,
    lines: Vec<Line>,
    total: Total,
    reasons: Vec<String>,
    text: String,
    effects: Effects,
}

/// Shows the form, filled with what the claim asks for.
pub(super) async fn show(visitor: Visitor, At(claim): At<ClaimId>) -> Result<Response, Failure> {
    let on = OnClaim::of(&visitor, claim, Operation::ApproveClaim).await?;
    let pairs = visitor.here.query().map(pairs_of).unwrap_or_default();
    let asked = pairs.iter().find(|(name, _)| name == "decision");
    let decision = asked.map_or("approve", |(_, value)| value.as_str());
    let mut fields = on.form([("decision", decision)]);
    lines::fill(&mut fields, &on, visitor.say);
    shown(&visitor, &on, fields, Errors::default()).await
}

/// Asks whether the decision is meant, or shows the form again: with what was wrong, or because a
/// sum or a change was asked for.
pub(super) async fn check(
    visitor: Visitor,
    At(claim): At<ClaimId>,
    mut fields: Fields,
) -> Result<Response, Failure> {
    let on = OnClaim::of(&visitor, claim, Operation::ApproveClaim).await?;
    let is_help = HELPERS.iter().any(|button| fields.has(button));
    HELPERS.iter().for_each(|button| fields.remove(button));
    if is_help {
        return shown(&visitor, &on, fields, Errors::default()).await;
    }
    let command = match read(&visitor, &on, &fields) {
        Ok(command) => command,
        Err(errors) => return shown(&visitor, &on, fields, errors).await,
    };
    match on.rehearse(&visitor, &command).await? {
        Ok(effects) => Ok(confirm(&visitor, &on, &fields, effects)),
        Err(refusal) => {
            let errors = Errors::of_all(visitor.say.refusal(&refusal));
            shown(&visitor, &on, fields, errors).await
        }
    }
}

/// Decides.
pub(super) async fn decide(
    visitor: Visitor,
    At(claim): At<ClaimId>,
    mut fields: Fields,
) -> Result<Response, Failure> {
    let on = OnClaim::of(&visitor, claim, Operation::ApproveClaim).await?;
    let command = read(&visitor, &on, &fields);
    let what = match is_rejection(&fields) {
        true => "claim-rejected",
        false => "claim-approved",
    };
    match on.carry_out(&visitor, &mut fields, command).await? {
        Ok(done) => Ok(visitor.done(done.position, &on.href(), what)),
        Err(errors) => shown(&visitor, &on, fields, errors).await,
    }
}

fn is_rejection(fields: &Fields) -> bool {
    fields.get("decision") == "reject"
}

fn read(visitor: &Visitor, on: &OnClaim, fields: &Fields) -> Result<ClaimCommand, Errors> {
    match is_rejection(fields) {
        true => read_rejection(visitor, fields),
        false => read_approval(visitor, on, fields),
    }
}

fn read_rejection(visitor: &Visitor, fields: &Fields) -> Result<ClaimCommand, Errors> {
    let mut reading = fields.read(visitor.say);
    let chosen = fields.all("reason");
    let reasons: Vec<ReasonCode> = chosen
        .filter(|chosen| REJECTED_FOR.contains(chosen))
        .filter_map(|chosen| chosen.parse().ok())
        .collect();
    if reasons.is_empty() {
        reading.refuse("reasons", "decision-choose-reason");
    }
    let text = reading.text("text");
    let reject = text.map(|text| ClaimCommand::Reject(Reject { reasons, text }));
    reading.finish(reject)
}

async fn shown(
    visitor: &Visitor,
    on: &OnClaim,
    fields: Fields,
    errors: Errors,
) -> Result<Response, Failure> {
    let (say, claim) = (visitor.say, &on.details().claim);
    let rejection = on.rehearse(visitor, &plain_rejection()).await?;
    let why_not = rejection.as_ref().err().cloned();
    let lines = Line::all(on, say, &fields);
    let total = Total::of(claim, &lines);
    let approval = match lines::as_shown(&lines, total.approved) {
        Some(command) => on.rehearse(visitor, &command).await?.ok(),
        None => None,
    };
    let title = say.say("decision-title").text("number", on.number());
    let shell = on.shell(visitor, Place::Review, title.to_string(), "decision-crumb");
    let deadlines = &on.policy.deadlines;
    let page = DecisionPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        head: on.head(say),
        why_not: why_not.map(|refusal| say.refusal(&refusal)),
        lines,
        total,
        reasons: REJECTED_FOR
            .map(|code| (code, fields.all("reason").any(|chosen| chosen == code)))
            .to_vec(),
        is_rejection: is_rejection(&fields),
        may_ask: access::may_somewhere(visitor.actor().role, Operation::RequestInfo),
        may_dispute: !claim.is_dispute_used,
        dispute_days: deadlines.dispute_days,
        payment_days: deadlines.payment_business_days,
        answer_days: deadlines.answer_business_days,
        approval,
        rejection: rejection.ok(),
        requested: claim.requested.unwrap_or(claim.declared),
        version: on.version().to_string(),
        fields,
        errors,
        shell: shell.found_at(format!("{}/decision", on.href())),
    };
    Ok(rendered_as(&page, say.language, page.errors.status()))
}

/// A rejection like any other, by which the domain tells whether its reader may decide at all.
fn plain_rejection() -> ClaimCommand {
    ClaimCommand::Reject(Reject {
        reasons: REJECTED_FOR[..1]
            .iter()
            .filter_map(|code| code.parse().ok())
            .collect(),
        text: "-".to_owned(),
    })
}

fn confirm(visitor: &Visitor, on: &OnClaim, fields: &Fields, effects: Effects) -> Response {
    let say = visitor.say;
    let is_rejection = is_rejection(fields);
    let lines = Line::all(on, say, fields);
    let total = Total::of(&on.details().claim, &lines);
    let title = match is_rejection {
        true => say.say("decision-reject-question"),
        false => say.say("decision-approve-question").text(
            "amount",
            total
                .approved
                .map_or_else(String::new, |sum| say.money_text(sum)),
        ),
    };
    let title = title.text("number", on.number()).to_string();
    let shell = on.shell(visitor, Place::Review, title, "decision-crumb");
    let reasons = fields.all("reason");
    let page = ConfirmPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        head: on.head(say),
        kept: fields
            .pairs()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        is_rejection,
        lines,
        total,
        reasons: reasons
            .map(|code| say.word("reject-for", code).into_owned())
            .collect(),
        text: fields.get("text").to_owned(),
        effects,
        shell: shell.found_at(format!("{}/decision", on.href())),
    };
    rendered(&page, say.language)
}
