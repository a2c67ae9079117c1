//! What pages that act on one claim share: the claim as it is now, and what a command would do.

use application::ask::{Answer, Pages, Rehearsal, ShownClaim, When};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use domain::access::Operation;
use domain::event::Stamped;
use domain::fund::{self, LotShare};
use domain::{ClaimCommand, ClaimEvent, ClaimId, ClaimName, FundEvent, LotId, Money, Refusal};
use projections::ledger::FundFigures;
use projections::stream::{ClaimDetails, Facts};
use projections::views::{HistoryCursor, Limit, Page};

use super::acting::NotDone;
use super::fields::{Errors, Fields};
use super::say::{Html, Say};
use super::shell::{Place, Shell};
use super::visitor::Visitor;
use crate::failure::Failure;

/// A claim that somebody is about to act on, as it is now.
pub(super) struct OnClaim {
    pub(super) id: ClaimId,
    /// What people call it by.
    pub(super) number: String,
    pub(super) answer: Answer<ShownClaim>,
}

/// What stands above such a page: which claim it is about.
pub(super) struct Head {
    pub(super) number: String,
    pub(super) href: String,
    pub(super) status: domain::Status,
    pub(super) title: String,
    pub(super) partner: String,
    pub(super) round: u32,
}

impl OnClaim {
    /// Finds the claim that the address names, for who may do this somewhere and may see it.
    pub(super) async fn of(
        visitor: &Visitor,
        name: &str,
        operation: Operation,
    ) -> Result<Self, Failure> {
        visitor.caller.must_be_allowed_somewhere(operation)?;
        let name: ClaimName = name.parse().map_err(|_| Refusal::ClaimMustExist)?;
        let questions = &visitor.state.questions;
        let id = questions.claim_named(name).await?;
        let now = When {
            as_of: None,
            ..visitor.when()
        };
        let answer = questions.claim(visitor.asker(), id, now).await?;
        Ok(Self {
            id,
            number: answer.body.page.number.to_string(),
            answer,
        })
    }

    pub(super) fn details(&self) -> &ClaimDetails {
        &self.answer.body.page.details
    }

    pub(super) fn facts(&self) -> &Facts {
        &self.details().facts
    }

    /// Gives the version that a command is for.
    pub(super) fn version(&self) -> String {
        self.details().latest.version.to_string()
    }

    /// Gives the address of the claim.
    pub(super) fn href(&self) -> String {
        format!("/claims/{}", self.number)
    }

    pub(super) fn head(&self, say: Say) -> Head {
        let facts = self.facts();
        Head {
            number: self.number.clone(),
            href: self.href(),
            status: self.details().claim.status,
            title: facts.title.clone(),
            partner: say.org(&facts.partner),
            round: self.details().claim.round,
        }
    }

    /// Puts the surroundings of such a page together.
    pub(super) fn shell(
        &self,
        visitor: &Visitor,
        place: Place,
        title: String,
        name: &'static str,
    ) -> Shell {
        let say = visitor.say;
        let (above, above_name) = match place == Place::Review {
            true => ("/review", say.t("shell-review")),
            false => ("/claims", say.t("shell-claims")),
        };
        Shell::at(visitor, place, title, self.answer.position, None)
            .under(above, above_name)
            .under(&self.href(), self.number.clone())
            .called(say.t(name))
    }

    /// Says above a form why it was not done, and makes it for the claim as it is now: of one that
    /// was changed meanwhile it says by whom.
    pub(super) async fn told(
        &self,
        visitor: &Visitor,
        fields: &mut Fields,
        why: NotDone,
    ) -> Result<(Errors, StatusCode), Failure> {
        let (status, seen) = (why.status(), fields.version());
        fields.set("version", self.version());
        let mut errors = why.told(visitor.say)?;
        if let (StatusCode::CONFLICT, Some(sequence)) = (status, seen) {
            let after = Some(HistoryCursor { sequence });
            let limit = Limit::MAX;
            let pages = Pages::One(Page { after, limit });
            let questions = &visitor.state.questions;
            let asked = questions.history(visitor.asker(), self.id, &pages, When::default());
            if let Some(last) = asked.await?.body.rows.last() {
                let (by, _) = last.by();
                let sentence = visitor.say.say("act-overtaken");
                let at = visitor.say.instant(last.at());
                let sentence = sentence.text("name", visitor.say.person(&by.user));
                errors = Errors::of_all(sentence.html("at", at).into_html());
            }
        }
        Ok((errors, status))
    }

    /// Asks what a command would lead to.
    pub(super) async fn rehearse(
        &self,
        visitor: &Visitor,
        command: &ClaimCommand,
    ) -> Result<Result<Effects, Refusal>, Failure> {
        let questions = &visitor.state.questions;
        let rehearsed = questions
            .rehearse(visitor.actor(), self.id, command)
            .await?;
        Ok(rehearsed.map(|rehearsal| Effects::of(visitor, rehearsal)))
    }
}

/// What a command would change.
#[derive(Default)]
pub(super) struct Effects {
    /// The figures of the fund that move, by how much.
    pub(super) moves: Vec<(&'static str, Money)>,
    /// The lots that the money comes from, first in first.
    pub(super) lots: Vec<LotUsed>,
    /// The day by which somebody acts next, until when a rejection can be disputed, or the one
    /// that a deadline is moved from.
    pub(super) until: Option<NaiveDate>,
}

/// A part of a lot that a claim takes.
pub(super) struct LotUsed {
    /// Which one it is, counted from the first.
    pub(super) number: usize,
    pub(super) earned_on: Option<NaiveDate>,
    pub(super) amount: Money,
    pub(super) earned: Money,
    /// What stays in it.
    pub(super) left: Money,
}

impl Effects {
    fn of(visitor: &Visitor, rehearsal: Rehearsal) -> Self {
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
    pub(super) fn held(fund: &domain::Fund, (id, minor): &(LotId, i64)) -> Option<Self> {
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
    pub(super) fn moved(self, money: &Money) -> Html {
        let sign = if money.minor() > 0 { "+" } else { "" };
        let text = format!("{sign}{}", self.money_text(*money));
        Html::element("span", &[("class", "fig nb")], &text)
    }
}

/// Marks a page that was shown again because its form was refused.
pub(super) fn with_status(mut response: Response, status: StatusCode) -> Response {
    *response.status_mut() = status;
    response
}
