//! Who may see and do what: one table of role, operation and relation.
//!
//! A role counts in one relation only: a partner's in their own organisation, a contributor's where
//! they were invited, a role of the vendor's side in the organisation that is the programme's
//! vendor. Anywhere else the same person is a stranger, and to a stranger nothing exists.
//! `decide`, the reads of one claim, the lists and the doors take it from here;
//! `fixtures/access.csv` is this table for people, and every cell of it is a test; who hands out
//! which role is the same in small, with `fixtures/handing_out.csv`.

mod counting;
mod handing_out;
mod laws;
mod operation;
mod relation;

pub use counting::Counting;
pub use handing_out::{handed_out_by, is_handed_out};
pub use operation::{Operation, UnknownOperation};
pub use relation::{Relation, to_claim, to_fund, to_programme};

use crate::{Actor, Claim, OrgId, Person, Role};

/// Some of the roles that an operation is for.
type Roles = &'static [Role];

const PARTNERS: Roles = &[Role::PartnerAdmin, Role::PartnerUser];
const PARTNER_ADMIN: Roles = &[Role::PartnerAdmin];
/// The vendor's people who act on claims and programmes.
const DESKS: Roles = &[
    Role::Reviewer,
    Role::Approver,
    Role::Finance,
    Role::ProgrammeAdmin,
];
/// Those who read all that the desks read, and say nothing.
const WATCHERS: Roles = &[Role::Auditor, Role::System];
const CONTRIBUTOR: Roles = &[Role::Contributor];
const REVIEWER: Roles = &[Role::Reviewer];
const APPROVER: Roles = &[Role::Approver];
const FINANCE: Roles = &[Role::Finance];
const PROGRAMME_ADMIN: Roles = &[Role::ProgrammeAdmin];
const SYSTEM: Roles = &[Role::System];

/// The table: whose an operation is, each in the relation in which their role counts.
const fn roles_of(operation: Operation) -> &'static [Roles] {
    match operation {
        Operation::CreateClaim => &[PARTNERS],
        Operation::EditDetails => &[PARTNERS],
        Operation::AttachDocument => &[PARTNERS, CONTRIBUTOR],
        Operation::ReplaceDocument => &[PARTNERS],
        Operation::RemoveDocument => &[PARTNERS],
        Operation::AnnotateDocument => &[PARTNERS, CONTRIBUTOR],
        Operation::RecordMetric => &[PARTNERS],
        Operation::RequestContribution => &[PARTNERS],
        Operation::CancelContribution => &[PARTNERS],
        Operation::AddComment => &[PARTNERS, CONTRIBUTOR, DESKS],
        Operation::AddVendorOnlyComment => &[DESKS],
        Operation::SubmitClaim => &[PARTNERS],
        Operation::RecallClaim => &[PARTNERS],
        Operation::CancelClaim => &[PARTNERS],
        Operation::StartReview => &[REVIEWER],
        Operation::RequestInfo => &[REVIEWER],
        Operation::ApproveClaim => &[APPROVER],
        Operation::RejectClaim => &[APPROVER],
        Operation::RevokeApproval => &[APPROVER],
        Operation::DisputeRejection => &[PARTNER_ADMIN],
        Operation::CloseRejection => &[PARTNERS, SYSTEM],
        Operation::RecordPayment => &[FINANCE],
        Operation::ReversePayment => &[FINANCE],
        Operation::ExpireClaim => &[SYSTEM],
        Operation::ExtendDeadline => &[PROGRAMME_ADMIN],
        Operation::OpenFund => &[PROGRAMME_ADMIN],
        Operation::RecordEarning => &[FINANCE, SYSTEM],
        Operation::AdjustFund => &[FINANCE],
        Operation::RollOverFund => &[FINANCE],
        Operation::ExpireFund => &[SYSTEM],
        Operation::PublishPolicy => &[PROGRAMME_ADMIN],
        Operation::ReadClaim => &[PARTNERS, CONTRIBUTOR, DESKS, WATCHERS],
        Operation::ReadVendorOnlyComments => &[DESKS, WATCHERS],
        Operation::ReadDuplicates => &[DESKS, WATCHERS],
        Operation::ListClaims => &[PARTNERS, CONTRIBUTOR, DESKS, WATCHERS],
        Operation::ReadQueue => &[PARTNERS, CONTRIBUTOR, DESKS, WATCHERS],
        Operation::ReadOverview => &[PARTNERS, DESKS, WATCHERS],
        Operation::ReadFund => &[PARTNERS, DESKS, WATCHERS],
        Operation::ReadPostings => &[PARTNERS, DESKS, WATCHERS],
        Operation::ListPayments => &[PARTNERS, DESKS, WATCHERS],
        Operation::ReadTrace => &[PARTNERS, DESKS, WATCHERS],
        Operation::ReadDiff => &[PARTNERS, CONTRIBUTOR, DESKS, WATCHERS],
        Operation::ReadBalance => &[DESKS, WATCHERS],
        Operation::ReadProgramme => &[&Role::ALL],
        Operation::ReadViews => &[PROGRAMME_ADMIN, WATCHERS, &[Role::Operator]],
        Operation::RunViews => &[&[Role::Operator], SYSTEM],
        Operation::ManageKeys => &[PARTNER_ADMIN, PROGRAMME_ADMIN],
        Operation::ManageMembers => &[PARTNER_ADMIN, PROGRAMME_ADMIN],
    }
}

/// Tells whether a role may do something to what it stands in this relation to.
pub fn may(role: Role, operation: Operation, relation: Relation) -> bool {
    relation == Relation::of_role(role) && may_somewhere(role, operation)
}

/// Tells whether there is anything at all that the role may do this to.
///
/// For doors, before anything is looked up: who may nowhere need not be told what exists.
pub fn may_somewhere(role: Role, operation: Operation) -> bool {
    let mut roles = roles_of(operation).iter();
    roles.any(|roles| roles.contains(&role))
}

/// Tells whether a door that people and programs come through may let the role in.
///
/// The system acts from inside alone: nobody outside is the system, whatever they say.
pub const fn may_come_through_a_door(role: Role) -> bool {
    match role {
        Role::PartnerAdmin
        | Role::PartnerUser
        | Role::Contributor
        | Role::Reviewer
        | Role::Approver
        | Role::Finance
        | Role::ProgrammeAdmin
        | Role::Auditor
        | Role::Operator => true,
        Role::System => false,
    }
}

/// Tells whether the actor may know of this claim at all; the vendor is its programme's.
pub fn may_see(actor: &Actor, claim: &Claim, vendor: &OrgId) -> bool {
    may(
        actor.role,
        Operation::ReadClaim,
        to_claim(actor, claim, vendor),
    )
}

/// Tells whether the actor reads what the vendor's side of a programme keeps to itself.
pub fn sees_vendor_only(actor: &Actor, vendor: &OrgId) -> bool {
    may(
        actor.role,
        Operation::ReadVendorOnlyComments,
        to_programme(actor, vendor),
    )
}

/// What of all there is a list may show to an actor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    /// Everything: from inside.
    All,
    /// What belongs to programmes of which this organisation is the vendor.
    OfVendor(OrgId),
    /// What is this partner's own.
    Own(OrgId),
    /// The claims to which this person was invited, by a contribution that is not cancelled.
    Invited(Person),
    Nothing,
}

impl Sight {
    /// Gives what an actor may list, or read many of at once.
    pub fn of(actor: &Actor, operation: Operation) -> Self {
        if !may_somewhere(actor.role, operation) {
            return Self::Nothing;
        }
        match Relation::of_role(actor.role) {
            Relation::Own => Self::Own(actor.org.clone()),
            Relation::Invited => Self::Invited(actor.person()),
            Relation::Vendor => Self::OfVendor(actor.org.clone()),
            Relation::Inside => Self::All,
            Relation::Stranger => Self::Nothing,
        }
    }
}
