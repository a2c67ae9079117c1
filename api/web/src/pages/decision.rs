//! Deciding on a claim: approve line by line or reject, then confirm; nothing counts before that.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::{self, Operation};
use domain::claim::Reject;
use domain::{ClaimCommand, Money, ReasonCode, Refusal};
use projections::Command;

use super::fields::{Errors, Fields, new_key};
use super::on_claim::{Effects, Head, OnClaim, with_status};
use super::page::rendered;
use super::preferences::Theme;
use super::say::{Html, Say};
use super::shell::{Place, Shell};
use super::visitor::{Visitor, pairs_of};
use crate::failure::Failure;

mod lines;

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
pub(super) async fn show(visitor: Visitor, Path(claim): Path<String>) -> Result<Response, Failure> {
    let on = OnClaim::of(&visitor, &claim, Operation::ApproveClaim).await?;
    let pairs = visitor.here.query().map(pairs_of).unwrap_or_default();
    let asked = pairs.iter().find(|(name, _)| name == "decision");
    let decision = asked.map_or("approve", |(_, value)| value.as_str());
    let mut fields = Fields::filled([
        ("key", new_key()),
        ("version", on.version()),
        ("decision", decision.to_owned()),
    ]);
    lines::fill(&mut fields, &on, visitor.say);
    shown(&visitor, &on, fields, Errors::default()).await
}

/// Asks whether the decision is meant, or shows the form again: with what was wrong, or because a
/// sum or a change was asked for.
pub(super) async fn check(
    visitor: Visitor,
    Path(claim): Path<String>,
    mut fields: Fields,
) -> Result<Response, Failure> {
    let on = OnClaim::of(&visitor, &claim, Operation::ApproveClaim).await?;
    let is_help = HELPERS.iter().any(|button| fields.has(button));
    HELPERS.iter().for_each(|button| fields.remove(button));
    if is_help {
        return shown(&visitor, &on, fields, Errors::default()).await;
    }
    let command = match read(&visitor, &on, &fields) {
        Ok(command) => command,
        Err(errors) => return refused(&visitor, &on, fields, errors).await,
    };
    match on.rehearse(&visitor, &command).await? {
        Ok(effects) => Ok(confirm(&visitor, &on, &fields, effects)),
        Err(refusal) => {
            let errors = Errors::of_all(visitor.say.refusal(&refusal));
            refused(&visitor, &on, fields, errors).await
        }
    }
}

/// Decides.
pub(super) async fn decide(
    visitor: Visitor,
    Path(claim): Path<String>,
    mut fields: Fields,
) -> Result<Response, Failure> {
    let on = OnClaim::of(&visitor, &claim, Operation::ApproveClaim).await?;
    let command = match read(&visitor, &on, &fields) {
        Ok(command) => command,
        Err(errors) => return refused(&visitor, &on, fields, errors).await,
    };
    let done = match is_rejection(&fields) {
        true => "claim-rejected",
        false => "claim-approved",
    };
    match visitor
        .carry_out(&fields, Command::Claim(on.id, command))
        .await
    {
        Ok(answer) => Ok(visitor.done(answer.position, &on.href(), done)),
        Err(why) => {
            let (errors, status) = on.told(&visitor, &mut fields, why).await?;
            let page = shown(&visitor, &on, fields, errors).await?;
            Ok(with_status(page, status))
        }
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

async fn refused(
    visitor: &Visitor,
    on: &OnClaim,
    fields: Fields,
    errors: Errors,
) -> Result<Response, Failure> {
    let page = shown(visitor, on, fields, errors).await?;
    Ok(with_status(page, StatusCode::UNPROCESSABLE_ENTITY))
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
    let title = say.say("decision-title").text("number", &on.number);
    let shell = on.shell(visitor, Place::Review, title.to_string(), "decision-crumb");
    let policy = visitor.programme(&claim.programme).map(|it| &it.policy);
    let deadlines = policy.map(|policy| &policy.deadlines);
    let days = |of: fn(&domain::programme::Deadlines) -> u32| deadlines.map_or(0, of);
    let page = DecisionPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        head: on.head(say),
        why_not: why_not.map(|refusal| why_not_told(say, &refusal)),
        lines,
        total,
        reasons: REJECTED_FOR
            .map(|code| (code, fields.all("reason").any(|chosen| chosen == code)))
            .to_vec(),
        is_rejection: is_rejection(&fields),
        may_ask: access::may_somewhere(visitor.actor().role, Operation::RequestInfo),
        may_dispute: !claim.is_dispute_used,
        dispute_days: days(|it| it.dispute_days),
        payment_days: days(|it| it.payment_business_days),
        answer_days: days(|it| it.answer_business_days),
        approval,
        rejection: rejection.ok(),
        requested: claim.requested.unwrap_or(claim.declared),
        version: on.version(),
        fields,
        errors,
        shell: shell.found_at(format!("{}/decision", on.href())),
    };
    Ok(rendered(&page, say.language))
}

/// Says which law keeps the reader from deciding.
fn why_not_told(say: Say, refusal: &Refusal) -> Html {
    say.refusal(refusal)
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
    let title = title.text("number", &on.number).to_string();
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
