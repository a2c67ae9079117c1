//! How far a claim has come: the domain's own fold of it, with since when and by when.
//!
//! The status, the amounts and the deadlines are the domain's; what stands beside them is what only
//! lists and pages show. Nothing else in the program folds a status.

use chrono::{DateTime, NaiveDate, Utc};
use domain::claim::{Claim, ContributionState};
use domain::{
    ActivityCode, ContributionId, FundId, Money, OrgId, PaymentId, PeriodId, Person, ProgrammeId,
    Role, Status, words,
};
use serde::{Deserialize, Serialize};

/// Where a claim stands, and how much is at stake; the first answer to a command keeps it as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    pub status: Status,
    /// How often it was submitted.
    pub round: u32,
    pub declared: Money,
    /// What the last submission asked for.
    pub requested: Option<Money>,
    pub approved: Option<Money>,
    /// The sum of the payments that stand.
    pub paid: Money,
}

impl Standing {
    /// Takes it from the claim as the domain knows it.
    pub fn of(claim: &Claim) -> Self {
        Self {
            status: claim.status,
            round: claim.round,
            declared: claim.declared,
            requested: claim.requested,
            approved: claim.approval.as_ref().map(|approval| approval.approved),
            paid: claim.paid(),
        }
    }

    /// Gives the amount the claim counts with: approved, else requested, else declared.
    ///
    /// A claim that is being written counts with what it declares, however often it was submitted.
    pub fn amount(&self) -> Money {
        match self.status {
            Status::Editing => self.declared,
            Status::Submitted
            | Status::UnderReview
            | Status::ActionRequired
            | Status::Approved
            | Status::Rejected
            | Status::Disputed
            | Status::RejectionFinal
            | Status::Paid
            | Status::Cancelled
            | Status::Expired => self.approved.or(self.requested).unwrap_or(self.declared),
        }
    }
}

words! {
    /// What a claim, or a colleague who was asked to help, waits for.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum TaskKind {
        /// The partner writes the claim.
        Submission => "submission",
        /// A colleague was asked for a document.
        Contribution => "contribution",
        /// The partner was asked for more.
        Answer => "answer",
        /// The claim waits for a reviewer.
        Review => "review",
        /// A disputed rejection waits for a reviewer.
        DisputeReview => "dispute_review",
        /// The review goes on: approve, reject or ask for more.
        Decision => "decision",
        /// The partner may dispute a rejection.
        Dispute => "dispute",
        /// The approved amount is to be paid.
        Payment => "payment",
    }
}

impl TaskKind {
    /// Gives what a claim of a status waits for; nothing: it is over.
    pub const fn of(status: Status) -> Option<Self> {
        match status {
            Status::Editing => Some(Self::Submission),
            Status::ActionRequired => Some(Self::Answer),
            Status::Submitted => Some(Self::Review),
            Status::Disputed => Some(Self::DisputeReview),
            Status::UnderReview => Some(Self::Decision),
            Status::Rejected => Some(Self::Dispute),
            Status::Approved => Some(Self::Payment),
            Status::RejectionFinal | Status::Paid | Status::Cancelled | Status::Expired => None,
        }
    }

    /// Gives the role that is waited for.
    pub const fn role(self) -> Role {
        match self {
            Self::Submission | Self::Answer => Role::PartnerUser,
            Self::Contribution => Role::Contributor,
            Self::Review | Self::DisputeReview => Role::Reviewer,
            Self::Decision => Role::Approver,
            Self::Dispute => Role::PartnerAdmin,
            Self::Payment => Role::Finance,
        }
    }
}

/// Says that a text is not a kind of task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such kind of task")]
pub struct UnknownTaskKind;

impl std::str::FromStr for TaskKind {
    type Err = UnknownTaskKind;
    fn from_str(text: &str) -> Result<Self, UnknownTaskKind> {
        Self::written(text).ok_or(UnknownTaskKind)
    }
}

/// What a claim says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    pub programme: ProgrammeId,
    pub policy_version: u32,
    pub period: PeriodId,
    pub fund: FundId,
    pub partner: OrgId,
    pub activity: ActivityCode,
    pub title: String,
    pub executed_on: NaiveDate,
    pub location: Option<String>,
    /// When it was created, in business time.
    pub opened_at: DateTime<Utc>,
    pub opened_by: Person,
}

/// How far a claim has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimProgress {
    pub standing: Standing,
    /// Since when it stands there, in business time.
    pub since: DateTime<Utc>,
    /// By when somebody is to act, if a day was set.
    pub due: Option<NaiveDate>,
    /// The last day on which it may be submitted for the first time.
    pub claim_until: NaiveDate,
    pub reviewer: Option<Person>,
}

impl ClaimProgress {
    /// Gives what the claim waits for and by when; none: it is over.
    pub fn task(&self) -> Option<(TaskKind, Option<NaiveDate>)> {
        TaskKind::of(self.standing.status).map(|kind| (kind, self.due))
    }
}

/// A colleague was asked for a document: what the domain's state of it leaves out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedFor {
    pub id: ContributionId,
    pub to: Person,
    pub what: String,
    pub due: Option<NaiveDate>,
    pub state: ContributionState,
    pub at: DateTime<Utc>,
    pub by: Person,
    /// The position of the event that asked.
    pub position: u64,
}

/// A payment, and whether it came back: what the domain's state of it leaves out as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadePayment {
    pub id: PaymentId,
    pub amount: Money,
    pub reference: String,
    pub value_date: NaiveDate,
    pub at: DateTime<Utc>,
    pub by: Person,
    /// The position of the event that recorded it.
    pub position: u64,
    pub reversal: Option<Reversal>,
}

/// Why and when a payment came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reversal {
    pub why: String,
    pub at: DateTime<Utc>,
    pub by: Person,
    /// The position of the event that says so.
    pub position: u64,
}
