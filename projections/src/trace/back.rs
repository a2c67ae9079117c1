//! From cents of a lot back to the earnings they come from.

use domain::{FundId, LotId};

use super::cents::Cents;
use super::funds::Funds;
use super::{Origin, Through, TraceError};

/// Cents of an earning, and the rolled-over lots on the way to it.
#[derive(Clone, Debug)]
pub(super) struct FoundEarning {
    pub fund: FundId,
    pub lot: LotId,
    pub origin: Origin,
    pub minor: i64,
    pub through: Vec<Through>,
}

impl Funds {
    /// Follows cents of a lot back through rollovers; their earnings, in the order of the cents.
    pub(super) fn earnings_behind(
        &self,
        fund: FundId,
        lot: usize,
        cents: Cents,
    ) -> Result<Vec<FoundEarning>, TraceError> {
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
        found: &mut Vec<FoundEarning>,
    ) -> Result<(), TraceError> {
        let lot = &self.get(fund)?.lots[place];
        let mut ends_here = |origin, cents: Cents| {
            found.push(FoundEarning {
                fund,
                lot: lot.id,
                origin,
                minor: cents.minor(),
                through: through.clone(),
            });
        };
        let Origin::RolledOver { from } = lot.origin else {
            ends_here(lot.origin.clone(), cents);
            return Ok(());
        };
        let added = Cents {
            from: lot.began_minor,
            to: lot.put_in_minor,
        };
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
            let here = Cents {
                from: offset,
                to: offset + piece.cents.minor(),
            };
            if let Some(part) = cents.within(here) {
                let there = Cents {
                    from: piece.cents.from + part.from - offset,
                    to: piece.cents.from + part.to - offset,
                };
                self.follow_back(from, piece.lot, there, through, found)?;
            }
            offset = here.to;
        }
        through.pop();
        Ok(())
    }
}
