//! Reading the queue.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{ClaimId, ContributionId, OrgId, Person, ProgrammeId, Role};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::postgres::PgRow;
use uuid::Uuid;

use super::{Listed, Page, QueueCursor, ReadError, Viewer, Views};
use crate::views::course::{Course, TaskKind};
use crate::views::details::Facts;

const QUEUE: &str = "
    select
        task.claim_id, task.contribution_id, task.kind, task.since, nullif(task.due, 'infinity'),
        task.position, claim.folded, task.folded
    from queue as task
    join queue as claim
      on claim.claim_id = task.claim_id
     and claim.contribution_id = '00000000-0000-0000-0000-000000000000'
    where task.is_waiting
      and (
            $1 = 'vendor'
            or ($1 = 'partner' and task.partner = $2)
            or ($1 = 'contributor' and task.person = $2)
        )
      and (
            $3::date is null
            or (task.due, task.position, task.claim_id, task.contribution_id) > ($3, $4, $5, $6)
        )
      and ($7::text[] is null or task.kind = any($7))
      and ($8::text[] is null or task.role = any($8))
      and ($9::text is null or task.partner = $9)
      and ($10::text is null or task.programme = $10)
      and ($11::text is null or task.reviewer = $11)
      and ($12::text is null or task.person = $12)
      and ($13::date is null or task.due <= $13)
    order by task.due, task.position, task.claim_id, task.contribution_id
    limit $14";

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
    pub course: Course,
    /// What was asked of a colleague, if that is what waits.
    pub contribution: Option<AwaitedContribution>,
}

/// A contribution that was asked for and has not come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwaitedContribution {
    pub id: ContributionId,
    pub to: Person,
    pub what: String,
    pub due: Option<NaiveDate>,
    pub since: DateTime<Utc>,
    pub(in crate::views) position: i64,
}

impl Views {
    /// Lists what waits, by due day, then by age.
    pub async fn queue(
        &self,
        viewer: &Viewer,
        filter: &QueueFilter,
        page: &Page<QueueCursor>,
    ) -> Result<Listed<QueueLine, QueueCursor>, ReadError> {
        let kinds: Vec<&str> = filter.kinds.iter().map(|kind| kind.as_str()).collect();
        let roles: Vec<&str> = filter.roles.iter().map(|role| role.as_str()).collect();
        let after = page.after.as_ref();
        let due = after.map(|cursor| Due(cursor.due));
        let rows = sqlx::query(QUEUE)
            .persistent(false)
            .bind(viewer.kind())
            .bind(viewer.name())
            .bind(due)
            .bind(after.map(|after| i64::try_from(after.position).unwrap_or(i64::MAX)))
            .bind(after.map(|after| after.claim.uuid()))
            .bind(after.map(|after| after.contribution.map_or(Uuid::nil(), |id| id.uuid())))
            .bind((!kinds.is_empty()).then_some(kinds))
            .bind((!roles.is_empty()).then_some(roles))
            .bind(filter.partner.as_ref().map(OrgId::as_str))
            .bind(filter.programme.as_ref().map(ProgrammeId::as_str))
            .bind(filter.reviewer.as_ref().map(ToString::to_string))
            .bind(filter.person.as_ref().map(ToString::to_string))
            .bind(filter.due_by)
            .bind(page.limit.with_one_ahead())
            .fetch_all(&self.pool)
            .await?;
        let lines = rows.iter().map(line).collect::<Result<Vec<_>, _>>()?;
        Ok(Listed::cut(lines, page.limit, QueueLine::cursor))
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
    #[derive(Deserialize)]
    struct Kept {
        facts: Facts,
        course: Course,
    }
    let Kept { facts, course } = serde_json::from_str(row.try_get(6)?)?;
    let kind: TaskKind = row
        .try_get::<&str, _>(2)?
        .parse()
        .map_err(|error| ReadError::Unreadable(Box::new(error)))?;
    let contribution = match kind {
        TaskKind::Contribution => Some(serde_json::from_str(row.try_get(7)?)?),
        TaskKind::Submission
        | TaskKind::Answer
        | TaskKind::Review
        | TaskKind::DisputeReview
        | TaskKind::Decision
        | TaskKind::Dispute
        | TaskKind::Payment => None,
    };
    Ok(QueueLine {
        claim: ClaimId::from_uuid(row.try_get::<Uuid, _>(0)?),
        kind,
        role: kind.role(),
        since: row.try_get(3)?,
        due: row.try_get(4)?,
        position: row.try_get::<i64, _>(5)?.unsigned_abs(),
        facts,
        course,
        contribution,
    })
}
