//! What each event does to a fund; never fails.

use chrono::NaiveDate;

use super::{Figures, Fund, FundEvent, Lot, LotShare, ReleaseCause, Share};
use crate::document::DocumentKey;
use crate::event::Stamped;
use crate::{ClaimId, LotId};

/// Applies an event.
pub fn evolve(fund: &mut Option<Fund>, event: &Stamped<FundEvent>) {
    if let FundEvent::FundOpened {
        programme,
        policy_version,
        period,
        partner,
        currency,
        claim_until,
    } = &event.event
    {
        *fund = Some(Fund {
            programme: programme.clone(),
            policy_version: *policy_version,
            period: period.clone(),
            partner: partner.clone(),
            currency: *currency,
            claim_until: *claim_until,
            figures: Figures::default(),
            lots: vec![],
            first_open_lot: 0,
            sources: Default::default(),
            shares: Default::default(),
            holders: Default::default(),
        });
    } else if let Some(fund) = fund {
        fund.apply(&event.event);
    }
}

impl Fund {
    fn apply(&mut self, event: &FundEvent) {
        match event {
            FundEvent::FundOpened { .. } => {}
            FundEvent::FundEarned {
                lot,
                amount,
                earned_on,
                source,
            } => {
                self.sources.insert(source.clone());
                self.add_lot(*lot, amount.minor(), Some(*earned_on));
            }
            FundEvent::FundAdjusted { lot, delta, .. } => {
                self.figures.earned_minor += delta.minor();
                self.figures.available_minor += delta.minor();
                if let Some(lot) = self.lots.iter_mut().find(|known| known.id == *lot) {
                    lot.earned_minor += delta.minor();
                }
                self.put_back(*lot, delta.minor());
            }
            FundEvent::FundRolledOut { amount, lots, .. } => {
                self.figures.earned_minor -= amount.minor();
                self.figures.available_minor -= amount.minor();
                for share in lots {
                    if let Some(lot) = self.lots.iter_mut().find(|known| known.id == share.lot) {
                        lot.earned_minor -= share.amount.minor();
                    }
                }
                self.draw(lots);
            }
            FundEvent::FundRolledIn { lot, amount, .. } => {
                self.add_lot(*lot, amount.minor(), None);
            }
            FundEvent::FundExpired { amount, lots } => {
                self.figures.available_minor -= amount.minor();
                self.figures.expired_minor += amount.minor();
                self.draw(lots);
            }
            FundEvent::FundReserved {
                claim,
                amount,
                keys,
            } => {
                self.figures.available_minor -= amount.minor();
                self.figures.reserved_minor += amount.minor();
                self.hold(*claim, keys);
                self.share_mut(*claim).reserved_minor += amount.minor();
            }
            FundEvent::ReservationReleased {
                claim,
                amount,
                cause,
            } => {
                self.figures.available_minor += amount.minor();
                self.figures.reserved_minor -= amount.minor();
                self.share_mut(*claim).reserved_minor -= amount.minor();
                match cause {
                    ReleaseCause::ApprovedForLess => {}
                    ReleaseCause::Resubmitted
                    | ReleaseCause::Recalled
                    | ReleaseCause::Cancelled
                    | ReleaseCause::RejectedFinally
                    | ReleaseCause::Expired => self.let_go(*claim),
                }
            }
            FundEvent::FundCommitted {
                claim,
                approved,
                lots,
            } => {
                self.figures.reserved_minor -= approved.minor();
                self.figures.committed_minor += approved.minor();
                self.draw(lots);
                let share = self.share_mut(*claim);
                share.reserved_minor -= approved.minor();
                share.committed_minor += approved.minor();
                share.lots = lots.iter().map(|s| (s.lot, s.amount.minor())).collect();
            }
            FundEvent::CommitmentReversed {
                claim,
                amount,
                lots,
            } => {
                self.figures.committed_minor -= amount.minor();
                self.figures.available_minor += amount.minor();
                for share in lots {
                    self.put_back(share.lot, share.amount.minor());
                }
                let share = self.share_mut(*claim);
                share.committed_minor -= amount.minor();
                share.lots.clear();
            }
            FundEvent::FundDisbursed { claim, amount, .. } => {
                self.figures.committed_minor -= amount.minor();
                self.figures.paid_minor += amount.minor();
                let share = self.share_mut(*claim);
                share.committed_minor -= amount.minor();
                share.paid_minor += amount.minor();
            }
            FundEvent::DisbursementReversed { claim, amount, .. } => {
                self.figures.committed_minor += amount.minor();
                self.figures.paid_minor -= amount.minor();
                let share = self.share_mut(*claim);
                share.committed_minor += amount.minor();
                share.paid_minor -= amount.minor();
            }
        }
    }

    fn add_lot(&mut self, id: LotId, minor: i64, earned_on: Option<NaiveDate>) {
        self.figures.earned_minor += minor;
        self.figures.available_minor += minor;
        self.lots.push(Lot {
            id,
            earned_minor: minor,
            remaining_minor: minor,
            earned_on,
        });
    }

    fn share_mut(&mut self, claim: ClaimId) -> &mut Share {
        self.shares.entry(claim).or_default()
    }

    fn draw(&mut self, shares: &[LotShare]) {
        for share in shares {
            let open = self.first_open_lot.min(self.lots.len());
            let later = self.lots[open..].iter_mut().find(|lot| lot.id == share.lot);
            if let Some(lot) = later {
                lot.remaining_minor -= share.amount.minor();
            }
        }
        while self
            .lots
            .get(self.first_open_lot)
            .is_some_and(|lot| lot.remaining_minor == 0)
        {
            self.first_open_lot += 1;
        }
    }

    fn put_back(&mut self, id: LotId, minor: i64) {
        if let Some(index) = self.lots.iter().rposition(|lot| lot.id == id) {
            self.lots[index].remaining_minor += minor;
            self.first_open_lot = self.first_open_lot.min(index);
        }
    }

    fn hold(&mut self, claim: ClaimId, keys: &[DocumentKey]) {
        for key in keys {
            let holders = self.holders.entry(key.clone()).or_default();
            if !holders.contains(&claim) {
                holders.push(claim);
            }
        }
        self.share_mut(claim).keys = keys.to_vec();
    }

    fn let_go(&mut self, claim: ClaimId) {
        for key in std::mem::take(&mut self.share_mut(claim).keys) {
            if let Some(holders) = self.holders.get_mut(&key) {
                holders.retain(|holder| *holder != claim);
                if holders.is_empty() {
                    self.holders.remove(&key);
                }
            }
        }
    }
}
