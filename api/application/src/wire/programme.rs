//! A programme with the policy in force, as it is shown.

use domain::Currency;
use schemars::JsonSchema;
use serde::Serialize;

use super::form::{Line, Name, Word};
use super::{PolicyBody, text};
use crate::ask::{InList, ShownProgramme};

/// A programme with the policy in force.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ProgrammeView {
    #[schemars(with = "Name")]
    id: String,
    version: u64,
    policy_version: u32,
    policy: PolicyBody,
}

impl From<&ShownProgramme> for ProgrammeView {
    fn from(programme: &ShownProgramme) -> Self {
        Self {
            id: text(&programme.id),
            version: programme.version,
            policy_version: programme.policy_version,
            policy: PolicyBody::from(programme.policy.as_ref()),
        }
    }
}

/// A programme in a list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ProgrammeHeadView {
    #[schemars(with = "Name")]
    id: String,
    version: u64,
    policy_version: u32,
    #[schemars(with = "Line")]
    name: String,
    #[schemars(with = "Name")]
    vendor: String,
    #[schemars(with = "Word<Currency>")]
    currency: &'static str,
}

impl InList for ProgrammeHeadView {
    const LIST: &'static str = "programmes";
}

impl From<&ShownProgramme> for ProgrammeHeadView {
    fn from(programme: &ShownProgramme) -> Self {
        let policy = &programme.policy;
        Self {
            id: text(&programme.id),
            version: programme.version,
            policy_version: programme.policy_version,
            name: policy.name.clone(),
            vendor: text(&policy.vendor),
            currency: policy.currency.code(),
        }
    }
}
