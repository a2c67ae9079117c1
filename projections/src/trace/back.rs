//! From cents of a lot back to the earnings they come from.

use domain::FundId;

use super::cents::Cents;
use super::funds::Funds;
use super::{EarnedPart, Origin, Through, TraceError};

impl Funds {
    /// Follows cents of a lot back through rollovers; their earnings, in the order of the
    /// cents, none of them paid.
    pub(super) fn earnings_behind(
        &self,
        fund: FundId,
        lot: usize,
        cents: Cents,
    ) -> Result<Vec<EarnedPart>, TraceError> {
        let mut found = vec![];
        if cents.minor() == 0 {
            return Ok(found);
        }
        self.follow_back(fund, lot, cents, &mut vec![], &mut found)?;
        Ok(found)
    }

    fn follow_back(
        &self,
        fund: FundId,
        place: usize,
        cents: Cents,
        through: &mut Vec<Through>,
        found: &mut Vec<EarnedPart>,
    ) -> Result<(), TraceError> {
        let lot = &self.get(fund)?.lots[place];
        let mut ends_here = |origin, cents: Cents| {
            found.push(EarnedPart {
                fund,
                lot: lot.id,
                origin,
                amount: self.money(cents.minor()),
                paid: self.money(0),
                through: through.clone(),
            });
        };
        let Origin::RolledOver { from } = lot.origin else {
            ends_here(lot.origin.clone(), cents);
            return Ok(());
        };
        let added = Cents::new(lot.began_minor, lot.put_in_minor);
        if let Some(cents) = cents.within(added) {
            ends_here(Origin::Adjusted, cents);
        }
        let unknown = TraceError::NoSuchRollover {
            fund: from,
            lot: lot.id,
        };
        let pieces = self.get(from)?.rolled_out(fund, lot.nth).ok_or(unknown)?;
        through.push(Through { fund, lot: lot.id });
        let mut offset = 0;
        for piece in pieces {
            let here = Cents::new(offset, offset + piece.cents.minor());
            if let Some(part) = cents.within(here) {
                let there = part.shifted(piece.cents.from - offset);
                self.follow_back(from, piece.lot, there, through, found)?;
            }
            offset = here.to;
        }
        through.pop();
        Ok(())
    }
}
