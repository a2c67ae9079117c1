//! Recording what a partner earned, as a new lot.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::Operation;
use domain::fund::RecordEarning;
use domain::{FundCommand, Money};
use projections::Command;

use super::moving::{Effect, Moving, shown_amount, told};
use crate::failure::Failure;
use crate::pages::fields::{Errors, Fields, new_key};
use crate::pages::page::rendered;
use crate::pages::preferences::Theme;
use crate::pages::say::Say;
use crate::pages::shell::Shell;
use crate::pages::visitor::Visitor;

/// The page.
#[derive(Template)]
#[template(path = "fund_earning.html")]
struct EarningPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static crate::pages::assets::Addresses,
    fields: Fields,
    errors: Errors,
    moving: Moving,
    between: String,
    amount: Option<Money>,
    effect: Effect,
}

/// Shows the empty form.
pub(in crate::pages) async fn show(
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let moving = Moving::of(&visitor, &id, Operation::RecordEarning).await?;
    let fields = Fields::filled([("key", new_key())]);
    Ok(shown(&visitor, moving, fields, Errors::default()))
}

/// Records the earning, or shows the form again with what was wrong.
pub(in crate::pages) async fn record(
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let moving = Moving::of(&visitor, &id, Operation::RecordEarning).await?;
    if fields.has("preview") {
        return Ok(shown(&visitor, moving, fields, Errors::default()));
    }
    let command = match read(&visitor, &moving, &fields) {
        Ok(command) => Command::Fund(moving.fund.id, FundCommand::RecordEarning(command)),
        Err(errors) => return Ok(shown(&visitor, moving, fields, errors)),
    };
    match visitor.carry_out(&fields, command).await {
        Ok(answer) => {
            let to = format!("/funds/{}", moving.fund.id);
            Ok(visitor.done(answer.position, &to, "earning-recorded"))
        }
        Err(why) => {
            let errors = told(why, visitor.say)?;
            Ok(shown(&visitor, moving, fields, errors))
        }
    }
}

fn read(visitor: &Visitor, moving: &Moving, fields: &Fields) -> Result<RecordEarning, Errors> {
    let mut reading = fields.read(visitor.say);
    let amount = reading.money("amount", moving.fund.currency);
    let earned_on = reading.date("earned_on");
    let source = reading.line("source");
    let lot = reading.new_id("lot");
    let command = || {
        Some(RecordEarning {
            lot,
            amount: amount?,
            earned_on: earned_on?,
            source: source?,
        })
    };
    let command = command();
    reading.finish(command)
}

fn shown(visitor: &Visitor, moving: Moving, fields: Fields, errors: Errors) -> Response {
    let say = visitor.say;
    let shell = moving.shell(visitor, "fund-earning-title");
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let programme = visitor.programme(&moving.fund.programme);
    let period = programme.and_then(|programme| programme.policy.period(&moving.fund.period));
    let amount = shown_amount(&fields, say, moving.fund.figures.available);
    let page = EarningPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        between: period.map_or_else(String::new, |period| {
            say.say("fund-earning-between")
                .text("from", say.day_words(period.earned.from))
                .text("to", say.day_words(period.earned.to))
                .to_string()
        }),
        effect: moving.effect(amount),
        amount,
        fields,
        errors,
        moving,
        shell,
    };
    let mut response = rendered(&page, say.language);
    *response.status_mut() = status;
    response
}
