//! The difference between two moments: claims that changed, then funds whose totals moved.

use application::ask::moment;
use application::wire::{ActorView, FiguresBody, MoneyBody, text};
use axum::extract::State as With;
use axum::http::Uri;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::OrgId;
use projections::log::AsOf;
use projections::stream::HistoryLine;
use projections::views::{
    ChangeCursor, ClaimChange, ClaimState, FundChange, Limit, Listed, MovedCursor, OutOfOrder,
    Page, Span, ViewName, Viewer, Views,
};
use serde::{Deserialize, Serialize};
use serde_json::Map;

use super::funds::EntryView;
use super::{Route, get};
use crate::State;
use crate::door::caller::Caller;
use crate::failure::{Failure, MomentFailure};
use crate::json::as_of::{MomentView, take_moment};
use crate::json::query::{Asked, Parameters, Params};
use crate::json::read::{Freshness, take_page, values};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/v1/diff", show)]
}

/// Between which moments, of which partner, and which page.
#[derive(Debug)]
struct DiffQuery {
    from: AsOf,
    to: AsOf,
    partner: Option<OrgId>,
    page: Page<DiffCursor>,
}

/// After a claim or a fund of a difference.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum DiffCursor {
    Claims(Option<ChangeCursor>),
    Funds(Option<MovedCursor>),
}

impl Parameters for DiffQuery {
    fn take(params: &mut Params) -> Option<Self> {
        let (from, to) = (take_moment(params, "from"), take_moment(params, "to"));
        let partner = params.name("partner");
        let page = take_page(params, |_| true);
        Some(Self {
            from: from?,
            to: to?,
            partner,
            page,
        })
    }
}

/// A claim that changed; nothing before: it was created in between.
#[derive(Serialize)]
struct ClaimView {
    id: String,
    title: String,
    partner: String,
    programme: String,
    period: String,
    fund: String,
    before: Option<StateView>,
    after: StateView,
    events: Vec<EventView>,
    more_events: u64,
}

/// How a claim stood.
#[derive(Serialize)]
struct StateView {
    status: &'static str,
    round: u32,
    declared: MoneyBody,
    requested: Option<MoneyBody>,
    approved: Option<MoneyBody>,
    paid: MoneyBody,
    documents: u32,
}

/// What changed it: its history has the details.
#[derive(Serialize)]
struct EventView {
    position: u64,
    sequence: u64,
    at: DateTime<Utc>,
    recorded_at: DateTime<Utc>,
    by: ActorView,
    event: String,
}

/// A fund whose totals moved; nothing before: it was opened in between.
#[derive(Serialize)]
struct FundView {
    id: String,
    partner: String,
    programme: String,
    period: String,
    currency: &'static str,
    before: Option<FiguresBody>,
    after: FiguresBody,
    delta: FiguresBody,
    entries: Vec<EntryView>,
    more_entries: u64,
}

async fn show(
    With(state): With<State>,
    caller: Caller,
    freshness: Freshness,
    Asked(query): Asked<DiffQuery>,
    uri: Uri,
) -> Result<Response, Failure> {
    caller.must_not_be_operator()?;
    moment::must_be_in_order(query.from, query.to)?;
    let (from, to) = (
        state.moment(query.from).await?,
        state.moment(query.to).await?,
    );
    let span = Span::new(from.position, to.position)?;
    let views = [ViewName::Claim, ViewName::Postings];
    let fresh = state.fresh(&views, freshness.up_to(to)).await?;
    let viewer = application::ask::reading::viewer_of(&caller.by);
    let asked = Difference {
        views: &state.views,
        viewer: &viewer,
        span,
        partner: query.partner.as_ref(),
    };
    let (claims, funds, next) = asked.page(query.page).await?;
    let mut head = Map::new();
    for (name, moment) in [("from", from), ("to", to)] {
        head.insert(name.to_owned(), serde_json::json!(MomentView::from(moment)));
    }
    // How much others did is nobody's who sees a part alone.
    if viewer == Viewer::Inside && query.partner.is_none() {
        head.insert("events".to_owned(), span.events().into());
    }
    head.insert(
        "claims".to_owned(),
        values(claims.iter().map(ClaimView::from).collect())?,
    );
    let funds = funds.iter().map(FundView::from).collect();
    fresh.list_with(head, "funds", funds, next, &uri)
}

/// What is asked for, page after page.
struct Difference<'a> {
    views: &'a Views,
    viewer: &'a Viewer,
    span: Span,
    partner: Option<&'a OrgId>,
}

type Both = (Vec<ClaimChange>, Vec<FundChange>, Option<DiffCursor>);

impl Difference<'_> {
    /// Gives claims while there are some, then funds; both count towards the limit.
    async fn page(&self, page: Page<DiffCursor>) -> Result<Both, Failure> {
        let limit = page.limit;
        let (claims, after_fund) = match page.after.unwrap_or(DiffCursor::Claims(None)) {
            DiffCursor::Funds(after) => (vec![], after),
            DiffCursor::Claims(after) => {
                let page = Page { after, limit };
                let (viewer, span) = (self.viewer, self.span);
                let listed = self.views.changed_claims(viewer, span, self.partner, &page);
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
        let (viewer, span) = (self.viewer, self.span);
        let listed = self.views.moved_funds(viewer, span, self.partner, &page);
        let Listed { rows, next, .. } = listed.await?;
        let next = next.map(|next| DiffCursor::Funds(Some(next)));
        Ok((claims, rows, next))
    }
}

impl From<OutOfOrder> for Failure {
    fn from(error: OutOfOrder) -> Self {
        Self::Moment(MomentFailure {
            code: "moments_out_of_order",
            detail: error.to_string(),
        })
    }
}

impl From<&ClaimChange> for ClaimView {
    fn from(change: &ClaimChange) -> Self {
        let facts = &change.facts;
        Self {
            id: text(change.id),
            title: facts.title.clone(),
            partner: text(&facts.partner),
            programme: text(&facts.programme),
            period: text(&facts.period),
            fund: text(facts.fund),
            before: change.before.as_ref().map(StateView::from),
            after: StateView::from(&change.after),
            events: change.events.iter().map(EventView::from).collect(),
            more_events: change.more_events,
        }
    }
}

impl From<&ClaimState> for StateView {
    fn from(state: &ClaimState) -> Self {
        let standing = &state.standing;
        Self {
            status: standing.status.as_str(),
            round: standing.round,
            declared: standing.declared.into(),
            requested: standing.requested.map(MoneyBody::from),
            approved: standing.approved.map(MoneyBody::from),
            paid: standing.paid.into(),
            documents: state.documents,
        }
    }
}

impl From<&HistoryLine> for EventView {
    fn from(line: &HistoryLine) -> Self {
        Self {
            position: line.position,
            sequence: line.sequence,
            at: line.at(),
            recorded_at: line.recorded_at,
            by: ActorView::from(&line.event.by),
            event: line.event_type.clone(),
        }
    }
}

impl From<&FundChange> for FundView {
    fn from(change: &FundChange) -> Self {
        Self {
            id: text(change.id),
            partner: text(&change.partner),
            programme: text(&change.programme),
            period: text(&change.period),
            currency: change.currency.code(),
            before: change.before.map(FiguresBody::from),
            after: change.after.into(),
            delta: change.delta.into(),
            entries: change.entries.iter().map(EntryView::from).collect(),
            more_entries: change.more_entries,
        }
    }
}
