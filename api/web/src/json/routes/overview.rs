//! The overview: what each partner has in each programme, period and currency.

use application::ask::reading::Reading;
use application::wire::{FiguresBody, MoneyBody, day, text};
use axum::extract::State as With;
use axum::response::Response;
use projections::log::AsOf;
use projections::views::{CountedClaims, OverviewFilter, OverviewLine, ViewName};
use serde::Serialize;

use super::{Route, get};
use crate::State;
use crate::door::caller::Caller;
use crate::failure::Failure;
use crate::json::as_of::{By, take_as_of};
use crate::json::query::{Asked, Parameters, Params};
use crate::json::read::Freshness;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/v1/overview", show)]
}

/// Which rows of the overview, as of which moment, by which time.
#[derive(Debug)]
struct OverviewQuery {
    filter: OverviewFilter,
    as_of: Option<AsOf>,
    by: By,
    claims: Option<Counted>,
}

/// The claims by status of an earlier moment take long to count: only who asks gets them.
#[derive(Clone, Copy, Debug)]
struct Counted;

impl Parameters for OverviewQuery {
    fn take(params: &mut Params) -> Option<Self> {
        let query = Self {
            filter: OverviewFilter {
                partner: params.name("partner"),
                programme: params.name("programme"),
                period: params.name("period"),
                currency: params
                    .parsed("currency", "there is no such currency", |s| s.parse().ok()),
            },
            as_of: take_as_of(params),
            by: By::take(params),
            claims: params.parsed("claims", "claims can be counted: claims=count", |text| {
                (text == "count").then_some(Counted)
            }),
        };
        if let (By::Business { .. }, Some(Counted)) = (query.by, query.claims) {
            let detail = "claims are counted by the time they were recorded only";
            params.refuse("claims", "not_by_business_time", detail);
        }
        Some(query)
    }
}

#[derive(Serialize)]
struct OverviewView {
    /// By which time the figures go: `recorded` or `business`.
    by: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    business_until: Option<String>,
    overview: Vec<RowView>,
}

#[derive(Serialize)]
struct RowView {
    fund: String,
    partner: String,
    programme: String,
    period: String,
    currency: &'static str,
    figures: FiguresBody,
    /// Reserved, committed and paid.
    claimed: MoneyBody,
    /// Absent: they were not counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    claims: Option<Vec<CountView>>,
}

#[derive(Serialize)]
struct CountView {
    status: &'static str,
    count: u64,
    amount: MoneyBody,
}

impl RowView {
    fn new(line: &OverviewLine, counted: Option<Counted>) -> Self {
        let count = |counted: &CountedClaims| CountView {
            status: counted.status.as_str(),
            count: counted.claims,
            amount: counted.amount.into(),
        };
        Self {
            fund: text(line.fund),
            partner: text(&line.partner),
            programme: text(&line.programme),
            period: text(&line.period),
            currency: line.currency.code(),
            figures: line.figures.into(),
            claimed: line.claimed.into(),
            claims: counted.map(|Counted| line.claims.iter().map(count).collect()),
        }
    }
}

async fn show(
    With(state): With<State>,
    caller: Caller,
    freshness: Freshness,
    Asked(query): Asked<OverviewQuery>,
) -> Result<Response, Failure> {
    let OverviewQuery {
        filter,
        as_of,
        by,
        claims,
    } = query;
    let views: &[ViewName] = match (as_of, by, claims) {
        (None, By::Recorded, _) => &[ViewName::Overview],
        (_, _, None) => &[ViewName::Postings],
        (_, _, Some(Counted)) => &[ViewName::Postings, ViewName::Claim],
    };
    let (viewer, reading, fresh) = state.reader(&caller, views, freshness, as_of).await?;
    let (lines, counted, until) = match (reading, by) {
        (Reading::Now(views), By::Recorded) => {
            let (lines, _) = views.overview(&viewer, &filter).await?;
            (lines, Some(Counted), None)
        }
        (Reading::Then(past), By::Recorded) => {
            let mut lines = past.overview(&viewer, &filter).await?;
            if let Some(Counted) = claims {
                past.count_claims(&viewer, &filter, &mut lines).await?;
            }
            (lines, claims, None)
        }
        (reading, By::Business { until }) => {
            let past = match reading {
                Reading::Now(views) => views.as_of(u64::MAX),
                Reading::Then(past) => past,
            };
            let lines = past.overview_by_business(&viewer, &filter, until).await?;
            (lines, None, until)
        }
    };
    Ok(fresh.show(OverviewView {
        by: by.as_str(),
        business_until: until.map(day),
        overview: lines
            .iter()
            .map(|line| RowView::new(line, counted))
            .collect(),
    }))
}
