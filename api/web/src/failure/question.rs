//! Questions that were not answered: what becomes of each.

use application::ask::AskError;
use application::ask::moment::InTheFuture;
use axum::http::StatusCode;
use domain::Refusal;
use projections::log::{LogError, MomentError};
use projections::trace::TraceError;
use projections::views::ReadError;

use super::{Failure, away};
use crate::problem::Problem;

impl From<AskError> for Failure {
    fn from(error: AskError) -> Self {
        let detail = error.to_string();
        let problem = match error {
            AskError::Refused(law) | AskError::NotThere { law, .. } => return law.into(),
            AskError::Command(error) => return error.into(),
            AskError::Trace(error) => return of_trace(error),
            AskError::InTheFuture(_) => of_moment(InTheFuture::CODE, detail),
            AskError::OutOfOrder(_) => of_moment("moments_out_of_order", detail),
            AskError::Moment(MomentError::Missing { .. }) => {
                tracing::error!(error = %detail, "the log is not whole");
                of_log("event_missing", detail)
            }
            AskError::Moment(error) => of_moment(error.code(), detail),
            AskError::Behind { wanted, head, .. } => {
                let log = match head < wanted {
                    true => format!("the log itself has only come to {head}"),
                    false => format!("the log has come to {head}"),
                };
                unavailable("view_is_behind", format!("{detail}; {log}"))
                    .retry_after(1)
                    .with_hint("ask again, or ask without a position for what there is")
            }
            AskError::Parked(_) => unavailable("view_is_parked", detail)
                .retry_after(60)
                .with_hint(
                    "contact the operator of the ledger; ask without a position for what there is",
                ),
            AskError::Log(error) => of_log_error(&error),
            AskError::Read(error) => of_read(error),
        };
        problem.into()
    }
}

impl Failure {
    /// Says that a fund has no such lot.
    pub(crate) fn no_such_lot() -> Self {
        let detail = "the fund has no such lot";
        let problem = Problem::new(StatusCode::NOT_FOUND, "lot_not_found", detail);
        problem.with_hint("check the lot's id").into()
    }
}

fn of_moment(code: &'static str, detail: String) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, code, detail)
        .with_hint("name a position or a moment between the log's first event and its last")
}

fn of_read(error: ReadError) -> Problem {
    match error {
        ReadError::Unavailable(cause) => {
            tracing::warn!(error = %cause, "the views could not be read");
            store_away()
        }
        ReadError::Unreadable(cause) => {
            tracing::error!(error = %cause, "a view holds a row that cannot be read");
            Problem::internal()
        }
        ReadError::Log(error) => of_log_error(&error),
        ReadError::Moment(error) => of_moment(error.code(), error.to_string()),
    }
}

fn of_log_error(error: &LogError) -> Problem {
    if error.is_unavailable() {
        tracing::warn!(%error, "the log could not be read");
        return store_away();
    }
    tracing::error!(%error, "the log is not what was recorded");
    of_log(error.code(), error.to_string())
}

/// Which event it is may be nothing that the caller may know of.
fn of_log(code: &'static str, detail: String) -> Problem {
    let calm = "what the ledger holds is not what was recorded, so it is not shown";
    let problem = Problem::new(StatusCode::INTERNAL_SERVER_ERROR, code, calm)
        .with_hint("contact the operator of the ledger with the request id");
    Problem {
        detail_in_full: Some(detail),
        ..problem
    }
}

/// What is not there is a law; money that does not add up is not.
fn of_trace(error: TraceError) -> Failure {
    match error {
        TraceError::Log(error) => AskError::Log(error).into(),
        TraceError::NoSuchClaim(_) | TraceError::ClaimBeginsLater { .. } => {
            Refusal::ClaimMustExist.into()
        }
        TraceError::NoSuchFund(_) | TraceError::FundBeginsLater { .. } => {
            Refusal::FundMustExist.into()
        }
        TraceError::NoSuchLot { .. } | TraceError::LotIsNotInTheFund { .. } => {
            Failure::no_such_lot()
        }
        TraceError::DoesNotAddUp { .. } | TraceError::NoSuchRollover { .. } => {
            tracing::error!(%error, "money cannot be traced");
            Problem::internal().into()
        }
    }
}

pub(super) fn store_away() -> Problem {
    away(unavailable(
        "store_unavailable",
        "the database is unavailable".to_owned(),
    ))
}

fn unavailable(code: &'static str, detail: String) -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, code, detail)
}
