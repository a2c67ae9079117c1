//! The moment a read is about: `as_of` or `as_of_position`, found in the log.

use projections::log::{AsOf, Moment, MomentError};

use super::State;
use super::failure::{Failure, MomentFailure, ReadFailure};
use super::query::{Parameters, Params};
use crate::cli::instant;

const INSTANT: &str = "a moment is an instant such as 2026-10-01T00:00:00Z (RFC 3339, with + written \
                       as %2B) or a day such as 2026-09-30, which means its end in UTC";

/// As of which moment the answer is wanted, and nothing else.
#[derive(Clone, Copy, Debug)]
pub(super) struct OnlyAsOf(pub(super) Option<AsOf>);

impl Parameters for OnlyAsOf {
    fn take(params: &mut Params) -> Option<Self> {
        Some(Self(take_as_of(params)))
    }
}

/// Takes `as_of` or `as_of_position` out of the parameters; both at once are refused.
pub(super) fn take_as_of(params: &mut Params) -> Option<AsOf> {
    let at = params.parsed("as_of", INSTANT, |text| instant(text).ok());
    let position = params.parsed("as_of_position", "a position is a whole number", |text| {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
        let position: Option<u64> = is_plain.then(|| text.parse().ok())?;
        position.filter(|position| i64::try_from(*position).is_ok())
    });
    if at.is_some() && position.is_some() {
        let detail = "the moment is given twice: by as_of and by as_of_position";
        params.refuse("as_of_position", "given_twice", detail);
    }
    position.map(AsOf::Position).or(at.map(AsOf::Instant))
}

impl State {
    /// Finds a moment that has come; without one asked for, the last there is.
    pub(super) async fn moment_or_head(&self, as_of: Option<AsOf>) -> Result<Moment, Failure> {
        let pool = self.ledger.pool();
        match as_of {
            None => Ok(Moment::head(pool).await?),
            Some(AsOf::Instant(at)) if at > (self.clock)() => Err(Failure::Moment(MomentFailure {
                code: "moment_in_the_future",
                detail: "the moment has not come yet".to_owned(),
            })),
            Some(as_of) => Ok(as_of.find(pool).await?),
        }
    }
}

impl From<MomentError> for Failure {
    fn from(error: MomentError) -> Self {
        let (code, detail) = (error.code(), error.to_string());
        match error {
            MomentError::BeforeTheFirstEvent { .. }
            | MomentError::EmptyLedger
            | MomentError::BeyondTheHead { .. } => Self::Moment(MomentFailure { code, detail }),
            MomentError::Database(cause) => {
                tracing::warn!(error = %cause, "the log could not be read");
                ReadFailure::Unavailable.into()
            }
        }
    }
}
