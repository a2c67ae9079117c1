//! Who acts: a person of an organisation, in a role.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::text::words;
use crate::{OrgId, UserId};

/// A person, written `user@org`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    pub user: UserId,
    pub org: OrgId,
}

impl fmt::Display for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.user, self.org)
    }
}

/// Says that a text is not `user@org`, or not `user@org role`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an actor is written `user@org role`, such as `ines@helio-cloud reviewer`")]
pub struct InvalidActor;

impl FromStr for Person {
    type Err = InvalidActor;
    fn from_str(text: &str) -> Result<Self, InvalidActor> {
        let (user, org) = text.split_once('@').ok_or(InvalidActor)?;
        Ok(Self {
            user: user.parse().map_err(|_| InvalidActor)?,
            org: org.parse().map_err(|_| InvalidActor)?,
        })
    }
}

words! {
    /// What a person may do here.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Role {
        /// Files claims for a partner, and disputes rejections.
        PartnerAdmin => "partner_admin",
        /// Files claims for a partner.
        PartnerUser => "partner_user",
        /// Adds documents to the claims they were invited to.
        Contributor => "contributor",
        /// Reviews claims and asks for more.
        Reviewer => "reviewer",
        /// Approves, rejects and revokes.
        Approver => "approver",
        /// Records earnings and payments.
        Finance => "finance",
        /// Publishes policies, opens funds, extends deadlines.
        ProgrammeAdmin => "programme_admin",
        /// Reads everything, changes nothing.
        Auditor => "auditor",
        /// Runs the system, decides nothing.
        Operator => "operator",
        /// Acts when a deadline has passed.
        System => "system",
    }
}

impl Role {
    /// Tells whether the role acts for a partner.
    pub const fn is_partner(self) -> bool {
        matches!(self, Self::PartnerAdmin | Self::PartnerUser)
    }
}

impl FromStr for Role {
    type Err = InvalidActor;
    fn from_str(text: &str) -> Result<Self, InvalidActor> {
        Self::written(text).ok_or(InvalidActor)
    }
}

/// A person acting in a role, written `user@org role`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    pub user: UserId,
    pub org: OrgId,
    pub role: Role,
}

impl Actor {
    /// Gives the person behind the role.
    pub fn person(&self) -> Person {
        Person {
            user: self.user.clone(),
            org: self.org.clone(),
        }
    }

    /// Tells whether the actor is this person, in whatever role.
    pub fn is(&self, person: &Person) -> bool {
        self.user == person.user && self.org == person.org
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{} {}", self.user, self.org, self.role.as_str())
    }
}

impl FromStr for Actor {
    type Err = InvalidActor;
    fn from_str(text: &str) -> Result<Self, InvalidActor> {
        let (person, role) = text.trim().split_once(' ').ok_or(InvalidActor)?;
        let Person { user, org } = person.parse()?;
        Ok(Self {
            user,
            org,
            role: role.trim().parse()?,
        })
    }
}
