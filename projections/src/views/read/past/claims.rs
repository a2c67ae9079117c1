//! The list of claims as it was.
//!
//! What a claim was created with never changes, and narrows the list down; a claim that did not
//! change since is taken as it is, any other is folded, and then asked for what may have changed.

use domain::ClaimId;

use super::{BATCH, LOOKED_AT_MAX, Past, ReadError, Viewer, folded};
use crate::stream::FoldedClaim;
use crate::views::read::claims::{asked_claims, cursor, line};
use crate::views::read::{ClaimCursor, ClaimFilter, ClaimLine, Listed, Page};

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
        let (mut rows, mut looked_at) = (vec![], 0);
        let mut after = page.after;
        let mut batch = page.limit.get() + 1;
        while looked_at < LOOKED_AT_MAX {
            let now = self.candidates(viewer, filter, after, batch).await?;
            let is_last = now.len() < batch;
            looked_at += now.len();
            after = now.last().map(cursor).or(after);
            let then = self.as_they_were(viewer, filter, now).await?;
            rows.extend(then.into_iter().filter(|line| fits(filter, line)));
            if is_last || rows.len() > page.limit.get() {
                return Ok(Listed::cut(rows, page.limit, cursor));
            }
            batch = (batch * 2).min(BATCH);
        }
        Ok(Listed {
            rows,
            next: after,
            checkpoint: None,
        })
    }

    /// Lists claims as they are that may have been of those asked for, newest first.
    pub(super) async fn candidates(
        &self,
        viewer: &Viewer,
        filter: &ClaimFilter,
        after: Option<ClaimCursor>,
        limit: usize,
    ) -> Result<Vec<ClaimLine>, ReadError> {
        let mut asked = asked_claims(viewer, filter, after, Some(self.until));
        asked.with(" limit", limit as i64);
        let rows = asked.query().fetch_all(&self.views.readers).await?;
        rows.iter().map(|row| line(viewer, row)).collect()
    }

    /// Gives claims as they were; those that the viewer could not see, or that would not have been
    /// found, are left out.
    async fn as_they_were(
        &self,
        viewer: &Viewer,
        filter: &ClaimFilter,
        now: Vec<ClaimLine>,
    ) -> Result<Vec<ClaimLine>, ReadError> {
        // What a colleague was invited to then is told by the fold alone.
        let is_fold_needed =
            |line: &ClaimLine| line.position > self.until || viewer.may_be_withdrawn();
        let changed = now.iter().filter(|line| is_fold_needed(line));
        let changed: Vec<ClaimId> = changed.map(|line| line.id).collect();
        let was = folded(&self.views.pool, &changed, self.until).await?;
        let search = filter.search.as_ref();
        let is_found = |was: &FoldedClaim| search.is_none_or(|search| search.finds(was));
        let is_shown = |was: &FoldedClaim| viewer.can_see(was) && is_found(was);
        let mut lines = vec![];
        for line in now {
            if !is_fold_needed(&line) {
                lines.push(line);
            } else if let Some(folded) = was.get(&line.id).filter(|was| is_shown(was)) {
                lines.push(ClaimLine::of(viewer, line.id, folded));
            }
        }
        Ok(lines)
    }
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
