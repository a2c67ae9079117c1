//! A fund folded twice: by the domain, and cent by cent.

use std::collections::HashMap;

use domain::fund::LotShare;
use domain::{ClaimId, Fund, FundEvent, FundId, LotId, Stamped, fund};

use super::Origin;
use super::cents::{Cents, Gone, LotCents};

/// A piece of a rollover: cents of one of the lots it took from.
#[derive(Clone, Copy, Debug)]
pub(super) struct RolledPiece {
    pub lot: usize,
    pub cents: Cents,
}

/// A claim's cents of a lot; so many of the first are paid.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    pub lot: usize,
    pub cents: Cents,
    pub paid_minor: i64,
}

/// A fund with its lots, cent by cent.
#[derive(Clone, Debug, Default)]
pub(super) struct FundCents {
    pub state: Option<Fund>,
    /// First in first.
    pub lots: Vec<LotCents>,
    places: HashMap<LotId, usize>,
    /// The rollovers to each fund, in order.
    out: HashMap<FundId, Vec<Vec<RolledPiece>>>,
    /// The lots that were rolled over from each fund, in order.
    into: HashMap<FundId, Vec<usize>>,
}

impl FundCents {
    /// Applies an event; `None`: it moves what is not there.
    pub fn apply(&mut self, event: &Stamped<FundEvent>) -> Option<()> {
        fund::evolve(&mut self.state, event);
        match &event.event {
            FundEvent::FundOpened { .. }
            | FundEvent::FundReserved { .. }
            | FundEvent::ReservationReleased { .. }
            | FundEvent::FundDisbursed { .. }
            | FundEvent::DisbursementReversed { .. } => Some(()),
            FundEvent::FundEarned {
                lot,
                amount,
                earned_on,
                source,
            } => {
                let origin = Origin::Earned {
                    earned_on: *earned_on,
                    source: source.clone(),
                };
                self.add(LotCents::new(*lot, origin, 0, amount.minor()));
                Some(())
            }
            FundEvent::FundRolledIn { from, lot, amount } => {
                let into = self.into.entry(*from).or_default();
                let nth = into.len();
                into.push(self.lots.len());
                let origin = Origin::RolledOver { from: *from };
                self.add(LotCents::new(*lot, origin, nth, amount.minor()));
                Some(())
            }
            FundEvent::FundAdjusted { lot, delta, .. } => {
                let lot = self.lot_mut(*lot)?;
                match delta.minor() {
                    minor if minor < 0 => lot.withdraw(-minor),
                    minor => lot.put_in(minor),
                }
            }
            FundEvent::FundRolledOut { to, lots, .. } => self.roll_out(*to, lots),
            FundEvent::FundExpired { lots, .. } => {
                self.each(lots, |lot, minor| lot.let_go(minor, |_| Gone::Expired))
            }
            FundEvent::FundCommitted { claim, lots, .. } => {
                self.each(lots, |lot, minor| lot.give(*claim, minor))
            }
            FundEvent::CommitmentReversed { claim, lots, .. } => {
                self.each(lots, |lot, minor| lot.take_back(*claim, minor))
            }
        }
    }

    /// Finds a lot's place among the lots.
    pub fn place(&self, lot: LotId) -> Option<usize> {
        self.places.get(&lot).copied()
    }

    /// Gives what the n-th rollover to another fund took, in order.
    pub fn rolled_out(&self, to: FundId, nth: usize) -> Option<&[RolledPiece]> {
        self.out.get(&to)?.get(nth).map(Vec::as_slice)
    }

    /// Finds the lot that the n-th rollover from another fund became.
    pub fn rolled_in(&self, from: FundId, nth: usize) -> Option<usize> {
        self.into.get(&from)?.get(nth).copied()
    }

    /// Lists the funds that were rolled over to this one.
    pub fn sources(&self) -> Vec<FundId> {
        self.into.keys().copied().collect()
    }

    /// Lists the funds this one rolled over to.
    pub fn targets(&self) -> Vec<FundId> {
        self.out.keys().copied().collect()
    }

    /// Lists a claim's cents, in the order of its lots; its first cents are those that are paid.
    pub fn of_claim(&self, claim: ClaimId) -> Vec<Held> {
        let share = self.state.as_ref().and_then(|fund| fund.share(claim));
        let Some(share) = share else { return vec![] };
        let mut paid_left = share.paid_minor;
        let mut held = vec![];
        for lot in share.lots.iter().filter_map(|(lot, _)| self.place(*lot)) {
            for cents in self.lots[lot].of_claim(claim) {
                let paid_minor = paid_left.clamp(0, cents.minor());
                paid_left -= paid_minor;
                held.push(Held {
                    lot,
                    cents: *cents,
                    paid_minor,
                });
            }
        }
        held
    }

    fn roll_out(&mut self, to: FundId, shares: &[LotShare]) -> Option<()> {
        let nth = self.out.get(&to).map_or(0, Vec::len);
        let (mut pieces, mut offset) = (vec![], 0);
        for share in shares {
            let place = self.place(share.lot)?;
            let lot = &mut self.lots[place];
            let before = lot.gone.len();
            lot.let_go(share.amount.minor(), |into| Gone::RolledOver {
                to,
                nth,
                offset: offset + into,
            })?;
            pieces.extend(lot.gone[before..].iter().map(|(_, cents)| RolledPiece {
                lot: place,
                cents: *cents,
            }));
            offset += share.amount.minor();
        }
        self.out.entry(to).or_default().push(pieces);
        Some(())
    }

    fn add(&mut self, lot: LotCents) {
        self.places.insert(lot.id, self.lots.len());
        self.lots.push(lot);
    }

    /// Does something to each lot of which an event names a share.
    fn each(
        &mut self,
        shares: &[LotShare],
        mut change: impl FnMut(&mut LotCents, i64) -> Option<()>,
    ) -> Option<()> {
        let mut shares = shares.iter();
        shares.try_for_each(|share| change(self.lot_mut(share.lot)?, share.amount.minor()))
    }

    fn lot_mut(&mut self, lot: LotId) -> Option<&mut LotCents> {
        let place = self.place(lot)?;
        self.lots.get_mut(place)
    }
}
