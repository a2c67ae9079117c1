//! What stands beside an overview of then: the strip of events, what is now, what came next.

use std::collections::HashMap;

use application::ask::{
    Answer, Between, By, Claims, DiffCursor, Freshness, Overview, Pages, Postings, PostingsPages,
    When,
};

use domain::{ClaimId, FundId, Money, Status};
use futures::future::{join_all, try_join_all};
use projections::ledger::FundFigures;
use projections::log::{AsOf, Moment};
use projections::views::{ClaimChange, FundFilter, Limit, Page};

use crate::failure::Failure;
use crate::pages::fund::entries::Entry;
use crate::pages::shell::Shell;
use crate::pages::travel::{Mark, Strip, neighbours};
use crate::pages::visitor::Visitor;

/// Of so many funds events are on the strip, and so many of each: the latest.
const FUNDS_MAX: usize = 6;
const MARKS_MAX: usize = 200;

/// At so many places of the strip months are named where there are no marks.
const PLACES: u64 = 16;

/// So many changes are told.
const CHANGES: u32 = 8;
const NEXT_MAX: usize = 6;

/// What stands beside an overview of then.
pub(in crate::pages) struct Past {
    marks: Vec<Mark>,
    head: u64,
    now: HashMap<FundId, FundFigures>,
    changes: Vec<ClaimChange>,
    entries: Vec<(FundId, projections::views::EntryLine)>,
}

/// A claim that changed since.
pub(in crate::pages) struct Changed {
    pub(in crate::pages) href: String,
    pub(in crate::pages) number: String,
    pub(in crate::pages) title: String,
    pub(in crate::pages) amount: Money,
    /// None: it was not there yet.
    pub(in crate::pages) then: Option<Status>,
    pub(in crate::pages) now: Status,
}

impl Changed {
    /// Tells whether its status is what it was: something else of it changed.
    pub(in crate::pages) fn is_same(&self) -> bool {
        self.then == Some(self.now)
    }
}

impl Past {
    /// Reads it; nothing, if the overview is that of now.
    pub(in crate::pages) async fn of(
        visitor: &Visitor,
        overview: &Answer<Overview>,
    ) -> Result<Option<Self>, Failure> {
        let Some(moment) = overview.moment else {
            return Ok(None);
        };
        let (questions, asker) = (&visitor.state.questions, visitor.asker());
        let everything = FundFilter::default();
        let now = questions.overview(
            asker,
            &everything,
            (By::Recorded, Claims::LeftOut),
            When::default(),
        );
        let now = now.await?;
        let head = (*visitor.state.ledger.head().borrow()).max(moment.position);
        let marks = marks(visitor, &now.body).await?;
        let between = Between {
            from: AsOf::Position(moment.position),
            to: AsOf::Position(head),
            partner: None,
        };
        let page = |after| Page {
            after,
            limit: Limit::try_from(CHANGES).unwrap_or_default(),
        };
        // Claims come before funds in a difference, and many of them would leave no room.
        let only_funds = page(Some(DiffCursor::Funds(None)));
        let fresh = Freshness::default();
        let (diff, moved) = futures::try_join!(
            questions.diff(asker, &between, page(None), fresh),
            questions.diff(asker, &between, only_funds, fresh),
        )?;
        let funds = moved.body.funds.rows.into_iter();
        let entries = funds.flat_map(|fund| {
            let id = fund.id;
            fund.entries.into_iter().map(move |entry| (id, entry))
        });
        let mut entries: Vec<_> = entries.collect();
        entries.sort_by_key(|(_, entry)| entry.position);
        entries.truncate(NEXT_MAX);
        Ok(Some(Self {
            marks,
            head,
            now: now
                .body
                .lines
                .iter()
                .map(|line| (line.fund, line.figures))
                .collect(),
            changes: diff.body.claims,
            entries,
        }))
    }

    /// Gives what a fund has now.
    pub(in crate::pages) fn now(&self, fund: FundId) -> Option<FundFigures> {
        self.now.get(&fund).copied()
    }

    /// Says which events of theirs are next to the moment.
    pub(in crate::pages) fn between(&self, shell: Shell) -> Shell {
        let Some(past) = &shell.past else {
            return shell;
        };
        let (earlier, later) = neighbours(&self.marks, past.position);
        shell.between(earlier, later)
    }

    pub(in crate::pages) fn strip(&self, visitor: &Visitor, shell: &Shell) -> Option<Strip> {
        Strip::of(visitor.say, shell, "/", (1, self.head), &self.marks)
    }

    pub(in crate::pages) fn changes(&self, shell: &Shell) -> Vec<Changed> {
        let changed = |change: &ClaimChange| Changed {
            href: shell.to(format!("/claims/{}", change.number)),
            number: change.number.to_string(),
            title: change.facts.title.clone(),
            amount: change.after.standing.amount(),
            then: change.before.map(|before| before.standing.status),
            now: change.after.standing.status,
        };
        self.changes.iter().map(changed).collect()
    }

    pub(in crate::pages) fn next(&self, visitor: &Visitor, shell: &Shell) -> Vec<Entry> {
        let numbered = |id: ClaimId| {
            let change = self.changes.iter().find(|change| change.id == id);
            change.map(|change| change.number.to_string())
        };
        let entry = |(_, line): &(FundId, _)| Entry::of(visitor.say, shell, "/", line, numbered);
        self.entries.iter().map(entry).collect()
    }
}

/// Gives the latest entries of a partner's funds, oldest first.
async fn marks(visitor: &Visitor, now: &Overview) -> Result<Vec<Mark>, Failure> {
    let all = PostingsPages::Recorded(Pages::All { most: MARKS_MAX });
    let funds = now.lines.iter().take(FUNDS_MAX);
    let asked = funds.map(|line| {
        let questions = &visitor.state.questions;
        questions.postings(visitor.asker(), line.fund, &all, When::default())
    });
    let mut marks = vec![];
    for postings in try_join_all(asked).await? {
        if let Postings::Recorded(entries) = &postings.body {
            marks.extend(entries.rows.iter().map(Mark::from));
        }
    }
    marks.sort_by_key(|mark| mark.position);
    Ok(marks)
}

/// Draws the strip of the whole ledger, for who sees many partners' funds; nothing, if what is shown
/// is that of now.
pub(in crate::pages) async fn strip_of_all(visitor: &Visitor, shell: &Shell) -> Option<Strip> {
    let at = shell.past.as_ref()?.position;
    let head = (*visitor.state.ledger.head().borrow()).max(at);
    let places = places(visitor, head).await;
    Strip::of(visitor.say, shell, "/", (1, head), &places)
}

/// Gives when events at some places of the whole ledger were recorded, so that months have names.
async fn places(visitor: &Visitor, head: u64) -> Vec<Mark> {
    let step = (head / PLACES).max(1);
    let positions = (0..PLACES)
        .map(|n| 1 + n * step)
        .take_while(|it| *it <= head);
    let asked = positions.map(|position| visitor.state.questions.moment(AsOf::Position(position)));
    let found = join_all(asked).await.into_iter().flatten();
    let mark = |Moment {
                    position,
                    recorded_at,
                }: Moment| Mark {
        position,
        at: recorded_at,
        moves_money: false,
    };
    found.map(mark).collect()
}
