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
    Create(Create),
    /// Changes what the claim says (partner).
    EditDetails(Edit),
    /// Adds a document (partner, contributor).
    AttachDocument(AttachDocument),
    /// Puts a document in the place of another (partner).
    ReplaceDocument(ReplaceDocument),
    /// Takes a document off (partner).
    RemoveDocument(RemoveDocument),
    /// Explains a document (partner, contributor).
    AnnotateDocument(AnnotateDocument),
    /// Records a measured result; the last one counts (partner).
    RecordMetric(RecordMetric),
    /// Asks a colleague for a document (partner).
    RequestContribution(RequestContribution),
    /// Takes that back (partner).
    CancelContribution(CancelContribution),
    /// Says something (anyone on the claim, in any status).
    AddComment(AddComment),
    /// Hands the claim to a reviewer, first and after an information request alike (partner).
    Submit(Submit),
    /// Takes the claim back before its review starts (partner).
    Recall(Recall),
    /// Gives the claim up (partner).
    Cancel(Cancel),
    /// Takes the claim on; again by another reviewer reassigns it (reviewer).
    StartReview,
    /// Asks the partner for more (reviewer).
    RequestInfo(RequestInfo),
    /// Approves all or a part (approver).
    Approve(Approve),
    /// Rejects, disputably the first time (approver).
    Reject(Reject),
    /// Takes an approval back (another approver).
    RevokeApproval(RevokeApproval),
    /// Objects to a rejection, once (partner admin).
    Dispute(Dispute),
    /// Accepts a rejection (partner), or ends it after the window (system).
    CloseRejection,
    /// Records that money was sent (finance).
    RecordPayment(RecordPayment),
    /// Records that it came back (finance).
    ReversePayment(ReversePayment),
    /// Ends the claim after a deadline (system).
    Expire,
    /// Gives more time (programme admin).
    ExtendDeadline(ExtendDeadline),
}

impl ClaimCommand {
    /// Tells whether the rule of this command asks the fund.
    ///
    /// The others are decided without it, so that they never wait for one another there.
    pub const fn needs_the_fund(&self) -> bool {
        match self {
            Self::Create(_)
            | Self::Submit(_)
            | Self::Recall(_)
            | Self::Cancel(_)
            | Self::Approve(_)
            | Self::Reject(_)
            | Self::RevokeApproval(_)
            | Self::Dispute(_)
            | Self::CloseRejection
            | Self::RecordPayment(_)
            | Self::ReversePayment(_)
            | Self::Expire => true,
            Self::EditDetails(_)
            | Self::AttachDocument(_)
            | Self::ReplaceDocument(_)
            | Self::RemoveDocument(_)
            | Self::AnnotateDocument(_)
            | Self::RecordMetric(_)
            | Self::RequestContribution(_)
            | Self::CancelContribution(_)
            | Self::AddComment(_)
            | Self::StartReview
            | Self::RequestInfo(_)
            | Self::ExtendDeadline(_) => false,
        }
    }
}

/// Files the claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Create {
    pub fund: FundId,
    pub activity: ActivityCode,
    pub title: String,
    pub executed_on: NaiveDate,
    pub declared: Money,
    pub location: Option<String>,
}

/// Adds a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AttachDocument {
    pub document: Document,
    pub contribution: Option<ContributionId>,
}

/// Puts a document in the place of another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReplaceDocument {
    pub old: DocumentId,
    pub document: Document,
}

/// Takes a document off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RemoveDocument {
    pub id: DocumentId,
    pub why: String,
}

/// Explains a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnnotateDocument {
    pub id: DocumentId,
    pub note: String,
}

/// Records a measured result; the last one counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecordMetric {
    pub code: MetricCode,
    pub value: MetricValue,
    pub unit: String,
}

/// Asks a colleague for a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RequestContribution {
    pub id: ContributionId,
    pub to: Person,
    pub what: String,
    pub due: Option<NaiveDate>,
}

/// Takes that back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CancelContribution {
    pub id: ContributionId,
}

/// Says something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AddComment {
    pub id: CommentId,
    pub text: String,
    pub document: Option<DocumentId>,
    pub in_reply_to: Option<CommentId>,
    pub visibility: Visibility,
}

/// Hands the claim to a reviewer, first and after an information request alike.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Submit {
    pub answers: Vec<ItemAnswer>,
    pub duplicates: Vec<DuplicateReason>,
}

/// Takes the claim back before its review starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Recall {
    pub why: String,
}

/// Gives the claim up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cancel {
    pub why: String,
}

/// Asks the partner for more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RequestInfo {
    pub id: InfoRequestId,
    pub items: Vec<InfoItem>,
}

/// Approves all or a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Approve {
    pub approved: Money,
    pub lines: Vec<ApprovedLine>,
}

/// Rejects, disputably the first time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reject {
    pub reasons: Vec<ReasonCode>,
    pub text: String,
}

/// Takes an approval back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RevokeApproval {
    pub why: String,
}

/// Objects to a rejection, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dispute {
    pub justification: String,
    pub documents: Vec<Document>,
}

/// Records that money was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecordPayment {
    pub id: PaymentId,
    pub amount: Money,
    pub reference: String,
    pub value_date: NaiveDate,
}

/// Records that it came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReversePayment {
    pub id: PaymentId,
    pub why: String,
}

/// Gives more time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExtendDeadline {
    pub which: Deadline,
    pub to: NaiveDate,
    pub why: String,
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
