//! Correcting what was earned, up or down.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::Operation;
use domain::fund::{Adjust, AdjustmentReason};
use domain::{FundCommand, Money};
use projections::Command;

use super::moving::{Effect, Moving, negated, shown_amount, told};
use crate::failure::Failure;
use crate::pages::fields::{Errors, Fields, new_key};
use crate::pages::page::rendered;
use crate::pages::preferences::Theme;
use crate::pages::say::Say;
use crate::pages::shell::Shell;
use crate::pages::visitor::Visitor;

/// Why a fund is adjusted, by the words that forms carry.
const REASONS: [(&str, AdjustmentReason); 4] = [
    ("return", AdjustmentReason::Return),
    ("correction", AdjustmentReason::Correction),
    ("bonus", AdjustmentReason::Bonus),
    ("other", AdjustmentReason::Other),
];

/// Which way a fund is adjusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Add,
    Take,
}

/// The page.
#[derive(Template)]
#[template(path = "fund_adjustment.html")]
struct AdjustmentPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static crate::pages::assets::Addresses,
    fields: Fields,
    errors: Errors,
    moving: Moving,
    way: Option<Way>,
    amount: Option<Money>,
    effect: Effect,
}

impl AdjustmentPage {
    const fn reasons(&self) -> &'static [(&'static str, AdjustmentReason)] {
        &REASONS
    }

    fn takes(&self) -> bool {
        self.way == Some(Way::Take)
    }

    fn adds(&self) -> bool {
        self.way == Some(Way::Add)
    }
}

/// Shows the empty form.
pub(in crate::pages) async fn show(
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let moving = Moving::of(&visitor, &id, Operation::AdjustFund).await?;
    let fields = Fields::filled([("key", new_key())]);
    Ok(shown(&visitor, moving, fields, Errors::default()))
}

/// Adjusts the fund, or shows the form again with what was wrong.
pub(in crate::pages) async fn adjust(
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let moving = Moving::of(&visitor, &id, Operation::AdjustFund).await?;
    if fields.has("preview") {
        return Ok(shown(&visitor, moving, fields, Errors::default()));
    }
    let command = match read(&visitor, &moving, &fields) {
        Ok(command) => Command::Fund(moving.fund.id, FundCommand::Adjust(command)),
        Err(errors) => return Ok(shown(&visitor, moving, fields, errors)),
    };
    match visitor.carry_out(&fields, command).await {
        Ok(answer) => {
            let to = format!("/funds/{}", moving.fund.id);
            Ok(visitor.done(answer.position, &to, "fund-adjusted"))
        }
        Err(why) => {
            let errors = told(why, visitor.say)?;
            Ok(shown(&visitor, moving, fields, errors))
        }
    }
}

fn way(fields: &Fields) -> Option<Way> {
    match fields.get("way") {
        "add" => Some(Way::Add),
        "take" => Some(Way::Take),
        _ => None,
    }
}

fn delta(way: Way, amount: Money) -> Option<Money> {
    match way {
        Way::Add => Some(amount),
        Way::Take => negated(amount),
    }
}

fn read(visitor: &Visitor, moving: &Moving, fields: &Fields) -> Result<Adjust, Errors> {
    let mut reading = fields.read(visitor.say);
    let way = way(fields);
    if way.is_none() {
        reading.refuse("way", "field-choose");
    }
    let amount = reading.money("amount", moving.fund.currency);
    if amount.is_some_and(|amount| amount.minor() < 0) {
        reading.refuse("amount", "fund-adjustment-no-sign");
    }
    let known = REASONS
        .iter()
        .find(|(word, _)| *word == fields.get("reason"));
    if known.is_none() {
        reading.refuse("reason", "field-choose");
    }
    let text = reading.text("text");
    let command = || {
        Some(Adjust {
            delta: delta(way?, amount?)?,
            reason: known?.1,
            text: text?,
        })
    };
    let command = command();
    reading.finish(command)
}

fn shown(visitor: &Visitor, moving: Moving, fields: Fields, errors: Errors) -> Response {
    let say = visitor.say;
    let shell = moving.shell(visitor, "fund-adjustment-title");
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let amount = shown_amount(&fields, say, moving.fund.figures.available);
    let way = way(&fields);
    let change = way.zip(amount).and_then(|(way, amount)| delta(way, amount));
    let page = AdjustmentPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        effect: moving.effect(change),
        way,
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
