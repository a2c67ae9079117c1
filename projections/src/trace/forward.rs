//! From cents of a lot on to where they are now.

use domain::{ClaimId, FundId};

use super::cents::{Cents, Gone};
use super::fund_cents::Held;
use super::funds::Funds;
use super::lot::Whereabouts;
use super::{Through, TraceError};

/// Cents of the lot that is traced, and where they are.
#[derive(Clone, Debug)]
pub(super) struct FoundCents {
    /// Cents of the lot that is traced.
    pub cents: Cents,
    pub fund: FundId,
    pub place: Whereabouts,
    /// How many of them a claim was paid.
    pub paid_minor: i64,
    pub through: Vec<Through>,
}

/// The walk from one lot to all its cents.
struct Walk<'a> {
    funds: &'a Funds,
    through: Vec<Through>,
    found: Vec<FoundCents>,
}

impl Funds {
    /// Follows all cents of a lot through rollovers to where they are, in the order of the cents.
    pub(super) fn whereabouts(
        &self,
        fund: FundId,
        lot: usize,
    ) -> Result<Vec<FoundCents>, TraceError> {
        let mut walk = Walk {
            funds: self,
            through: vec![],
            found: vec![],
        };
        let whole = self.get(fund)?.lots[lot].whole();
        walk.go(fund, lot, whole, 0)?;
        walk.found.sort_by_key(|found| found.cents.from);
        Ok(walk.found)
    }
}

impl Walk<'_> {
    /// Looks at cents of a lot; `back` leads from them to the cents of the lot that is traced.
    fn go(
        &mut self,
        fund: FundId,
        place: usize,
        cents: Cents,
        back: i64,
    ) -> Result<(), TraceError> {
        let known = self.funds.get(fund)?;
        let lot = &known.lots[place];
        for free in lot.free() {
            self.find(fund, Whereabouts::Remaining, free, cents, back);
        }
        for claim in lot.claims() {
            for held in known
                .of_claim(claim)
                .iter()
                .filter(|held| held.lot == place)
            {
                self.find_held(fund, claim, held, cents, back);
            }
        }
        for (gone, there) in &lot.gone {
            let Some(part) = there.within(cents) else {
                continue;
            };
            match *gone {
                Gone::Expired => self.find(fund, Whereabouts::Expired, part, cents, back),
                Gone::Withdrawn => self.find(fund, Whereabouts::Withdrawn, part, cents, back),
                Gone::RolledOver { to, nth, offset } => {
                    let other = self.funds.get(to)?;
                    let Some(arrived) = other.rolled_in(fund, nth) else {
                        self.find(fund, Whereabouts::OnItsWay { to }, part, cents, back);
                        continue;
                    };
                    let shift = offset - there.from;
                    self.through.push(Through {
                        fund: to,
                        lot: other.lots[arrived].id,
                    });
                    let part = Cents {
                        from: part.from + shift,
                        to: part.to + shift,
                    };
                    self.go(to, arrived, part, back - shift)?;
                    self.through.pop();
                }
            }
        }
        Ok(())
    }

    fn find_held(&mut self, fund: FundId, claim: ClaimId, held: &Held, cents: Cents, back: i64) {
        let paid = Cents {
            from: held.cents.from,
            to: held.cents.from + held.paid_minor,
        };
        if let Some(part) = held.cents.within(cents) {
            self.found.push(FoundCents {
                cents: shifted(part, back),
                fund,
                place: Whereabouts::Claim(claim),
                paid_minor: part.within(paid).map_or(0, Cents::minor),
                through: self.through.clone(),
            });
        }
    }

    fn find(&mut self, fund: FundId, place: Whereabouts, there: Cents, cents: Cents, back: i64) {
        if let Some(part) = there.within(cents) {
            self.found.push(FoundCents {
                cents: shifted(part, back),
                fund,
                place,
                paid_minor: 0,
                through: self.through.clone(),
            });
        }
    }
}

const fn shifted(cents: Cents, by: i64) -> Cents {
    Cents {
        from: cents.from + by,
        to: cents.to + by,
    }
}
