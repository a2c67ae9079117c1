//! How long a rebuild would take: from the last one, or from folding a sample that is rolled back.

use std::time::{Duration, Instant};

use sqlx::{Executor, PgPool};
use uuid::Uuid;

use super::job::{Beside, kinds_of};
use super::part::Part;
use super::shard_scan::{self, ShardScan};
use super::shards::{Shard, bounds};
use super::{Purpose, RebuildError, RebuildOptions, versions};
use crate::views::ViewName;
use crate::views::registry::of_version;

/// What a rebuild would do.
#[derive(Clone, Debug)]
pub struct Estimate {
    /// Events the bulk pass would fold.
    pub events: u64,
    pub events_per_second: f64,
    pub known_from: Known,
}

/// Where a rate comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// The last rebuild of the same views on this database, whole.
    LastRebuild,
    /// The last verification of the same views, which folds as a rebuild does.
    LastVerification,
    /// A sample of the log, folded by one worker without indexes and proof.
    Sample,
    /// The log is empty.
    Nothing,
}

impl Estimate {
    /// Gives how long the rebuild would take.
    pub fn lasts(&self) -> Duration {
        if self.events_per_second > 0.0 {
            Duration::from_secs_f64(self.events as f64 / self.events_per_second)
        } else {
            Duration::ZERO
        }
    }
}

/// Estimates a rebuild; nothing is left of it.
pub async fn estimate(pool: &PgPool, options: &RebuildOptions) -> Result<Estimate, RebuildError> {
    versions::must_be_made(pool, &options.views).await?;
    let names = ViewName::names(&options.views);
    let position: i64 =
        sqlx::query_scalar("select min(position) from views where is_live and name = any($1)")
            .bind(&names)
            .fetch_one(pool)
            .await?;
    let events = position.unsigned_abs();
    let last: Option<(i64, i64, String)> = sqlx::query_as(
        "select position, worked_ms, purpose
         from rebuilds
         where views = $1 and outcome in ('switched', 'proven') and worked_ms > 0
           and position > 0
         order by ended_at desc
         limit 1",
    )
    .bind(&names)
    .fetch_optional(pool)
    .await?;
    let (events_per_second, known_from) = match last {
        Some((events, worked_ms, purpose)) => (
            events as f64 * 1_000.0 / worked_ms as f64,
            match Purpose::written(&purpose) {
                Some(Purpose::Verify) => Known::LastVerification,
                Some(Purpose::Rebuild) | None => Known::LastRebuild,
            },
        ),
        None if events == 0 => (0.0, Known::Nothing),
        None => (sample(pool, options, position).await?, Known::Sample),
    };
    Ok(Estimate {
        events,
        events_per_second,
        known_from,
    })
}

/// Folds the first shard of each kind into tables that are never committed.
async fn sample(pool: &PgPool, options: &RebuildOptions, until: i64) -> Result<f64, RebuildError> {
    // No version of any view has this number.
    let built = i32::MAX - i32::from(Uuid::now_v7().as_bytes()[15]);
    let views = options.views.iter().map(|view| Beside {
        view: *view,
        live: built,
        built,
    });
    let views: Vec<Beside> = views.collect();
    let began = Instant::now();
    let (mut events, mut parts) = (0, vec![]);
    for kind in kinds_of(&options.views) {
        let mut connection = pool.acquire().await?;
        let size = options.shard_events;
        let before = bounds(&mut connection, kind, until, size)
            .await?
            .swap_remove(0);
        let shard = Shard {
            number: 0,
            kind,
            from: String::new(),
            before,
        };
        let mut part = Part::of(&views);
        shard_scan::begin(&mut connection).await?;
        let mut scan = ShardScan::of(&mut connection, &shard, until).await?;
        while let Some(event) = scan.next().await? {
            part.take(&event)?;
        }
        events += scan.events;
        scan.drain().await?;
        connection.execute("rollback").await?;
        parts.push(part);
    }
    let mut transaction = pool.begin().await?;
    for view in &options.views {
        let tables = of_version(options.codes.of(*view).tables, built);
        transaction.execute(tables.as_str()).await?;
    }
    for part in parts {
        part.finish(&mut transaction).await?;
    }
    transaction.rollback().await?;
    let jobs = options.jobs.div_ceil(2) as f64;
    Ok(events as f64 / began.elapsed().as_secs_f64() * jobs.min(2.0))
}
