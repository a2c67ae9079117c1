//! Why a view is behind: what an operator wants to know first.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use super::registry::{self, ViewState, ViewStatus};
use super::{ReadError, ViewCodes, Views};

/// How long views are watched to tell whether they move; a page of many events takes a while.
const WATCHED: Duration = Duration::from_millis(300);
const WATCHED_MAX: Duration = Duration::from_secs(3);

/// A view's state, and why it is behind if it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    pub status: ViewStatus,
    pub stall: Option<Stall>,
}

/// Why a view is behind the log.
#[derive(Clone, Debug, PartialEq)]
pub enum Stall {
    /// It stopped at an event it could not fold.
    Parked { position: u64, error: String },
    /// Its checkpoint is beyond the log: it was not folded from this log as it is.
    BeyondTheHead { head: u64 },
    /// It is behind and on its way.
    Following {
        leader: String,
        since: Option<DateTime<Utc>>,
        events_per_second: f64,
    },
    /// Somebody leads it, but it does not move: what its database is busy with, and how long one
    /// question took.
    StandsStill {
        leader: String,
        since: Option<DateTime<Utc>>,
        waits_for: Option<String>,
        round_trip: Duration,
    },
    /// Nobody leads it: no projector runs on this database.
    NoProjector {
        last_leader: Option<String>,
        last_seen: Option<DateTime<Utc>>,
    },
    /// Nobody leads it, and this program could not: its tables are of another shape.
    OtherShape { shape: i32 },
}

const BUSY_WITH: &str = "
    select
        state || ', ' || coalesce(wait_event_type || ': ' || wait_event, 'on the processor')
            || ', for ' || extract(epoch from clock_timestamp() - xact_start)::int || ' s'
    from pg_stat_activity
    where datname = current_database()
      and pid <> pg_backend_pid()
      and xact_start < clock_timestamp() - interval '1 second'
    order by xact_start
    limit 1";

impl Views {
    /// Lists the views and says why those are behind that are; takes a moment if some are.
    pub async fn explain(&self) -> Result<Vec<Explained>, ReadError> {
        let first = registry::status(&self.pool).await?;
        let is_behind = |status: &ViewStatus| {
            status.is_live && (status.lag > 0 || status.position > status.head)
        };
        if !first.iter().any(is_behind) {
            let explained = |status| Explained {
                status,
                stall: None,
            };
            return Ok(first.into_iter().map(explained).collect());
        }
        let began = Instant::now();
        let (second, round_trip) = loop {
            tokio::time::sleep(WATCHED).await;
            let asked = Instant::now();
            let second = registry::status(&self.pool).await?;
            let stands = |now: &ViewStatus| {
                now.is_led && is_behind(now) && first.iter().any(|first| is_where(first, now))
            };
            if began.elapsed() >= WATCHED_MAX || !second.iter().any(stands) {
                break (second, asked.elapsed());
            }
        };
        let seconds = began.elapsed().as_secs_f64();
        let busy_with: Option<String> = sqlx::query_scalar(BUSY_WITH)
            .fetch_optional(&self.pool)
            .await?;
        let mut explained = vec![];
        for status in second {
            let before = first
                .iter()
                .find(|first| (first.view, first.version) == (status.view, status.version));
            let moved = before.map_or(0, |before| status.position.saturating_sub(before.position));
            let stall = is_behind(&status).then(|| {
                let waits_for = busy_with.clone();
                stall(&status, moved as f64 / seconds, waits_for, round_trip)
            });
            explained.push(Explained { status, stall });
        }
        Ok(explained)
    }
}

/// Tells whether a version of a view stands where it stood.
fn is_where(before: &ViewStatus, now: &ViewStatus) -> bool {
    (before.view, before.version, before.position) == (now.view, now.version, now.position)
}

fn stall(
    status: &ViewStatus,
    events_per_second: f64,
    waits_for: Option<String>,
    round_trip: Duration,
) -> Stall {
    let since = status.led_since;
    if status.position > status.head {
        return Stall::BeyondTheHead { head: status.head };
    }
    match (&status.leader, status.state) {
        (_, ViewState::Parked) => Stall::Parked {
            position: status.error_position.unwrap_or_default(),
            error: status.error.clone().unwrap_or_default(),
        },
        (Some(leader), _) if status.is_led && events_per_second > 0.0 => Stall::Following {
            leader: leader.clone(),
            since,
            events_per_second,
        },
        (Some(leader), _) if status.is_led => Stall::StandsStill {
            leader: leader.clone(),
            since,
            waits_for,
            round_trip,
        },
        (None, _) if !ViewCodes::CURRENT.of(status.view).knows(status.shape) => Stall::OtherShape {
            shape: status.shape,
        },
        (last_leader, _) => Stall::NoProjector {
            last_leader: last_leader.clone(),
            last_seen: status.lease_until,
        },
    }
}
