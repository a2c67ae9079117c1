//! The list of claims as it was.
//!
//! What a claim was created with never changes, and narrows the list down; a claim that did not
//! change since is taken as it is, any other is folded, and then asked for what may have changed.

use std::collections::HashMap;

use domain::{ActivityCode, ClaimId, OrgId, PeriodId, ProgrammeId};
use sqlx::Row;
use sqlx::postgres::PgRow;
use uuid::Uuid;

use super::claim::{claims_until, could_see, known};
use super::stream::Was;
use super::{BATCH, LOOKED_AT_MAX, Past, ReadError, Viewer, mark_of};
use crate::views::details::ClaimView;
use crate::views::read::claims::line;
use crate::views::read::{ClaimCursor, ClaimFilter, ClaimLine, Listed, Page};

/// What `folded` holds is only asked for where it is the claim of then: `$3` is the position.
const CANDIDATES: &str = "
    select
        claim_id, opened, version, position,
        case when position <= $3 and $1 <> 'contributor' then folded end
    from claim
    where opened <= $3
      and (
            $1 = 'vendor'
            or ($1 = 'partner' and partner = $2)
            or ($1 = 'contributor' and strpos(folded, $4) > 0)
        )
      and ($5::bigint is null or opened < $5)
      and ($6::text is null or partner = $6)
      and ($7::text is null or programme = $7)
      and ($8::text is null or period = $8)
      and ($9::uuid is null or fund_id = $9)
      and (
            position > $3
            or (
                ($10::text[] is null or status = any($10))
                and ($11::text is null or activity = $11)
                and ($12::text is null or reviewer = $12)
            )
        )
    order by opened desc
    limit $13";

impl Past {
    /// Lists the claims there were, newest first.
    ///
    /// Where few of the claims that were folded are of the kind asked for, a page may have fewer
    /// rows than its limit, or none, and yet say where the next one begins.
    pub async fn claims(
        &self,
        viewer: &Viewer,
        filter: &ClaimFilter,
        page: &Page<ClaimCursor>,
    ) -> Result<Listed<ClaimLine, ClaimCursor>, ReadError> {
        let cursor = |line: &ClaimLine| ClaimCursor {
            opened: line.opened,
        };
        let (mut rows, mut looked_at) = (vec![], 0);
        let mut after = page.after;
        let mut batch = page.limit.get() + 1;
        while looked_at < LOOKED_AT_MAX {
            let candidates = self.candidates(viewer, filter, after, batch).await?;
            let is_last = candidates.len() < batch;
            looked_at += candidates.len();
            let lines = self.lines(viewer, &candidates).await?;
            rows.extend(lines.into_iter().filter(|line| fits(filter, line)));
            if is_last || rows.len() > page.limit.get() {
                return Ok(Listed::cut(rows, page.limit, cursor));
            }
            if let Some(last) = candidates.last() {
                let opened = last.try_get::<i64, _>(1)?.unsigned_abs();
                after = Some(ClaimCursor { opened });
            }
            batch = (batch * 2).min(BATCH);
        }
        Ok(Listed { rows, next: after })
    }

    async fn candidates(
        &self,
        viewer: &Viewer,
        filter: &ClaimFilter,
        after: Option<ClaimCursor>,
        limit: usize,
    ) -> Result<Vec<PgRow>, ReadError> {
        let statuses = filter.statuses.iter().map(|status| status.as_str());
        let statuses: Vec<&str> = statuses.collect();
        let after = after.map(|after| i64::try_from(after.opened).unwrap_or(i64::MAX));
        let rows = sqlx::query(CANDIDATES)
            .persistent(false)
            .bind(viewer.kind())
            .bind(viewer.name())
            .bind(self.signed())
            .bind(mark_of(viewer))
            .bind(after)
            .bind(filter.partner.as_ref().map(OrgId::as_str))
            .bind(filter.programme.as_ref().map(ProgrammeId::as_str))
            .bind(filter.period.as_ref().map(PeriodId::as_str))
            .bind(filter.fund.map(|fund| fund.uuid()))
            .bind((!statuses.is_empty()).then_some(statuses))
            .bind(filter.activity.as_ref().map(ActivityCode::as_str))
            .bind(filter.reviewer.as_ref().map(ToString::to_string))
            .bind(i64::try_from(limit).unwrap_or(i64::MAX))
            .fetch_all(&self.pool)
            .await?;
        Ok(rows)
    }

    /// Makes the lines of candidates; those that the viewer could not see have none.
    async fn lines(&self, viewer: &Viewer, rows: &[PgRow]) -> Result<Vec<ClaimLine>, ReadError> {
        let mut changed = vec![];
        for row in rows {
            if row.try_get::<Option<&str>, _>(4)?.is_none() {
                changed.push(ClaimId::from_uuid(row.try_get::<Uuid, _>(0)?).to_string());
            }
        }
        let mut was = claims_until(&self.pool, &changed, self.until).await?;
        let mut lines = vec![];
        for row in rows {
            match row.try_get::<Option<&str>, _>(4)? {
                Some(_) => lines.push(line(row)?),
                None => lines.extend(earlier(viewer, row, &mut was)?),
            }
        }
        Ok(lines)
    }
}

fn earlier(
    viewer: &Viewer,
    row: &PgRow,
    was: &mut HashMap<String, Was<ClaimView>>,
) -> Result<Option<ClaimLine>, ReadError> {
    let id = ClaimId::from_uuid(row.try_get::<Uuid, _>(0)?);
    let known = was.remove(&id.to_string()).and_then(known);
    let seen = known.filter(|(details, ..)| could_see(viewer, details));
    Ok(seen.map(|(details, opened, position)| ClaimLine {
        id,
        facts: details.facts,
        course: details.course,
        changed_at: details.changed_at,
        version: details.version,
        position,
        opened,
    }))
}

/// Asks for what may have changed since.
fn fits(filter: &ClaimFilter, line: &ClaimLine) -> bool {
    let (facts, course) = (&line.facts, &line.course);
    let is_status = |known: &_| *known == course.standing.status;
    (filter.statuses.is_empty() || filter.statuses.iter().any(is_status))
        && filter
            .activity
            .as_ref()
            .is_none_or(|activity| facts.activity == *activity)
        && filter
            .reviewer
            .as_ref()
            .is_none_or(|reviewer| course.reviewer.as_ref() == Some(reviewer))
}
