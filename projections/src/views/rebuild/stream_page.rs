//! Pages of the log by stream: each claim's or fund's events together, proven by their leaves.

use sqlx::postgres::PgRow;
use sqlx::{PgPool, Row};

use super::RebuildError;
use crate::log::leaf::{Leaf, written};
use crate::views::log_page::{Recorded, parse};

const PAGE: &str = "
select position, aggregate_type, aggregate_id, sequence, event_version, recorded_at, payload::text,
    event_type, metadata::text, leaf
from events
where aggregate_type = $1
and (aggregate_id, sequence) > ($2, $3)
and aggregate_id < $4
and position <= $5
order by aggregate_id, sequence
limit $6";

/// Where a part of the log begins and ends, by stream.
#[derive(Clone, Debug)]
pub(super) struct Cursor {
    pub aggregate_type: String,
    /// The last event that was read.
    pub after: (String, i64),
    /// The first stream that is not read.
    pub before: String,
}

/// Events of streams in a row.
pub(super) struct StreamPage {
    pub events: Vec<Recorded>,
    /// The last event of the page.
    pub last: Option<(String, i64)>,
}

/// Reads and proves the page after a cursor; no connection is held afterwards.
pub(super) async fn page_after(
    pool: &PgPool,
    cursor: &Cursor,
    until: i64,
    limit: i64,
) -> Result<StreamPage, RebuildError> {
    let rows = sqlx::query(PAGE)
        .bind(&cursor.aggregate_type)
        .bind(&cursor.after.0)
        .bind(cursor.after.1)
        .bind(&cursor.before)
        .bind(until)
        .bind(limit)
        .fetch_all(pool)
        .await?;
    // Parsing takes as long as reading: it must not keep other tasks of the program waiting.
    let parsed = tokio::task::spawn_blocking(move || {
        let mut events = Vec::with_capacity(rows.len());
        for row in &rows {
            let position: i64 = row.try_get(0)?;
            must_fit(row, position)?;
            events.push(parse(row, position)?.0);
        }
        let last = match rows.last() {
            Some(row) => Some((row.try_get(2)?, row.try_get(3)?)),
            None => None,
        };
        Ok(StreamPage { events, last })
    });
    parsed.await.map_err(|_| RebuildError::BrokeOff)?
}

/// Requires that an event is what was recorded.
fn must_fit(row: &PgRow, position: i64) -> Result<(), RebuildError> {
    let text = |column: usize| -> Result<&str, sqlx::Error> {
        row.try_get_raw(column)?
            .as_str()
            .map_err(sqlx::Error::Decode)
    };
    let recorded_at = written(row.try_get(5)?);
    let leaf = Leaf {
        aggregate_id: text(2)?,
        aggregate_type: text(1)?,
        event_type: text(7)?,
        event_version: text(4)?,
        metadata: text(8)?,
        payload: text(6)?,
        recorded_at: &recorded_at,
        sequence: row.try_get::<i64, _>(3)?.unsigned_abs(),
    };
    if leaf.digest().as_slice() == row.try_get::<&[u8], _>(9)? {
        Ok(())
    } else {
        let position = position.unsigned_abs();
        Err(RebuildError::Altered { position })
    }
}
