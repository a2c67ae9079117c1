//! The moment a read is about: `as_of` or `as_of_position`, found in the log.

use application::ask::moment::{self, InTheFuture};
use chrono::NaiveDate;
use projections::log::{AsOf, Moment, MomentError};
use serde::Serialize;

use super::query::{Parameters, Params};
use crate::State;
use crate::failure::{Failure, LogFailure, MomentFailure, ReadFailure};

const INSTANT: &str = "a moment is an instant such as 2026-10-01T00:00:00Z (RFC 3339, with + written \
                       as %2B) or a day such as 2026-09-30, which means its end in UTC";

/// Takes `as_of` or `as_of_position` out of the parameters; both at once are refused.
pub(super) fn take_as_of(params: &mut Params) -> Option<AsOf> {
    let instant = params.parsed("as_of", INSTANT, moment::instant);
    let position = params.parsed("as_of_position", moment::POSITION, moment::position);
    if instant.is_some() && position.is_some() {
        let detail = "the moment is given twice: by as_of and by as_of_position";
        params.refuse("as_of_position", "given_twice", detail);
    }
    let position = position.map(AsOf::Position);
    position.or(instant.map(AsOf::Instant))
}

/// As of which moment the answer is wanted, and nothing else.
#[derive(Clone, Copy, Debug)]
pub(super) struct OnlyAsOf(pub(super) Option<AsOf>);

impl Parameters for OnlyAsOf {
    fn take(params: &mut Params) -> Option<Self> {
        Some(Self(take_as_of(params)))
    }
}

/// Takes a moment that must be there: a position, an instant or a day.
pub(super) fn take_moment(params: &mut Params, name: &str) -> Option<AsOf> {
    let Some(text) = params.text(name) else {
        params.refuse(name, "missing_parameter", "the parameter is missing");
        return None;
    };
    let found = moment::position_or_instant(&text);
    if found.is_none() {
        params.refuse(name, "bad_value", INSTANT);
    }
    found
}

/// By which time figures go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// When the ledger recorded what happened.
    Recorded,
    /// When it happened in the business, up to the end of a day.
    Business { until: Option<NaiveDate> },
}

impl By {
    /// Takes `by` and `business_until` out of the parameters.
    pub(super) fn take(params: &mut Params) -> Self {
        let is_business = params.parsed("by", "by is recorded or business", |text| match text {
            "recorded" => Some(false),
            "business" => Some(true),
            _ => None,
        });
        let detail = "a day is written 2024-03-31";
        let until = params.parsed("business_until", detail, moment::day);
        match (is_business, until) {
            (Some(true), until) => Self::Business { until },
            (Some(false) | None, None) => Self::Recorded,
            (Some(false) | None, Some(_)) => {
                let detail = "business_until goes with by=business";
                params.refuse("business_until", "needs_business_time", detail);
                Self::Recorded
            }
        }
    }

    /// Gives the word for it.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::Business { .. } => "business",
        }
    }
}

/// A moment, as it is shown.
#[derive(Clone, Debug, Serialize)]
pub(super) struct MomentView {
    position: u64,
    recorded_at: String,
}

impl From<Moment> for MomentView {
    fn from(moment: Moment) -> Self {
        Self {
            position: moment.position,
            recorded_at: moment::shown(moment.recorded_at),
        }
    }
}

impl State {
    /// Finds a moment that has come.
    pub(super) async fn moment(&self, as_of: AsOf) -> Result<Moment, Failure> {
        moment::must_have_come(as_of, (self.clock)())?;
        Ok(self.views.moment(as_of).await?)
    }

    /// Finds a moment that has come; without one asked for, the last there is.
    pub(super) async fn moment_or_head(&self, as_of: Option<AsOf>) -> Result<Moment, Failure> {
        match as_of {
            None => Ok(Moment::head(self.ledger.pool()).await?),
            Some(as_of) => self.moment(as_of).await,
        }
    }
}

impl From<InTheFuture> for Failure {
    fn from(error: InTheFuture) -> Self {
        Self::Moment(MomentFailure {
            code: InTheFuture::CODE,
            detail: error.to_string(),
        })
    }
}

impl From<MomentError> for Failure {
    fn from(error: MomentError) -> Self {
        let (code, detail) = (error.code(), error.to_string());
        match error {
            MomentError::BeforeTheFirstEvent { .. }
            | MomentError::EmptyLedger
            | MomentError::BeyondTheHead { .. } => Self::Moment(MomentFailure { code, detail }),
            MomentError::Missing { .. } => {
                tracing::error!(error = %detail, "the log is not whole");
                Self::Log(LogFailure { code, detail })
            }
            MomentError::Database(cause) => {
                tracing::warn!(error = %cause, "the log could not be read");
                ReadFailure::Unavailable.into()
            }
        }
    }
}
