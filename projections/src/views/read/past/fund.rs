//! One fund as it was, with its lots and where each had gone.

use std::collections::BTreeSet;
use std::slice;

use chrono::{DateTime, Utc};
use domain::aggregate::FundStream;
use domain::{ClaimId, Fund, FundEvent, FundId, Stamped, fund};

use super::{Past, ReadError, Viewer};
use crate::ledger::FundFigures;
use crate::log::StreamKind;
use crate::stream::scan::{each_whole, folded};
use crate::views::read::funds::put_uses;
use crate::views::read::{FundLine, FundPage, Lot, LotUse};

/// What the fold of a fund does not keep.
#[derive(Default)]
struct Beside {
    opened: Option<(DateTime<Utc>, u64)>,
    version: u64,
    position: u64,
    /// Of each lot its source and the fund it was rolled over from, in the order in which they came.
    origins: Vec<(String, Option<FundId>)>,
    /// Claims that were approved some money; some may have lost it again.
    approved: BTreeSet<ClaimId>,
}

impl Past {
    /// Reads one fund with its lots; none: there was none, or the viewer may not see it.
    ///
    /// It is folded from the log alone: no view is waited for.
    pub async fn fund(&self, viewer: &Viewer, id: FundId) -> Result<Option<FundPage>, ReadError> {
        let name = id.to_string();
        let (mut state, mut beside) = (None, Beside::default());
        let (kind, ids) = (StreamKind::Fund, slice::from_ref(&name));
        each_whole::<FundStream>(
            &self.views.pool,
            (kind, ids),
            self.until,
            |stored, event| {
                fund::evolve(&mut state, &event);
                beside.see(&event, stored.sequence, stored.position);
            },
        )
        .await?;
        let seen = state.filter(|fund: &Fund| viewer.can_see_money(&fund.partner, &fund.programme));
        Ok(seen.and_then(|fund| beside.page(id, &fund)))
    }

    /// Folds a fund as the domain knows it, whoever reads; none: there was none.
    pub async fn fund_state(&self, id: FundId) -> Result<Option<Fund>, ReadError> {
        let (kind, name) = (StreamKind::Fund, id.to_string());
        let (stream, _) = folded::<FundStream>(&self.views.pool, kind, &name, self.until).await?;
        Ok(stream.0)
    }
}

impl Beside {
    fn see(&mut self, event: &Stamped<FundEvent>, version: u64, position: u64) {
        (self.version, self.position) = (version, position);
        match &event.event {
            FundEvent::FundOpened { .. } => self.opened = Some((event.at, position)),
            FundEvent::FundEarned { source, .. } => self.origins.push((source.clone(), None)),
            FundEvent::FundRolledIn { from, .. } => self.origins.push((String::new(), Some(*from))),
            FundEvent::FundCommitted { claim, .. } => {
                self.approved.insert(*claim);
            }
            FundEvent::FundAdjusted { .. }
            | FundEvent::FundRolledOut { .. }
            | FundEvent::FundExpired { .. }
            | FundEvent::FundReserved { .. }
            | FundEvent::ReservationReleased { .. }
            | FundEvent::CommitmentReversed { .. }
            | FundEvent::FundDisbursed { .. }
            | FundEvent::DisbursementReversed { .. } => {}
        }
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
        let lots = fund.lots.iter().zip(self.origins);
        let lots = lots.map(|(lot, (source, rolled_from))| Lot {
            id: lot.id,
            earned_on: lot.earned_on,
            source,
            rolled_from,
            earned: fund.money(lot.earned_minor),
            remaining: fund.money(lot.remaining_minor),
            uses: vec![],
        });
        let mut lots: Vec<Lot> = lots.collect();
        let uses = self.approved.into_iter().flat_map(|claim| {
            let parts = fund.share(claim).map_or(&[][..], |share| &share.lots);
            parts.iter().map(move |(lot, minor)| {
                let amount = fund.money(*minor);
                (*lot, LotUse { claim, amount })
            })
        });
        put_uses(&mut lots, uses);
        Some(FundPage { fund: line, lots })
    }
}
