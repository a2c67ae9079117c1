//! Moments, as they are shown, and what was read as of one.

use projections::log::Moment;
use schemars::JsonSchema;
use serde::Serialize;

use super::form::Instant;
use crate::ask::moment::shown;

/// A moment, as it is shown.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MomentView {
    position: u64,
    #[schemars(with = "Instant")]
    recorded_at: String,
}

impl From<Moment> for MomentView {
    fn from(moment: Moment) -> Self {
        Self {
            position: moment.position,
            recorded_at: shown(moment.recorded_at),
        }
    }
}

/// An answer that says itself as of when it is, where no header can; null is the ledger as it is.
#[derive(Clone, Debug, Serialize)]
pub struct AsOfView<T> {
    as_of: Option<MomentView>,
    #[serde(flatten)]
    answer: T,
}

impl<T> AsOfView<T> {
    /// Says as of when an answer is.
    pub fn new(moment: Option<Moment>, answer: T) -> Self {
        Self {
            as_of: moment.map(MomentView::from),
            answer,
        }
    }
}
