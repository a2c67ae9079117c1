//! How somebody stands to a claim, a fund or a programme.

use crate::claim::ContributionState;
use crate::text::words;
use crate::{Actor, Claim, Fund, OrgId, Role};

words! {
    /// How somebody stands to what they ask about.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Relation {
        /// It is their organisation's own, and they act for it.
        Own => "own",
        /// They were invited to the claim.
        Invited => "invited",
        /// They act for the organisation that is the programme's vendor.
        Vendor => "vendor",
        /// They run it, or are it: the operator and the system.
        Inside => "inside",
        /// None of these: as far as they can tell, it does not exist.
        Stranger => "stranger",
    }
}

impl Relation {
    /// Gives the one relation in which a role counts.
    pub const fn of_role(role: Role) -> Self {
        match role {
            Role::PartnerAdmin | Role::PartnerUser => Self::Own,
            Role::Contributor => Self::Invited,
            Role::Reviewer
            | Role::Approver
            | Role::Finance
            | Role::ProgrammeAdmin
            | Role::Auditor => Self::Vendor,
            Role::Operator | Role::System => Self::Inside,
        }
    }

    fn of_role_where(role: Role, holds: impl Fn(Self) -> bool) -> Self {
        let relation = Self::of_role(role);
        if holds(relation) {
            relation
        } else {
            Self::Stranger
        }
    }
}

/// Gives how an actor stands to a claim; the vendor is its programme's.
pub fn to_claim(actor: &Actor, claim: &Claim, vendor: &OrgId) -> Relation {
    Relation::of_role_where(actor.role, |relation| match relation {
        Relation::Own => actor.org == claim.partner,
        Relation::Invited => is_invited(actor, claim),
        Relation::Vendor => actor.org == *vendor,
        Relation::Inside => true,
        Relation::Stranger => false,
    })
}

/// Gives how an actor stands to a fund; nobody is invited to one.
pub fn to_fund(actor: &Actor, fund: &Fund, vendor: &OrgId) -> Relation {
    Relation::of_role_where(actor.role, |relation| match relation {
        Relation::Own => actor.org == fund.partner,
        Relation::Vendor => actor.org == *vendor,
        Relation::Inside => true,
        Relation::Invited | Relation::Stranger => false,
    })
}

/// Gives how an actor stands to a programme: it is open to every partner and whom they invite.
pub fn to_programme(actor: &Actor, vendor: &OrgId) -> Relation {
    Relation::of_role_where(actor.role, |relation| match relation {
        Relation::Own | Relation::Invited | Relation::Inside => true,
        Relation::Vendor => actor.org == *vendor,
        Relation::Stranger => false,
    })
}

fn is_invited(actor: &Actor, claim: &Claim) -> bool {
    claim.contributions.iter().any(|contribution| {
        contribution.state != ContributionState::Cancelled && actor.is(&contribution.to)
    })
}
