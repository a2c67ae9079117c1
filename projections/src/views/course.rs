//! How far a claim has come: status, amounts and deadlines, as three of the views need them.

mod kept;

use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::{EventEnvelope, View};
use domain::aggregate::ClaimStream;
use domain::claim::{Change, Deadline};
use domain::{ClaimEvent, Money, PaymentId, Person, Role, Stamped, Status};
use serde::{Deserialize, Serialize};

use kept::KeptCourse;

/// Where a claim stands, and how much is at stake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
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

/// What a claim, or a colleague who was asked to help, waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskKind {
    /// The partner writes the claim.
    Submission,
    /// A colleague was asked for a document.
    Contribution,
    /// The partner was asked for more.
    Answer,
    /// The claim waits for a reviewer.
    Review,
    /// A disputed rejection waits for a reviewer.
    DisputeReview,
    /// The review goes on: approve, reject or ask for more.
    Decision,
    /// The partner may dispute a rejection.
    Dispute,
    /// The approved amount is to be paid.
    Payment,
}

impl TaskKind {
    /// Every kind, in the order of the enum.
    pub const ALL: [Self; 8] = [
        Self::Submission,
        Self::Contribution,
        Self::Answer,
        Self::Review,
        Self::DisputeReview,
        Self::Decision,
        Self::Dispute,
        Self::Payment,
    ];

    /// Gives the kind as it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Submission => "submission",
            Self::Contribution => "contribution",
            Self::Answer => "answer",
            Self::Review => "review",
            Self::DisputeReview => "dispute_review",
            Self::Decision => "decision",
            Self::Dispute => "dispute",
            Self::Payment => "payment",
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
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or(UnknownTaskKind)
    }
}

/// The days by which things are to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DueDays {
    /// The last day on which the claim may be submitted for the first time.
    pub claim_until: NaiveDate,
    /// The day by which the vendor means to have reviewed it.
    pub review_due: Option<NaiveDate>,
    /// The last day on which the open information request may be answered.
    pub answer_due: Option<NaiveDate>,
    /// The last day on which the rejection may be disputed.
    pub dispute_until: Option<NaiveDate>,
    /// The day by which the vendor means to have paid.
    pub payment_due: Option<NaiveDate>,
}

/// A payment, as far as the course of the claim needs it. Minor units of the claim's currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct PaidPart {
    id: PaymentId,
    minor: i64,
    is_reversed: bool,
}

/// How far a claim has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "KeptCourse", into = "KeptCourse")]
pub struct Course {
    pub standing: Standing,
    pub days: DueDays,
    /// Since when it stands there, in business time.
    pub since: DateTime<Utc>,
    pub reviewer: Option<Person>,
    was_asked: bool,
    payments: Vec<PaidPart>,
}

/// The course of one claim's stream; none before it was created.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CourseView(pub Option<Course>);

impl View<ClaimStream> for CourseView {
    fn update(&mut self, event: &EventEnvelope<ClaimStream>) {
        match &mut self.0 {
            Some(course) => course.apply(&event.payload),
            None => self.0 = Course::created(&event.payload),
        }
    }
}

impl Course {
    /// Begins the course with the creation of the claim; no other event begins one.
    pub(super) fn created(event: &Stamped<ClaimEvent>) -> Option<Self> {
        let ClaimEvent::ClaimCreated {
            declared,
            claim_until,
            ..
        } = &event.event
        else {
            return None;
        };
        Some(Self {
            standing: Standing {
                status: Status::Editing,
                round: 0,
                declared: *declared,
                requested: None,
                approved: None,
                paid: Money::zero(declared.currency()),
            },
            days: DueDays {
                claim_until: *claim_until,
                review_due: None,
                answer_due: None,
                dispute_until: None,
                payment_due: None,
            },
            since: event.at,
            reviewer: None,
            was_asked: false,
            payments: vec![],
        })
    }

    /// Gives what the claim waits for and by when; none: it is over.
    pub fn task(&self) -> Option<(TaskKind, Option<NaiveDate>)> {
        let days = &self.days;
        match self.standing.status {
            Status::Editing => Some((TaskKind::Submission, Some(days.claim_until))),
            Status::ActionRequired => Some((TaskKind::Answer, days.answer_due)),
            Status::Submitted => Some((TaskKind::Review, days.review_due)),
            Status::Disputed => Some((TaskKind::DisputeReview, days.review_due)),
            Status::UnderReview => Some((TaskKind::Decision, days.review_due)),
            Status::Rejected => Some((TaskKind::Dispute, days.dispute_until)),
            Status::Approved => Some((TaskKind::Payment, days.payment_due)),
            Status::RejectionFinal | Status::Paid | Status::Cancelled | Status::Expired => None,
        }
    }

    /// Applies an event; never fails.
    pub(super) fn apply(&mut self, event: &Stamped<ClaimEvent>) {
        match &event.event {
            ClaimEvent::DetailsEdited { changes } => {
                for change in changes {
                    if let Change::Declared { to, .. } = change {
                        self.standing.declared = *to;
                    }
                }
            }
            ClaimEvent::ClaimSubmitted {
                round,
                requested,
                review_due,
                ..
            } => {
                self.standing.round = *round;
                self.standing.requested = Some(*requested);
                self.days.review_due = Some(*review_due);
                self.stand(Status::Submitted, event.at);
            }
            ClaimEvent::ClaimRecalled { .. } => {
                let back = if self.was_asked {
                    Status::ActionRequired
                } else {
                    Status::Editing
                };
                self.stand(back, event.at);
            }
            ClaimEvent::ClaimCancelled { .. } => self.stand(Status::Cancelled, event.at),
            ClaimEvent::ReviewStarted { reviewer, .. } => {
                self.reviewer = Some(reviewer.clone());
                self.stand(Status::UnderReview, event.at);
            }
            ClaimEvent::InfoRequested { due_on, .. } => {
                self.was_asked = true;
                self.days.answer_due = Some(*due_on);
                self.stand(Status::ActionRequired, event.at);
            }
            ClaimEvent::ClaimApproved {
                approved,
                payment_due,
                ..
            } => {
                self.standing.approved = Some(*approved);
                self.days.payment_due = Some(*payment_due);
                self.stand(Status::Approved, event.at);
            }
            ClaimEvent::ClaimRejected { dispute_until, .. } => {
                self.days.dispute_until = *dispute_until;
                let is_final = dispute_until.is_none();
                self.stand(
                    if is_final {
                        Status::RejectionFinal
                    } else {
                        Status::Rejected
                    },
                    event.at,
                );
            }
            ClaimEvent::ApprovalRevoked { .. } => {
                self.standing.approved = None;
                self.days.payment_due = None;
                self.stand(Status::UnderReview, event.at);
            }
            ClaimEvent::ClaimDisputed { review_due, .. } => {
                self.days.review_due = Some(*review_due);
                self.stand(Status::Disputed, event.at);
            }
            ClaimEvent::RejectionClosed {} => self.stand(Status::RejectionFinal, event.at),
            ClaimEvent::PaymentRecorded { id, amount, .. } => {
                self.payments.push(PaidPart {
                    id: *id,
                    minor: amount.minor(),
                    is_reversed: false,
                });
                self.sum_payments();
                if Some(self.standing.paid) == self.standing.approved {
                    self.stand(Status::Paid, event.at);
                }
            }
            ClaimEvent::PaymentReversed { id, .. } => {
                if let Some(part) = self.payments.iter_mut().find(|part| part.id == *id) {
                    part.is_reversed = true;
                }
                self.sum_payments();
                self.stand(Status::Approved, event.at);
            }
            ClaimEvent::ClaimExpired { .. } => self.stand(Status::Expired, event.at),
            ClaimEvent::DeadlineExtended { which, to, .. } => match which {
                Deadline::Claiming => self.days.claim_until = *to,
                Deadline::Answer => self.days.answer_due = Some(*to),
                Deadline::Dispute => self.days.dispute_until = Some(*to),
            },
            ClaimEvent::ClaimCreated { .. }
            | ClaimEvent::DocumentAttached { .. }
            | ClaimEvent::DocumentReplaced { .. }
            | ClaimEvent::DocumentRemoved { .. }
            | ClaimEvent::DocumentAnnotated { .. }
            | ClaimEvent::MetricRecorded { .. }
            | ClaimEvent::ContributionRequested { .. }
            | ClaimEvent::ContributionCancelled { .. }
            | ClaimEvent::CommentAdded { .. } => {}
        }
    }

    /// Tells whether an event can change the course of a claim.
    pub(super) const fn is_moved_by(event: &ClaimEvent) -> bool {
        match event {
            ClaimEvent::ClaimCreated { .. }
            | ClaimEvent::DetailsEdited { .. }
            | ClaimEvent::ClaimSubmitted { .. }
            | ClaimEvent::ClaimRecalled { .. }
            | ClaimEvent::ClaimCancelled { .. }
            | ClaimEvent::ReviewStarted { .. }
            | ClaimEvent::InfoRequested { .. }
            | ClaimEvent::ClaimApproved { .. }
            | ClaimEvent::ClaimRejected { .. }
            | ClaimEvent::ApprovalRevoked { .. }
            | ClaimEvent::ClaimDisputed { .. }
            | ClaimEvent::RejectionClosed {}
            | ClaimEvent::PaymentRecorded { .. }
            | ClaimEvent::PaymentReversed { .. }
            | ClaimEvent::ClaimExpired { .. }
            | ClaimEvent::DeadlineExtended { .. } => true,
            ClaimEvent::DocumentAttached { .. }
            | ClaimEvent::DocumentReplaced { .. }
            | ClaimEvent::DocumentRemoved { .. }
            | ClaimEvent::DocumentAnnotated { .. }
            | ClaimEvent::MetricRecorded { .. }
            | ClaimEvent::ContributionRequested { .. }
            | ClaimEvent::ContributionCancelled { .. }
            | ClaimEvent::CommentAdded { .. } => false,
        }
    }

    fn stand(&mut self, status: Status, at: DateTime<Utc>) {
        self.standing.status = status;
        self.since = at;
    }

    fn sum_payments(&mut self) {
        let standing = self.payments.iter().filter(|part| !part.is_reversed);
        let minor = standing.fold(0_i64, |sum, part| sum.saturating_add(part.minor));
        self.standing.paid = Money::from_minor(minor, self.standing.declared.currency());
    }
}
