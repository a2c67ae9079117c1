//! Correcting what was earned, up or down.

use domain::fund::{Adjust, AdjustmentReason};
use domain::{FundCommand, Money};

use super::form::{Asked, Effects, Form};
use super::moving::{Moving, negated, shown_amount};
use crate::pages::fields::{Errors, Fields};
use crate::pages::say::Html;
use crate::pages::visitor::Visitor;

/// Why a fund is adjusted, by the words that forms carry.
pub(super) const REASONS: [(&str, AdjustmentReason); 4] = [
    ("return", AdjustmentReason::Return),
    ("correction", AdjustmentReason::Correction),
    ("bonus", AdjustmentReason::Bonus),
    ("other", AdjustmentReason::Other),
];

/// Which way a fund is adjusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Add,
    Take,
}

impl Way {
    /// Lists the ways as the form offers them: its word, what it is called, and what it does.
    pub(super) const ALL: [(Self, &'static str, &'static str, &'static str); 2] = [
        (
            Self::Add,
            "add",
            "fund-adjustment-add",
            "fund-adjustment-add-what",
        ),
        (
            Self::Take,
            "take",
            "fund-adjustment-take",
            "fund-adjustment-take-what",
        ),
    ];

    fn of(fields: &Fields) -> Option<Self> {
        let word = fields.get("way");
        let found = Self::ALL.into_iter().find(|(_, known, ..)| *known == word);
        found.map(|(way, ..)| way)
    }

    fn delta(self, amount: Money) -> Option<Money> {
        match self {
            Self::Add => Some(amount),
            Self::Take => negated(amount),
        }
    }
}

pub(super) fn read(
    visitor: &Visitor,
    moving: &Moving,
    fields: &Fields,
) -> Result<FundCommand, Errors> {
    let mut reading = fields.read(visitor.say);
    let way = Way::of(fields);
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
        Some(FundCommand::Adjust(Adjust {
            delta: way?.delta(amount?)?,
            reason: known?.1,
            text: text?,
        }))
    };
    let command = command();
    reading.finish(command)
}

pub(super) fn form(visitor: &Visitor, moving: &Moving, fields: &Fields) -> Form {
    let (say, available) = (visitor.say, moving.fund.figures.available);
    let (way, amount) = (Way::of(fields), shown_amount(fields, say, available));
    let change = way.zip(amount).and_then(|(way, amount)| way.delta(amount));
    let (send, changed) = match way {
        Some(Way::Take) => ("fund-adjustment-do-take", "fund-adjustment-taken"),
        Some(Way::Add) | None => ("fund-adjustment-do-add", "fund-adjustment-added"),
    };
    let note = say
        .say("fund-adjustment-limit-what")
        .money("amount", available);
    Form {
        asked: Asked::Adjustment { way },
        send: match way.and(amount) {
            Some(amount) => say
                .say(send)
                .text("amount", say.money_text(amount))
                .into_html(),
            None => Html::text(&say.t("fund-adjustment-adjust")),
        },
        effects: vec![Effects {
            title: say.t("fund-effect").into_owned(),
            change: say.t(changed).into_owned(),
            effect: moving.effect(change),
        }],
        note: Some(note.into_html()),
    }
}
