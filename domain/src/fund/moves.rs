//! The fund events that claim commands entail: decided together with the claim's own.

use super::{Fund, FundEvent, LotShare, ReleaseCause};
use crate::document::DocumentKey;
use crate::{ClaimId, Money, PaymentId};

/// Reserves an amount for a claim in place of what it reserved before.
///
/// Gives no event when neither the amount nor the documents changed.
pub(crate) fn reserve(
    fund: &Fund,
    claim: ClaimId,
    amount: Money,
    keys: Vec<DocumentKey>,
) -> Vec<FundEvent> {
    let reserved = fund.share(claim).filter(|share| share.reserved_minor > 0);
    let is_same = reserved.is_some_and(|it| it.reserved_minor == amount.minor() && it.keys == keys);
    if is_same {
        return vec![];
    }
    let mut events = release(fund, claim, ReleaseCause::Resubmitted);
    events.push(FundEvent::FundReserved {
        claim,
        amount,
        keys,
    });
    events
}

/// Releases all that a claim reserved.
pub(crate) fn release(fund: &Fund, claim: ClaimId, cause: ReleaseCause) -> Vec<FundEvent> {
    match fund.share(claim) {
        Some(share) if share.reserved_minor > 0 => {
            vec![released(fund, claim, share.reserved_minor, cause)]
        }
        Some(_) | None => vec![],
    }
}

fn released(fund: &Fund, claim: ClaimId, minor: i64, cause: ReleaseCause) -> FundEvent {
    FundEvent::ReservationReleased {
        claim,
        amount: fund.money(minor),
        cause,
    }
}

/// Turns a claim's reservation into a commitment, first lot first; what is left over is released.
///
/// The caller has checked that the fund covers the approved amount.
pub(crate) fn commit(fund: &Fund, claim: ClaimId, approved: Money) -> Vec<FundEvent> {
    let share = fund.share(claim);
    let reserved = share.map_or(0, |share| share.reserved_minor);
    let mut events = vec![];
    if approved.minor() > reserved {
        events = release(fund, claim, ReleaseCause::Resubmitted);
        events.push(FundEvent::FundReserved {
            claim,
            amount: approved,
            keys: share.map(|share| share.keys.clone()).unwrap_or_default(),
        });
    } else if approved.minor() < reserved {
        let left = reserved - approved.minor();
        let cause = ReleaseCause::ApprovedForLess;
        events.push(released(fund, claim, left, cause));
    }
    let lots = oldest_first(fund, approved.minor());
    events.push(FundEvent::FundCommitted {
        claim,
        approved,
        lots,
    });
    events
}

/// Takes a commitment back and reserves again what was asked for, or as much as there is.
pub(crate) fn reverse_commitment(fund: &Fund, claim: ClaimId, requested: Money) -> Vec<FundEvent> {
    let Some(share) = fund.share(claim) else {
        return vec![];
    };
    let lots = share
        .lots
        .iter()
        .map(|(lot, minor)| LotShare {
            lot: *lot,
            amount: fund.money(*minor),
        })
        .collect();
    let committed = share.committed_minor;
    let reachable = fund.figures.available_minor.saturating_add(committed);
    let amount = fund.money(requested.minor().min(reachable));
    vec![
        FundEvent::CommitmentReversed {
            claim,
            amount: fund.money(committed),
            lots,
        },
        FundEvent::FundReserved {
            claim,
            amount,
            keys: share.keys.clone(),
        },
    ]
}

/// Pays from a claim's commitment.
pub(crate) fn disburse(claim: ClaimId, payment: PaymentId, amount: Money) -> Vec<FundEvent> {
    vec![FundEvent::FundDisbursed {
        claim,
        payment,
        amount,
    }]
}

/// Takes a payment back into the claim's commitment.
pub(crate) fn reverse_payment(claim: ClaimId, payment: PaymentId, amount: Money) -> Vec<FundEvent> {
    vec![FundEvent::DisbursementReversed {
        claim,
        payment,
        amount,
    }]
}

/// Takes an amount from the lots, first in first out.
pub(super) fn oldest_first(fund: &Fund, minor: i64) -> Vec<LotShare> {
    take(
        fund,
        minor,
        fund.lots[fund.first_open_lot.min(fund.lots.len())..].iter(),
    )
}

/// Takes an amount from the lots, the newest first.
pub(super) fn newest_first(fund: &Fund, minor: i64) -> Vec<LotShare> {
    take(fund, minor, fund.lots.iter().rev())
}

fn take<'a>(fund: &Fund, minor: i64, lots: impl Iterator<Item = &'a super::Lot>) -> Vec<LotShare> {
    let mut left = minor;
    let mut shares = vec![];
    for lot in lots {
        if left == 0 {
            break;
        }
        let taken = lot.remaining_minor.min(left);
        if taken > 0 {
            left -= taken;
            shares.push(LotShare {
                lot: lot.id,
                amount: fund.money(taken),
            });
        }
    }
    shares
}
