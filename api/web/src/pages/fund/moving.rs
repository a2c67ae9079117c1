//! What the forms of finance share: the fund, what it has, and what a form would change.

use application::ask::Answer;
use domain::access::Operation;
use domain::{Money, Refusal};
use projections::views::{FundLine, FundPage};

use super::{May, named, subtitle};
use crate::failure::Failure;
use crate::pages::acting::NotDone;
use crate::pages::fields::{Errors, Fields};
use crate::pages::say::{Say, capitalised};
use crate::pages::shell::{Place, Shell};
use crate::pages::visitor::Visitor;

/// The fund that a form is about.
pub(super) struct Moving {
    pub(super) fund: FundLine,
    pub(super) subtitle: String,
    answer: Answer<FundPage>,
}

/// An amount before, what is added to it, and the amount after.
pub(super) struct Effect {
    pub(super) before: Money,
    pub(super) change: Option<Money>,
    pub(super) after: Option<Money>,
}

impl Moving {
    /// Looks the fund up; who may do this to none is refused, as is whoever is not of its vendor.
    pub(super) async fn of(
        visitor: &Visitor,
        id: &str,
        operation: Operation,
    ) -> Result<Self, Failure> {
        visitor.caller.must_be_allowed_somewhere(operation)?;
        let id = named(id)?;
        let questions = &visitor.state.questions;
        let mut when = visitor.when();
        // What is done is done now, whatever was looked at before.
        when.as_of = None;
        let answer = questions.fund(visitor.asker(), id, when).await?;
        let fund = answer.body.fund.clone();
        let may = May::of(visitor, &fund, false);
        if !may.anything() {
            return Err(Refusal::ActorMustBeAllowed.into());
        }
        Ok(Self {
            subtitle: format!(
                "{} · {}",
                capitalised(&visitor.period_name(&fund.programme, &fund.period)),
                subtitle(visitor, &fund)
            ),
            fund,
            answer,
        })
    }

    /// Puts the surroundings of a form together.
    pub(super) fn shell(&self, visitor: &Visitor, title: &'static str) -> Shell {
        let say = visitor.say;
        let shell = Shell::new(visitor, Place::Funds, say.t(title), &self.answer);
        let name = visitor.period_name(&self.fund.programme, &self.fund.period);
        let name = capitalised(&name);
        shell
            .under("/funds", say.t("shell-funds"))
            .under(&format!("/funds/{}", self.fund.id), name)
    }

    /// Gives what a change does to what is available.
    pub(super) fn effect(&self, change: Option<Money>) -> Effect {
        Effect::of(self.fund.figures.available, change)
    }
}

impl Effect {
    pub(super) fn of(before: Money, change: Option<Money>) -> Self {
        let change = change.filter(|change| change.minor() != 0);
        Self {
            before,
            change,
            after: change.and_then(|change| before.plus(change).ok()),
        }
    }
}

/// Reads an amount that is only shown: what is wrong with it is said when the form is sent.
pub(super) fn shown_amount(fields: &Fields, say: Say, like: Money) -> Option<Money> {
    fields.read(say).money("amount", like.currency())
}

/// Gives an amount with its sign turned.
pub(super) fn negated(money: Money) -> Option<Money> {
    let minor = money.minor().checked_neg()?;
    Some(Money::from_minor(minor, money.currency()))
}

/// Says at its field what a law refuses, as far as it is about one.
pub(super) fn told(why: NotDone, say: Say) -> Result<Errors, Failure> {
    let NotDone::Refused(refusal) = why else {
        return why.told(say);
    };
    let field = match refusal {
        Refusal::AmountMustBePositive
        | Refusal::AmountMustFit
        | Refusal::SomethingMustChange
        | Refusal::FundMustHaveALot
        | Refusal::AdjustmentMustNotExceedAvailable { .. }
        | Refusal::RolloverMustNotExceedAvailable { .. } => "amount",
        Refusal::EarningMustBeNew => "source",
        Refusal::RolloverMustBeToALikeFund => "to",
        _ => return NotDone::Refused(refusal).told(say),
    };
    let mut errors = Errors::default();
    errors.push(field, say.refusal(&refusal));
    Ok(errors)
}
