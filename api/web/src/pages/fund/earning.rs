//! Recording what a partner earned, as a new lot.

use domain::FundCommand;
use domain::fund::RecordEarning;

use super::form::{Asked, Effects, Form};
use super::moving::{Moving, shown_amount};
use crate::pages::fields::{Errors, Fields};
use crate::pages::say::Html;
use crate::pages::visitor::Visitor;

pub(super) fn read(
    visitor: &Visitor,
    moving: &Moving,
    fields: &Fields,
) -> Result<FundCommand, Errors> {
    let mut reading = fields.read(visitor.say);
    let amount = reading.money("amount", moving.fund.currency);
    let earned_on = reading.date("earned_on");
    let source = reading.line("source");
    let lot = reading.new_id("lot");
    let command = || {
        Some(FundCommand::RecordEarning(RecordEarning {
            lot,
            amount: amount?,
            earned_on: earned_on?,
            source: source?,
        }))
    };
    let command = command();
    reading.finish(command)
}

pub(super) fn form(visitor: &Visitor, moving: &Moving, fields: &Fields) -> Form {
    let say = visitor.say;
    let programme = visitor.programme(&moving.fund.programme);
    let period = programme.and_then(|programme| programme.policy.period(&moving.fund.period));
    let between = period.map_or_else(String::new, |period| {
        say.say("fund-earning-between")
            .text("from", say.day_words(period.earned.from))
            .text("to", say.day_words(period.earned.to))
            .to_string()
    });
    let amount = shown_amount(fields, say, moving.fund.figures.available);
    Form {
        asked: Asked::Earning { between },
        send: match amount {
            Some(amount) => say
                .say("fund-earning-record-amount")
                .text("amount", say.money_text(amount))
                .into_html(),
            None => Html::text(&say.t("fund-earning-record")),
        },
        effects: vec![Effects {
            title: say.t("fund-effect").into_owned(),
            change: say.t("fund-earning-change").into_owned(),
            effect: moving.effect(amount),
        }],
        note: None,
    }
}
