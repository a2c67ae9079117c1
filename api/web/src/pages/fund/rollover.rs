//! Moving what is available to another fund of the partner.

use application::ask::{Pages, When};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::Operation;
use domain::fund::RollOver;
use domain::{FundCommand, FundId, Money};
use projections::Command;
use projections::views::{FundFilter, FundLine};

use super::moving::{Effect, Moving, negated, shown_amount, told};
use crate::failure::Failure;
use crate::pages::fields::{Errors, Fields, new_key};
use crate::pages::page::rendered;
use crate::pages::preferences::Theme;
use crate::pages::say::{Say, capitalised};
use crate::pages::shell::Shell;
use crate::pages::visitor::Visitor;

/// So many funds of a partner are offered.
const FUNDS_MAX: usize = 100;

/// The page.
#[derive(Template)]
#[template(path = "fund_rollover.html")]
struct RolloverPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static crate::pages::assets::Addresses,
    fields: Fields,
    errors: Errors,
    moving: Moving,
    from_name: String,
    others: Vec<Other>,
    amount: Option<Money>,
    out: Effect,
    /// What it does to the fund that was chosen, and how that is called.
    into: Option<(String, Effect)>,
}

/// A fund that money may go to.
struct Other {
    id: FundId,
    name: String,
    available: Money,
    is_chosen: bool,
}

/// Shows the empty form.
pub(in crate::pages) async fn show(
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let moving = Moving::of(&visitor, &id, Operation::RollOverFund).await?;
    let fields = Fields::filled([("key", new_key())]);
    shown(&visitor, moving, fields, Errors::default()).await
}

/// Rolls the amount over, or shows the form again with what was wrong.
pub(in crate::pages) async fn roll_over(
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let moving = Moving::of(&visitor, &id, Operation::RollOverFund).await?;
    if fields.has("preview") {
        return shown(&visitor, moving, fields, Errors::default()).await;
    }
    let command = match read(&visitor, &moving, &fields) {
        Ok(command) => Command::Fund(moving.fund.id, FundCommand::RollOver(command)),
        Err(errors) => return shown(&visitor, moving, fields, errors).await,
    };
    match visitor.carry_out(&fields, command).await {
        Ok(answer) => {
            let to = format!("/funds/{}", moving.fund.id);
            Ok(visitor.done(answer.position, &to, "fund-rolled-over"))
        }
        Err(why) => {
            let errors = told(why, visitor.say)?;
            shown(&visitor, moving, fields, errors).await
        }
    }
}

fn read(visitor: &Visitor, moving: &Moving, fields: &Fields) -> Result<RollOver, Errors> {
    let mut reading = fields.read(visitor.say);
    let to = reading.choice("to");
    let amount = reading.money("amount", moving.fund.currency);
    let lot = reading.new_id("lot");
    let command = || {
        Some(RollOver {
            to: to?,
            amount: amount?,
            lot,
        })
    };
    let command = command();
    reading.finish(command)
}

/// Lists the funds that money may go to, the latest first.
async fn others(visitor: &Visitor, fund: &FundLine, chosen: &str) -> Result<Vec<Other>, Failure> {
    let filter = FundFilter {
        partner: Some(fund.partner.clone()),
        programme: Some(fund.programme.clone()),
        currency: Some(fund.currency),
        ..FundFilter::default()
    };
    let when = When {
        as_of: None,
        ..visitor.when()
    };
    let pages = Pages::All { most: FUNDS_MAX };
    let questions = &visitor.state.questions;
    let listed = questions
        .funds(visitor.asker(), &filter, &pages, when)
        .await?;
    let others = listed
        .body
        .rows
        .into_iter()
        .filter(|other| other.id != fund.id);
    let mut others: Vec<FundLine> = others.collect();
    others.sort_by_key(|other| std::cmp::Reverse(other.claim_until));
    let other = |line: &FundLine| Other {
        id: line.id,
        name: capitalised(&visitor.period_name(&line.programme, &line.period)),
        available: line.figures.available,
        is_chosen: line.id.to_string() == chosen,
    };
    Ok(others.iter().map(other).collect())
}

async fn shown(
    visitor: &Visitor,
    moving: Moving,
    fields: Fields,
    errors: Errors,
) -> Result<Response, Failure> {
    let say = visitor.say;
    let shell = moving.shell(visitor, "fund-rollover-title");
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let others = others(visitor, &moving.fund, fields.get("to")).await?;
    let amount = shown_amount(&fields, say, moving.fund.figures.available);
    let chosen = others.iter().find(|other| other.is_chosen);
    let page = RolloverPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        from_name: capitalised(&visitor.period_name(&moving.fund.programme, &moving.fund.period)),
        out: moving.effect(amount.and_then(negated)),
        into: chosen.map(|other| (other.name.clone(), Effect::of(other.available, amount))),
        others,
        amount,
        fields,
        errors,
        moving,
        shell,
    };
    let mut response = rendered(&page, say.language);
    *response.status_mut() = status;
    Ok(response)
}
