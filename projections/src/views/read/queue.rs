//! The queue: what waits for whom, from the rows of claims and what was asked of colleagues.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{ClaimId, ContributionId, OrgId, Person, ProgrammeId, Role};
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
        *,
        (select views.position from views where views.name = 'claim' and views.is_live)
    from (";

/// The claims themselves; an index has them in the order of the queue.
const CLAIMS: &str = concat!(
    "
        (
            select ",
    line_columns!(),
    ",
                '00000000-0000-0000-0000-000000000000'::uuid as contribution_id,
                null::text as person, null::text as what, since as waits_since,
                coalesce(due, 'infinity') as waits_until, since_position as waits_from
            from claim
            where status not in ('cancelled', 'expired', 'rejection_final', 'paid')"
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
        let waits =
            |status: &domain::Status| TaskKind::of(*status).is_some_and(|kind| self.has_kind(kind));
        let statuses = domain::Status::ALL.into_iter().filter(waits);
        statuses.map(|status| status.as_str()).collect()
    }
}

impl QueueFilter {
    /// Adds the conditions on the claim.
    fn narrow<'s>(&'s self, asked: &mut Asked<'s>) {
        asked
            .and("partner =", self.partner.as_ref().map(OrgId::as_str))
            .and(
                "programme =",
                self.programme.as_ref().map(ProgrammeId::as_str),
            )
            .and(
                "reviewer =",
                self.reviewer.as_ref().map(ToString::to_string),
            );
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
        let after = page.after.as_ref().map(After::of);
        let mut asked = Asked::new(TASKS);
        if has_claims {
            asked.then(CLAIMS).seen_by(viewer, OWNER);
            asked.and_any("status", statuses);
            filter.narrow(&mut asked);
            asked.and("coalesce(due, 'infinity') <=", filter.due_by);
            if let Some(after) = after {
                asked
                    .with(
                        " and (coalesce(due, 'infinity'), since_position, claim_id) > (",
                        after.due,
                    )
                    .with(",", after.position)
                    .with(",", after.claim)
                    .then(")");
            }
            asked.with(ORDER, page.limit.with_one_ahead()).then(")");
        }
        if has_claims && has_contributions {
            asked.then(" union all");
        }
        if has_contributions {
            asked.then(CONTRIBUTIONS).seen_by(viewer, OWNER);
            asked.and("person =", filter.person.as_ref().map(ToString::to_string));
            filter.narrow(&mut asked);
            asked.and("waits_until <=", filter.due_by);
            if let Some(after) = after {
                asked
                    .with(
                        " and (waits_until, waits_from, claim_id, contribution_id) > (",
                        after.due,
                    )
                    .with(",", after.position)
                    .with(",", after.claim)
                    .with(",", after.contribution)
                    .then(")");
            }
            asked.with(ORDER, page.limit.with_one_ahead()).then(")");
        }
        if !has_claims && !has_contributions {
            return Ok(Listed::cut(vec![], page.limit, QueueLine::cursor));
        }
        asked
            .then(") as task")
            .with(ORDER, page.limit.with_one_ahead());
        let rows = asked.query().fetch_all(&self.readers).await?;
        let lines = rows.iter().map(line).collect::<Result<Vec<_>, _>>()?;
        let listed = Listed::cut(lines, page.limit, QueueLine::cursor);
        Ok(listed.with_checkpoint(rows.first(), 33)?)
    }
}

/// After a task, as PostgreSQL compares it.
#[derive(Clone, Copy)]
struct After {
    due: Due,
    position: i64,
    claim: Uuid,
    contribution: Uuid,
}

impl After {
    fn of(cursor: &QueueCursor) -> Self {
        Self {
            due: Due(cursor.due),
            position: signed(cursor.position),
            claim: cursor.claim.uuid(),
            contribution: cursor.contribution.map_or(Uuid::nil(), |id| id.uuid()),
        }
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

/// A due day as a parameter; no day is `infinity`.
#[derive(Clone, Copy)]
struct Due(Option<NaiveDate>);

impl sqlx::Type<sqlx::Postgres> for Due {
    fn type_info() -> sqlx::postgres::PgTypeInfo {
        <NaiveDate as sqlx::Type<sqlx::Postgres>>::type_info()
    }
}

impl sqlx::Encode<'_, sqlx::Postgres> for Due {
    fn encode_by_ref(
        &self,
        buffer: &mut sqlx::postgres::PgArgumentBuffer,
    ) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
        match self.0 {
            Some(day) => sqlx::Encode::<sqlx::Postgres>::encode_by_ref(&day, buffer),
            None => {
                buffer.extend(i32::MAX.to_be_bytes());
                Ok(sqlx::encode::IsNull::No)
            }
        }
    }
}

fn line(row: &PgRow) -> Result<QueueLine, ReadError> {
    let claim = claim_line(row)?;
    let contribution = match row.try_get::<Option<&str>, _>(28)? {
        Some(_) => Some(AwaitedContribution {
            id: ContributionId::from_uuid(row.try_get::<Uuid, _>(27)?),
            to: parsed(row, 28)?,
            what: row.try_get(29)?,
        }),
        None => None,
    };
    let no_task = || ReadError::Unreadable("a claim that is over waits for nothing".into());
    let (kind, due) = match &contribution {
        // A day without end is none.
        Some(_) => (TaskKind::Contribution, day(row, 31)?),
        None => claim.progress.task().ok_or_else(no_task)?,
    };
    Ok(QueueLine {
        claim: claim.id,
        kind,
        role: kind.role(),
        since: row.try_get(30)?,
        due,
        position: row.try_get::<i64, _>(32)?.unsigned_abs(),
        facts: claim.facts,
        progress: claim.progress,
        contribution,
    })
}

/// Reads a day; `infinity` is none.
fn day(row: &PgRow, column: usize) -> Result<Option<NaiveDate>, sqlx::Error> {
    let raw = row.try_get_raw(column)?;
    let bytes: [u8; 4] = match raw.as_bytes().map(TryInto::try_into) {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(_)) | Err(_) => return row.try_get(column),
    };
    match i32::from_be_bytes(bytes) {
        i32::MAX => Ok(None),
        _ => row.try_get(column),
    }
}
