//! A claim: one request for reimbursement against one fund, from filing to payment.

mod command;
mod decide;
mod event;
mod evolve;
mod metric;
mod number;
mod status;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::document::DocumentKey;
use crate::refusal::require;
use crate::{
    ActivityCode, CommentId, ContributionId, Document, DocumentId, FundId, InfoRequestId, ItemId,
    MetricCode, Money, OrgId, PaymentId, PeriodId, Person, ProgrammeId, Refusal,
};

pub use command::{
    AddComment, AnnotateDocument, Approve, AttachDocument, Cancel, CancelContribution,
    ClaimCommand, Create, Dispute, DuplicateReason, Edit, ExtendDeadline, Recall, RecordMetric,
    RecordPayment, Reject, RemoveDocument, ReplaceDocument, RequestContribution, RequestInfo,
    ReversePayment, RevokeApproval, Submit,
};
pub use decide::{Decision, FilesFor, Given, decide, missing, must_take_files};
pub use event::{
    ApprovedLine, Change, ClaimEvent, Deadline, ExpiryCause, InfoItem, ItemAnswer,
    SubmittedDocument, Visibility,
};
pub use evolve::evolve;
pub use metric::{InvalidMetricValue, MetricValue};
pub use number::{ClaimName, ClaimNumber, InvalidClaimName, InvalidClaimNumber};
pub use status::Status;

/// A claim that was filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    pub programme: ProgrammeId,
    pub policy_version: u32,
    pub period: PeriodId,
    pub fund: FundId,
    pub partner: OrgId,
    pub activity: ActivityCode,
    pub title: String,
    pub executed_on: NaiveDate,
    pub declared: Money,
    pub location: Option<String>,
    pub status: Status,
    /// How often it was submitted.
    pub round: u32,
    /// What the last submission asked for.
    pub requested: Option<Money>,
    pub documents: Vec<Document>,
    pub metrics: BTreeMap<MetricCode, MetricValue>,
    pub contributions: Vec<Contribution>,
    pub comments: BTreeMap<CommentId, Visibility>,
    /// The information request that is open, or was answered last.
    pub request: Option<OpenRequest>,
    pub known_requests: BTreeSet<InfoRequestId>,
    pub known_items: BTreeSet<ItemId>,
    /// The last day on which it may be submitted for the first time.
    pub claim_until: NaiveDate,
    pub approval: Option<Approval>,
    pub payments: Vec<Payment>,
    /// The last day on which the rejection may be disputed.
    pub dispute_until: Option<NaiveDate>,
    pub is_dispute_used: bool,
    pub reviewer: Option<Person>,
    /// Everyone who did something on it for the partner; none of them may decide.
    pub acted_for_partner: BTreeSet<Person>,
}

/// A colleague was asked to add a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contribution {
    pub id: ContributionId,
    pub to: Person,
    pub state: ContributionState,
}

/// Where a request for a contribution stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContributionState {
    Open,
    Fulfilled,
    Cancelled,
}

/// What a reviewer asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenRequest {
    pub id: InfoRequestId,
    pub items: Vec<ItemId>,
    pub due_on: NaiveDate,
}

/// Who approved how much.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    pub by: Person,
    pub approved: Money,
}

/// A payment, and whether it was reversed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    pub id: PaymentId,
    pub amount: Money,
    pub is_reversed: bool,
}

impl Claim {
    /// Finds a document.
    pub fn document(&self, id: DocumentId) -> Option<&Document> {
        self.documents.iter().find(|document| document.id == id)
    }

    /// Tells whether the claim carries an invoice or a certification statement.
    pub fn has_cost_document(&self) -> bool {
        self.documents
            .iter()
            .any(|document| document.cost().is_some())
    }

    /// Tells whether the claim carries a proof of execution.
    pub fn has_proof(&self) -> bool {
        self.documents.iter().any(Document::is_proof)
    }

    /// Sums what the cost documents claim.
    pub fn claimed(&self) -> Result<Money, Refusal> {
        let claimed = self
            .documents
            .iter()
            .filter_map(|d| Some(d.cost()?.claimed));
        Ok(Money::sum(self.declared.currency(), claimed)?)
    }

    /// Sums the payments that stand.
    pub fn paid(&self) -> Money {
        let standing = self.payments.iter().filter(|payment| !payment.is_reversed);
        let minor = standing.map(|payment| payment.amount.minor()).sum();
        Money::from_minor(minor, self.declared.currency())
    }

    /// Counts the events on it that only the vendor's side reads of: its comments among itself.
    pub fn vendor_only_events(&self) -> u64 {
        let kept = |kept: &&Visibility| **kept == Visibility::VendorOnly;
        self.comments.values().filter(kept).count() as u64
    }

    fn keys(&self) -> Vec<DocumentKey> {
        self.documents.iter().flat_map(Document::keys).collect()
    }

    fn must_be_editable(&self) -> Result<(), Refusal> {
        require(!self.status.is_closed(), Refusal::ClaimIsClosed)?;
        require(self.status.is_editable(), Refusal::ClaimIsLocked)
    }

    fn must_be_under_review(&self) -> Result<(), Refusal> {
        require(!self.status.is_closed(), Refusal::ClaimIsClosed)?;
        require(
            self.status == Status::UnderReview,
            Refusal::ClaimMustBeUnderReview,
        )
    }
}
