//! What happened to a claim: its events are its history.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::command::DuplicateReason;
use super::metric::MetricValue;
use crate::document::Sha256;
use crate::event::name_events;
use crate::{
    ActivityCode, CommentId, ContributionId, Document, DocumentId, FundId, InfoRequestId, ItemId,
    MetricCode, Money, OrgId, PaymentId, PeriodId, Person, ProgrammeId, ReasonCode,
};

/// What happened to a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum ClaimEvent {
    ClaimCreated {
        programme: ProgrammeId,
        policy_version: u32,
        period: PeriodId,
        fund: FundId,
        partner: OrgId,
        activity: ActivityCode,
        title: String,
        executed_on: NaiveDate,
        declared: Money,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        location: Option<String>,
        /// The last day on which it may be submitted for the first time.
        claim_until: NaiveDate,
    },
    DetailsEdited {
        changes: Vec<Change>,
    },
    DocumentAttached {
        document: Document,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        contribution: Option<ContributionId>,
    },
    DocumentReplaced {
        old: DocumentId,
        document: Document,
    },
    DocumentRemoved {
        id: DocumentId,
        why: String,
    },
    DocumentAnnotated {
        id: DocumentId,
        note: String,
    },
    MetricRecorded {
        code: MetricCode,
        value: MetricValue,
        unit: String,
    },
    ContributionRequested {
        id: ContributionId,
        to: Person,
        what: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<NaiveDate>,
    },
    ContributionCancelled {
        id: ContributionId,
    },
    CommentAdded {
        id: CommentId,
        text: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<DocumentId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        in_reply_to: Option<CommentId>,
        visibility: Visibility,
    },
    ClaimSubmitted {
        round: u32,
        requested: Money,
        documents: Vec<SubmittedDocument>,
        answers: Vec<ItemAnswer>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        duplicates: Vec<DuplicateReason>,
        /// The day by which the vendor means to have reviewed it.
        review_due: NaiveDate,
    },
    ClaimRecalled {
        why: String,
    },
    ClaimCancelled {
        why: String,
    },
    ReviewStarted {
        reviewer: Person,
        round: u32,
    },
    InfoRequested {
        id: InfoRequestId,
        items: Vec<InfoItem>,
        due_on: NaiveDate,
    },
    ClaimApproved {
        requested: Money,
        approved: Money,
        lines: Vec<ApprovedLine>,
        /// The day by which the vendor means to have paid.
        payment_due: NaiveDate,
    },
    ClaimRejected {
        reasons: Vec<ReasonCode>,
        text: String,
        /// The last day on which it may be disputed; none: the rejection is final.
        dispute_until: Option<NaiveDate>,
    },
    ApprovalRevoked {
        why: String,
    },
    ClaimDisputed {
        justification: String,
        documents: Vec<Document>,
        review_due: NaiveDate,
    },
    RejectionClosed {},
    PaymentRecorded {
        id: PaymentId,
        amount: Money,
        reference: String,
        value_date: NaiveDate,
    },
    PaymentReversed {
        id: PaymentId,
        why: String,
    },
    ClaimExpired {
        cause: ExpiryCause,
        deadline: NaiveDate,
    },
    DeadlineExtended {
        which: Deadline,
        from: NaiveDate,
        to: NaiveDate,
        why: String,
    },
}

name_events!(ClaimEvent: ClaimCreated, DetailsEdited, DocumentAttached = 2, DocumentReplaced = 2,
    DocumentRemoved, DocumentAnnotated, MetricRecorded, ContributionRequested,
    ContributionCancelled, CommentAdded, ClaimSubmitted, ClaimRecalled, ClaimCancelled,
    ReviewStarted, InfoRequested, ClaimApproved, ClaimRejected, ApprovalRevoked, ClaimDisputed,
    RejectionClosed, PaymentRecorded, PaymentReversed, ClaimExpired, DeadlineExtended);

/// One detail that changed, from what to what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "field", rename_all = "snake_case", deny_unknown_fields)]
pub enum Change {
    Title {
        from: String,
        to: String,
    },
    Activity {
        from: ActivityCode,
        to: ActivityCode,
    },
    ExecutedOn {
        from: NaiveDate,
        to: NaiveDate,
    },
    Declared {
        from: Money,
        to: Money,
    },
    Location {
        from: Option<String>,
        to: Option<String>,
    },
}

/// Who reads a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    Everyone,
    /// The vendor's side alone.
    VendorOnly,
}

/// A document as it was submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubmittedDocument {
    pub id: DocumentId,
    pub sha256: Sha256,
}

/// The partner's answer to one item of an information request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemAnswer {
    pub item: ItemId,
    pub text: String,
}

/// One thing a reviewer asks for; it may point at a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InfoItem {
    pub id: ItemId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentId>,
    pub text: String,
}

/// How much of one cost document is approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApprovedLine {
    pub document: DocumentId,
    pub approved: Money,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Why a claim expired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpiryCause {
    NotSubmitted,
    NoAnswer,
}

/// A deadline that can be extended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deadline {
    /// To submit for the first time.
    Claiming,
    /// To answer an information request.
    Answer,
    /// To dispute a rejection.
    Dispute,
}

impl ClaimEvent {
    /// Gives the documents that the event puts on the claim.
    pub fn documents(&self) -> &[Document] {
        match self {
            Self::DocumentAttached { document, .. } | Self::DocumentReplaced { document, .. } => {
                std::slice::from_ref(document)
            }
            Self::ClaimDisputed { documents, .. } => documents,
            Self::ClaimCreated { .. }
            | Self::DetailsEdited { .. }
            | Self::DocumentRemoved { .. }
            | Self::DocumentAnnotated { .. }
            | Self::MetricRecorded { .. }
            | Self::ContributionRequested { .. }
            | Self::ContributionCancelled { .. }
            | Self::CommentAdded { .. }
            | Self::ClaimSubmitted { .. }
            | Self::ClaimRecalled { .. }
            | Self::ClaimCancelled { .. }
            | Self::ReviewStarted { .. }
            | Self::InfoRequested { .. }
            | Self::ClaimApproved { .. }
            | Self::ClaimRejected { .. }
            | Self::ApprovalRevoked { .. }
            | Self::RejectionClosed {}
            | Self::PaymentRecorded { .. }
            | Self::PaymentReversed { .. }
            | Self::ClaimExpired { .. }
            | Self::DeadlineExtended { .. } => &[],
        }
    }
}
