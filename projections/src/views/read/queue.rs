//! The queue: what waits for whom, from the rows of claims and what was asked of colleagues.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{ClaimId, ClaimNumber, ContributionId, OrgId, Person, ProgrammeId, Role, Status};
use sqlx::Row;
use sqlx::postgres::PgRow;
use uuid::Uuid;

use super::asked::{Asked, Owner};
use super::claims::{line as claim_line, line_columns};
use super::overview::parsed;
use super::{Listed, Page, QueueCursor, ReadError, Viewer, Views};
use crate::log::scan::signed;
use crate::stream::{ClaimProgress, Facts, TaskKind};

/// With how far the view has come, as of the same statement.
const TASKS: &str = "
    select
        *, nullif(waits_until, 'infinity') as due_on,
        (select views.position from views where views.name = 'claim' and views.is_live)
            as checkpoint
    from (";

/// The claims themselves; an index has them in the order of the queue.
const CLAIMS: &str = concat!(
    "
        (
            select *
            from (
                select ",
    line_columns!(),
    ",
                    '00000000-0000-0000-0000-000000000000'::uuid as contribution_id,
                    null::text as person, null::text as what, since as waits_since,
                    coalesce(due, 'infinity') as waits_until, since_position as waits_from
                from claim
                where status not in ('cancelled', 'expired', 'rejection_final', 'paid')
            ) as waiting
            where true"
);

/// What colleagues were asked for, while the partner may change the claim.
const CONTRIBUTIONS: &str = concat!(
    "
        (
            select ",
    line_columns!(),
    ",
                contribution_id, person, what, waits_since, waits_until, waits_from
            from claim
            join (
                select
                    claim_id as asked_id, contribution_id, person, what, since as waits_since,
                    coalesce(due, 'infinity') as waits_until, position as waits_from
                from claim_contribution
                where state = 'open'
            ) as asked on asked_id = claim_id
            where status in ('editing', 'action_required')"
);

const ORDER: &str = " order by waits_until, waits_from, claim_id, contribution_id limit";

/// Those without a due day come last.
const AFTER: &str = " and (waits_until, waits_from, claim_id, contribution_id) > (coalesce(";

/// A colleague sees what they were asked for, and not what the claim waits for.
const OWNER: Owner = Owner {
    partner: "partner",
    programme: "programme",
    invited: Some("(person ="),
};

/// Which tasks; what is absent does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueueFilter {
    /// Any of these; none given: all.
    pub kinds: Vec<TaskKind>,
    /// Waiting for any of these roles; none given: all.
    pub roles: Vec<Role>,
    pub partner: Option<OrgId>,
    pub programme: Option<ProgrammeId>,
    pub reviewer: Option<Person>,
    /// The colleague a contribution was asked of.
    pub person: Option<Person>,
    /// Due on this day or before.
    pub due_by: Option<NaiveDate>,
}

/// Something that waits for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueLine {
    pub claim: ClaimId,
    /// What people call the claim by.
    pub number: ClaimNumber,
    pub kind: TaskKind,
    /// Who is to act.
    pub role: Role,
    /// Since when it waits, in business time.
    pub since: DateTime<Utc>,
    /// By when; none: no day was set.
    pub due: Option<NaiveDate>,
    /// The position of the event since which it waits.
    pub position: u64,
    pub facts: Facts,
    pub progress: ClaimProgress,
    /// What was asked of a colleague, if that is what waits.
    pub contribution: Option<AwaitedContribution>,
}

/// A contribution that was asked for and has not come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwaitedContribution {
    pub id: ContributionId,
    pub to: Person,
    pub what: String,
}

impl QueueFilter {
    /// Tells whether tasks of a kind are asked for.
    pub(super) fn has_kind(&self, kind: TaskKind) -> bool {
        (self.kinds.is_empty() || self.kinds.contains(&kind))
            && (self.roles.is_empty() || self.roles.contains(&kind.role()))
    }

    /// Gives the statuses in which a claim itself waits for what is asked for.
    fn statuses(&self) -> Vec<&'static str> {
        let waits = |status: &Status| TaskKind::of(*status).is_some_and(|kind| self.has_kind(kind));
        let statuses = Status::ALL.into_iter().filter(waits);
        statuses.map(|status| status.as_str()).collect()
    }

    /// Adds the conditions on tasks, and the order and number of those of a page.
    fn narrow(&self, asked: &mut Asked, viewer: &Viewer, page: &Page<QueueCursor>) {
        asked
            .seen_by(viewer, OWNER)
            .and_word("person =", self.person.as_ref())
            .and_word("partner =", self.partner.as_ref())
            .and_word("programme =", self.programme.as_ref())
            .and_word("reviewer =", self.reviewer.as_ref())
            .and("waits_until <=", self.due_by);
        if let Some(after) = &page.after {
            let contribution = after.contribution.map_or(Uuid::nil(), |id| id.uuid());
            asked
                .with(AFTER, after.due)
                .with(", 'infinity'),", signed(after.position))
                .with(",", after.claim.uuid())
                .with(",", contribution)
                .then(")");
        }
        asked.with(ORDER, page.limit.with_one_ahead()).then(")");
    }
}

impl Views {
    /// Lists what waits, by due day, then by age.
    pub async fn queue(
        &self,
        viewer: &Viewer,
        filter: &QueueFilter,
        page: &Page<QueueCursor>,
    ) -> Result<Listed<QueueLine, QueueCursor>, ReadError> {
        let statuses = filter.statuses();
        let is_colleague = matches!(viewer, Viewer::Contributor(_));
        let has_claims = !statuses.is_empty() && filter.person.is_none() && !is_colleague;
        let has_contributions = filter.has_kind(TaskKind::Contribution);
        if !has_claims && !has_contributions {
            return Ok(Listed::cut(vec![], page.limit, QueueLine::cursor));
        }
        let mut asked = Asked::new(TASKS);
        if has_claims {
            asked.then(CLAIMS).and("status = any", Some(statuses));
            filter.narrow(&mut asked, viewer, page);
        }
        if has_claims && has_contributions {
            asked.then(" union all");
        }
        if has_contributions {
            asked.then(CONTRIBUTIONS);
            filter.narrow(&mut asked, viewer, page);
        }
        asked
            .then(") as task")
            .with(ORDER, page.limit.with_one_ahead());
        let rows = asked.query().fetch_all(&self.readers).await?;
        Listed::read(
            &rows,
            page.limit,
            |row| line(viewer, row),
            QueueLine::cursor,
        )
    }
}

impl QueueLine {
    /// Makes the cursor of the page after this task.
    pub(super) fn cursor(&self) -> QueueCursor {
        QueueCursor {
            due: self.due,
            position: self.position,
            claim: self.claim,
            contribution: self
                .contribution
                .as_ref()
                .map(|contribution| contribution.id),
        }
    }
}

fn line(viewer: &Viewer, row: &PgRow) -> Result<QueueLine, ReadError> {
    let claim = claim_line(viewer, row)?;
    let contribution = match row.try_get::<Option<&str>, _>(30)? {
        Some(_) => Some(AwaitedContribution {
            id: ContributionId::from_uuid(row.try_get::<Uuid, _>(29)?),
            to: parsed(row, 30)?,
            what: row.try_get(31)?,
        }),
        None => None,
    };
    let no_task = || ReadError::Unreadable("a claim that is over waits for nothing".into());
    let (kind, due) = match &contribution {
        Some(_) => (TaskKind::Contribution, row.try_get("due_on")?),
        None => claim.progress.task().ok_or_else(no_task)?,
    };
    Ok(QueueLine {
        claim: claim.id,
        number: claim.number(),
        kind,
        role: kind.role(),
        since: row.try_get(32)?,
        due,
        position: row.try_get::<i64, _>(34)?.unsigned_abs(),
        facts: claim.facts,
        progress: claim.progress,
        contribution,
    })
}
