//! The list of claims as it was.
//!
//! What a claim was created with never changes, and narrows the list down; a claim that did not
//! change since is taken as it is, any other is folded, and then asked for what may have changed.

use domain::{ActivityCode, ClaimId};
use sqlx::Row;
use sqlx::postgres::PgRow;
use uuid::Uuid;

use super::{BATCH, LOOKED_AT_MAX, Past, ReadError, Viewer, folded};
use crate::log::scan::signed;
use crate::views::read::asked::{Asked, Owner};
use crate::views::read::claims::{OWNER, line, line_columns};
use crate::views::read::{ClaimCursor, ClaimFilter, ClaimLine, Listed, Page};

const CANDIDATES: &str = concat!(
    "
    select ",
    line_columns!(),
    "
    from claim
    where true"
);

/// Whoever was ever asked to help: the fold tells who was invited then.
pub(in crate::views::read) const EVER_INVITED: Owner = Owner {
    invited: Some(
        "claim_id in (
            select invited.claim_id
            from claim_contribution as invited
            where invited.person =",
    ),
    ..OWNER
};

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
        Ok(Listed {
            rows,
            next: after,
            checkpoint: None,
        })
    }

    async fn candidates(
        &self,
        viewer: &Viewer,
        filter: &ClaimFilter,
        after: Option<ClaimCursor>,
        limit: usize,
    ) -> Result<Vec<PgRow>, ReadError> {
        let until = signed(self.until);
        let mut asked = Asked::new(CANDIDATES);
        asked.seen_by(viewer, EVER_INVITED);
        asked.and("opened <=", Some(until));
        filter.narrow(&mut asked);
        asked.and("opened <", after.map(|after| signed(after.opened)));
        let statuses = filter.written_statuses();
        if !statuses.is_empty() {
            asked.with(" and (position >", until);
            asked.with(" or status = any(", statuses).then("))");
        }
        if let Some(activity) = &filter.activity {
            asked.with(" and (position >", until);
            asked
                .with(" or activity =", ActivityCode::as_str(activity))
                .then(")");
        }
        if let Some(reviewer) = &filter.reviewer {
            asked.with(" and (position >", until);
            asked.with(" or reviewer =", reviewer.to_string()).then(")");
        }
        asked.with(
            " order by opened desc limit",
            i64::try_from(limit).unwrap_or(i64::MAX),
        );
        Ok(asked.query().fetch_all(&self.readers).await?)
    }

    /// Makes the lines of candidates; those that the viewer could not see have none.
    async fn lines(&self, viewer: &Viewer, rows: &[PgRow]) -> Result<Vec<ClaimLine>, ReadError> {
        // What a colleague was invited to is told by the fold alone.
        let is_fold_needed = |line: &ClaimLine| {
            line.position > self.until || matches!(viewer, Viewer::Contributor(_))
        };
        let now = rows.iter().map(line).collect::<Result<Vec<_>, _>>()?;
        let changed = now.iter().filter(|line| is_fold_needed(line));
        let changed: Vec<ClaimId> = changed.map(|line| line.id).collect();
        let was = folded(&self.pool, &changed, self.until).await?;
        let mut lines = vec![];
        for line in now {
            if !is_fold_needed(&line) {
                lines.push(line);
            } else if let Some(folded) = was.get(&line.id).filter(|was| viewer.can_see(was)) {
                lines.push(ClaimLine::of(line.id, folded));
            }
        }
        Ok(lines)
    }
}

/// Gives the id of a claim in the first column.
pub(super) fn id_of(row: &PgRow) -> Result<ClaimId, sqlx::Error> {
    Ok(ClaimId::from_uuid(row.try_get::<Uuid, _>(0)?))
}

/// Asks for what may have changed since.
fn fits(filter: &ClaimFilter, line: &ClaimLine) -> bool {
    let (facts, progress) = (&line.facts, &line.progress);
    let is_status = |known: &_| *known == progress.standing.status;
    (filter.statuses.is_empty() || filter.statuses.iter().any(is_status))
        && filter
            .activity
            .as_ref()
            .is_none_or(|activity| facts.activity == *activity)
        && filter
            .reviewer
            .as_ref()
            .is_none_or(|reviewer| progress.reviewer.as_ref() == Some(reviewer))
}
