//! Pages of the log by stream: each claim's or fund's events together, proven by their leaves.

use cqrs_es::Aggregate;
use domain::aggregate::ClaimStream;
use sqlx::PgPool;

use super::RebuildError;
use crate::log::copied::{Copied, Rows};
use crate::log::leaf::{Leaf, written};
use crate::views::log_page::{Recorded, read_event};

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
#[derive(Debug, Default)]
pub(super) struct StreamPage {
    pub events: Vec<Recorded>,
    /// The last event of the page.
    pub last: Option<(String, i64)>,
}

/// Reads and proves the page after a cursor; no connection is held afterwards.
///
/// A page ends with a stream: what a fold knows of a claim it need not look up again. Only a fund
/// that is longer than a page is read in parts; of a claim that long the page has all.
pub(super) async fn page_after(
    pool: &PgPool,
    cursor: &Cursor,
    until: i64,
    limit: usize,
) -> Result<StreamPage, RebuildError> {
    let mut limit = limit.max(2);
    loop {
        let statement = cursor.statement(until, limit);
        let copied = {
            let mut connection = pool.acquire().await?;
            Copied::out(&mut connection, &statement).await?
        };
        let kind = cursor.aggregate_type.clone();
        // Parsing takes as long as reading: it must not keep other tasks of the program waiting.
        let parsed = tokio::task::spawn_blocking(move || parse(&copied, &kind, limit));
        match parsed.await.map_err(|_| RebuildError::BrokeOff)?? {
            Some(page) => return Ok(page),
            None => limit *= 4,
        }
    }
}

impl Cursor {
    /// Gives the statement that reads a page; `copy` takes no parameters.
    fn statement(&self, until: i64, limit: usize) -> String {
        format!(
            "copy (
                 select position, aggregate_id, sequence, event_type, event_version, payload,
                     metadata, recorded_at, leaf
                 from events
                 where aggregate_type = {kind}
                 and (aggregate_id, sequence) > ({id}, {sequence})
                 and aggregate_id < {before}
                 and position <= {until}
                 order by aggregate_id, sequence
                 limit {limit}
             ) to stdout (format binary)",
            kind = quoted(&self.aggregate_type),
            id = quoted(&self.after.0),
            sequence = self.after.1,
            before = quoted(&self.before),
        )
    }
}

/// Writes a text as a literal, whatever is in it.
fn quoted(text: &str) -> String {
    format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

/// Reads and proves the events; none: the page has but a part of one claim.
fn parse(copied: &Copied, kind: &str, limit: usize) -> Result<Option<StreamPage>, RebuildError> {
    let mut rows = copied.rows();
    let mut events = Vec::with_capacity(limit);
    let mut last: Option<(&str, i64)> = None;
    // The first event of the last stream, and the one before it.
    let (mut begins, mut before) = (0, None);
    while let Some(row) = rows.next_row()? {
        let (id, recorded) = event(row, kind)?;
        if last.is_some_and(|(known, _)| known != id) {
            (begins, before) = (events.len(), last);
        }
        last = Some((id, recorded.sequence));
        events.push(recorded);
    }
    if events.len() == limit {
        if before.is_some() {
            events.truncate(begins);
            last = before;
        } else if kind == ClaimStream::TYPE {
            return Ok(None);
        }
    }
    let last = last.map(|(id, sequence)| (id.to_owned(), sequence));
    Ok(Some(StreamPage { events, last }))
}

/// Reads an event, and requires that it is what was recorded.
fn event<'a>(row: &mut Rows<'a>, kind: &str) -> Result<(&'a str, Recorded), RebuildError> {
    let position = row.int8()?;
    let (id, sequence) = (row.text()?, row.int8()?);
    let (event_type, event_version) = (row.text()?, row.text()?);
    let (payload, metadata) = (row.text()?, row.text()?);
    let recorded_at = row.instant()?;
    let leaf = Leaf {
        aggregate_id: id,
        aggregate_type: kind,
        event_type,
        event_version,
        metadata,
        payload,
        recorded_at: &written(recorded_at),
        sequence: sequence.unsigned_abs(),
    };
    if leaf.digest().as_slice() != row.bytes()? {
        let position = position.unsigned_abs();
        return Err(RebuildError::Altered { position });
    }
    let recorded = Recorded {
        position,
        recorded_at,
        sequence,
        event: read_event(kind, id, sequence, (event_type, event_version), payload),
    };
    Ok((id, recorded))
}
