//! The queue as it was.
//!
//! Claims that were over by then are left out unread; all others are folded, and of their tasks
//! those of the page are kept. On a large log that takes seconds.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use domain::aggregate::ClaimStream;
use domain::{ClaimId, OrgId, ProgrammeId};
use sqlx::Row;
use uuid::Uuid;

use super::{BATCH, Past, ReadError, Viewer, each, mark_of};
use crate::log::StreamKind;
use crate::views::course::TaskKind;
use crate::views::fold::queue::Waiting;
use crate::views::read::{Listed, Page, QueueCursor, QueueFilter, QueueLine};

const CANDIDATES: &str = "
    select claim_id, opened
    from claim
    where opened > $5
      and opened <= $3
      and (position > $3 or status not in ('cancelled', 'expired', 'rejection_final', 'paid'))
      and (
            $1 = 'vendor'
            or ($1 = 'partner' and partner = $2)
            or ($1 = 'contributor' and strpos(folded, $4) > 0)
        )
      and ($6::text is null or partner = $6)
      and ($7::text is null or programme = $7)
      and ($8::text is null or position > $3 or reviewer = $8)
    order by opened
    limit $9";

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
        let after = page.after.as_ref().map(|cursor| {
            let contribution = cursor.contribution.map_or(Uuid::nil(), |id| id.uuid());
            place(cursor.due, cursor.position, cursor.claim, contribution)
        });
        let mut first: BTreeMap<Place, QueueLine> = BTreeMap::new();
        let mut opened = 0;
        loop {
            let claims = self.unfinished(viewer, filter, &mut opened).await?;
            for (id, waiting) in self.waiting(&claims).await? {
                let tasks = tasks(id, &waiting);
                for line in tasks.into_iter().filter(|line| fits(viewer, filter, line)) {
                    let place = place_of(&line);
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

    /// Gives the next claims that were not over by then, and remembers how far it came.
    async fn unfinished(
        &self,
        viewer: &Viewer,
        filter: &QueueFilter,
        opened: &mut i64,
    ) -> Result<Vec<ClaimId>, ReadError> {
        let rows = sqlx::query(CANDIDATES)
            .persistent(false)
            .bind(viewer.kind())
            .bind(viewer.name())
            .bind(self.signed())
            .bind(mark_of(viewer))
            .bind(*opened)
            .bind(filter.partner.as_ref().map(OrgId::as_str))
            .bind(filter.programme.as_ref().map(ProgrammeId::as_str))
            .bind(filter.reviewer.as_ref().map(ToString::to_string))
            .bind(BATCH as i64)
            .fetch_all(&self.pool)
            .await?;
        let mut claims = vec![];
        for row in rows {
            claims.push(ClaimId::from_uuid(row.try_get::<Uuid, _>(0)?));
            *opened = row.try_get(1)?;
        }
        Ok(claims)
    }

    async fn waiting(&self, claims: &[ClaimId]) -> Result<Vec<(ClaimId, Waiting)>, ReadError> {
        let names: Vec<String> = claims.iter().map(ToString::to_string).collect();
        let mut folded: HashMap<String, Waiting> = HashMap::with_capacity(names.len());
        let (kind, until) = (StreamKind::Claim, self.until);
        each::<ClaimStream>(&self.pool, kind, &names, until, |stored, envelope| {
            let position = i64::try_from(stored.position).unwrap_or(i64::MAX);
            match folded.get_mut(&stored.aggregate_id) {
                Some(waiting) => waiting.apply(&envelope.payload, position),
                None => {
                    let created = Waiting::created(&envelope.payload, position);
                    folded.extend(created.map(|created| (stored.aggregate_id.clone(), created)));
                }
            }
        })
        .await?;
        let named = claims.iter().zip(&names);
        let known = named.filter_map(|(id, name)| Some((*id, folded.remove(name)?)));
        Ok(known.collect())
    }
}

/// Gives what a claim waits for: itself, and contributions to it.
fn tasks(id: ClaimId, waiting: &Waiting) -> Vec<QueueLine> {
    let Some((kind, due)) = waiting.course.task() else {
        return vec![];
    };
    let task = |kind: TaskKind, since, due, position: i64, contribution| QueueLine {
        claim: id,
        kind,
        role: kind.role(),
        since,
        due,
        position: position.unsigned_abs(),
        facts: waiting.facts.clone(),
        course: waiting.course.clone(),
        contribution,
    };
    let own = task(kind, waiting.course.since, due, waiting.position(), None);
    let mut tasks = vec![own];
    for asked in waiting.awaited() {
        let (since, due, position) = (asked.since, asked.due, asked.position);
        let kind = TaskKind::Contribution;
        tasks.push(task(kind, since, due, position, Some(asked.clone())));
    }
    tasks
}

fn fits(viewer: &Viewer, filter: &QueueFilter, line: &QueueLine) -> bool {
    let asked_of = line.contribution.as_ref().map(|asked| &asked.to);
    let is_theirs = match viewer {
        Viewer::Vendor => true,
        Viewer::Partner(org) => line.facts.partner == *org,
        Viewer::Contributor(person) => asked_of == Some(person),
        Viewer::Nobody => false,
    };
    let is_one_of = filter.kinds.is_empty() || filter.kinds.contains(&line.kind);
    let is_for = filter.roles.is_empty() || filter.roles.contains(&line.role);
    let reviewer = line.course.reviewer.as_ref();
    is_theirs
        && is_one_of
        && is_for
        && (filter.reviewer.is_none() || filter.reviewer.as_ref() == reviewer)
        && (filter.person.is_none() || filter.person.as_ref() == asked_of)
        && filter
            .due_by
            .is_none_or(|day| line.due.is_some_and(|due| due <= day))
}

fn place_of(line: &QueueLine) -> Place {
    let contribution = line.contribution.as_ref();
    let contribution = contribution.map_or(Uuid::nil(), |asked| asked.id.uuid());
    place(line.due, line.position, line.claim, contribution)
}

fn place(due: Option<NaiveDate>, position: u64, claim: ClaimId, contribution: Uuid) -> Place {
    (due.is_none(), due, position, claim.uuid(), contribution)
}
