//! The mapping as it is written, and how it becomes one that is whole.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{ActivityCode, Money, PeriodId, Policy, ProgrammeId};
use serde::Deserialize;

use super::rules::{self, WrittenActivity};
use super::{
    Earning, EarningAmount, MappedAmount, MappedClaim, MappedEvent, MappedFund, MappedProgramme,
    Mapping, StandIn, StandInActor,
};
use crate::import::template::{Attribute, Template};

/// A mapping, key by key as in the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    name: String,
    programme: WrittenProgramme,
    fund: WrittenFund,
    claim: WrittenClaim,
    event: MappedEvent,
    actors: BTreeMap<String, StandInActor>,
    documents: BTreeMap<String, WrittenDocument>,
    activity: Vec<WrittenActivity>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenProgramme {
    id: ProgrammeId,
    published_at: DateTime<Utc>,
    by: String,
    policy: Policy,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenFund {
    key: Vec<Attribute>,
    partner: String,
    period: PeriodId,
    opened_at: DateTime<Utc>,
    opened_by: String,
    earning: WrittenEarning,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenEarning {
    amount: String,
    earned_on: NaiveDate,
    by: String,
    source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenClaim {
    id: Attribute,
    activity: ActivityCode,
    title: String,
    amount: MappedAmount,
}

/// What a stand-in document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Invoice,
    Csr,
    Proof,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenDocument {
    kind: Kind,
    content: String,
    name: String,
    media_type: String,
    number: Option<String>,
    supplier: Option<String>,
    note: Option<String>,
}

impl Written {
    /// Checks that every name leads somewhere and that nothing is missing.
    pub(super) fn check(self) -> Result<Mapping, String> {
        let name: ProgrammeId = self.name.parse().map_err(|why| format!("name: {why}"))?;
        let vendor = self.programme.policy.vendor.clone();
        let actors = self.actors;
        let of_the_vendor = |place: &str, name: &str| match actors.get(name) {
            Some(actor) if !actor.role.is_partner() => Ok(actor.of(vendor.clone())),
            Some(_) => Err(format!(
                "{place}: {name:?} is of the partner, not of the vendor"
            )),
            None => Err(format!("{place}: there is no actor {name:?}")),
        };
        let programme = MappedProgramme {
            by: of_the_vendor("programme.by", &self.programme.by)?,
            id: self.programme.id,
            policy: Arc::new(self.programme.policy),
            published_at: self.programme.published_at,
        };
        let fund = MappedFund {
            partner: fund_template("fund.partner", &self.fund.partner)?,
            opened_by: of_the_vendor("fund.opened_by", &self.fund.opened_by)?,
            earning: Earning {
                amount: earning_amount(&self.fund.earning.amount, &programme.policy)?,
                earned_on: self.fund.earning.earned_on,
                by: of_the_vendor("fund.earning.by", &self.fund.earning.by)?,
                source: fund_template("fund.earning.source", &self.fund.earning.source)?,
            },
            key: self.fund.key,
            period: self.fund.period,
            opened_at: self.fund.opened_at,
        };
        let activity = self.claim.activity;
        let is_known = programme.policy.activity(&activity).is_some();
        require(is_known, || {
            format!("claim.activity: the policy has no activity {activity}")
        })?;
        let claim = MappedClaim {
            id: self.claim.id,
            activity,
            title: template("claim.title", &self.claim.title)?,
            amount: self.claim.amount,
        };
        of_the_event("event.activity", &self.event.activity)?;
        of_the_event("event.at", &self.event.at)?;
        let documents: BTreeMap<_, _> = self
            .documents
            .into_iter()
            .map(|(name, written)| Ok((name.clone(), written.check(&format!("documents.{name}"))?)))
            .collect::<Result<_, String>>()?;
        let known = rules::Known {
            actors: &actors.keys().map(String::as_str).collect(),
            documents: &documents,
            title: &claim.title,
        };
        let activities = rules::check(self.activity, &known)?;
        Ok(Mapping {
            name: name.to_string(),
            programme,
            fund,
            claim,
            event: self.event,
            documents,
            actors,
            activities,
        })
    }
}

impl WrittenDocument {
    fn check(self, place: &str) -> Result<StandIn, String> {
        let optional = |key: &str, text: Option<String>| {
            text.map(|text| template(&format!("{place}.{key}"), &text))
                .transpose()
        };
        let content = template(&format!("{place}.content"), &self.content)?;
        require(content.is_distinct_by_case(), || {
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
        let has_note = self
            .note
            .as_deref()
            .is_some_and(|note| !note.trim().is_empty());
        require(is_cost || has_note, || {
            format!("{place}: note is missing; a proof needs one")
        })?;
        Ok(StandIn {
            kind: self.kind,
            content,
            name: template(&format!("{place}.name"), &self.name)?,
            media_type: self.media_type,
            number: optional("number", self.number)?,
            supplier: optional("supplier", self.supplier)?,
            note: optional("note", self.note)?,
        })
    }
}

impl StandIn {
    /// Gives the attributes that its texts ask for.
    pub(super) fn attributes(&self) -> BTreeSet<Attribute> {
        let optional = [&self.number, &self.supplier, &self.note]
            .into_iter()
            .flatten();
        let texts = [&self.content, &self.name].into_iter().chain(optional);
        texts.flat_map(Template::attributes).cloned().collect()
    }
}

/// Reads a template; the error names the key.
pub(super) fn template(place: &str, text: &str) -> Result<Template, String> {
    require(!text.trim().is_empty(), || format!("{place}: it is empty"))?;
    Template::parse(text).map_err(|why| format!("{place}: {why}"))
}

pub(super) fn require<W: Display>(holds: bool, what: impl FnOnce() -> W) -> Result<(), String> {
    if holds {
        Ok(())
    } else {
        Err(what().to_string())
    }
}

fn fund_template(place: &str, text: &str) -> Result<Template, String> {
    let template = template(place, text)?;
    require(template.asks_for_the_fund_alone(), || {
        format!("{place}: only {{fund}} can be filled in here")
    })?;
    Ok(template)
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
