//! One claim, as it is or as it was: its stream folded, in one statement.
//!
//! The statement gives the events, what the claim's row remembers of the last one, the head of the
//! log and the moment that is asked for, all as of one snapshot. Events that come after the moment
//! are not told; they show that none before it is gone, and whether a colleague is still invited.

use chrono::{DateTime, Utc};
use domain::aggregate::ClaimStream;
use domain::claim::Visibility;
use domain::{ClaimEvent, ClaimId, ClaimNumber, Stamped};
use sqlx::Row;
use sqlx::postgres::PgRow;

use super::{HistoryCursor, Listed, Page, ReadError, Viewer, Views};
use crate::log::raw::Raw;
use crate::log::scan::{StoredEvent, signed};
use crate::log::{AsOf, Moment, StreamKind};
use crate::stream::{ClaimDetails, DetailsFold, FoldedClaim, HistoryLine, Place};
use crate::witness::Ends;

pub(super) const CLAIM: &str = "
select event.position, event.aggregate_type, event.aggregate_id, event.sequence, event.event_type,
    event.event_version, event.payload::text, event.metadata::text, event.recorded_at, event.leaf,
    head.position, seen.version, moment.recorded_at
from log_head as head
left join claim as seen on seen.claim_id = $2
left join events as moment on moment.position = $3
left join events as event on event.aggregate_type = 'claim' and event.aggregate_id = $1
order by event.sequence";

/// Everything about one claim, as the viewer may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimPage {
    pub id: ClaimId,
    pub details: ClaimDetails,
    /// The position of its last event.
    pub position: u64,
    /// What people call it by: the position at which it was created.
    pub number: ClaimNumber,
}

/// An answer from the log, and as of when it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfTheLog<T> {
    pub answer: T,
    /// How far the log had come.
    pub head: u64,
    /// The moment that was asked for.
    pub moment: Option<Moment>,
}

/// The stream of a claim, read but not folded.
struct Story {
    rows: Vec<PgRow>,
    until: u64,
    head: u64,
    moment: Option<Moment>,
    /// The sequence of the last event that the claim's row remembers.
    seen: u64,
}

impl Views {
    /// Reads one claim whole, as it is or as of a position; none: there is none, or the viewer may
    /// not see it.
    ///
    /// Waits for nothing: it is folded from the log alone.
    pub async fn claim(
        &self,
        viewer: &Viewer,
        id: ClaimId,
        as_of: Option<u64>,
    ) -> Result<OfTheLog<Option<ClaimPage>>, ReadError> {
        let story = self.story(id, as_of).await?;
        let mut fold: Option<DetailsFold> = None;
        self.tell(&story, id, |_, event, place| match &mut fold {
            Some(fold) => fold.apply(event, place),
            None => fold = DetailsFold::begin(event, place),
        })
        .await?;
        let folded = fold.as_ref().map(DetailsFold::folded);
        let is_shown = story.is_shown_to(viewer, folded)?;
        Ok(story.answer(fold.filter(|_| is_shown).map(|fold| {
            let (position, number) = (fold.folded().last.position, fold.folded().number());
            let latest = viewer.latest(fold.folded());
            let mut details = fold.finish(latest);
            if !viewer.is_vendor_side() {
                let is_shown = |shown| shown == Visibility::Everyone;
                details
                    .comments
                    .retain(|comment| is_shown(comment.visibility));
            }
            ClaimPage {
                id,
                details,
                position,
                number,
            }
        })))
    }

    /// Lists the events of a claim, oldest first; none: there is no claim that the viewer may see.
    pub async fn history(
        &self,
        viewer: &Viewer,
        id: ClaimId,
        as_of: Option<u64>,
        page: &Page<HistoryCursor>,
    ) -> Result<OfTheLog<Option<Listed<HistoryLine, HistoryCursor>>>, ReadError> {
        let story = self.story(id, as_of).await?;
        let after = page.after.map_or(0, |after| after.sequence);
        let ahead = page.limit.get() + 1;
        let mut fold: Option<FoldedClaim> = None;
        let mut lines = vec![];
        self.tell(&story, id, |stored, event, place| {
            FoldedClaim::fold(&mut fold, event, place);
            let latest = fold.as_ref().map(|fold| viewer.latest(fold));
            let sequence = latest.map_or(0, |latest| latest.version);
            if sequence > after && lines.len() < ahead && viewer.reads_of(&event.event) {
                lines.push(HistoryLine::new(stored, event.clone(), sequence));
            }
        })
        .await?;
        let is_shown = story.is_shown_to(viewer, fold.as_ref())?;
        Ok(story.answer(is_shown.then(|| {
            Listed::cut(lines, page.limit, |line| HistoryCursor {
                sequence: line.sequence,
            })
        })))
    }

    /// Reads the stream of a claim.
    async fn story(&self, id: ClaimId, as_of: Option<u64>) -> Result<Story, ReadError> {
        let rows = sqlx::query(CLAIM)
            .bind(id.to_string())
            .bind(id.uuid())
            .bind(as_of.map(signed))
            .fetch_all(&self.readers)
            .await?;
        let first = rows.first().ok_or(sqlx::Error::RowNotFound)?;
        let head = first.try_get::<i64, _>(10)?.unsigned_abs();
        let seen = first.try_get::<Option<i64>, _>(11)?;
        let recorded_at: Option<DateTime<Utc>> = first.try_get(12)?;
        let moment = match (as_of, recorded_at) {
            (None, _) => None,
            (Some(position), Some(recorded_at)) if position <= head => Some(Moment {
                position,
                recorded_at,
            }),
            // Not a moment that the ledger knows: this says why.
            (Some(position), _) => Some(AsOf::Position(position).find(&self.readers).await?),
        };
        Ok(Story {
            until: as_of.unwrap_or(u64::MAX),
            head,
            moment,
            seen: seen.unwrap_or(0).unsigned_abs(),
            rows,
        })
    }

    /// Tells the events up to the moment, each proven and in place, and requires that none is gone
    /// from the end.
    async fn tell(
        &self,
        story: &Story,
        id: ClaimId,
        mut tell: impl FnMut(&StoredEvent, &Stamped<ClaimEvent>, Place),
    ) -> Result<(), ReadError> {
        let name = id.to_string();
        let mut ends = Ends::of(StreamKind::Claim, [name.as_str()]);
        let (mut last, mut highest, mut may_lack) = (Place::default(), 0, false);
        for row in &story.rows {
            if row.try_get::<Option<i64>, _>(0)?.is_none() {
                break;
            }
            let raw = Raw::of(row)?;
            if raw.position > story.until {
                // What comes later may be damaged; but what stood before it must be there.
                may_lack |= highest == last.sequence && raw.sequence != last.sequence + 1;
                highest = raw.sequence;
                continue;
            }
            let stored = StoredEvent::read(row)?;
            if let Err(gap) = stored.must_follow(last) {
                // The event that is gone is named, where the claim's row bears witness to it.
                ends.must_be_ends(&self.pool, story.until).await?;
                return Err(gap.into());
            }
            last = Place::of(&stored);
            highest = stored.sequence;
            ends.reach(&stored);
            let event = stored.read_as::<ClaimStream>()?;
            tell(&stored, &event, last);
        }
        if may_lack || story.seen > highest {
            ends.must_be_ends(&self.pool, story.until).await?;
        }
        Ok(())
    }
}

impl Story {
    /// Tells whether the viewer may see the claim both as it was and as it is: who was withdrawn is
    /// shown nothing any more, of whatever moment.
    fn is_shown_to(&self, viewer: &Viewer, then: Option<&FoldedClaim>) -> Result<bool, ReadError> {
        let Some(then) = then.filter(|then| viewer.can_see(then)) else {
            return Ok(false);
        };
        if !viewer.may_be_withdrawn() {
            return Ok(true);
        }
        let mut now = then.clone();
        for row in &self.rows {
            if Raw::of(row)?.position <= self.until {
                continue;
            }
            let stored = StoredEvent::read(row)?;
            stored.must_follow(now.last)?;
            now.apply(&stored.read_as::<ClaimStream>()?, Place::of(&stored));
        }
        Ok(viewer.can_see(&now))
    }

    fn answer<T>(&self, answer: T) -> OfTheLog<T> {
        OfTheLog {
            answer,
            head: self.head,
            moment: self.moment,
        }
    }
}
