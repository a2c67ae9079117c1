//! Everything about one claim, folded from its events: the details page, now or as of a position.

mod fold;

use chrono::{DateTime, NaiveDate, Utc};
use domain::claim::{ApprovedLine, Claim, ExpiryCause, MetricValue, Visibility};
use domain::{
    Actor, CommentId, ContributionId, Document, DocumentId, InfoRequestId, ItemId, MetricCode,
    Money, Person, ReasonCode,
};

use super::folded::Latest;
use super::progress::{AskedFor, ClaimProgress, Facts, MadePayment};

pub use fold::DetailsFold;

/// Everything about one claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimDetails {
    /// The claim as the domain knows it: what it may do next is asked of it.
    pub claim: Claim,
    pub facts: Facts,
    pub progress: ClaimProgress,
    /// As its reader has them.
    pub latest: Latest,
    /// In the order in which they came on; a replacement takes the place of the one it replaces.
    pub documents: Vec<HeldDocument>,
    /// Oldest first.
    pub comments: Vec<PostedComment>,
    /// By code; the last value counts.
    pub metrics: Vec<RecordedMetric>,
    pub contributions: Vec<AskedFor>,
    /// Information requests, oldest first.
    pub requests: Vec<InfoRequest>,
    /// The approval that stands.
    pub approval: Option<GivenApproval>,
    /// The last rejection.
    pub rejection: Option<GivenRejection>,
    pub dispute: Option<RaisedDispute>,
    pub payments: Vec<MadePayment>,
    pub expiry: Option<ExpiryCause>,
}

/// A document that is on a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldDocument {
    pub document: Document,
    pub added_at: DateTime<Utc>,
    pub added_by: Actor,
    /// The request for a contribution that it answers.
    pub contribution: Option<ContributionId>,
}

/// A comment, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostedComment {
    pub id: CommentId,
    pub text: String,
    pub document: Option<DocumentId>,
    pub in_reply_to: Option<CommentId>,
    pub visibility: Visibility,
    pub at: DateTime<Utc>,
    pub by: Actor,
    /// The sequence of its event: comments are listed by it.
    pub sequence: u64,
}

/// A measured result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedMetric {
    pub code: MetricCode,
    pub value: MetricValue,
    pub unit: String,
    pub at: DateTime<Utc>,
    pub by: Person,
}

/// A reviewer asked for more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InfoRequest {
    pub id: InfoRequestId,
    pub items: Vec<AskedItem>,
    pub due_on: NaiveDate,
    pub at: DateTime<Utc>,
    pub by: Person,
}

/// One thing a reviewer asked for, with its last answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedItem {
    pub id: ItemId,
    pub document: Option<DocumentId>,
    pub text: String,
    pub answer: Option<String>,
}

/// Who approved what, line by line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenApproval {
    pub approved: Money,
    pub lines: Vec<ApprovedLine>,
    pub payment_due: NaiveDate,
    pub at: DateTime<Utc>,
    pub by: Person,
}

/// Who rejected, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenRejection {
    pub reasons: Vec<ReasonCode>,
    pub text: String,
    /// None: it was final at once.
    pub dispute_until: Option<NaiveDate>,
    pub at: DateTime<Utc>,
    pub by: Person,
}

/// The partner's objection to a rejection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RaisedDispute {
    pub justification: String,
    pub documents: Vec<DocumentId>,
    pub review_due: NaiveDate,
    pub at: DateTime<Utc>,
    pub by: Person,
}
