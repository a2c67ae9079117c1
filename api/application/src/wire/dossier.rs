//! The smaller parts of a claim, as they are shown.

use chrono::{DateTime, Utc};
use domain::claim::{ContributionState, Visibility};
use domain::{CommentId, ContributionId, DocumentId, InfoRequestId, ItemId, PaymentId, Person};
use projections::stream::{
    AskedFor, AskedItem, GivenApproval, GivenRejection, InfoRequest, MadePayment, PostedComment,
    RaisedDispute, RecordedMetric, Reversal,
};
use schemars::JsonSchema;
use serde::Serialize;

use super::claim::ActorView;
use super::form::{
    CommentVisibility, ContributionStatus, Day, Id, Line, MetricNumber, Name, Text, Word,
};
use super::{MoneyBody, PersonBody, day, text};

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MetricView {
    #[schemars(with = "Name")]
    code: String,
    #[schemars(with = "MetricNumber")]
    value: String,
    #[schemars(with = "Line")]
    unit: String,
    #[serde(flatten)]
    done: DoneView,
}

/// When somebody did something.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct DoneView {
    at: DateTime<Utc>,
    by: PersonBody,
}

fn done(at: DateTime<Utc>, by: &Person) -> DoneView {
    DoneView {
        at,
        by: by.clone().into(),
    }
}

impl From<&RecordedMetric> for MetricView {
    fn from(metric: &RecordedMetric) -> Self {
        Self {
            code: text(&metric.code),
            value: metric.value.as_str().to_owned(),
            unit: metric.unit.clone(),
            done: done(metric.at, &metric.by),
        }
    }
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ContributionView {
    #[schemars(with = "Id<ContributionId>")]
    id: String,
    to: PersonBody,
    #[schemars(with = "Text")]
    what: String,
    #[schemars(with = "Option<Day>")]
    due: Option<String>,
    #[schemars(with = "Word<ContributionStatus>")]
    state: &'static str,
    #[serde(flatten)]
    done: DoneView,
}

impl From<&AskedFor> for ContributionView {
    fn from(asked: &AskedFor) -> Self {
        Self {
            id: text(asked.id),
            to: asked.to.clone().into(),
            what: asked.what.clone(),
            due: asked.due.map(day),
            state: match asked.state {
                ContributionState::Open => "open",
                ContributionState::Fulfilled => "fulfilled",
                ContributionState::Cancelled => "cancelled",
            },
            done: done(asked.at, &asked.by),
        }
    }
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CommentView {
    #[schemars(with = "Id<CommentId>")]
    id: String,
    #[schemars(with = "Text")]
    text: String,
    #[schemars(with = "Option<Id<DocumentId>>")]
    document: Option<String>,
    #[schemars(with = "Option<Id<CommentId>>")]
    in_reply_to: Option<String>,
    #[schemars(with = "Word<CommentVisibility>")]
    visibility: &'static str,
    at: DateTime<Utc>,
    by: ActorView,
}

/// Shows comments; a reply to one that the reader may not see does not name it.
pub fn comments(posted: &[PostedComment]) -> Vec<CommentView> {
    let is_shown = |id: &CommentId| posted.iter().any(|comment| comment.id == *id);
    let view = |comment: &PostedComment| CommentView {
        id: text(comment.id),
        text: comment.text.clone(),
        document: comment.document.map(text),
        in_reply_to: comment.in_reply_to.filter(is_shown).map(text),
        visibility: match comment.visibility {
            Visibility::Everyone => "everyone",
            Visibility::VendorOnly => "vendor_only",
        },
        at: comment.at,
        by: ActorView::from(&comment.by),
    };
    posted.iter().map(view).collect()
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct InfoRequestView {
    #[schemars(with = "Id<InfoRequestId>")]
    id: String,
    items: Vec<ItemView>,
    #[schemars(with = "Day")]
    due_on: String,
    #[serde(flatten)]
    done: DoneView,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct ItemView {
    #[schemars(with = "Id<ItemId>")]
    id: String,
    #[schemars(with = "Option<Id<DocumentId>>")]
    document: Option<String>,
    #[schemars(with = "Text")]
    text: String,
    #[schemars(with = "Option<Text>")]
    answer: Option<String>,
}

impl From<&InfoRequest> for InfoRequestView {
    fn from(request: &InfoRequest) -> Self {
        let item = |item: &AskedItem| ItemView {
            id: text(item.id),
            document: item.document.map(text),
            text: item.text.clone(),
            answer: item.answer.clone(),
        };
        Self {
            id: text(request.id),
            items: request.items.iter().map(item).collect(),
            due_on: day(request.due_on),
            done: done(request.at, &request.by),
        }
    }
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ApprovalView {
    approved: MoneyBody,
    lines: Vec<LineView>,
    #[schemars(with = "Day")]
    payment_due: String,
    #[serde(flatten)]
    done: DoneView,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct LineView {
    #[schemars(with = "Id<DocumentId>")]
    document: String,
    approved: MoneyBody,
    #[schemars(with = "Option<Text>")]
    reason: Option<String>,
}

impl From<&GivenApproval> for ApprovalView {
    fn from(approval: &GivenApproval) -> Self {
        let lines = approval.lines.iter().map(|line| LineView {
            document: text(line.document),
            approved: line.approved.into(),
            reason: line.reason.clone(),
        });
        Self {
            approved: approval.approved.into(),
            lines: lines.collect(),
            payment_due: day(approval.payment_due),
            done: done(approval.at, &approval.by),
        }
    }
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RejectionView {
    #[schemars(with = "Vec<Name>")]
    reasons: Vec<String>,
    #[schemars(with = "Text")]
    text: String,
    #[schemars(with = "Option<Day>")]
    dispute_until: Option<String>,
    #[serde(flatten)]
    done: DoneView,
}

impl From<&GivenRejection> for RejectionView {
    fn from(rejection: &GivenRejection) -> Self {
        Self {
            reasons: rejection.reasons.iter().map(text).collect(),
            text: rejection.text.clone(),
            dispute_until: rejection.dispute_until.map(day),
            done: done(rejection.at, &rejection.by),
        }
    }
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DisputeView {
    #[schemars(with = "Text")]
    justification: String,
    #[schemars(with = "Vec<Id<DocumentId>>")]
    documents: Vec<String>,
    #[schemars(with = "Day")]
    review_due: String,
    #[serde(flatten)]
    done: DoneView,
}

impl From<&RaisedDispute> for DisputeView {
    fn from(dispute: &RaisedDispute) -> Self {
        Self {
            justification: dispute.justification.clone(),
            documents: dispute.documents.iter().map(text).collect(),
            review_due: day(dispute.review_due),
            done: done(dispute.at, &dispute.by),
        }
    }
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PaymentView {
    #[schemars(with = "Id<PaymentId>")]
    id: String,
    amount: MoneyBody,
    #[schemars(with = "Line")]
    reference: String,
    #[schemars(with = "Day")]
    value_date: String,
    #[serde(flatten)]
    done: DoneView,
    reversal: Option<ReversalView>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct ReversalView {
    #[schemars(with = "Text")]
    why: String,
    #[serde(flatten)]
    done: DoneView,
}

impl From<&MadePayment> for PaymentView {
    fn from(payment: &MadePayment) -> Self {
        let reversal = |reversal: &Reversal| ReversalView {
            why: reversal.why.clone(),
            done: done(reversal.at, &reversal.by),
        };
        Self {
            id: text(payment.id),
            amount: payment.amount.into(),
            reference: payment.reference.clone(),
            value_date: day(payment.value_date),
            done: done(payment.at, &payment.by),
            reversal: payment.reversal.as_ref().map(reversal),
        }
    }
}
