//! One fund as it was, with its lots and where each had gone.

use std::collections::BTreeSet;
use std::slice;

use domain::aggregate::FundStream;
use domain::{ClaimId, Fund, FundEvent, FundId, LotId, Stamped, fund};

use super::{Past, ReadError, Viewer};
use crate::ledger::FundFigures;
use crate::log::StreamKind;
use crate::stream::scan::each_whole;
use crate::views::read::{FundLine, FundPage, Lot, LotUse};

/// What the fold of a fund does not keep.
#[derive(Default)]
struct Beside {
    opened: Option<(chrono::DateTime<chrono::Utc>, u64)>,
    version: u64,
    position: u64,
    /// The lots in the order in which they came, with where from.
    origins: Vec<Origin>,
    /// Claims that were approved some money; some may have lost it again.
    approved: BTreeSet<ClaimId>,
}

struct Origin {
    lot: LotId,
    source: String,
    rolled_from: Option<FundId>,
}

impl Past {
    /// Reads one fund with its lots; none: there was none, or the viewer may not see it.
    ///
    /// It is folded from the log alone: no view is waited for.
    pub async fn fund(&self, viewer: &Viewer, id: FundId) -> Result<Option<FundPage>, ReadError> {
        let name = id.to_string();
        let (mut state, mut beside) = (None, Beside::default());
        let (kind, ids) = (StreamKind::Fund, slice::from_ref(&name));
        each_whole::<FundStream>(&self.pool, (kind, ids), self.until, |stored, event| {
            fund::evolve(&mut state, &event);
            beside.see(&event, stored.sequence, stored.position);
        })
        .await?;
        let seen = state.filter(|fund: &Fund| viewer.can_see_money(&fund.partner, &fund.programme));
        Ok(seen.and_then(|fund| beside.page(id, &fund)))
    }
}

impl Past {
    /// Folds a fund as the domain knows it, whoever reads; none: there was none.
    pub async fn fund_state(&self, id: FundId) -> Result<Option<Fund>, ReadError> {
        let (name, mut state) = (id.to_string(), None);
        let streams = (StreamKind::Fund, slice::from_ref(&name));
        each_whole::<FundStream>(&self.pool, streams, self.until, |_, event| {
            fund::evolve(&mut state, &event);
        })
        .await?;
        Ok(state)
    }
}

impl Beside {
    fn see(&mut self, event: &Stamped<FundEvent>, version: u64, position: u64) {
        (self.version, self.position) = (version, position);
        let origin = match &event.event {
            FundEvent::FundOpened { .. } => {
                self.opened = Some((event.at, position));
                return;
            }
            FundEvent::FundEarned { lot, source, .. } => (*lot, source.clone(), None),
            FundEvent::FundRolledIn { lot, from, .. } => (*lot, String::new(), Some(*from)),
            FundEvent::FundCommitted { claim, .. } => {
                self.approved.insert(*claim);
                return;
            }
            FundEvent::FundAdjusted { .. }
            | FundEvent::FundRolledOut { .. }
            | FundEvent::FundExpired { .. }
            | FundEvent::FundReserved { .. }
            | FundEvent::ReservationReleased { .. }
            | FundEvent::CommitmentReversed { .. }
            | FundEvent::FundDisbursed { .. }
            | FundEvent::DisbursementReversed { .. } => return,
        };
        let (lot, source, rolled_from) = origin;
        self.origins.push(Origin {
            lot,
            source,
            rolled_from,
        });
    }

    fn page(self, id: FundId, fund: &Fund) -> Option<FundPage> {
        let (opened_at, opened) = self.opened?;
        let line = FundLine {
            id,
            partner: fund.partner.clone(),
            programme: fund.programme.clone(),
            policy_version: fund.policy_version,
            period: fund.period.clone(),
            currency: fund.currency,
            claim_until: fund.claim_until,
            opened_at,
            figures: FundFigures::new(&fund.figures, fund.currency),
            opened,
            version: self.version,
            position: self.position,
        };
        let mut lots: Vec<Lot> = fund
            .lots
            .iter()
            .zip(self.origins)
            .map(|(lot, origin)| {
                debug_assert_eq!(lot.id, origin.lot, "lots come in the order of their events");
                Lot {
                    id: lot.id,
                    earned_on: lot.earned_on,
                    source: origin.source,
                    rolled_from: origin.rolled_from,
                    earned: fund.money(lot.earned_minor),
                    remaining: fund.money(lot.remaining_minor),
                    uses: vec![],
                }
            })
            .collect();
        let places: std::collections::HashMap<_, _> = fund
            .lots
            .iter()
            .enumerate()
            .map(|(place, lot)| (lot.id.uuid(), place))
            .collect();
        for claim in self.approved {
            let parts = fund.share(claim).map_or(&[][..], |share| &share.lots);
            for (lot, minor) in parts {
                if let Some(place) = places.get(&lot.uuid()) {
                    let amount = fund.money(*minor);
                    lots[*place].uses.push(LotUse { claim, amount });
                }
            }
        }
        Some(FundPage { fund: line, lots })
    }
}
