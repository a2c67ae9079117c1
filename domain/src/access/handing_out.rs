//! Who hands out which roles: the admins of an organisation, each those of their own side.
//!
//! `fixtures/handing_out.csv` is this table for people.

use crate::Role;

/// Gives the roles that an admin hands out in their own organisation; who is no admin hands out
/// none.
///
/// The operator's role is handed out at the terminal alone, the system's nowhere.
pub const fn handed_out_by(giver: Role) -> &'static [Role] {
    match giver {
        Role::PartnerAdmin => &[Role::PartnerAdmin, Role::PartnerUser, Role::Contributor],
        Role::ProgrammeAdmin => &[
            Role::Reviewer,
            Role::Approver,
            Role::Finance,
            Role::ProgrammeAdmin,
            Role::Auditor,
        ],
        Role::PartnerUser
        | Role::Contributor
        | Role::Reviewer
        | Role::Approver
        | Role::Finance
        | Role::Auditor
        | Role::Operator
        | Role::System => &[],
    }
}

/// Tells whether a role is any admin's to hand out; no other is given from outside.
pub fn is_handed_out(role: Role) -> bool {
    let mut givers = Role::ALL.into_iter();
    givers.any(|giver| handed_out_by(giver).contains(&role))
}
