//! Reading claims.

use chrono::{DateTime, Utc};
use domain::{ActivityCode, ClaimId, FundId, OrgId, PeriodId, Person, ProgrammeId, Status};
use sqlx::Row;
use sqlx::postgres::PgRow;
use uuid::Uuid;

use super::{ClaimCursor, Listed, Page, ReadError, Viewer, Views};
use crate::views::course::Course;
use crate::views::details::{ClaimDetails, Facts};

/// `$1` and `$2` are the viewer's kind and name, in every query.
const CLAIMS: &str = "
    select claim_id, opened, version, position, folded
    from claim
    where (
            $1 = 'vendor'
            or ($1 = 'partner' and partner = $2)
            or ($1 = 'contributor' and claim_id in (
                select invitation.claim_id
                from claim_invitation as invitation
                where invitation.person = $2
            ))
        )
      and ($3::bigint is null or opened < $3)
      and ($4::text[] is null or status = any($4))
      and ($5::text is null or partner = $5)
      and ($6::text is null or programme = $6)
      and ($7::text is null or period = $7)
      and ($8::uuid is null or fund_id = $8)
      and ($9::text is null or activity = $9)
      and ($10::text is null or reviewer = $10)
    order by opened desc
    limit $11";
/// One statement, so that all of it is of one moment; `$1` tells who reads comments as well.
const CLAIM: &str = "
    select
        claim_id, opened, version, position, folded,
        array(
            select document.folded
            from claim_document as document
            where document.claim_id = claim.claim_id
            order by document.place
        ),
        array(
            select comment.folded
            from claim_comment as comment
            where comment.claim_id = claim.claim_id
              and ($1 = 'vendor' or not comment.is_vendor_only)
            order by comment.sequence
        )
    from claim
    where claim_id = $3
      and (
            $1 = 'vendor'
            or ($1 = 'partner' and partner = $2)
            or ($1 = 'contributor' and exists (
                select
                from claim_invitation as invitation
                where invitation.person = $2
                  and invitation.claim_id = claim.claim_id
            ))
        )";

/// Which claims; what is absent does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimFilter {
    /// Any of these; none given: all.
    pub statuses: Vec<Status>,
    pub partner: Option<OrgId>,
    pub programme: Option<ProgrammeId>,
    pub period: Option<PeriodId>,
    pub fund: Option<FundId>,
    pub activity: Option<ActivityCode>,
    pub reviewer: Option<Person>,
}

/// A claim in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimLine {
    pub id: ClaimId,
    pub facts: Facts,
    pub course: Course,
    pub changed_at: DateTime<Utc>,
    /// The sequence of its last event.
    pub version: u64,
    /// The position of its last event that the view has seen.
    pub position: u64,
    /// The position at which it was created.
    pub opened: u64,
}

/// Everything about one claim, as the viewer may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimPage {
    pub id: ClaimId,
    pub details: ClaimDetails,
    /// The position of its last event that the view has seen.
    pub position: u64,
    /// The position at which it was created.
    pub opened: u64,
}

impl Views {
    /// Reads one claim whole; none: there is none, or the viewer may not see it.
    pub async fn claim(
        &self,
        viewer: &Viewer,
        id: ClaimId,
    ) -> Result<Option<ClaimPage>, ReadError> {
        let row = sqlx::query(CLAIM)
            .bind(viewer.kind())
            .bind(viewer.name())
            .bind(id.uuid())
            .fetch_optional(&self.pool)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let mut details: ClaimDetails = serde_json::from_str(row.try_get(4)?)?;
        for document in row.try_get::<Vec<String>, _>(5)? {
            details.documents.push(serde_json::from_str(&document)?);
        }
        for comment in row.try_get::<Vec<String>, _>(6)? {
            details.comments.push(serde_json::from_str(&comment)?);
        }
        let opened = row.try_get::<i64, _>(1)?.unsigned_abs();
        let position = row.try_get::<i64, _>(3)?.unsigned_abs();
        Ok(Some(ClaimPage {
            id,
            details,
            position,
            opened,
        }))
    }

    /// Lists claims, newest first.
    pub async fn claims(
        &self,
        viewer: &Viewer,
        filter: &ClaimFilter,
        page: &Page<ClaimCursor>,
    ) -> Result<Listed<ClaimLine, ClaimCursor>, ReadError> {
        let statuses: Vec<&str> = filter
            .statuses
            .iter()
            .map(|status| status.as_str())
            .collect();
        let after = page
            .after
            .map(|cursor| i64::try_from(cursor.opened).unwrap_or(i64::MAX));
        // Planned anew with its parameters: most of the conditions fall away.
        let rows = sqlx::query(CLAIMS)
            .persistent(false)
            .bind(viewer.kind())
            .bind(viewer.name())
            .bind(after)
            .bind((!statuses.is_empty()).then_some(statuses))
            .bind(filter.partner.as_ref().map(OrgId::as_str))
            .bind(filter.programme.as_ref().map(ProgrammeId::as_str))
            .bind(filter.period.as_ref().map(PeriodId::as_str))
            .bind(filter.fund.map(|fund| fund.uuid()))
            .bind(filter.activity.as_ref().map(ActivityCode::as_str))
            .bind(filter.reviewer.as_ref().map(ToString::to_string))
            .bind(page.limit.with_one_ahead())
            .fetch_all(&self.pool)
            .await?;
        let lines = rows.iter().map(line).collect::<Result<Vec<_>, _>>()?;
        Ok(Listed::cut(lines, page.limit, |line| ClaimCursor {
            opened: line.opened,
        }))
    }
}

/// Reads a claim in a list: its id, where it begins, version, position, and what was folded.
pub(super) fn line(row: &PgRow) -> Result<ClaimLine, ReadError> {
    #[derive(serde::Deserialize)]
    struct Kept {
        facts: Facts,
        course: Course,
        changed_at: DateTime<Utc>,
    }
    let Kept {
        facts,
        course,
        changed_at,
    } = serde_json::from_str(row.try_get(4)?)?;
    Ok(ClaimLine {
        id: ClaimId::from_uuid(row.try_get::<Uuid, _>(0)?),
        facts,
        course,
        changed_at,
        version: row.try_get::<i64, _>(2)?.unsigned_abs(),
        position: row.try_get::<i64, _>(3)?.unsigned_abs(),
        opened: row.try_get::<i64, _>(1)?.unsigned_abs(),
    })
}
