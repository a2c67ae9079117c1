//! A claim with everything about it, as it is shown.

use chrono::{DateTime, Utc};
use domain::claim::ExpiryCause;
use domain::{
    Actor, ClaimId, ClaimNumber, ContributionId, DocumentId, FundId, Refusal, Role, Status,
};
use projections::stream::{ClaimProgress, Facts, HeldDocument, Latest, TaskKind};
use projections::views::{ClaimLine, Duplicate, DuplicateOf};
use schemars::JsonSchema;
use serde::Serialize;

use super::dossier::{
    ApprovalView, CommentView, ContributionView, DisputeView, InfoRequestView, MetricView,
    PaymentView, RejectionView, comments,
};
use super::form::{Day, DuplicateKind, ExpiryReason, Id, Line, Name, Number, Word};
use super::{DocumentView, MoneyBody, PersonBody, day, text};
use crate::ask::{InList, ShownClaim};

/// Who did something, in which role.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ActorView {
    #[schemars(with = "Name")]
    user: String,
    #[schemars(with = "Name")]
    org: String,
    #[schemars(with = "Word<Role>")]
    role: &'static str,
}

impl From<&Actor> for ActorView {
    fn from(actor: &Actor) -> Self {
        Self {
            user: text(&actor.user),
            org: text(&actor.org),
            role: actor.role.as_str(),
        }
    }
}

/// What a claim waits for, of whom, and by when.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct TaskView {
    #[schemars(with = "Word<TaskKind>")]
    kind: &'static str,
    #[schemars(with = "Word<Role>")]
    role: &'static str,
    #[schemars(with = "Option<Day>")]
    due: Option<String>,
}

/// A claim in a list, and the head of its details.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ClaimHead {
    #[schemars(with = "Id<ClaimId>")]
    id: String,
    /// What people call it by: `C-48211`.
    #[schemars(with = "Number")]
    number: String,
    version: u64,
    #[schemars(with = "Word<Status>")]
    status: &'static str,
    /// Since when it has this status, in business time.
    since: DateTime<Utc>,
    waits_for: Option<TaskView>,
    #[schemars(with = "Line")]
    title: String,
    #[schemars(with = "Name")]
    partner: String,
    #[schemars(with = "Name")]
    programme: String,
    policy_version: u32,
    #[schemars(with = "Name")]
    period: String,
    #[schemars(with = "Id<FundId>")]
    fund: String,
    #[schemars(with = "Name")]
    activity: String,
    #[schemars(with = "Day")]
    executed_on: String,
    #[schemars(with = "Option<Line>")]
    location: Option<String>,
    round: u32,
    declared: MoneyBody,
    requested: Option<MoneyBody>,
    approved: Option<MoneyBody>,
    paid: MoneyBody,
    reviewer: Option<PersonBody>,
    #[schemars(with = "Day")]
    claim_until: String,
    opened_at: DateTime<Utc>,
    opened_by: PersonBody,
    changed_at: DateTime<Utc>,
}

impl ClaimHead {
    fn new(
        (id, number): (ClaimId, ClaimNumber),
        latest: Latest,
        facts: &Facts,
        progress: &ClaimProgress,
    ) -> Self {
        let standing = &progress.standing;
        Self {
            id: text(id),
            number: text(number),
            version: latest.version,
            status: standing.status.as_str(),
            since: progress.since,
            waits_for: progress.task().map(|(kind, due)| TaskView {
                kind: kind.as_str(),
                role: kind.role().as_str(),
                due: due.map(day),
            }),
            title: facts.title.clone(),
            partner: text(&facts.partner),
            programme: text(&facts.programme),
            policy_version: facts.policy_version,
            period: text(&facts.period),
            fund: text(facts.fund),
            activity: text(&facts.activity),
            executed_on: day(facts.executed_on),
            location: facts.location.clone(),
            round: standing.round,
            declared: standing.declared.into(),
            requested: standing.requested.map(MoneyBody::from),
            approved: standing.approved.map(MoneyBody::from),
            paid: standing.paid.into(),
            reviewer: progress.reviewer.clone().map(PersonBody::from),
            claim_until: day(progress.claim_until),
            opened_at: facts.opened_at,
            opened_by: facts.opened_by.clone().into(),
            changed_at: latest.changed_at,
        }
    }
}

impl InList for ClaimHead {
    const LIST: &'static str = "claims";
}

impl From<&ClaimLine> for ClaimHead {
    fn from(line: &ClaimLine) -> Self {
        let named = (line.id, line.number());
        Self::new(named, line.latest, &line.facts, &line.progress)
    }
}

/// Everything about one claim, as its reader may see it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ClaimBodyView {
    #[serde(flatten)]
    head: ClaimHead,
    documents: Vec<HeldDocumentView>,
    metrics: Vec<MetricView>,
    contributions: Vec<ContributionView>,
    comments: Vec<CommentView>,
    info_requests: Vec<InfoRequestView>,
    approval: Option<ApprovalView>,
    rejection: Option<RejectionView>,
    dispute: Option<DisputeView>,
    payments: Vec<PaymentView>,
    #[schemars(with = "Option<Word<ExpiryReason>>")]
    expired_because: Option<&'static str>,
    /// What is missing before it can be submitted; nothing once it is.
    #[schemars(with = "Vec<Word<Refusal>>")]
    missing: Vec<&'static str>,
    /// Documents that are on other claims too; for the vendor's side alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    duplicates: Option<Vec<DuplicateView>>,
}

impl From<&ShownClaim> for ClaimBodyView {
    fn from(shown: &ShownClaim) -> Self {
        let (page, duplicates) = (&shown.page, shown.duplicates.as_ref());
        let details = &page.details;
        let (facts, progress) = (&details.facts, &details.progress);
        let head = ClaimHead::new((page.id, page.number), details.latest, facts, progress);
        Self {
            head,
            documents: details
                .documents
                .iter()
                .map(HeldDocumentView::from)
                .collect(),
            metrics: details.metrics.iter().map(MetricView::from).collect(),
            contributions: details
                .contributions
                .iter()
                .map(ContributionView::from)
                .collect(),
            comments: comments(&details.comments),
            info_requests: details.requests.iter().map(InfoRequestView::from).collect(),
            approval: details.approval.as_ref().map(ApprovalView::from),
            rejection: details.rejection.as_ref().map(RejectionView::from),
            dispute: details.dispute.as_ref().map(DisputeView::from),
            payments: details.payments.iter().map(PaymentView::from).collect(),
            expired_because: details.expiry.map(|cause| match cause {
                ExpiryCause::NotSubmitted => "not_submitted",
                ExpiryCause::NoAnswer => "no_answer",
            }),
            missing: missing(&shown.missing),
            duplicates: duplicates.map(|all| all.iter().map(DuplicateView::from).collect()),
        }
    }
}

/// Names the laws that a submission would break, each once; the codes are theirs.
fn missing(laws: &[Refusal]) -> Vec<&'static str> {
    let mut codes: Vec<&'static str> = laws.iter().map(Refusal::code).collect();
    codes.dedup();
    codes
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct HeldDocumentView {
    #[serde(flatten)]
    document: DocumentView,
    added_at: DateTime<Utc>,
    added_by: ActorView,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Id<ContributionId>>")]
    contribution: Option<String>,
}

impl From<&HeldDocument> for HeldDocumentView {
    fn from(held: &HeldDocument) -> Self {
        Self {
            document: DocumentView::from(&held.document),
            added_at: held.added_at,
            added_by: ActorView::from(&held.added_by),
            contribution: held.contribution.map(text),
        }
    }
}

/// A document that is on another live claim of the partner too.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct DuplicateView {
    #[schemars(with = "Id<DocumentId>")]
    document: String,
    /// `file`: the same bytes; `invoice`: the same supplier and number.
    #[schemars(with = "Word<DuplicateKind>")]
    same: &'static str,
    #[schemars(with = "Id<ClaimId>")]
    claim: String,
    #[schemars(with = "Number")]
    claim_number: String,
    #[schemars(with = "Id<DocumentId>")]
    claim_document: String,
    #[schemars(with = "Id<FundId>")]
    claim_fund: String,
    #[schemars(with = "Line")]
    claim_title: String,
    #[schemars(with = "Word<Status>")]
    claim_status: &'static str,
}

impl From<&Duplicate> for DuplicateView {
    fn from(duplicate: &Duplicate) -> Self {
        Self {
            document: text(duplicate.document),
            same: match duplicate.same {
                DuplicateOf::File => "file",
                DuplicateOf::Invoice => "invoice",
            },
            claim: text(duplicate.other_claim),
            claim_number: text(duplicate.other_number),
            claim_document: text(duplicate.other_document),
            claim_fund: text(duplicate.other_fund),
            claim_title: duplicate.other_title.clone(),
            claim_status: duplicate.other_status.as_str(),
        }
    }
}
