//! Every cent of a lot is left in it, expired, or behind one claim.

use std::collections::BTreeMap;

use domain::{FundEvent, LotId};

use crate::common::{Event, Logged, World};

/// Checks each lot of each fund against the log and the claims' shares.
pub fn every_cent_is_traceable(world: &World, log: &[Logged]) -> Result<(), String> {
    let mut expired: BTreeMap<(domain::FundId, LotId), i64> = BTreeMap::new();
    for logged in log {
        if let (Logged::Fund(id, _), Event::Fund(FundEvent::FundExpired { lots, .. })) =
            (logged, logged.event())
        {
            for share in lots {
                *expired.entry((*id, share.lot)).or_default() += share.amount.minor();
            }
        }
    }
    for (id, fund) in world.funds() {
        for lot in &fund.lots {
            let behind_claims: i64 = world
                .claims()
                .filter(|(_, claim)| claim.fund == id)
                .filter_map(|(claim, _)| fund.share(claim))
                .flat_map(|share| &share.lots)
                .filter(|(held, _)| *held == lot.id)
                .map(|(_, minor)| minor)
                .sum();
            let gone = expired.get(&(id, lot.id)).copied().unwrap_or_default();
            if lot.earned_minor != lot.remaining_minor + behind_claims + gone {
                return Err(format!(
                    "{lot:?}: {behind_claims} behind claims, {gone} expired"
                ));
            }
        }
    }
    Ok(())
}
