//! Who reads, and what they may see: [`domain::access::may_see`], for SQL.

use domain::{Actor, OrgId, Person, Role};

/// Who reads.
///
/// What one may not see looks exactly like what does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// The vendor's side and auditors: everything.
    Vendor,
    /// A partner: what is his own, without what the vendor's side keeps to itself.
    Partner(OrgId),
    /// An invited colleague: the claims he was invited to, and nothing of the funds.
    Contributor(Person),
    /// An operator: nothing of claims and funds.
    Nobody,
}

impl From<&Actor> for Viewer {
    fn from(actor: &Actor) -> Self {
        match actor.role {
            Role::PartnerAdmin | Role::PartnerUser => Self::Partner(actor.org.clone()),
            Role::Contributor => Self::Contributor(actor.person()),
            Role::Reviewer
            | Role::Approver
            | Role::Finance
            | Role::ProgrammeAdmin
            | Role::Auditor
            | Role::System => Self::Vendor,
            Role::Operator => Self::Nobody,
        }
    }
}

impl Viewer {
    /// Gives the first parameter of every query: `vendor`, `partner`, `contributor` or `nobody`.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Vendor => "vendor",
            Self::Partner(_) => "partner",
            Self::Contributor(_) => "contributor",
            Self::Nobody => "nobody",
        }
    }

    /// Gives the second parameter of every query: the partner, or the person, or an empty text.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Partner(org) => org.to_string(),
            Self::Contributor(person) => person.to_string(),
            Self::Vendor | Self::Nobody => String::new(),
        }
    }
}
