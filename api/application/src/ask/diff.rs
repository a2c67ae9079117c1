//! The difference between two moments: claims that changed, then funds whose totals moved.

use domain::OrgId;
use domain::access::Operation;
use projections::log::{AsOf, Moment};
use projections::views::{
    ChangeCursor, ClaimChange, FundChange, Limit, Listed, MovedCursor, Page, Span, ViewName, Viewer,
};
use serde::{Deserialize, Serialize};

use super::{Answer, AskError, Asker, Cursor, Freshness, ListOf, Questions, moment};

/// Between which moments, and of which partner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Between {
    pub from: AsOf,
    pub to: AsOf,
    pub partner: Option<OrgId>,
}

/// After a claim or a fund of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DiffCursor {
    Claims(Option<ChangeCursor>),
    Funds(Option<MovedCursor>),
}

/// A page of a difference: claims while there are some, then funds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub from: Moment,
    pub to: Moment,
    /// How many events there are in between; for those alone who see all of them.
    pub events: Option<u64>,
    pub claims: Vec<ClaimChange>,
    pub funds: ListOf<FundChange>,
}

const VIEWS: &[ViewName] = &[ViewName::Claim, ViewName::Postings];

type Both = (Vec<ClaimChange>, Vec<FundChange>, Option<DiffCursor>);

impl Between {
    /// Requires that the moments are in order, as far as that can be told without the log.
    pub fn must_be_in_order(&self) -> Result<(), AskError> {
        Ok(moment::must_be_in_order(self.from, self.to)?)
    }
}

impl Questions {
    /// Tells what changed between two moments, page by page; claims and funds both count towards
    /// the limit.
    pub async fn diff(
        &self,
        asker: Asker<'_>,
        between: &Between,
        page: Page<DiffCursor>,
        fresh: Freshness,
    ) -> Result<Answer<Difference>, AskError> {
        let viewer = self.admit(asker, Operation::ReadDiff).await?;
        between.must_be_in_order()?;
        let from = self.moment(between.from).await?;
        let to = self.moment(between.to).await?;
        let span = Span::new(from.position, to.position)?;
        let mut reach = self.reach(VIEWS, fresh.up_to(to), None).await?;
        let position = reach.wait().await?;
        let asked = (&viewer, span, between.partner.as_ref());
        let (claims, funds, next) = self.diff_page(asked, page).await?;
        // How much others did is nobody's who sees a part alone.
        let is_whole = between.partner.is_none() && self.sees_all(&viewer);
        let difference = Difference {
            from,
            to,
            events: is_whole.then(|| span.events()),
            claims,
            funds: ListOf {
                rows: funds,
                next: next.as_ref().map(Cursor::of),
            },
        };
        Ok(reach.answer(position, difference))
    }

    async fn diff_page(
        &self,
        (viewer, span, partner): (&Viewer, Span, Option<&OrgId>),
        page: Page<DiffCursor>,
    ) -> Result<Both, AskError> {
        let limit = page.limit;
        let (claims, after_fund) = match page.after.unwrap_or(DiffCursor::Claims(None)) {
            DiffCursor::Funds(after) => (vec![], after),
            DiffCursor::Claims(after) => {
                let page = Page { after, limit };
                let listed = self.views.changed_claims(viewer, span, partner, &page);
                let Listed { rows, next, .. } = listed.await?;
                if let Some(next) = next {
                    return Ok((rows, vec![], Some(DiffCursor::Claims(Some(next)))));
                }
                (rows, None)
            }
        };
        let left = u32::try_from(limit.get() - claims.len().min(limit.get())).unwrap_or(0);
        let Ok(limit) = Limit::try_from(left) else {
            return Ok((claims, vec![], Some(DiffCursor::Funds(None))));
        };
        let page = Page {
            after: after_fund,
            limit,
        };
        let listed = self.views.moved_funds(viewer, span, partner, &page);
        let Listed { rows, next, .. } = listed.await?;
        let next = next.map(|next| DiffCursor::Funds(Some(next)));
        Ok((claims, rows, next))
    }
}
