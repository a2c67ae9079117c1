//! The figures of each fund, its lots, and which of them are behind which claim.
//!
//! Nothing is loaded: figures and lots of earlier pages are changed by what this page adds to
//! them, and the tables' own checks refuse a fund that would no longer add up.

mod write;

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::fund::{Figures, LotShare};
use domain::{FundEvent, Stamped};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{FoldError, OfFund};
use crate::views::account::Movement;

/// What a page does to funds.
#[derive(Debug, Default)]
pub(in crate::views) struct Funds {
    funds: HashMap<Uuid, FundChange>,
    lots: HashMap<(Uuid, Uuid), LotChange>,
    shares: HashMap<Uuid, ShareChange>,
}

#[derive(Debug)]
struct FundChange {
    /// Its opening, if it is in this page.
    opened: Option<Opened>,
    version_before: i64,
    version: i64,
    position: i64,
    /// What is added to the figures.
    figures: Figures,
}

#[derive(Debug, Default)]
struct LotChange {
    /// Its earning, if it is in this page.
    earned: Option<Earned>,
    earned_minor: i64,
    remaining_minor: i64,
}

#[derive(Debug, Default)]
struct ShareChange {
    fund: Uuid,
    /// Whether earlier rows go.
    is_reversed: bool,
    lots: Vec<LotShare>,
}

/// The opening of a fund.
#[derive(Debug)]
struct Opened {
    event: Stamped<FundEvent>,
    position: i64,
}

/// Where a lot came from.
#[derive(Debug)]
struct Earned {
    /// The sequence of its event: the first is used first.
    place: i64,
    earned_on: Option<NaiveDate>,
    /// Empty for a rollover.
    source: String,
    rolled_from: Option<Uuid>,
}

impl Earned {
    fn of(event: &OfFund<'_>) -> Self {
        let (earned_on, source, rolled_from) = match &event.event.event {
            FundEvent::FundEarned {
                earned_on, source, ..
            } => (Some(*earned_on), source.clone(), None),
            FundEvent::FundRolledIn { from, .. } => (None, String::new(), Some(from.uuid())),
            FundEvent::FundOpened { .. }
            | FundEvent::FundAdjusted { .. }
            | FundEvent::FundRolledOut { .. }
            | FundEvent::FundExpired { .. }
            | FundEvent::FundReserved { .. }
            | FundEvent::ReservationReleased { .. }
            | FundEvent::FundCommitted { .. }
            | FundEvent::CommitmentReversed { .. }
            | FundEvent::FundDisbursed { .. }
            | FundEvent::DisbursementReversed { .. } => (None, String::new(), None),
        };
        Self {
            place: event.sequence(),
            earned_on,
            source,
            rolled_from,
        }
    }
}

impl Funds {
    /// Adds an event.
    pub(in crate::views) fn apply(&mut self, event: &OfFund<'_>) -> Result<(), FoldError> {
        let happened = &event.event.event;
        let fund = self
            .funds
            .entry(event.id.uuid())
            .or_insert_with(|| FundChange {
                opened: None,
                version_before: event.sequence() - 1,
                version: event.sequence() - 1,
                position: event.position(),
                figures: Figures::default(),
            });
        event.must_follow(fund.version)?;
        fund.version = event.sequence();
        fund.position = event.position();
        if let Some(movement) = Movement::of(happened) {
            movement.apply(&mut fund.figures);
        }
        match happened {
            FundEvent::FundOpened { .. } => {
                event.must_follow(0)?;
                fund.opened = Some(Opened {
                    event: event.event.clone(),
                    position: event.position(),
                });
            }
            FundEvent::FundEarned { lot, amount, .. }
            | FundEvent::FundRolledIn { lot, amount, .. } => {
                let change = LotChange {
                    earned: Some(Earned::of(event)),
                    earned_minor: amount.minor(),
                    remaining_minor: amount.minor(),
                };
                if self
                    .lots
                    .insert((event.id.uuid(), lot.uuid()), change)
                    .is_some()
                {
                    return Err(event.poison("the lot was earned already, or not yet"));
                }
            }
            FundEvent::FundAdjusted { lot, delta, .. } => {
                let delta = delta.minor();
                self.change_lot(event, lot.uuid(), delta, delta);
            }
            FundEvent::FundRolledOut { lots, .. } => {
                for LotShare { lot, amount } in lots {
                    let taken = amount.minor().saturating_neg();
                    self.change_lot(event, lot.uuid(), taken, taken);
                }
            }
            FundEvent::FundExpired { lots, .. } => self.draw(event, lots),
            FundEvent::FundCommitted { claim, lots, .. } => {
                self.draw(event, lots);
                let share = self.shares.entry(claim.uuid()).or_default();
                (share.fund, share.lots) = (event.id.uuid(), lots.clone());
            }
            FundEvent::CommitmentReversed { claim, lots, .. } => {
                for LotShare { lot, amount } in lots {
                    self.change_lot(event, lot.uuid(), 0, amount.minor());
                }
                let share = self.shares.entry(claim.uuid()).or_default();
                *share = ShareChange {
                    fund: event.id.uuid(),
                    is_reversed: true,
                    lots: vec![],
                };
            }
            FundEvent::FundReserved { .. }
            | FundEvent::ReservationReleased { .. }
            | FundEvent::FundDisbursed { .. }
            | FundEvent::DisbursementReversed { .. } => {}
        }
        Ok(())
    }

    fn draw(&mut self, event: &OfFund<'_>, lots: &[LotShare]) {
        for LotShare { lot, amount } in lots {
            self.change_lot(event, lot.uuid(), 0, amount.minor().saturating_neg());
        }
    }

    fn change_lot(&mut self, event: &OfFund<'_>, lot: Uuid, earned: i64, remaining: i64) {
        let change = self.lots.entry((event.id.uuid(), lot)).or_default();
        change.earned_minor = change.earned_minor.saturating_add(earned);
        change.remaining_minor = change.remaining_minor.saturating_add(remaining);
    }

    /// Writes what changed.
    pub(in crate::views) async fn write(
        self,
        version: i32,
        connection: &mut PgConnection,
    ) -> Result<(), FoldError> {
        write::funds(version, self.funds, connection).await?;
        write::lots(version, self.lots, connection).await?;
        write::shares(version, self.shares, connection).await
    }
}
