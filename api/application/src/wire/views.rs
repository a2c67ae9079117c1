//! How the views stand, as it is shown.

use chrono::{DateTime, Utc};
use projections::views::rebuild::Underway;
use projections::views::{Explained, ViewName};
use schemars::JsonSchema;
use serde::Serialize;
use standing::RebuildView;

use super::form::{ViewStatus, Word};
use crate::ask::{Asker, ShownViews, standing};

/// How far each view has come.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ViewsView {
    views: Vec<ViewView>,
}

/// A version of a view.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct ViewView {
    #[schemars(with = "Word<ViewName>")]
    name: &'static str,
    version: i32,
    is_live: bool,
    position: u64,
    lag: u64,
    #[schemars(with = "Word<ViewStatus>")]
    state: &'static str,
    parked_at: Option<u64>,
    is_led: bool,
    /// Why it is behind, if it is.
    why: Option<String>,
    /// How far the rebuild or the verification is that fills it.
    rebuild: Option<RebuildView>,
    #[serde(flatten)]
    inside: Option<InsideView>,
}

/// What is for the inside alone: why a view is parked may name what an event holds.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct InsideView {
    shape: i32,
    leader: Option<String>,
    led_since: Option<DateTime<Utc>>,
    error: Option<String>,
}

impl ViewsView {
    /// Shows the views to somebody.
    pub fn new(shown: &ShownViews, asker: Asker<'_>) -> Self {
        let view = |view| ViewView::new(view, shown.underway.as_ref(), asker);
        Self {
            views: shown.views.iter().map(view).collect(),
        }
    }
}

impl ViewView {
    fn new(view: &Explained, underway: Option<&Underway>, asker: Asker<'_>) -> Self {
        let Explained { status, stall } = view;
        let stall = stall.as_ref();
        let (why, inside) = match asker {
            Asker::Actor(_) => (stall.map(standing::why_without_content), None),
            Asker::Inside => {
                let inside = InsideView {
                    shape: status.shape,
                    leader: status.leader.clone().filter(|_| status.is_led),
                    led_since: status.led_since.filter(|_| status.is_led),
                    error: status.error.clone(),
                };
                (stall.map(standing::why), Some(inside))
            }
        };
        Self {
            name: status.view.as_str(),
            version: status.version,
            is_live: status.is_live,
            position: status.position,
            lag: status.lag,
            state: standing::state(status, underway),
            parked_at: status.error_position,
            is_led: status.is_led,
            why,
            rebuild: standing::rebuilding(status, underway).map(RebuildView::from),
            inside,
        }
    }
}
