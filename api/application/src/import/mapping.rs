//! What a log means: a TOML file that says which activity becomes which commands, by whom,
//! which attribute is the amount, and what stands in for what the log does not have.
//!
//! The file is checked whole before a log is opened: an unknown key, command, actor or document,
//! a missing field, a status that no rule covers or a set-up that the laws refuse is an error.

mod rules;
mod steps;
mod written;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{ActivityCode, Actor, Money, OrgId, PeriodId, Policy, ProgrammeId, Status};
use serde::Deserialize;

use super::amount::Rounding;
use super::case::{CaseFault, FundOfCase};
use super::setup;
use super::template::{Attribute, Template};
use super::xes::why_unreadable;

pub use steps::{Act, Step};
use written::Written;

/// A mapping that was found to be whole.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// Names the source; ids and command keys are derived from it.
    pub name: String,
    pub programme: MappedProgramme,
    pub fund: MappedFund,
    pub earning: EarningAmount,
    pub claim: MappedClaim,
    pub event: MappedEvent,
    pub documents: BTreeMap<String, StandIn>,
    actors: BTreeMap<String, StandInActor>,
    activities: BTreeMap<String, MappedActivity>,
}

/// The programme that the claims are filed under.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappedProgramme {
    pub id: ProgrammeId,
    pub policy: Arc<Policy>,
    pub published_at: DateTime<Utc>,
    /// The name of an actor of the vendor's.
    pub by: String,
}

/// The funds: one for each value of the key.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappedFund {
    pub key: Vec<Attribute>,
    pub partner: Template,
    pub period: PeriodId,
    pub opened_at: DateTime<Utc>,
    /// The name of an actor of the vendor's.
    pub opened_by: String,
    pub earning: Earning,
}

/// The one earning of each fund.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Earning {
    /// As it is written; the mapping has it as an [`EarningAmount`].
    amount: String,
    pub earned_on: NaiveDate,
    /// The name of an actor of the vendor's.
    pub by: String,
    pub source: Template,
}

/// How much each fund earns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EarningAmount {
    /// What all cases of the fund in the file ask for together.
    Covering,
    Fixed(Money),
}

/// What a case becomes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappedClaim {
    pub id: Attribute,
    pub activity: ActivityCode,
    pub title: Template,
    pub amount: MappedAmount,
}

/// Where the amount of a case is, and how it becomes money.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappedAmount {
    pub attribute: Attribute,
    pub rounding: Rounding,
}

/// Where an event says what happened, and when.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappedEvent {
    pub activity: Attribute,
    pub at: Attribute,
}

/// A document that the log does not have.
///
/// Its file is the filled-in `content`, so that its SHA-256 is that of bytes one can make again.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandIn {
    pub kind: Kind,
    pub content: Template,
    pub name: Template,
    pub media_type: String,
    pub number: Option<Template>,
    pub supplier: Option<Template>,
    pub note: Option<Template>,
}

/// What a stand-in document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Invoice,
    Csr,
    Proof,
}

/// Somebody who acts in a role that the log only names.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StandInActor {
    user: domain::UserId,
    role: domain::Role,
}

/// What an activity leads to: the first rule that fits the claim's status.
#[derive(Clone, Debug)]
struct MappedActivity {
    rules: Vec<Rule>,
    attributes: BTreeSet<Attribute>,
}

/// The steps for a claim in one of some statuses.
#[derive(Clone, Debug)]
pub struct Rule {
    when: BTreeSet<Standing>,
    pub steps: Vec<Step>,
}

/// A claim's status, or none while there is no claim.
pub type Standing = Option<Status>;

/// Says what is wrong with a mapping.
#[derive(Debug, thiserror::Error)]
pub enum InvalidMapping {
    #[error("the mapping {path}: {}", why_unreadable(.source))]
    Unreadable {
        path: String,
        #[source]
        source: std::io::Error,
    },
    #[error("the mapping {path} is not right: {what}")]
    NotRight { path: String, what: String },
}

impl Mapping {
    /// Reads a mapping and checks it whole.
    ///
    /// # Errors
    /// A file that cannot be read, or a sentence on what is wrong in it.
    pub fn read(path: &Path) -> Result<Self, InvalidMapping> {
        let name = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(&text).map_err(|what| InvalidMapping::NotRight {
                path: name,
                what: what.to_string(),
            }),
            Err(source) => Err(InvalidMapping::Unreadable { path: name, source }),
        }
    }

    /// Reads a mapping from its text.
    ///
    /// # Errors
    /// A sentence on what is wrong in it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = toml::Deserializer::parse(text).map_err(|error| error.to_string())?;
        let written: Result<Written, _> = serde_path_to_error::deserialize(text);
        let mapping = written.map_err(|error| error.to_string())?.check()?;
        setup::try_out(&mapping)?;
        Ok(mapping)
    }

    /// Gives the fund behind a value of the key.
    pub fn fund_of(&self, value: &str) -> Result<FundOfCase, CaseFault> {
        let name = short_name(&self.fund.partner.fill_for_fund(value));
        let fault = || CaseFault::Partner {
            value: value.to_owned(),
            name: name.clone(),
        };
        let partner: OrgId = name.parse().map_err(|_| fault())?;
        let currency = self.programme.policy.currency;
        let id = domain::fund_id(&self.programme.id, &self.fund.period, &partner, currency);
        Ok(FundOfCase {
            value: value.to_owned(),
            partner,
            id,
        })
    }

    /// Tells whether the mapping says something about an activity.
    pub fn knows(&self, activity: &str) -> bool {
        self.activities.contains_key(activity)
    }

    /// Gives the attributes that the rules of an activity ask for.
    pub fn attributes_asked_at(&self, activity: &str) -> impl Iterator<Item = &Attribute> {
        self.activities
            .get(activity)
            .into_iter()
            .flat_map(|mapped| &mapped.attributes)
    }

    /// Gives the steps of an activity for a claim where it stands.
    pub fn steps(&self, activity: &str, standing: Standing) -> &[Step] {
        let mut rules = self.rules(activity).iter();
        rules
            .find(|rule| rule.when.contains(&standing))
            .map_or(&[], |rule| &rule.steps)
    }

    /// Gives all rules of an activity.
    pub fn rules(&self, activity: &str) -> &[Rule] {
        self.activities
            .get(activity)
            .map_or(&[], |mapped| &mapped.rules)
    }

    /// Gives an actor of the vendor's, who sets up what the cases need.
    pub fn vendor_actor(&self, name: &str) -> Actor {
        self.actors[name].of(self.programme.policy.vendor.clone())
    }

    /// Gives the actor who stands in: of the partner or of the vendor, as his role says.
    pub fn actor(&self, name: &str, partner: &OrgId) -> Actor {
        let stand_in = &self.actors[name];
        let org = match stand_in.role.is_partner() || stand_in.role == domain::Role::Contributor {
            true => partner.clone(),
            false => self.programme.policy.vendor.clone(),
        };
        stand_in.of(org)
    }
}

impl StandInActor {
    fn of(&self, org: OrgId) -> Actor {
        Actor {
            user: self.user.clone(),
            org,
            role: self.role,
        }
    }
}

/// Makes a name of a value: what a name cannot hold becomes a hyphen.
fn short_name(value: &str) -> String {
    let is_fit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let name: String = value
        .trim()
        .chars()
        .map(|c| if is_fit(c) { c } else { '-' })
        .collect();
    name.trim_start_matches(['.', '_', '-']).to_owned()
}
