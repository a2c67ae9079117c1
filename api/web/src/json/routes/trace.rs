//! Traces: the earnings behind a claim, and where an earning went.

use application::wire::{MoneyBody, day, text};
use axum::Json;
use axum::extract::{FromRequestParts, RawPathParams, State as With};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use domain::{ClaimId, FundId, LotId, OrgId, Refusal};
use projections::log::LogError;
use projections::trace::{
    ClaimTrace, EarnedPart, Fate, FundTrace, LotTrace, Origin, Through, TraceError, TracedShare,
    Whereabouts, trace_claim, trace_lot,
};
use projections::views::Viewer;
use serde::Serialize;

use super::{Route, get};
use crate::State;
use crate::door::caller::Caller;
use crate::failure::{Failure, LogFailure, ReadFailure};
use crate::json::as_of::OnlyAsOf;
use crate::json::command::POSITION;
use crate::json::path::At;
use crate::json::query::Asked;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/v1/claims/{claim}/trace", of_claim),
        get("/v1/funds/{fund}/lots/{lot}/trace", of_lot),
    ]
}

/// What a claim was approved and paid, lot by lot, and the earnings behind.
#[derive(Serialize)]
struct ClaimTraceView {
    claim: String,
    position: u64,
    fund: String,
    status: &'static str,
    approved: Option<MoneyBody>,
    paid: MoneyBody,
    lots: Vec<ShareView>,
    adds_up: bool,
}

#[derive(Serialize)]
struct ShareView {
    lot: String,
    amount: MoneyBody,
    paid: MoneyBody,
    earnings: Vec<EarnedView>,
}

#[derive(Serialize)]
struct EarnedView {
    fund: String,
    lot: String,
    #[serde(flatten)]
    origin: OriginView,
    amount: MoneyBody,
    paid: MoneyBody,
    through: Vec<ThroughView>,
}

#[derive(Serialize)]
struct OriginView {
    origin: &'static str,
    earned_on: Option<String>,
    source: Option<String>,
    rolled_from: Option<String>,
}

#[derive(Serialize)]
struct ThroughView {
    fund: String,
    lot: String,
}

/// All that was ever put into a lot, and where each part of it is.
#[derive(Serialize)]
struct LotTraceView {
    lot: String,
    fund: String,
    position: u64,
    #[serde(flatten)]
    origin: OriginView,
    put_in: MoneyBody,
    rolled_over: MoneyBody,
    uses: Vec<FateView>,
    adds_up: bool,
}

#[derive(Serialize)]
struct FateView {
    r#where: &'static str,
    claim: Option<String>,
    fund: String,
    amount: MoneyBody,
    paid: MoneyBody,
    through: Vec<ThroughView>,
}

async fn of_claim(
    With(state): With<State>,
    caller: Caller,
    At(id): At<ClaimId>,
    Asked(OnlyAsOf(as_of)): Asked<OnlyAsOf>,
) -> Result<Response, Failure> {
    caller.must_not_be_operator()?;
    let moment = state.moment_or_head(as_of).await?;
    let trace = trace_claim(state.ledger.pool(), id, moment.position).await?;
    must_see_the_fund(&caller, &trace.partner, Refusal::ClaimMustExist)?;
    Ok(answer(moment.position, ClaimTraceView::from(&trace)))
}

async fn of_lot(
    With(state): With<State>,
    caller: Caller,
    At(fund): At<FundId>,
    LotAt(lot): LotAt,
    Asked(OnlyAsOf(as_of)): Asked<OnlyAsOf>,
) -> Result<Response, Failure> {
    caller.must_not_be_operator()?;
    let moment = state.moment_or_head(as_of).await?;
    let position = moment.position;
    let (partner, trace) = match trace_lot(state.ledger.pool(), fund, lot, position).await {
        Ok(trace) => (trace.partner.clone(), Ok(trace)),
        Err(TraceError::LotIsNotInTheFund { partner, .. }) => (partner, Err(NO_SUCH_LOT)),
        Err(error) => return Err(error.into()),
    };
    must_see_the_fund(&caller, &partner, Refusal::FundMustExist)?;
    let FundTrace { lots, .. } = trace.map_err(Failure::from)?;
    let lot = lots.first().ok_or(NO_SUCH_LOT)?;
    Ok(answer(position, LotTraceView::new(lot, position)))
}

const NO_SUCH_LOT: ReadFailure = ReadFailure::NoSuchLot;

/// A trace shows lots, so it is for those who may see the fund.
fn must_see_the_fund(caller: &Caller, partner: &OrgId, missing: Refusal) -> Result<(), Refusal> {
    match application::ask::reading::viewer_of(&caller.by) {
        Viewer::Inside | Viewer::Vendor(_) => Ok(()),
        Viewer::Partner(org) if org == *partner => Ok(()),
        Viewer::Partner(_) | Viewer::Contributor(_) | Viewer::Nobody => Err(missing),
    }
}

fn answer(position: u64, body: impl Serialize) -> Response {
    ([(POSITION, position.to_string())], Json(body)).into_response()
}

/// A lot in the address; what is not an id names nothing.
struct LotAt(LotId);

impl FromRequestParts<State> for LotAt {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Failure> {
        let params = RawPathParams::from_request_parts(parts, state).await.ok();
        let mut params = params.iter().flatten();
        let lot = params.find(|(name, _)| *name == "lot");
        let lot = lot.and_then(|(_, text)| text.parse().ok());
        Ok(Self(lot.ok_or(NO_SUCH_LOT)?))
    }
}

impl From<&ClaimTrace> for ClaimTraceView {
    fn from(trace: &ClaimTrace) -> Self {
        Self {
            claim: text(trace.claim),
            position: trace.position,
            fund: text(trace.fund),
            status: trace.status.as_str(),
            approved: trace.approved.map(MoneyBody::from),
            paid: trace.paid.into(),
            lots: trace.lots.iter().map(ShareView::from).collect(),
            adds_up: trace.adds_up(),
        }
    }
}

impl From<&TracedShare> for ShareView {
    fn from(share: &TracedShare) -> Self {
        let earned = |part: &EarnedPart| EarnedView {
            fund: text(part.fund),
            lot: text(part.lot),
            origin: OriginView::from(&part.origin),
            amount: part.amount.into(),
            paid: part.paid.into(),
            through: through(&part.through),
        };
        Self {
            lot: text(share.lot),
            amount: share.amount.into(),
            paid: share.paid.into(),
            earnings: share.earnings.iter().map(earned).collect(),
        }
    }
}

impl LotTraceView {
    fn new(lot: &LotTrace, position: u64) -> Self {
        let fate = |fate: &Fate| FateView {
            r#where: fate.place.as_str(),
            claim: match fate.place {
                Whereabouts::Claim(claim) => Some(text(claim)),
                Whereabouts::Remaining
                | Whereabouts::Expired
                | Whereabouts::Withdrawn
                | Whereabouts::OnItsWay { .. } => None,
            },
            fund: text(fate.fund),
            amount: fate.amount.into(),
            paid: fate.paid.into(),
            through: through(&fate.through),
        };
        Self {
            lot: text(lot.lot),
            fund: text(lot.fund),
            position,
            origin: OriginView::from(&lot.origin),
            put_in: lot.put_in.into(),
            rolled_over: lot.rolled_over.into(),
            uses: lot.fates.iter().map(fate).collect(),
            adds_up: lot.adds_up(),
        }
    }
}

impl From<&Origin> for OriginView {
    fn from(origin: &Origin) -> Self {
        let (origin, earned_on, source, rolled_from) = match origin {
            Origin::Earned { earned_on, source } => {
                ("earned", Some(day(*earned_on)), Some(source.clone()), None)
            }
            Origin::RolledOver { from } => ("rolled_over", None, None, Some(text(from))),
            Origin::Adjusted => ("adjusted", None, None, None),
        };
        Self {
            origin,
            earned_on,
            source,
            rolled_from,
        }
    }
}

fn through(through: &[Through]) -> Vec<ThroughView> {
    let view = |through: &Through| ThroughView {
        fund: text(through.fund),
        lot: text(through.lot),
    };
    through.iter().map(view).collect()
}

impl From<TraceError> for Failure {
    fn from(error: TraceError) -> Self {
        match error {
            TraceError::Log(error) => error.into(),
            TraceError::NoSuchClaim(_) | TraceError::ClaimBeginsLater { .. } => {
                Refusal::ClaimMustExist.into()
            }
            TraceError::NoSuchFund(_) | TraceError::FundBeginsLater { .. } => {
                Refusal::FundMustExist.into()
            }
            TraceError::NoSuchLot { .. } | TraceError::LotIsNotInTheFund { .. } => {
                NO_SUCH_LOT.into()
            }
            TraceError::DoesNotAddUp { .. } | TraceError::NoSuchRollover { .. } => {
                tracing::error!(%error, "money cannot be traced");
                ReadFailure::Unreadable.into()
            }
        }
    }
}

impl From<LogError> for Failure {
    fn from(error: LogError) -> Self {
        if error.is_unavailable() {
            tracing::warn!(%error, "the log could not be read");
            return ReadFailure::Unavailable.into();
        }
        tracing::error!(%error, "the log is not what was recorded");
        Self::Log(LogFailure {
            code: error.code(),
            detail: error.to_string(),
        })
    }
}
