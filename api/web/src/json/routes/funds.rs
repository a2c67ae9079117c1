//! Funds: their figures, their lots and where each went.

pub(super) mod moves;
pub(super) mod postings;

use application::wire::{FiguresBody, MoneyBody, day, text};
use axum::extract::State as With;
use axum::http::Uri;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::{FundId, Refusal};
use projections::log::AsOf;
use projections::views::{
    EntryLine, FundCursor, FundFilter, FundLine, Lot, LotUse, Page, ViewName,
};
use serde::Serialize;

use super::{Route, get};
use crate::State;
use crate::door::caller::{Caller, IfNoneMatch};
use crate::failure::Failure;
use crate::json::as_of::take_as_of;
use crate::json::path::At;
use crate::json::query::{Asked, OnlyAsOf, Parameters, Params};
use crate::json::read::{Freshness, found, take_page};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/v1/funds", list), get("/v1/funds/{fund}", show)]
}

/// Which funds, and which page of them.
#[derive(Debug)]
struct FundsQuery {
    filter: FundFilter,
    page: Page<FundCursor>,
    as_of: Option<AsOf>,
}

impl Parameters for FundsQuery {
    fn take(params: &mut Params) -> Option<Self> {
        let filter = FundFilter {
            partner: params.name("partner"),
            programme: params.name("programme"),
            period: params.name("period"),
            currency: params.parsed("currency", "there is no such currency", |s| s.parse().ok()),
        };
        Some(Self {
            filter,
            page: take_page(params, |_| true),
            as_of: take_as_of(params),
        })
    }
}

/// A fund in a list, and the head of its details.
#[derive(Serialize)]
struct FundView {
    id: String,
    version: u64,
    partner: String,
    programme: String,
    policy_version: u32,
    period: String,
    currency: &'static str,
    claim_until: String,
    opened_at: DateTime<Utc>,
    figures: FiguresBody,
}

impl From<&FundLine> for FundView {
    fn from(fund: &FundLine) -> Self {
        Self {
            id: text(fund.id),
            version: fund.version,
            partner: text(&fund.partner),
            programme: text(&fund.programme),
            policy_version: fund.policy_version,
            period: text(&fund.period),
            currency: fund.currency.code(),
            claim_until: day(fund.claim_until),
            opened_at: fund.opened_at,
            figures: fund.figures.into(),
        }
    }
}

async fn list(
    With(state): With<State>,
    caller: Caller,
    freshness: Freshness,
    Asked(query): Asked<FundsQuery>,
    uri: Uri,
) -> Result<Response, Failure> {
    // The figures of then are those of the last entry.
    let views: &[ViewName] = match query.as_of {
        None => &[ViewName::Overview],
        Some(_) => &[ViewName::Overview, ViewName::Postings],
    };
    let (viewer, reading, fresh) = state.reader(&caller, views, freshness, query.as_of).await?;
    let listed = reading.funds(&viewer, &query.filter, &query.page).await?;
    fresh.list(
        "funds",
        listed.rows.iter().map(FundView::from).collect(),
        listed.next,
        &uri,
    )
}

/// A fund with its lots, first in first.
#[derive(Serialize)]
struct FundDetails {
    #[serde(flatten)]
    fund: FundView,
    lots: Vec<LotView>,
}

/// One earning, what is left of it, and the claims it stands behind.
#[derive(Serialize)]
struct LotView {
    id: String,
    earned_on: Option<String>,
    source: String,
    rolled_from: Option<String>,
    earned: MoneyBody,
    remaining: MoneyBody,
    uses: Vec<UseView>,
}

#[derive(Serialize)]
struct UseView {
    claim: String,
    amount: MoneyBody,
}

impl From<&Lot> for LotView {
    fn from(lot: &Lot) -> Self {
        let used = |used: &LotUse| UseView {
            claim: text(used.claim),
            amount: used.amount.into(),
        };
        Self {
            id: text(lot.id),
            earned_on: lot.earned_on.map(day),
            source: lot.source.clone(),
            rolled_from: lot.rolled_from.map(text),
            earned: lot.earned.into(),
            remaining: lot.remaining.into(),
            uses: lot.uses.iter().map(used).collect(),
        }
    }
}

async fn show(
    With(state): With<State>,
    caller: Caller,
    At(id): At<FundId>,
    freshness: Freshness,
    known: IfNoneMatch,
    Asked(OnlyAsOf(as_of)): Asked<OnlyAsOf>,
) -> Result<Response, Failure> {
    // A fund of then is folded from the log alone.
    let views: &[ViewName] = match as_of {
        None => &[ViewName::Overview],
        Some(_) => &[],
    };
    let (viewer, reading, fresh) = state.reader(&caller, views, freshness, as_of).await?;
    let page = found(reading.fund(&viewer, id).await?, Refusal::FundMustExist)?;
    let lots = page.lots.iter().map(LotView::from).collect();
    let details = FundDetails {
        fund: FundView::from(&page.fund),
        lots,
    };
    Ok(fresh.show_version(page.fund.version, &known, details))
}

/// An entry: an amount that left one account and arrived on another, and the figures after it.
#[derive(Serialize)]
pub(super) struct EntryView {
    position: u64,
    sequence: u64,
    at: DateTime<Utc>,
    recorded_at: DateTime<Utc>,
    event: String,
    from: Option<&'static str>,
    to: Option<&'static str>,
    amount: MoneyBody,
    claim: Option<String>,
    figures: FiguresBody,
}

impl From<&EntryLine> for EntryView {
    fn from(entry: &EntryLine) -> Self {
        Self {
            position: entry.position,
            sequence: entry.sequence,
            at: entry.at,
            recorded_at: entry.recorded_at,
            event: entry.event_type.clone(),
            from: entry.accounts.map(|(from, _)| from.as_str()),
            to: entry.accounts.map(|(_, to)| to.as_str()),
            amount: entry.amount.into(),
            claim: entry.claim.map(text),
            figures: entry.figures.into(),
        }
    }
}
