//! Moving what is available to another fund of the partner.

use application::ask::{Pages, When};
use domain::fund::RollOver;
use domain::{FundCommand, FundId, Money};
use projections::views::{FundFilter, FundLine};

use super::form::{Asked, Effects, Form};
use super::moving::{Effect, Moving, negated, shown_amount};
use crate::failure::Failure;
use crate::pages::fields::{Errors, Fields};
use crate::pages::say::{Html, capitalised};
use crate::pages::visitor::Visitor;

/// So many funds of a partner are offered.
const FUNDS_MAX: usize = 100;

/// A fund that money may go to.
pub(super) struct Other {
    pub(super) id: FundId,
    pub(super) name: String,
    pub(super) available: Money,
    pub(super) is_chosen: bool,
}

pub(super) fn read(
    visitor: &Visitor,
    moving: &Moving,
    fields: &Fields,
) -> Result<FundCommand, Errors> {
    let mut reading = fields.read(visitor.say);
    let to = reading.choice("to");
    let amount = reading.money("amount", moving.fund.currency);
    let lot = reading.new_id("lot");
    let command = || {
        Some(FundCommand::RollOver(RollOver {
            to: to?,
            amount: amount?,
            lot,
        }))
    };
    let command = command();
    reading.finish(command)
}

pub(super) async fn form(
    visitor: &Visitor,
    moving: &Moving,
    fields: &Fields,
) -> Result<Form, Failure> {
    let (say, fund) = (visitor.say, &moving.fund);
    let others = others(visitor, fund, fields.get("to")).await?;
    let amount = shown_amount(fields, say, fund.figures.available);
    let mut effects = vec![Effects {
        title: capitalised(&visitor.period_name(&fund.programme, &fund.period)),
        change: say.t("fund-rollover-out").into_owned(),
        effect: moving.effect(amount.and_then(negated)),
    }];
    let chosen = others.iter().find(|other| other.is_chosen);
    effects.extend(chosen.map(|other| Effects {
        title: other.name.clone(),
        change: say.t("fund-rollover-in").into_owned(),
        effect: Effect::of(other.available, amount),
    }));
    let note = say.say("fund-rollover-both").day("day", fund.claim_until);
    Ok(Form {
        asked: Asked::Rollover { others },
        send: match amount {
            Some(amount) => say
                .say("fund-rollover-roll-amount")
                .text("amount", say.money_text(amount))
                .into_html(),
            None => Html::text(&say.t("fund-rollover-roll")),
        },
        effects,
        note: Some(note.into_html()),
    })
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
