//! What can be asked of a claim.

use chrono::NaiveDate;
use serde::Serialize;

use super::event::{ApprovedLine, Deadline, InfoItem, ItemAnswer, Visibility};
use super::metric::MetricValue;
use crate::{
    ActivityCode, CommentId, ContributionId, Document, DocumentId, FundId, InfoRequestId,
    MetricCode, Money, PaymentId, Person, ReasonCode,
};

/// A command on one claim; who gives it and when is beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum ClaimCommand {
    /// Files the claim (partner).
    Create {
        fund: FundId,
        activity: ActivityCode,
        title: String,
        executed_on: NaiveDate,
        declared: Money,
        location: Option<String>,
    },
    /// Changes what the claim says (partner).
    EditDetails(Edit),
    /// Adds a document (partner, contributor).
    AttachDocument {
        document: Document,
        contribution: Option<ContributionId>,
    },
    /// Puts a document in the place of another (partner).
    ReplaceDocument { old: DocumentId, document: Document },
    /// Takes a document off (partner).
    RemoveDocument { id: DocumentId, why: String },
    /// Explains a document (partner, contributor).
    AnnotateDocument { id: DocumentId, note: String },
    /// Records a measured result; the last one counts (partner).
    RecordMetric {
        code: MetricCode,
        value: MetricValue,
        unit: String,
    },
    /// Asks a colleague for a document (partner).
    RequestContribution {
        id: ContributionId,
        to: Person,
        what: String,
        due: Option<NaiveDate>,
    },
    /// Takes that back (partner).
    CancelContribution { id: ContributionId },
    /// Says something (anyone on the claim, in any status).
    AddComment {
        id: CommentId,
        text: String,
        document: Option<DocumentId>,
        in_reply_to: Option<CommentId>,
        visibility: Visibility,
    },
    /// Hands the claim to a reviewer, first and after an information request alike (partner).
    Submit {
        answers: Vec<ItemAnswer>,
        duplicates: Vec<DuplicateReason>,
    },
    /// Takes the claim back before its review starts (partner).
    Recall { why: String },
    /// Gives the claim up (partner).
    Cancel { why: String },
    /// Takes the claim on; again by another reviewer reassigns it (reviewer).
    StartReview,
    /// Asks the partner for more (reviewer).
    RequestInfo {
        id: InfoRequestId,
        items: Vec<InfoItem>,
    },
    /// Approves all or a part (approver).
    Approve {
        approved: Money,
        lines: Vec<ApprovedLine>,
    },
    /// Rejects, disputably the first time (approver).
    Reject {
        reasons: Vec<ReasonCode>,
        text: String,
    },
    /// Takes an approval back (another approver).
    RevokeApproval { why: String },
    /// Objects to a rejection, once (partner admin).
    Dispute {
        justification: String,
        documents: Vec<Document>,
    },
    /// Accepts a rejection (partner), or ends it after the window (system).
    CloseRejection,
    /// Records that money was sent (finance).
    RecordPayment {
        id: PaymentId,
        amount: Money,
        reference: String,
        value_date: NaiveDate,
    },
    /// Records that it came back (finance).
    ReversePayment { id: PaymentId, why: String },
    /// Ends the claim after a deadline (system).
    Expire,
    /// Gives more time (programme admin).
    ExtendDeadline {
        which: Deadline,
        to: NaiveDate,
        why: String,
    },
}

/// New values for a claim's details; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Edit {
    pub title: Option<String>,
    pub activity: Option<ActivityCode>,
    pub executed_on: Option<NaiveDate>,
    pub declared: Option<Money>,
    /// An empty text clears it.
    pub location: Option<String>,
}

/// Why a document that is on another claim too counts here as well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DuplicateReason {
    pub document: DocumentId,
    pub why: String,
}

impl ClaimCommand {
    /// Tells whether the rule of this command asks the fund.
    ///
    /// The others are decided without it, so that they never wait for one another there.
    pub const fn needs_the_fund(&self) -> bool {
        match self {
            Self::Create { .. }
            | Self::Submit { .. }
            | Self::Recall { .. }
            | Self::Cancel { .. }
            | Self::Approve { .. }
            | Self::Reject { .. }
            | Self::RevokeApproval { .. }
            | Self::Dispute { .. }
            | Self::CloseRejection
            | Self::RecordPayment { .. }
            | Self::ReversePayment { .. }
            | Self::Expire => true,
            Self::EditDetails(_)
            | Self::AttachDocument { .. }
            | Self::ReplaceDocument { .. }
            | Self::RemoveDocument { .. }
            | Self::AnnotateDocument { .. }
            | Self::RecordMetric { .. }
            | Self::RequestContribution { .. }
            | Self::CancelContribution { .. }
            | Self::AddComment { .. }
            | Self::StartReview
            | Self::RequestInfo { .. }
            | Self::ExtendDeadline { .. } => false,
        }
    }
}
