//! Who may see and do what: one table of role, operation and relation.
//!
//! A role counts in one relation only: a partner's in their own organisation, a contributor's where
//! they were invited, a role of the vendor's side in the organisation that is the programme's
//! vendor. Anywhere else the same person is a stranger, and to a stranger nothing exists.
//! `decide`, the reads of one claim, the lists and the doors take it from here;
//! `fixtures/access.csv` is this table for people, and every cell of it is a test.

mod operation;
mod relation;

pub use operation::{Operation, UnknownOperation};
pub use relation::{Relation, to_claim, to_fund, to_programme};

use crate::{Actor, Claim, OrgId, Person, Role};

const PARTNERS: &[Role] = &[Role::PartnerAdmin, Role::PartnerUser];
const DOCUMENTERS: &[Role] = &[Role::PartnerAdmin, Role::PartnerUser, Role::Contributor];
const SPEAKERS: &[Role] = &[
    Role::PartnerAdmin,
    Role::PartnerUser,
    Role::Contributor,
    Role::Reviewer,
    Role::Approver,
    Role::Finance,
    Role::ProgrammeAdmin,
];
const VENDOR_SPEAKERS: &[Role] = &[
    Role::Reviewer,
    Role::Approver,
    Role::Finance,
    Role::ProgrammeAdmin,
];
/// The vendor's side, and the system.
const VENDOR_SIDE: &[Role] = &[
    Role::Reviewer,
    Role::Approver,
    Role::Finance,
    Role::ProgrammeAdmin,
    Role::Auditor,
    Role::System,
];
/// Who reads money: partners their own, the vendor's side its programmes'.
const FUND_READERS: &[Role] = &[
    Role::PartnerAdmin,
    Role::PartnerUser,
    Role::Reviewer,
    Role::Approver,
    Role::Finance,
    Role::ProgrammeAdmin,
    Role::Auditor,
    Role::System,
];
const CLAIM_READERS: &[Role] = &[
    Role::PartnerAdmin,
    Role::PartnerUser,
    Role::Contributor,
    Role::Reviewer,
    Role::Approver,
    Role::Finance,
    Role::ProgrammeAdmin,
    Role::Auditor,
    Role::System,
];

/// The table: whose an operation is, each in the relation in which their role counts.
const fn roles_of(operation: Operation) -> &'static [Role] {
    match operation {
        Operation::CreateClaim => PARTNERS,
        Operation::EditDetails => PARTNERS,
        Operation::AttachDocument => DOCUMENTERS,
        Operation::ReplaceDocument => PARTNERS,
        Operation::RemoveDocument => PARTNERS,
        Operation::AnnotateDocument => DOCUMENTERS,
        Operation::RecordMetric => PARTNERS,
        Operation::RequestContribution => PARTNERS,
        Operation::CancelContribution => PARTNERS,
        Operation::AddComment => SPEAKERS,
        Operation::AddVendorOnlyComment => VENDOR_SPEAKERS,
        Operation::SubmitClaim => PARTNERS,
        Operation::RecallClaim => PARTNERS,
        Operation::CancelClaim => PARTNERS,
        Operation::StartReview => &[Role::Reviewer],
        Operation::RequestInfo => &[Role::Reviewer],
        Operation::ApproveClaim => &[Role::Approver],
        Operation::RejectClaim => &[Role::Approver],
        Operation::RevokeApproval => &[Role::Approver],
        Operation::DisputeRejection => &[Role::PartnerAdmin],
        Operation::CloseRejection => &[Role::PartnerAdmin, Role::PartnerUser, Role::System],
        Operation::RecordPayment => &[Role::Finance],
        Operation::ReversePayment => &[Role::Finance],
        Operation::ExpireClaim => &[Role::System],
        Operation::ExtendDeadline => &[Role::ProgrammeAdmin],
        Operation::OpenFund => &[Role::ProgrammeAdmin],
        Operation::RecordEarning => &[Role::Finance, Role::System],
        Operation::AdjustFund => &[Role::Finance],
        Operation::RollOverFund => &[Role::Finance],
        Operation::ExpireFund => &[Role::System],
        Operation::PublishPolicy => &[Role::ProgrammeAdmin],
        Operation::ReadClaim => CLAIM_READERS,
        Operation::ReadVendorOnlyComments => VENDOR_SIDE,
        Operation::ReadDuplicates => VENDOR_SIDE,
        Operation::ListClaims => CLAIM_READERS,
        Operation::ReadQueue => CLAIM_READERS,
        Operation::ReadOverview => FUND_READERS,
        Operation::ReadFund => FUND_READERS,
        Operation::ReadPostings => FUND_READERS,
        Operation::ReadTrace => FUND_READERS,
        Operation::ReadDiff => CLAIM_READERS,
        Operation::ReadBalance => VENDOR_SIDE,
        Operation::ReadProgramme => &Role::ALL,
        Operation::ReadViews => &[
            Role::ProgrammeAdmin,
            Role::Auditor,
            Role::Operator,
            Role::System,
        ],
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
    roles_of(operation).contains(&role)
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
