//! A claim folded from its stream: the domain's state, and beside it what lists and pages ask for.

use chrono::{DateTime, NaiveDate, Utc};
use domain::claim::{self, Claim, ContributionState};
use domain::{ClaimEvent, ClaimNumber, Person, Stamped};

use super::Place;
use super::history::is_vendor_only;
use super::progress::{AskedFor, ClaimProgress, Facts, MadePayment, Reversal, Standing, TaskKind};

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
