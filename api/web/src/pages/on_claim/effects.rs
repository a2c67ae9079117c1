//! What a command on a claim would do to its fund, before anybody gives it.

use application::ask::Rehearsal;
use chrono::NaiveDate;
use domain::event::Stamped;
use domain::fund::{self, LotShare};
use domain::{ClaimEvent, FundEvent, LotId, Money};
use projections::ledger::FundFigures;

use crate::pages::say::{Html, Say};
use crate::pages::visitor::Visitor;

/// What a command would change.
#[derive(Default)]
pub(in crate::pages) struct Effects {
    /// The figures of the fund that move, by how much.
    pub(in crate::pages) moves: Vec<(&'static str, Money)>,
    /// The lots that the money comes from, first in first.
    pub(in crate::pages) lots: Vec<LotUsed>,
    /// The day by which somebody acts next, until when a rejection can be disputed, or the one
    /// that a deadline is moved from.
    pub(in crate::pages) until: Option<NaiveDate>,
}

/// A part of a lot that a claim takes.
pub(in crate::pages) struct LotUsed {
    /// Which one it is, counted from the first.
    pub(in crate::pages) number: usize,
    pub(in crate::pages) earned_on: Option<NaiveDate>,
    pub(in crate::pages) amount: Money,
    pub(in crate::pages) earned: Money,
    /// What stays in it.
    pub(in crate::pages) left: Money,
}

impl Effects {
    pub(super) fn of(visitor: &Visitor, rehearsal: Rehearsal) -> Self {
        let until = rehearsal.decision.claim.iter().find_map(until);
        let Some(before) = rehearsal.fund else {
            return Self {
                until,
                ..Self::default()
            };
        };
        let events = rehearsal.decision.fund;
        let committed = events.iter().find_map(lots_of);
        let mut after = Some(before.clone());
        for event in events {
            let event = Stamped {
                at: visitor.now(),
                by: visitor.actor().clone(),
                event,
            };
            fund::evolve(&mut after, &event);
        }
        let lots = committed.into_iter().flatten();
        let lots = lots.filter_map(|share| LotUsed::of(&before, &share));
        let lots = lots.collect();
        let figures = |fund: &domain::Fund| FundFigures::new(&fund.figures, fund.currency);
        Self {
            lots,
            until,
            moves: after.map_or_else(Vec::new, |after| moves(&figures(&before), &figures(&after))),
        }
    }
}

impl LotUsed {
    /// Shows a part of a lot that a claim has already.
    pub(in crate::pages) fn held(fund: &domain::Fund, (id, minor): &(LotId, i64)) -> Option<Self> {
        let at = fund.lots.iter().position(|lot| lot.id == *id)?;
        let lot = &fund.lots[at];
        Some(Self {
            number: at + 1,
            earned_on: lot.earned_on,
            amount: fund.money(*minor),
            earned: fund.money(lot.earned_minor),
            left: fund.money(lot.remaining_minor),
        })
    }

    fn of(fund: &domain::Fund, share: &LotShare) -> Option<Self> {
        let at = fund.lots.iter().position(|lot| lot.id == share.lot)?;
        let lot = &fund.lots[at];
        Some(Self {
            number: at + 1,
            earned_on: lot.earned_on,
            amount: share.amount,
            earned: fund.money(lot.earned_minor),
            left: fund.money(lot.remaining_minor - share.amount.minor()),
        })
    }
}

/// Gives the day that follows from an event.
fn until(event: &ClaimEvent) -> Option<NaiveDate> {
    if let ClaimEvent::ClaimApproved { payment_due, .. } = event {
        return Some(*payment_due);
    }
    if let ClaimEvent::ClaimRejected { dispute_until, .. } = event {
        return *dispute_until;
    }
    if let ClaimEvent::InfoRequested { due_on, .. } = event {
        return Some(*due_on);
    }
    if let ClaimEvent::DeadlineExtended { from, .. } = event {
        return Some(*from);
    }
    None
}

/// Gives the lots that an event commits.
fn lots_of(event: &FundEvent) -> Option<Vec<LotShare>> {
    if let FundEvent::FundCommitted { lots, .. } = event {
        return Some(lots.clone());
    }
    None
}

/// Lists the figures that are others afterwards.
fn moves(before: &FundFigures, after: &FundFigures) -> Vec<(&'static str, Money)> {
    let figures = |of: &FundFigures| {
        [
            ("reserved", of.reserved),
            ("committed", of.committed),
            ("paid", of.paid),
            ("available", of.available),
            ("expired", of.expired),
        ]
    };
    let pairs = figures(before).into_iter().zip(figures(after));
    let moved = pairs.map(|((part, before), (_, after))| {
        let moved = after.minor() - before.minor();
        (part, Money::from_minor(moved, before.currency()))
    });
    moved.filter(|(_, moved)| moved.minor() != 0).collect()
}

impl Say {
    /// Shows by how much a figure moves: with its sign.
    pub(in crate::pages) fn moved(self, money: &Money) -> Html {
        let sign = if money.minor() > 0 { "+" } else { "" };
        let text = format!("{sign}{}", self.money_text(*money));
        Html::element("span", &[("class", "fig nb")], &text)
    }
}
