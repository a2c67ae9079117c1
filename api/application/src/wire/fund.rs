//! Funds, their lots and their double entries, as they are shown.

use chrono::{DateTime, Utc};
use domain::{ClaimId, Currency, FundEvent, FundId, LotId};
use projections::views::{Account, DatedEntry, EntryLine, FundLine, FundPage, Lot, LotUse};
use schemars::JsonSchema;
use serde::Serialize;

use super::form::{Day, Id, Line, Name, TimeKind, Word};
use super::{FiguresBody, MoneyBody, day, text};
use crate::ask::{By, InList, ListOf, Postings};

/// A fund in a list, and the head of its details.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FundView {
    #[schemars(with = "Id<FundId>")]
    id: String,
    version: u64,
    #[schemars(with = "Name")]
    partner: String,
    #[schemars(with = "Name")]
    programme: String,
    policy_version: u32,
    #[schemars(with = "Name")]
    period: String,
    #[schemars(with = "Word<Currency>")]
    currency: &'static str,
    #[schemars(with = "Day")]
    claim_until: String,
    opened_at: DateTime<Utc>,
    figures: FiguresBody,
}

impl InList for FundView {
    const LIST: &'static str = "funds";
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

/// A fund with its lots, first in first.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FundDetailsView {
    #[serde(flatten)]
    fund: FundView,
    lots: Vec<LotView>,
}

/// One earning, what is left of it, and the claims it stands behind.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct LotView {
    #[schemars(with = "Id<LotId>")]
    id: String,
    #[schemars(with = "Option<Day>")]
    earned_on: Option<String>,
    #[schemars(with = "Line")]
    source: String,
    #[schemars(with = "Option<Id<FundId>>")]
    rolled_from: Option<String>,
    earned: MoneyBody,
    remaining: MoneyBody,
    uses: Vec<UseView>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct UseView {
    #[schemars(with = "Id<ClaimId>")]
    claim: String,
    amount: MoneyBody,
}

impl From<&FundPage> for FundDetailsView {
    fn from(page: &FundPage) -> Self {
        Self {
            fund: FundView::from(&page.fund),
            lots: page.lots.iter().map(LotView::from).collect(),
        }
    }
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

/// The entries of a fund, and by which time they are in order.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PostingsView {
    #[schemars(with = "Word<TimeKind>")]
    by: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Day>")]
    business_until: Option<String>,
    #[serde(flatten)]
    entries: ListOf<EntryView>,
}

/// An entry: an amount that left one account and arrived on another, and the figures after it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EntryView {
    /// The day from which it counts, where that is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Day>")]
    business_day: Option<String>,
    position: u64,
    sequence: u64,
    at: DateTime<Utc>,
    recorded_at: DateTime<Utc>,
    #[schemars(with = "Word<FundEvent>")]
    event: String,
    #[schemars(with = "Option<Word<Account>>")]
    from: Option<&'static str>,
    #[schemars(with = "Option<Word<Account>>")]
    to: Option<&'static str>,
    amount: MoneyBody,
    #[schemars(with = "Option<Id<ClaimId>>")]
    claim: Option<String>,
    figures: FiguresBody,
}

impl InList for EntryView {
    const LIST: &'static str = "entries";
}

impl From<&Postings> for PostingsView {
    fn from(postings: &Postings) -> Self {
        let (by, entries) = match postings {
            Postings::Recorded(entries) => (By::Recorded, entries.map(EntryView::from)),
            Postings::Business { until, entries } => {
                let by = By::Business { until: *until };
                (by, entries.map(EntryView::dated))
            }
        };
        Self {
            by: by.as_str(),
            business_until: by.until().map(day),
            entries,
        }
    }
}

impl From<&EntryLine> for EntryView {
    fn from(entry: &EntryLine) -> Self {
        Self {
            business_day: None,
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

impl EntryView {
    fn dated(dated: &DatedEntry) -> Self {
        Self {
            business_day: Some(day(dated.day)),
            ..Self::from(&dated.entry)
        }
    }
}
