//! What the random histories reached: a generator that never gets anywhere proves nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::common::Logged;

/// Counts over all histories.
#[derive(Debug, Default)]
pub struct Tally {
    histories: usize,
    pub accepted: usize,
    refusals: BTreeMap<&'static str, usize>,
    /// In how many histories an event of this name happened.
    events: BTreeMap<&'static str, usize>,
}

/// The least percentage of histories in which an event must have happened.
const AT_LEAST: [(&str, usize); 20] = [
    ("ClaimSubmitted", 90),
    ("ClaimRecalled", 25),
    ("ClaimCancelled", 30),
    ("InfoRequested", 30),
    ("ClaimApproved", 65),
    ("ClaimRejected", 30),
    ("ApprovalRevoked", 15),
    ("ClaimDisputed", 15),
    ("RejectionClosed", 10),
    ("PaymentRecorded", 55),
    ("PaymentReversed", 40),
    ("ClaimExpired", 25),
    ("DeadlineExtended", 40),
    ("FundAdjusted", 60),
    ("FundRolledOut", 60),
    ("FundExpired", 15),
    ("ReservationReleased", 60),
    ("CommitmentReversed", 15),
    ("DisbursementReversed", 40),
    ("ContributionRequested", 50),
];

/// Laws that a history must run into now and then.
const MUST_BE_TRIED: [&str; 12] = [
    "acted_for_partner",
    "same_person",
    "claim_is_closed",
    "claim_is_locked",
    "claim_not_found",
    "insufficient_funds",
    "payment_exceeds_approved",
    "duplicate_document",
    "answer_is_late",
    "outside_claiming_period",
    "adjustment_exceeds_available",
    "rollover_exceeds_available",
];

impl Tally {
    pub fn refused(&mut self, code: &'static str) {
        *self.refusals.entry(code).or_default() += 1;
    }

    /// Counts a history that has ended.
    pub fn ends(&mut self, log: &[Logged]) {
        self.histories += 1;
        let names: BTreeSet<_> = log.iter().map(|logged| logged.event().name()).collect();
        for name in names {
            *self.events.entry(name).or_default() += 1;
        }
    }

    /// Requires that a good share of the histories got somewhere, and that laws were tried.
    ///
    /// A handful of histories, asked for by hand, says nothing about shares.
    pub fn must_be_telling(&self) {
        if self.histories < 100 {
            return;
        }
        let rare: Vec<_> = AT_LEAST
            .into_iter()
            .map(|(name, least)| {
                let count = self.events.get(name).copied().unwrap_or_default();
                (name, 100 * count / self.histories, least)
            })
            .filter(|(_, percent, least)| percent < least)
            .collect();
        assert!(
            rare.is_empty(),
            "rare (percent, least): {rare:?}\n{self:#?}"
        );
        let tried = |code: &&str| self.refusals.contains_key(*code);
        let untried: Vec<_> = MUST_BE_TRIED.iter().filter(|code| !tried(code)).collect();
        assert!(untried.is_empty(), "never tried: {untried:?}\n{self:#?}");
        let refused: usize = self.refusals.values().sum();
        assert!(self.accepted > refused, "most steps are refused: {self:#?}");
    }
}
