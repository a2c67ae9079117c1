//! The difference between two moments, as it is shown.

use chrono::{DateTime, Utc};
use domain::{ClaimEvent, ClaimId, Currency, FundId, Status};
use projections::stream::HistoryLine;
use projections::views::{ClaimChange, ClaimState, FundChange};
use schemars::JsonSchema;
use serde::Serialize;

use super::claim::ActorView;
use super::form::{Id, Line, Name, Number, Word};
use super::fund::EntryView;
use super::moment::MomentView;
use super::{FiguresBody, MoneyBody, text};
use crate::ask::{Difference, InList, ListOf};

/// A page of a difference: claims that changed, then funds whose totals moved.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DiffView {
    from: MomentView,
    to: MomentView,
    #[serde(skip_serializing_if = "Option::is_none")]
    events: Option<u64>,
    claims: Vec<ClaimChangeView>,
    #[serde(flatten)]
    funds: ListOf<FundChangeView>,
}

impl From<&Difference> for DiffView {
    fn from(difference: &Difference) -> Self {
        Self {
            from: difference.from.into(),
            to: difference.to.into(),
            events: difference.events,
            claims: difference
                .claims
                .iter()
                .map(ClaimChangeView::from)
                .collect(),
            funds: difference.funds.map(FundChangeView::from),
        }
    }
}

impl InList for FundChangeView {
    const LIST: &'static str = "funds";
}

/// A claim that changed; nothing before: it was created in between.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ClaimChangeView {
    #[schemars(with = "Id<ClaimId>")]
    id: String,
    #[schemars(with = "Number")]
    number: String,
    #[schemars(with = "Line")]
    title: String,
    #[schemars(with = "Name")]
    partner: String,
    #[schemars(with = "Name")]
    programme: String,
    #[schemars(with = "Name")]
    period: String,
    #[schemars(with = "Id<FundId>")]
    fund: String,
    before: Option<ClaimStateView>,
    after: ClaimStateView,
    events: Vec<ChangeEventView>,
    more_events: u64,
}

/// How a claim stood.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct ClaimStateView {
    #[schemars(with = "Word<Status>")]
    status: &'static str,
    round: u32,
    declared: MoneyBody,
    requested: Option<MoneyBody>,
    approved: Option<MoneyBody>,
    paid: MoneyBody,
    documents: u32,
}

/// What changed it: its history has the details.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct ChangeEventView {
    position: u64,
    sequence: u64,
    at: DateTime<Utc>,
    recorded_at: DateTime<Utc>,
    by: ActorView,
    #[schemars(with = "Word<ClaimEvent>")]
    event: String,
}

/// A fund whose totals moved; nothing before: it was opened in between.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FundChangeView {
    #[schemars(with = "Id<FundId>")]
    id: String,
    #[schemars(with = "Name")]
    partner: String,
    #[schemars(with = "Name")]
    programme: String,
    #[schemars(with = "Name")]
    period: String,
    #[schemars(with = "Word<Currency>")]
    currency: &'static str,
    before: Option<FiguresBody>,
    after: FiguresBody,
    delta: FiguresBody,
    entries: Vec<EntryView>,
    more_entries: u64,
}

impl From<&ClaimChange> for ClaimChangeView {
    fn from(change: &ClaimChange) -> Self {
        let facts = &change.facts;
        Self {
            id: text(change.id),
            number: text(change.number),
            title: facts.title.clone(),
            partner: text(&facts.partner),
            programme: text(&facts.programme),
            period: text(&facts.period),
            fund: text(facts.fund),
            before: change.before.as_ref().map(ClaimStateView::from),
            after: ClaimStateView::from(&change.after),
            events: change.events.iter().map(ChangeEventView::from).collect(),
            more_events: change.more_events,
        }
    }
}

impl From<&ClaimState> for ClaimStateView {
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

impl From<&HistoryLine> for ChangeEventView {
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

impl From<&FundChange> for FundChangeView {
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
