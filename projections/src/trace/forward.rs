//! From cents of a lot on to where they are now.

use domain::FundId;

use super::cents::{Cents, Gone};
use super::funds::Funds;
use super::{Fate, Through, TraceError, Whereabouts};

/// The walk from one lot to all its cents.
struct Walk<'a> {
    funds: &'a Funds,
    through: Vec<Through>,
    /// What was found, each with the first of its cents in the lot that is traced.
    found: Vec<(i64, Fate)>,
}

impl Funds {
    /// Follows all cents of a lot through rollovers to where they are, in the order of the cents.
    pub(super) fn whereabouts(&self, fund: FundId, lot: usize) -> Result<Vec<Fate>, TraceError> {
        let mut walk = Walk {
            funds: self,
            through: vec![],
            found: vec![],
        };
        let whole = self.get(fund)?.lots[lot].whole();
        walk.go(fund, lot, whole, 0)?;
        walk.found.sort_by_key(|(first, _)| *first);
        Ok(walk.found.into_iter().map(|(_, fate)| fate).collect())
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
        let here = (fund, cents, back);
        for free in lot.free() {
            self.find(here, Whereabouts::Remaining, free, 0);
        }
        for claim in lot.claims() {
            let held = known.of_claim(claim).into_iter();
            for held in held.filter(|held| held.lot == place) {
                self.find(here, Whereabouts::Claim(claim), held.cents, held.paid_minor);
            }
        }
        for (gone, there) in &lot.gone {
            let Some(part) = there.within(cents) else {
                continue;
            };
            match *gone {
                Gone::Expired => self.find(here, Whereabouts::Expired, part, 0),
                Gone::Withdrawn => self.find(here, Whereabouts::Withdrawn, part, 0),
                Gone::RolledOver { to, nth, offset } => {
                    let other = self.funds.get(to)?;
                    let Some(arrived) = other.rolled_in(fund, nth) else {
                        self.find(here, Whereabouts::OnItsWay { to }, part, 0);
                        continue;
                    };
                    let shift = offset - there.from;
                    self.through.push(Through {
                        fund: to,
                        lot: other.lots[arrived].id,
                    });
                    self.go(to, arrived, part.shifted(shift), back - shift)?;
                    self.through.pop();
                }
            }
        }
        Ok(())
    }

    /// Notes those of some cents that are looked at; so many of the first are paid.
    fn find(
        &mut self,
        (fund, cents, back): (FundId, Cents, i64),
        place: Whereabouts,
        there: Cents,
        paid_minor: i64,
    ) {
        if let Some(part) = there.within(cents) {
            let paid = Cents::new(there.from, there.from + paid_minor);
            let paid_minor = part.within(paid).map_or(0, Cents::minor);
            let fate = Fate {
                place,
                fund,
                amount: self.funds.money(part.minor()),
                paid: self.funds.money(paid_minor),
                through: self.through.clone(),
            };
            self.found.push((part.from + back, fate));
        }
    }
}
