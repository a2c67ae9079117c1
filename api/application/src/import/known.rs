//! Which commands an earlier import carried out already.

use std::collections::BTreeMap;

use domain::Person;
use projections::ledger::KnownCommand;
use projections::{CommandError, CommandKey, Ledger};

use super::case::Case;
use super::commands::Place;
use super::mapping::Mapping;
use super::plan::{Plan, Planned};
use super::setup;

/// The commands of one case that the ledger knows, by place and by who gave them.
pub type Known = BTreeMap<(Place, Person), KnownCommand>;

/// A question for one command of one case.
type Asked = (usize, Place, CommandKey);

/// Looks up the planned commands of many cases at once.
pub async fn of_plans<'a>(
    ledger: &Ledger,
    plans: impl ExactSizeIterator<Item = &'a Plan>,
) -> Result<Vec<Known>, CommandError> {
    let count = plans.len();
    let mut asked: BTreeMap<Person, Vec<Asked>> = BTreeMap::new();
    for (n, plan) in plans.enumerate() {
        for step in &plan.steps {
            let Planned { place, request, .. } = step;
            let key = request.key.clone();
            let key = key.expect("every planned command has a key");
            let asked = asked.entry(request.by.person()).or_default();
            asked.push((n, *place, key));
        }
    }
    look_up(ledger, asked, count).await
}

/// Looks up whatever any rule may have led to in a case.
///
/// An earlier import that was refused a step may have gone on by other rules than the plan does.
pub async fn of_case(
    ledger: &Ledger,
    mapping: &Mapping,
    case: &Case,
) -> Result<Known, CommandError> {
    let mut asked: BTreeMap<Person, Vec<Asked>> = BTreeMap::new();
    for (n, event) in case.events.iter().enumerate() {
        for rule in mapping.rules(&event.activity) {
            for (m, step) in rule.steps.iter().enumerate() {
                let by = mapping.actor(&step.by, &case.fund.partner).person();
                let key = setup::step_key(mapping, case, (n, m));
                asked.entry(by).or_default().push((0, (n, m), key));
            }
        }
    }
    Ok(look_up(ledger, asked, 1).await?.pop().unwrap_or_default())
}

async fn look_up(
    ledger: &Ledger,
    asked: BTreeMap<Person, Vec<Asked>>,
    count: usize,
) -> Result<Vec<Known>, CommandError> {
    let mut known = vec![Known::new(); count];
    for (by, questions) in asked {
        let keys: Vec<_> = questions.iter().map(|(.., key)| key.clone()).collect();
        let answers = ledger.known_keys(&by, &keys).await?;
        for ((n, place, _), answer) in questions.into_iter().zip(answers) {
            if let Some(answer) = answer {
                known[n].insert((place, by.clone()), answer);
            }
        }
    }
    Ok(known)
}
