//! How far a claim has come: the domain's own fold of it, with since when and by when.
//!
//! The status, the amounts and the deadlines are the domain's; what stands beside them is what only
//! lists and pages show. Nothing else in the program folds a status.

use chrono::{DateTime, NaiveDate, Utc};
use domain::claim::{self, Claim, ContributionState};
use domain::{
    ActivityCode, ClaimEvent, ClaimNumber, ContributionId, FundId, Money, OrgId, PaymentId,
    PeriodId, Person, ProgrammeId, Role, Stamped, Status, words,
};
use serde::{Deserialize, Serialize};

use super::Place;
use super::history::is_vendor_only;

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

/// A claim's version, and when it changed last, as some of its readers have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Latest {
    /// How many events there are that they read of.
    pub version: u64,
    /// When the last of them happened, in business time.
    pub changed_at: DateTime<Utc>,
}

/// A claim folded from its stream.
#[derive(Clone, Debug)]
pub struct FoldedClaim {
    /// Never none: it begins with the event that creates it.
    state: Option<Claim>,
    pub opened_at: DateTime<Utc>,
    pub opened_by: Person,
    /// The position at which it was created.
    pub opened: u64,
    /// Since when it stands where it stands, in business time.
    pub since: DateTime<Utc>,
    /// The position of the event since which it does.
    pub since_position: u64,
    pub review_due: Option<NaiveDate>,
    pub payment_due: Option<NaiveDate>,
    /// In the order of the domain's contributions.
    asked: Vec<AskedFor>,
    /// In the order in which they were recorded.
    payments: Vec<MadePayment>,
    /// When its last event happened, in business time.
    pub changed_at: DateTime<Utc>,
    /// Its last event.
    pub last: Place,
    /// For those from whom the vendor's side keeps something to itself.
    pub for_partner: Latest,
}

impl FoldedClaim {
    /// Begins with the creation of the claim; no other event begins one.
    pub fn begin(event: &Stamped<ClaimEvent>, place: Place) -> Option<Self> {
        let mut state = None;
        claim::evolve(&mut state, event);
        state.as_ref()?;
        Some(Self {
            state,
            opened_at: event.at,
            opened_by: event.by.person(),
            opened: place.position,
            since: event.at,
            since_position: place.position,
            review_due: None,
            payment_due: None,
            asked: vec![],
            payments: vec![],
            changed_at: event.at,
            last: place,
            for_partner: Latest {
                version: place.sequence,
                changed_at: event.at,
            },
        })
    }

    /// Goes on with a claim, or begins it; never fails.
    pub fn fold(folded: &mut Option<Self>, event: &Stamped<ClaimEvent>, place: Place) {
        match folded {
            Some(folded) => folded.apply(event, place),
            None => *folded = Self::begin(event, place),
        }
    }

    /// Applies the next event; never fails.
    pub fn apply(&mut self, event: &Stamped<ClaimEvent>, place: Place) {
        let before = (self.claim().status, self.since);
        claim::evolve(&mut self.state, event);
        self.note(event, place);
        // A claim that another reviewer takes, or a payment of which comes back, stands anew.
        let stands_anew = matches!(
            event.event,
            ClaimEvent::ReviewStarted { .. } | ClaimEvent::PaymentReversed { .. }
        );
        let status = self.claim().status;
        if stands_anew || status != before.0 {
            self.since = event.at;
        }
        if before != (status, self.since) {
            self.since_position = place.position;
        }
        self.changed_at = event.at;
        self.last = place;
        if !is_vendor_only(&event.event) {
            self.for_partner = Latest {
                version: self.for_partner.version + 1,
                changed_at: event.at,
            };
        }
    }

    /// Gives its version and last change for those who read of every event.
    pub fn for_vendor(&self) -> Latest {
        Latest {
            version: self.last.sequence,
            changed_at: self.changed_at,
        }
    }

    /// Notes what the domain has no need of.
    fn note(&mut self, event: &Stamped<ClaimEvent>, place: Place) {
        match &event.event {
            ClaimEvent::ClaimSubmitted { review_due, .. }
            | ClaimEvent::ClaimDisputed { review_due, .. } => self.review_due = Some(*review_due),
            ClaimEvent::ClaimApproved { payment_due, .. } => self.payment_due = Some(*payment_due),
            ClaimEvent::ApprovalRevoked { .. } => self.payment_due = None,
            ClaimEvent::ContributionRequested { id, to, what, due } => self.asked.push(AskedFor {
                id: *id,
                to: to.clone(),
                what: what.clone(),
                due: *due,
                state: ContributionState::Open,
                at: event.at,
                by: event.by.person(),
                position: place.position,
            }),
            ClaimEvent::PaymentRecorded {
                id,
                amount,
                reference,
                value_date,
            } => self.payments.push(MadePayment {
                id: *id,
                amount: *amount,
                reference: reference.clone(),
                value_date: *value_date,
                at: event.at,
                by: event.by.person(),
                position: place.position,
                reversal: None,
            }),
            ClaimEvent::PaymentReversed { id, why } => {
                let mut payments = self.payments.iter_mut();
                if let Some(payment) = payments.find(|payment| payment.id == *id) {
                    payment.reversal = Some(Reversal {
                        why: why.clone(),
                        at: event.at,
                        by: event.by.person(),
                        position: place.position,
                    });
                }
            }
            ClaimEvent::ClaimCreated { .. }
            | ClaimEvent::DetailsEdited { .. }
            | ClaimEvent::DocumentAttached { .. }
            | ClaimEvent::DocumentReplaced { .. }
            | ClaimEvent::DocumentRemoved { .. }
            | ClaimEvent::DocumentAnnotated { .. }
            | ClaimEvent::MetricRecorded { .. }
            | ClaimEvent::ContributionCancelled { .. }
            | ClaimEvent::CommentAdded { .. }
            | ClaimEvent::ClaimRecalled { .. }
            | ClaimEvent::ClaimCancelled { .. }
            | ClaimEvent::ReviewStarted { .. }
            | ClaimEvent::InfoRequested { .. }
            | ClaimEvent::ClaimRejected { .. }
            | ClaimEvent::RejectionClosed {}
            | ClaimEvent::ClaimExpired { .. }
            | ClaimEvent::DeadlineExtended { .. } => {}
        }
    }

    /// Gives the number that people call it by.
    pub const fn number(&self) -> ClaimNumber {
        ClaimNumber::of(self.opened)
    }

    /// Gives the claim as the domain knows it.
    pub fn claim(&self) -> &Claim {
        let state = self.state.as_ref();
        state.expect("it begins with the event that creates it")
    }

    /// Gives where the claim stands.
    pub fn standing(&self) -> Standing {
        Standing::of(self.claim())
    }

    /// Gives by when somebody is to act, if a day was set.
    pub fn due(&self) -> Option<NaiveDate> {
        let claim = self.claim();
        match TaskKind::of(claim.status)? {
            TaskKind::Submission => Some(claim.claim_until),
            TaskKind::Answer => claim.request.as_ref().map(|request| request.due_on),
            TaskKind::Review | TaskKind::DisputeReview | TaskKind::Decision => self.review_due,
            TaskKind::Dispute => claim.dispute_until,
            TaskKind::Payment => self.payment_due,
            TaskKind::Contribution => None,
        }
    }

    /// Gives how far the claim has come.
    pub fn progress(&self) -> ClaimProgress {
        let claim = self.claim();
        ClaimProgress {
            standing: self.standing(),
            since: self.since,
            due: self.due(),
            claim_until: claim.claim_until,
            reviewer: claim.reviewer.clone(),
        }
    }

    /// Gives what the claim says about itself.
    pub fn facts(&self) -> Facts {
        let claim = self.claim();
        Facts {
            programme: claim.programme.clone(),
            policy_version: claim.policy_version,
            period: claim.period.clone(),
            fund: claim.fund,
            partner: claim.partner.clone(),
            activity: claim.activity.clone(),
            title: claim.title.clone(),
            executed_on: claim.executed_on,
            location: claim.location.clone(),
            opened_at: self.opened_at,
            opened_by: self.opened_by.clone(),
        }
    }

    /// Gives what was paid, whether it stands or came back, oldest first.
    pub fn payments(&self) -> &[MadePayment] {
        &self.payments
    }

    /// Gives what colleagues were asked for, oldest first.
    pub fn asked(&self) -> impl Iterator<Item = AskedFor> + '_ {
        let states = self.claim().contributions.iter().map(|known| known.state);
        self.asked
            .iter()
            .zip(states)
            .map(|(asked, state)| AskedFor {
                state,
                ..asked.clone()
            })
    }
}
