//! Rules of activities: for every status one, and none that is never reached.

use std::collections::{BTreeMap, BTreeSet};

use domain::Status;
use serde::Deserialize;

use super::steps::{self, Act, Step};
use super::written::require;
use super::{MappedActivity, Rule, StandIn, Standing};
use crate::import::template::{Attribute, Template};

/// An activity as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenActivity {
    name: String,
    rule: Vec<WrittenRule>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRule {
    /// `absent`, or statuses; without it the rule is for all that are left.
    when: Option<Vec<String>>,
    steps: Vec<BTreeMap<String, toml::Value>>,
}

/// What steps may name.
pub(super) struct Known<'a> {
    pub(super) actors: &'a BTreeSet<&'a str>,
    pub(super) documents: &'a BTreeMap<String, StandIn>,
    pub(super) title: &'a Template,
}

/// Checks the activities one by one.
pub(super) fn check(
    written: Vec<WrittenActivity>,
    known: &Known<'_>,
) -> Result<BTreeMap<String, MappedActivity>, String> {
    require(!written.is_empty(), || "activity: there is none")?;
    let mut activities = BTreeMap::new();
    for activity in written {
        let name = activity.name.clone();
        let place = format!("activity {name:?}");
        let mapped = activity.check(&place, known)?;
        let before = activities.insert(name, mapped);
        require(before.is_none(), || format!("{place}: it is there twice"))?;
    }
    Ok(activities)
}

impl WrittenActivity {
    fn check(self, place: &str, known: &Known<'_>) -> Result<MappedActivity, String> {
        let mut left = all_standings();
        let mut rules = vec![];
        for (n, rule) in self.rule.into_iter().enumerate() {
            let place = format!("{place}, rule {}", n + 1);
            let asked = rule
                .when
                .as_deref()
                .map(|when| standings(when, &place))
                .transpose()?;
            let when: BTreeSet<_> = match asked {
                Some(asked) => asked.intersection(&left).copied().collect(),
                None => left.clone(),
            };
            require(!when.is_empty(), || {
                format!("{place}: it is never reached; rules before it cover all it is for")
            })?;
            left.retain(|standing| !when.contains(standing));
            let steps =
                rule.steps.into_iter().enumerate().map(|(n, step)| {
                    steps::check(step, &format!("{place}, step {}", n + 1), known)
                });
            rules.push(Rule {
                when,
                steps: steps.collect::<Result<_, _>>()?,
            });
        }
        if let Some(standing) = left.first() {
            let what = standing.map_or("there is no claim yet".to_owned(), |status| {
                format!("the claim is {status}")
            });
            return Err(format!(
                "{place}: no rule says what happens while {what}; end with a rule without `when`"
            ));
        }
        let steps = rules.iter().flat_map(|rule| &rule.steps);
        let attributes = steps.flat_map(|step| asked_by(step, known)).collect();
        Ok(MappedActivity { rules, attributes })
    }
}

fn asked_by(step: &Step, known: &Known<'_>) -> BTreeSet<Attribute> {
    match &step.act {
        Act::Create => known.title.attributes().cloned().collect(),
        Act::AttachDocument { document } => known.documents[document].attributes(),
        act => act
            .templates()
            .flat_map(Template::attributes)
            .cloned()
            .collect(),
    }
}

fn all_standings() -> BTreeSet<Standing> {
    Status::ALL.into_iter().map(Some).chain([None]).collect()
}

fn standings(when: &[String], place: &str) -> Result<BTreeSet<Standing>, String> {
    let standing = |text: &String| match text.as_str() {
        "absent" => Ok(None),
        status => status
            .parse::<Status>()
            .map(Some)
            .map_err(|_| format!("{place}: `when` knows no status {status:?}")),
    };
    when.iter().map(standing).collect()
}
