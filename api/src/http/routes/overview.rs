//! The overview: what each partner has in each programme, period and currency.

use axum::extract::State as With;
use axum::response::Response;
use projections::views::{CountedClaims, OverviewFilter, OverviewLine, ViewName};
use serde::Serialize;

use super::{Route, get};
use crate::http::State;
use crate::http::caller::Caller;
use crate::http::failure::Failure;
use crate::http::query::{Asked, Parameters, Params};
use crate::http::read::Freshness;
use crate::http::wire::{FiguresBody, MoneyBody, text};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/v1/overview", show)]
}

/// Which rows of the overview.
#[derive(Debug)]
struct OverviewQuery(OverviewFilter);

impl Parameters for OverviewQuery {
    fn take(params: &mut Params) -> Option<Self> {
        Some(Self(OverviewFilter {
            partner: params.name("partner"),
            programme: params.name("programme"),
            period: params.name("period"),
            currency: params.parsed("currency", "there is no such currency", |s| s.parse().ok()),
        }))
    }
}

#[derive(Serialize)]
struct OverviewView {
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
    claims: Vec<CountView>,
}

#[derive(Serialize)]
struct CountView {
    status: &'static str,
    count: u64,
    amount: MoneyBody,
}

impl From<&OverviewLine> for RowView {
    fn from(line: &OverviewLine) -> Self {
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
            claims: line.claims.iter().map(count).collect(),
        }
    }
}

async fn show(
    With(state): With<State>,
    caller: Caller,
    freshness: Freshness,
    Asked(OverviewQuery(filter)): Asked<OverviewQuery>,
) -> Result<Response, Failure> {
    let (viewer, fresh) = state
        .reader(&caller, &[ViewName::Overview], freshness)
        .await?;
    let lines = state.views.overview(&viewer, &filter).await?;
    Ok(fresh.show(OverviewView {
        overview: lines.iter().map(RowView::from).collect(),
    }))
}
