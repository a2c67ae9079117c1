//! Changing what a claim says.

use super::{Decision, Given};
use crate::Refusal;
use crate::claim::{Change, Claim, ClaimEvent, Edit};
use crate::refusal::require;
use crate::writing::says_something;

/// Changes the details that differ; each change keeps what was there.
pub(super) fn edit_details(
    claim: &Claim,
    edit: &Edit,
    given: &Given<'_>,
) -> Result<Decision, Refusal> {
    claim.must_be_editable()?;
    let policy = given.policy()?;
    if let Some(declared) = edit.declared {
        let is_same = declared.currency() == claim.declared.currency();
        require(is_same, Refusal::CurrencyMustMatch)?;
        require(declared.is_positive(), Refusal::DeclaredMustBePositive)?;
    }
    if let Some(activity) = &edit.activity {
        require(
            policy.activity(activity).is_some(),
            Refusal::ActivityMustBeOfTheProgramme,
        )?;
    }
    if let Some(executed_on) = edit.executed_on {
        let used = policy
            .period(&claim.period)
            .ok_or(Refusal::PeriodMustExist)?
            .used;
        let outside = Refusal::ExecutionMustBeInsideTheUsagePeriod {
            from: used.from,
            to: used.to,
        };
        require(used.contains(executed_on), outside)?;
    }
    if let Some(title) = &edit.title {
        require(says_something(title), Refusal::TitleMustNotBeEmpty)?;
    }
    let changes = changes(claim, edit);
    require(!changes.is_empty(), Refusal::SomethingMustChange)?;
    Ok(ClaimEvent::DetailsEdited { changes }.into())
}

fn changes(claim: &Claim, edit: &Edit) -> Vec<Change> {
    let location = edit.location.as_ref().map(|text| {
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    });
    [
        changed(&claim.title, edit.title.as_ref()).map(|(from, to)| Change::Title { from, to }),
        changed(&claim.activity, edit.activity.as_ref())
            .map(|(from, to)| Change::Activity { from, to }),
        changed(&claim.executed_on, edit.executed_on.as_ref())
            .map(|(from, to)| Change::ExecutedOn { from, to }),
        changed(&claim.declared, edit.declared.as_ref())
            .map(|(from, to)| Change::Declared { from, to }),
        changed(&claim.location, location.as_ref()).map(|(from, to)| Change::Location { from, to }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn changed<T: Clone + PartialEq>(from: &T, to: Option<&T>) -> Option<(T, T)> {
    to.filter(|to| *to != from)
        .map(|to| (from.clone(), to.clone()))
}
