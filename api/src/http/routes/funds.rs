//! Funds: their figures, their lots and where each went, their double entries.

use axum::extract::State as With;
use axum::http::Uri;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::{FundId, Refusal};
use projections::views::{
    EntryCursor, EntryLine, FundCursor, FundFilter, FundLine, Lot, LotUse, Page, ViewName,
};
use serde::Serialize;

use super::{Route, get};
use crate::http::State;
use crate::http::caller::{Caller, IfNoneMatch};
use crate::http::failure::Failure;
use crate::http::path::At;
use crate::http::query::{Asked, NoParams, Parameters, Params};
use crate::http::read::{Freshness, found, take_page};
use crate::http::wire::{FiguresBody, MoneyBody, day, text};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/v1/funds", list),
        get("/v1/funds/{fund}", show),
        get("/v1/funds/{fund}/postings", postings),
    ]
}

/// Which funds, and which page of them.
#[derive(Debug)]
struct FundsQuery {
    filter: FundFilter,
    page: Page<FundCursor>,
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
    let (viewer, fresh) = state
        .reader(&caller, &[ViewName::Overview], freshness)
        .await?;
    let listed = state
        .views
        .funds(&viewer, &query.filter, &query.page)
        .await?;
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
    Asked(NoParams): Asked<NoParams>,
) -> Result<Response, Failure> {
    let (viewer, fresh) = state
        .reader(&caller, &[ViewName::Overview], freshness)
        .await?;
    let page = found(state.views.fund(&viewer, id).await?, Refusal::FundMustExist)?;
    let lots = page.lots.iter().map(LotView::from).collect();
    let details = FundDetails {
        fund: FundView::from(&page.fund),
        lots,
    };
    Ok(fresh.show_version(page.fund.version, &known, details))
}

/// Which page of the entries.
#[derive(Debug)]
struct EntriesQuery(Page<EntryCursor>);

impl Parameters for EntriesQuery {
    fn take(params: &mut Params) -> Option<Self> {
        Some(Self(take_page(params, |_| true)))
    }
}

/// An entry: an amount that left one account and arrived on another, and the figures after it.
#[derive(Serialize)]
struct EntryView {
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

async fn postings(
    With(state): With<State>,
    caller: Caller,
    At(id): At<FundId>,
    freshness: Freshness,
    Asked(EntriesQuery(page)): Asked<EntriesQuery>,
    uri: Uri,
) -> Result<Response, Failure> {
    let (viewer, fresh) = state
        .reader(&caller, &[ViewName::Postings], freshness)
        .await?;
    let listed = state.views.postings(&viewer, id, &page).await?;
    // A fund has the entry of its opening at least, and a page is asked for only where there is one.
    found(
        (!listed.rows.is_empty()).then_some(()),
        Refusal::FundMustExist,
    )?;
    fresh.list(
        "entries",
        listed.rows.iter().map(EntryView::from).collect(),
        listed.next,
        &uri,
    )
}
