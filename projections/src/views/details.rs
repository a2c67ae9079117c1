//! Everything about one claim, folded from its events: the details page, now or as of a moment.

mod apply;

use chrono::{DateTime, NaiveDate, Utc};
use domain::claim::{ApprovedLine, ContributionState, ExpiryCause, MetricValue, Visibility};
use domain::{
    ActivityCode, Actor, CommentId, ContributionId, Document, DocumentId, FundId, InfoRequestId,
    ItemId, MetricCode, Money, OrgId, PaymentId, PeriodId, Person, ProgrammeId, ReasonCode,
};
use serde::{Deserialize, Serialize};

use super::course::Course;

/// What a claim says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// Everything about one claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimDetails {
    pub facts: Facts,
    pub course: Course,
    /// The sequence of its last event.
    pub version: u64,
    /// When its last event happened, in business time.
    pub changed_at: DateTime<Utc>,
    /// In the order in which they came on; a replacement takes the place of the one it replaces.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<HeldDocument>,
    /// Oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<PostedComment>,
    pub dossier: Dossier,
}

/// The smaller parts of a claim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dossier {
    /// By code; the last value counts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub metrics: Vec<RecordedMetric>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contributions: Vec<AskedContribution>,
    /// Information requests, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<InfoRequest>,
    /// The approval that stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval: Option<GivenApproval>,
    /// The last rejection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rejection: Option<GivenRejection>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dispute: Option<RaisedDispute>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub payments: Vec<MadePayment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiry: Option<ExpiryCause>,
    /// How many documents were ever put on the claim: the place of the next one.
    pub places: u32,
}

/// A document that is on a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldDocument {
    pub document: Document,
    /// Its place among the claim's documents.
    pub place: u32,
    pub added_at: DateTime<Utc>,
    pub added_by: Actor,
    /// The request for a contribution that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contribution: Option<ContributionId>,
}

/// A comment, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedMetric {
    pub code: MetricCode,
    pub value: MetricValue,
    pub unit: String,
    pub at: DateTime<Utc>,
    pub by: Person,
}

/// A colleague was asked for a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedContribution {
    pub id: ContributionId,
    pub to: Person,
    pub what: String,
    pub due: Option<NaiveDate>,
    pub state: ContributionState,
    pub at: DateTime<Utc>,
    pub by: Person,
}

/// A reviewer asked for more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InfoRequest {
    pub id: InfoRequestId,
    pub items: Vec<AskedItem>,
    pub due_on: NaiveDate,
    pub at: DateTime<Utc>,
    pub by: Person,
}

/// One thing a reviewer asked for, with its last answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedItem {
    pub id: ItemId,
    pub document: Option<DocumentId>,
    pub text: String,
    pub answer: Option<String>,
}

/// Who approved what, line by line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenApproval {
    pub approved: Money,
    pub lines: Vec<ApprovedLine>,
    pub payment_due: NaiveDate,
    pub at: DateTime<Utc>,
    pub by: Person,
}

/// Who rejected, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenRejection {
    pub reasons: Vec<ReasonCode>,
    pub text: String,
    /// None: it was final at once.
    pub dispute_until: Option<NaiveDate>,
    pub at: DateTime<Utc>,
    pub by: Person,
}

/// The partner's objection to a rejection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RaisedDispute {
    pub justification: String,
    pub documents: Vec<DocumentId>,
    pub review_due: NaiveDate,
    pub at: DateTime<Utc>,
    pub by: Person,
}

/// A payment, and whether it came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadePayment {
    pub id: PaymentId,
    pub amount: Money,
    pub reference: String,
    pub value_date: NaiveDate,
    pub at: DateTime<Utc>,
    pub by: Person,
    pub reversal: Option<Reversal>,
}

/// Why and when a payment came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reversal {
    pub why: String,
    pub at: DateTime<Utc>,
    pub by: Person,
}

/// The details of one claim's stream; none before it was created.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimView(pub Option<ClaimDetails>);
