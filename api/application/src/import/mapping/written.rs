//! The mapping as it is written, and how it becomes one that is whole.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use domain::{Money, Policy, ProgrammeId};
use serde::Deserialize;

use super::rules::{self, WrittenActivity};
use super::{
    EarningAmount, Kind, MappedClaim, MappedEvent, MappedFund, MappedProgramme, Mapping, StandIn,
    StandInActor,
};
use crate::import::template::{Attribute, Template};

/// A mapping, key by key as in the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    name: ProgrammeId,
    programme: MappedProgramme,
    fund: MappedFund,
    claim: MappedClaim,
    event: MappedEvent,
    actors: BTreeMap<String, StandInActor>,
    documents: BTreeMap<String, StandIn>,
    activity: Vec<WrittenActivity>,
}

impl Written {
    /// Checks that every name leads somewhere and that nothing is missing.
    pub(super) fn check(self) -> Result<Mapping, String> {
        let (programme, fund, claim) = (self.programme, self.fund, self.claim);
        for (place, name) in [
            ("programme.by", &programme.by),
            ("fund.opened_by", &fund.opened_by),
            ("fund.earning.by", &fund.earning.by),
        ] {
            let actor = self.actors.get(name);
            let actor = actor.ok_or_else(|| format!("{place}: there is no actor {name:?}"))?;
            require(!actor.role.is_partner(), || {
                format!("{place}: {name:?} is of the partner, not of the vendor")
            })?;
        }
        for (place, template) in [
            ("fund.partner", &fund.partner),
            ("fund.earning.source", &fund.earning.source),
        ] {
            require(template.asks_for_the_fund_alone(), || {
                format!("{place}: only {{fund}} can be filled in here")
            })?;
        }
        let is_known = programme.policy.activity(&claim.activity).is_some();
        require(is_known, || {
            let activity = &claim.activity;
            format!("claim.activity: the policy has no activity {activity}")
        })?;
        of_the_event("event.activity", &self.event.activity)?;
        of_the_event("event.at", &self.event.at)?;
        for (name, document) in &self.documents {
            document.check(&format!("documents.{name}"))?;
        }
        let known = rules::Known {
            actors: &self.actors.keys().map(String::as_str).collect(),
            documents: &self.documents,
            title: &claim.title,
        };
        let activities = rules::check(self.activity, &known)?;
        Ok(Mapping {
            name: self.name.to_string(),
            earning: earning_amount(&fund.earning.amount, &programme.policy)?,
            programme,
            fund,
            claim,
            event: self.event,
            documents: self.documents,
            actors: self.actors,
            activities,
        })
    }
}

impl StandIn {
    fn check(&self, place: &str) -> Result<(), String> {
        require(self.content.is_distinct_by_case(), || {
            format!("{place}.content: name the {{case}} in it, or all cases share one file")
        })?;
        let is_cost = self.kind != Kind::Proof;
        require(self.number.is_some() || !is_cost, || {
            format!("{place}: number is missing")
        })?;
        let has_cost_keys = self.number.is_some() || self.supplier.is_some();
        require(is_cost || !has_cost_keys, || {
            format!("{place}: a proof has neither number nor supplier")
        })?;
        require(is_cost || self.note.is_some(), || {
            format!("{place}: note is missing; a proof needs one")
        })
    }

    /// Gives the attributes that its texts ask for.
    pub(super) fn attributes(&self) -> BTreeSet<Attribute> {
        let optional = [&self.number, &self.supplier, &self.note]
            .into_iter()
            .flatten();
        let texts = [&self.content, &self.name].into_iter().chain(optional);
        texts.flat_map(Template::attributes).cloned().collect()
    }
}

pub(super) fn require<W: Display>(holds: bool, what: impl FnOnce() -> W) -> Result<(), String> {
    if holds {
        Ok(())
    } else {
        Err(what().to_string())
    }
}

fn of_the_event(place: &str, attribute: &Attribute) -> Result<(), String> {
    match attribute {
        Attribute::Event(_) => Ok(()),
        Attribute::Trace(_) => Err(format!("{place}: it must be an attribute of the event")),
    }
}

fn earning_amount(text: &str, policy: &Policy) -> Result<EarningAmount, String> {
    match text {
        "covering" => Ok(EarningAmount::Covering),
        amount => Money::parse(amount, policy.currency)
            .map(EarningAmount::Fixed)
            .map_err(|why| {
                format!("fund.earning.amount: neither \"covering\" nor an amount: {why}")
            }),
    }
}
