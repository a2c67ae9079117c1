//! What is underway, as others see it.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::{PgPool, Row};
use uuid::Uuid;

use super::{Phase, Purpose};
use crate::views::ViewName;

/// A rebuild that is not at its end, as others see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Underway {
    pub purpose: Purpose,
    pub views: Vec<ViewName>,
    pub phase: Phase,
    /// Events folded by the bulk pass, of so many.
    pub events: u64,
    pub of_events: u64,
    pub worked: Duration,
    /// Who works at it; nobody: it was broken off, and goes on when it is asked for again.
    pub holder: Option<String>,
    pub began_at: DateTime<Utc>,
}

impl Underway {
    /// Gives the rate of the bulk pass so far, in events a second.
    pub fn events_per_second(&self) -> Option<f64> {
        let seconds = self.worked.as_secs_f64();
        (seconds > 0.0 && self.events > 0).then(|| self.events as f64 / seconds)
    }
}

const UNDERWAY: &str = "
select rebuild_id, purpose, views, phase, events, position, worked_ms, began_at,
    case when lease_until > clock_timestamp() then holder end as holder
from rebuilds
where ended_at is null";

/// Looks whether a rebuild is underway.
pub(super) async fn find(pool: &PgPool) -> Result<Option<(Uuid, Underway)>, sqlx::Error> {
    let row = sqlx::query(UNDERWAY).fetch_optional(pool).await?;
    let Some(row) = row else { return Ok(None) };
    let views: Vec<String> = row.try_get("views")?;
    let unknown = |what: &str| sqlx::Error::Decode(format!("no such {what} of a rebuild").into());
    // One that another program began may be of views that this one does not know.
    let views = views.iter().filter_map(|view| view.parse().ok());
    let millis = row.try_get::<i64, _>("worked_ms")?.unsigned_abs();
    let underway = Underway {
        purpose: Purpose::written(row.try_get("purpose")?).ok_or_else(|| unknown("purpose"))?,
        views: views.collect(),
        phase: Phase::written(row.try_get("phase")?).ok_or_else(|| unknown("phase"))?,
        events: row.try_get::<i64, _>("events")?.unsigned_abs(),
        of_events: row.try_get::<i64, _>("position")?.unsigned_abs(),
        worked: Duration::from_millis(millis),
        holder: row.try_get("holder")?,
        began_at: row.try_get("began_at")?,
    };
    Ok(Some((row.try_get("rebuild_id")?, underway)))
}
