//! The claims that changed between two moments, in the order of their first change.
//!
//! They are found in the log by position and folded from it, some at a time: however much happened,
//! the memory of one page is enough.

use std::collections::{HashMap, HashSet};

use domain::aggregate::ClaimStream;
use domain::{ClaimEvent, ClaimId, ClaimNumber, OrgId, Stamped};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use uuid::Uuid;

use super::{Span, TOLD_MAX};
use crate::log::StreamKind;
use crate::log::scan::{StoredEvent, signed};
use crate::stream::scan::each_whole;
use crate::stream::{Facts, FoldedClaim, HistoryLine, Place, Standing};
use crate::views::read::asked::Asked;
use crate::views::read::claims::OWNER;
use crate::views::read::{Listed, Page, ReadError, Viewer, Views};

/// How many claims are folded at a time.
const BATCH: usize = 100;

/// How many claims a page looks at before it gives what it has found.
const LOOKED_AT_MAX: usize = 5_000;

/// How many positions one statement walks along.
const WINDOW: u64 = 100_000;

/// How many positions a page walks along before it gives what it has found.
const WALKED_MAX: u64 = 1_000_000;

/// The first event of each claim in the span: the one before it, if any, is not in it.
const CHANGED: &str = "
    select event.position, event.aggregate_id
    from events as event
    left join events as before
      on before.aggregate_type = event.aggregate_type
     and before.aggregate_id = event.aggregate_id
     and before.sequence = event.sequence - 1
    where event.position > $1
      and event.position <= $2
      and event.aggregate_type = 'claim'
      and coalesce(before.position, 0) <= $3
    order by event.position
    limit $4";

/// The same for those from whom the vendor's side keeps something to itself: as if there were no
/// comments for its eyes alone.
const CHANGED_FOR_PARTNER: &str = "
    select event.position, event.aggregate_id
    from events as event
    left join lateral (
        select earlier.position
        from events as earlier
        where earlier.aggregate_type = event.aggregate_type
          and earlier.aggregate_id = event.aggregate_id
          and earlier.sequence < event.sequence
          and (earlier.event_type <> 'CommentAdded'
              or earlier.payload #>> '{event,CommentAdded,visibility}' <> 'vendor_only')
        order by earlier.sequence desc
        limit 1
    ) as before on true
    where event.position > $1
      and event.position <= $2
      and event.aggregate_type = 'claim'
      and (event.event_type <> 'CommentAdded'
          or event.payload #>> '{event,CommentAdded,visibility}' <> 'vendor_only')
      and coalesce(before.position, 0) <= $3
    order by event.position
    limit $4";
const CHOSEN: &str = "
    select claim_id
    from claim
    where claim_id = any(";

/// After a claim in a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeCursor {
    /// The position of the claim's first change, or how far a page that found none has come.
    pub position: u64,
}

/// How a claim stood at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaimState {
    pub standing: Standing,
    /// How many documents were on it.
    pub documents: u32,
}

/// A claim that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimChange {
    pub id: ClaimId,
    pub number: ClaimNumber,
    /// What it said about itself at the later moment.
    pub facts: Facts,
    /// None: it was created in between.
    pub before: Option<ClaimState>,
    pub after: ClaimState,
    /// What changed it, oldest first.
    pub events: Vec<HistoryLine>,
    /// How many more events there are than are told.
    pub more_events: u64,
    /// The position of its first change.
    pub position: u64,
}

impl Views {
    /// Lists the claims that changed in a span, in the order of their first change.
    ///
    /// A page may have fewer rows than its limit and yet say where the next one begins. Waits for
    /// nothing; the partner of a claim is looked up in the view `claim`.
    pub async fn changed_claims(
        &self,
        viewer: &Viewer,
        span: Span,
        partner: Option<&OrgId>,
        page: &Page<ChangeCursor>,
    ) -> Result<Listed<ClaimChange, ChangeCursor>, ReadError> {
        let (mut rows, mut looked_at): (Vec<ClaimChange>, _) = (vec![], 0);
        let begin = page.after.map_or(span.from, |after| after.position);
        let begin = begin.max(span.from);
        let mut reached = begin;
        while looked_at < LOOKED_AT_MAX && reached.saturating_sub(begin) < WALKED_MAX {
            let (candidates, walked_to) = self.candidates(viewer, span, reached).await?;
            reached = walked_to;
            looked_at += candidates.len();
            let chosen = self.of_partner(viewer, partner, candidates).await?;
            rows.extend(self.changes(viewer, span, &chosen).await?);
            if reached >= span.to || rows.len() > page.limit.get() {
                return Ok(Listed::cut(rows, page.limit, |row| ChangeCursor {
                    position: row.position,
                }));
            }
        }
        let next = Some(ChangeCursor { position: reached });
        Ok(Listed {
            rows,
            next,
            checkpoint: None,
        })
    }

    /// Walks along the log to the first changes of the next claims, and says how far it came.
    async fn candidates(
        &self,
        viewer: &Viewer,
        span: Span,
        after: u64,
    ) -> Result<(Vec<(u64, ClaimId)>, u64), ReadError> {
        let until = after.saturating_add(WINDOW).min(span.to);
        let changed = match viewer.is_vendor_side() {
            true => CHANGED,
            false => CHANGED_FOR_PARTNER,
        };
        let rows: Vec<(i64, String)> = sqlx::query_as(changed)
            .bind(signed(after))
            .bind(signed(until))
            .bind(signed(span.from))
            .bind(BATCH as i64)
            .fetch_all(&self.pool)
            .await?;
        let last = rows.last().filter(|_| rows.len() == BATCH);
        let walked_to = last.map_or(until, |(position, _)| position.unsigned_abs());
        let found = rows.iter().filter_map(|(position, id)| {
            let id = id.parse().ok()?;
            Some((position.unsigned_abs(), id))
        });
        Ok((found.collect(), walked_to))
    }

    /// Leaves out the claims of other partners unread: whose a claim is never changes.
    async fn of_partner(
        &self,
        viewer: &Viewer,
        partner: Option<&OrgId>,
        candidates: Vec<(u64, ClaimId)>,
    ) -> Result<Vec<(u64, ClaimId)>, ReadError> {
        if *viewer == Viewer::Inside && partner.is_none() {
            return Ok(candidates);
        }
        let ids: Vec<Uuid> = candidates.iter().map(|(_, id)| id.uuid()).collect();
        let mut asked = Asked::new(CHOSEN);
        asked.with("", ids).then(")");
        asked.seen_by(viewer, OWNER);
        asked.and_word("partner =", partner);
        let rows = asked.query().fetch_all(&self.pool).await?;
        let theirs = rows.iter().map(|row| row.try_get(0));
        let theirs: HashSet<Uuid> = theirs.collect::<Result<_, _>>()?;
        let mut chosen = candidates;
        chosen.retain(|(_, id)| theirs.contains(&id.uuid()));
        Ok(chosen)
    }

    async fn changes(
        &self,
        viewer: &Viewer,
        span: Span,
        chosen: &[(u64, ClaimId)],
    ) -> Result<Vec<ClaimChange>, ReadError> {
        let names: Vec<String> = chosen.iter().map(|(_, id)| id.to_string()).collect();
        let mut drafts: HashMap<String, Draft> = HashMap::with_capacity(names.len());
        let streams = (StreamKind::Claim, names.as_slice());
        each_whole::<ClaimStream>(&self.pool, streams, span.to, |stored, event| {
            let draft = drafts.entry(stored.aggregate_id.clone()).or_default();
            FoldedClaim::fold(&mut draft.folded, &event, Place::of(stored));
            if stored.position > span.from {
                draft.note(viewer, stored, event);
            } else {
                draft.before = draft.folded.as_ref().map(state);
            }
        })
        .await?;
        let drafts = chosen
            .iter()
            .zip(names)
            .filter_map(|((position, id), name)| {
                let draft = drafts.remove(&name)?;
                draft.finish(viewer, *position, *id)
            });
        Ok(drafts.collect())
    }
}

/// A claim on its way from one moment to the other.
#[derive(Default)]
struct Draft {
    folded: Option<FoldedClaim>,
    before: Option<ClaimState>,
    events: Vec<HistoryLine>,
    more_events: u64,
}

impl Draft {
    fn note(&mut self, viewer: &Viewer, stored: &StoredEvent, event: Stamped<ClaimEvent>) {
        if !viewer.reads_of(&event.event) {
            return;
        }
        if self.events.len() == TOLD_MAX {
            self.more_events += 1;
            return;
        }
        let latest = self.folded.as_ref().map(|folded| viewer.latest(folded));
        let sequence = latest.map_or(stored.sequence, |latest| latest.version);
        self.events.push(HistoryLine::new(stored, event, sequence));
    }

    /// Gives the change, if there is one that the viewer may see.
    fn finish(self, viewer: &Viewer, position: u64, id: ClaimId) -> Option<ClaimChange> {
        let folded = self.folded.filter(|folded| viewer.can_see(folded))?;
        if self.events.is_empty() {
            return None;
        }
        Some(ClaimChange {
            id,
            number: folded.number(),
            before: self.before,
            after: state(&folded),
            facts: folded.facts(),
            events: self.events,
            more_events: self.more_events,
            position,
        })
    }
}

fn state(folded: &FoldedClaim) -> ClaimState {
    ClaimState {
        standing: folded.standing(),
        documents: u32::try_from(folded.claim().documents.len()).unwrap_or(u32::MAX),
    }
}
