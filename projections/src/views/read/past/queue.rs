//! The queue as it was.
//!
//! Claims that were over by then are left out unread; all others are folded, and of their tasks
//! those of the page are kept. On a large log that takes seconds.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::claim::ContributionState;
use domain::{ClaimId, Status};
use uuid::Uuid;

use super::{BATCH, Past, ReadError, Viewer, folded};
use crate::stream::{AskedFor, FoldedClaim, TaskKind};
use crate::views::read::claims::cursor;
use crate::views::read::{
    AwaitedContribution, ClaimFilter, Listed, Page, QueueCursor, QueueFilter, QueueLine,
};

/// The order of the queue: by due day, then by age; those without a day come last.
type Place = (bool, Option<NaiveDate>, u64, Uuid, Uuid);

impl Past {
    /// Lists what waited, by due day, then by age.
    pub async fn queue(
        &self,
        viewer: &Viewer,
        filter: &QueueFilter,
        page: &Page<QueueCursor>,
    ) -> Result<Listed<QueueLine, QueueCursor>, ReadError> {
        let after = page.after.as_ref().map(place);
        let mut first: BTreeMap<Place, QueueLine> = BTreeMap::new();
        let waiting = waiting(filter);
        let mut opened = None;
        loop {
            let claims = self.candidates(viewer, &waiting, opened, BATCH).await?;
            opened = claims.last().map(cursor);
            let claims: Vec<ClaimId> = claims.into_iter().map(|claim| claim.id).collect();
            for (id, claim) in folded(&self.views.pool, &claims, self.until).await? {
                let tasks = tasks(id, &claim);
                for line in tasks.into_iter().filter(|line| fits(viewer, filter, line)) {
                    let place = place(&line.cursor());
                    if after.as_ref().is_none_or(|after| place > *after) {
                        first.insert(place, line);
                    }
                }
                while first.len() > page.limit.get() + 1 {
                    first.pop_last();
                }
            }
            if claims.len() < BATCH {
                break;
            }
        }
        Ok(Listed::cut(
            first.into_values().collect(),
            page.limit,
            QueueLine::cursor,
        ))
    }
}

/// Gives which claims may have had tasks: those that were not over.
fn waiting(filter: &QueueFilter) -> ClaimFilter {
    let is_not_over = |status: &Status| TaskKind::of(*status).is_some();
    ClaimFilter {
        statuses: Status::ALL.into_iter().filter(is_not_over).collect(),
        partner: filter.partner.clone(),
        programme: filter.programme.clone(),
        reviewer: filter.reviewer.clone(),
        ..ClaimFilter::default()
    }
}

/// Gives what a claim waits for: itself, and contributions to it.
fn tasks(id: ClaimId, folded: &FoldedClaim) -> Vec<QueueLine> {
    let (facts, progress) = (folded.facts(), folded.progress());
    let Some((kind, due)) = progress.task() else {
        return vec![];
    };
    let task = |kind: TaskKind, since, due, position, contribution| QueueLine {
        claim: id,
        number: folded.number(),
        kind,
        role: kind.role(),
        since,
        due,
        position,
        facts: facts.clone(),
        progress: progress.clone(),
        contribution,
    };
    let own = task(kind, folded.since, due, folded.since_position, None);
    let mut tasks = vec![own];
    let is_awaited = |asked: &AskedFor| {
        asked.state == ContributionState::Open && progress.standing.status.is_editable()
    };
    for asked in folded.asked().filter(is_awaited) {
        let (since, due, position) = (asked.at, asked.due, asked.position);
        let awaited = AwaitedContribution {
            id: asked.id,
            to: asked.to,
            what: asked.what,
        };
        let kind = TaskKind::Contribution;
        tasks.push(task(kind, since, due, position, Some(awaited)));
    }
    tasks
}

fn fits(viewer: &Viewer, filter: &QueueFilter, line: &QueueLine) -> bool {
    let asked_of = line.contribution.as_ref().map(|asked| &asked.to);
    let is_theirs = match viewer {
        Viewer::Contributor(person) => asked_of == Some(person),
        Viewer::Inside | Viewer::Vendor(_) | Viewer::Partner(_) | Viewer::Nobody => {
            viewer.can_see_money(&line.facts.partner, &line.facts.programme)
        }
    };
    let reviewer = line.progress.reviewer.as_ref();
    is_theirs
        && filter.has_kind(line.kind)
        && (filter.reviewer.is_none() || filter.reviewer.as_ref() == reviewer)
        && (filter.person.is_none() || filter.person.as_ref() == asked_of)
        && filter
            .due_by
            .is_none_or(|day| line.due.is_some_and(|due| due <= day))
}

fn place(cursor: &QueueCursor) -> Place {
    let contribution = cursor.contribution.map_or(Uuid::nil(), |id| id.uuid());
    let (due, claim) = (cursor.due, cursor.claim.uuid());
    (due.is_none(), due, cursor.position, claim, contribution)
}
