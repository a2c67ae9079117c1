//! Pages of the log, parsed once and read by all views that stand at the same position.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use cqrs_es::{Aggregate, EventEnvelope};
use domain::aggregate::{ClaimStream, FundStream, ProgrammeStream};
use domain::{ClaimId, FundId};
use futures::TryStreamExt;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, PgPool, Row, ValueRef};
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};

use super::ViewName;
use crate::log::decode;

/// How many pages are kept for views that come a little later.
const KEPT: usize = 3;
/// How long a view that is ahead waits for one that still needs the oldest page.
const PATIENCE: Duration = Duration::from_millis(200);

/// An event of the log.
#[derive(Debug)]
pub(super) struct Recorded {
    pub position: i64,
    pub recorded_at: DateTime<Utc>,
    pub sequence: i64,
    pub event: Event,
}

/// What happened, and to what.
#[derive(Debug)]
pub(super) enum Event {
    Claim(ClaimId, Box<EventEnvelope<ClaimStream>>),
    Fund(FundId, Box<EventEnvelope<FundStream>>),
    /// A policy; no view is about those.
    Programme,
    Unreadable {
        stream: Stream,
        why: String,
    },
}

/// The kind of stream of an event that cannot be read: a view about others goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stream {
    Claim,
    Fund,
    /// Not one we know, or not even there: no view can go on.
    Unknown,
}

/// Some events in a row, by position.
#[derive(Debug)]
pub(super) struct LogPage {
    /// The position before the first event.
    after: i64,
    pub events: Vec<Recorded>,
}

/// How large a page may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct PageSize {
    pub events: usize,
    pub bytes: usize,
}

/// Reads pages; several views share one reader.
#[derive(Debug)]
pub(super) struct LogReader {
    pool: PgPool,
    size: PageSize,
    shelf: Mutex<Shelf>,
}

#[derive(Debug)]
struct Shelf {
    pages: VecDeque<Arc<LogPage>>,
    /// Where the views stand that this process moves on.
    stands: HashMap<ViewName, i64>,
    /// How many events to ask for; follows from how large the last ones were.
    ask: usize,
}

impl LogReader {
    pub(super) fn new(pool: PgPool, size: PageSize) -> Self {
        let ask = size.events.min(1_000);
        Self {
            pool,
            size,
            shelf: Mutex::new(Shelf {
                pages: VecDeque::new(),
                stands: HashMap::new(),
                ask,
            }),
        }
    }

    /// Reads the page after a view's position; an empty one: there is nothing yet.
    ///
    /// Must not be called while a connection is held: on the built-in engine there is but one.
    pub(super) async fn after(
        &self,
        view: ViewName,
        position: i64,
    ) -> Result<Arc<LogPage>, sqlx::Error> {
        let began = Instant::now();
        loop {
            let mut shelf = self.shelf.lock().await;
            shelf.stand(view, position);
            if let Some(page) = shelf.pages.iter().find(|page| page.after == position) {
                return Ok(Arc::clone(page));
            }
            if shelf.is_full_of_needed_pages() && began.elapsed() < PATIENCE {
                drop(shelf);
                sleep(PATIENCE / 50).await;
                continue;
            }
            let page = Arc::new(self.read(position, &mut shelf.ask).await?);
            if !page.events.is_empty() {
                shelf.put(Arc::clone(&page));
            }
            return Ok(page);
        }
    }

    /// Notes that the view is no longer moved on by this process.
    pub(super) async fn forget(&self, view: ViewName) {
        self.shelf.lock().await.stands.remove(&view);
    }

    /// Reads the page after a position, up to another; no view's place is noted.
    pub(super) async fn between(&self, after: i64, until: i64) -> Result<LogPage, sqlx::Error> {
        let mut connection = self.pool.acquire().await?;
        self.between_on(&mut connection, after, until).await
    }

    /// The same on a connection of the caller's.
    pub(super) async fn between_on(
        &self,
        connection: &mut PgConnection,
        after: i64,
        until: i64,
    ) -> Result<LogPage, sqlx::Error> {
        let mut ask = self.size.events;
        self.page(connection, (after, until), &mut ask).await
    }

    async fn read(&self, after: i64, ask: &mut usize) -> Result<LogPage, sqlx::Error> {
        let mut connection = self.pool.acquire().await?;
        self.page(&mut connection, (after, i64::MAX), ask).await
    }

    async fn page(
        &self,
        connection: &mut PgConnection,
        (after, until): (i64, i64),
        ask: &mut usize,
    ) -> Result<LogPage, sqlx::Error> {
        let mut events = Vec::new();
        let mut bytes = 0;
        // Positions are dense, so the limit is bound enough. A second condition on the position would
        // have a planner without statistics sort the rest of the log for each page.
        let limit = i64::try_from(*ask).unwrap_or(i64::MAX);
        let limit = limit.min(until.saturating_sub(after));
        let mut rows = sqlx::query(
            "select position, aggregate_type, aggregate_id, sequence, event_version, recorded_at,
                 payload::text, event_type
             from events
             where position > $1
             order by position
             limit $2",
        )
        .bind(after)
        .bind(limit)
        .fetch(connection);
        let mut next = after;
        while let Some(row) = rows.try_next().await? {
            next += 1;
            let position: i64 = row.try_get(0)?;
            if position != next {
                events.push(missing(next));
                break;
            }
            let (recorded, size) = parse(&row, position)?;
            events.push(recorded);
            bytes += size;
            if bytes >= self.size.bytes {
                break;
            }
        }
        *ask = if bytes >= self.size.bytes {
            events.len().max(1)
        } else {
            (*ask * 2).min(self.size.events)
        };
        Ok(LogPage { after, events })
    }
}

impl Shelf {
    /// Notes where a view stands; pages that all views are past go.
    fn stand(&mut self, view: ViewName, position: i64) {
        self.stands.insert(view, position);
        let stands = &self.stands;
        self.pages
            .retain(|page| stands.values().any(|stand| *stand <= page.after));
    }

    /// Tells whether a further page would push one off that a view comes to next.
    fn is_full_of_needed_pages(&self) -> bool {
        let is_next = |page: &Arc<LogPage>| self.stands.values().any(|at| *at == page.after);
        self.pages.len() == KEPT && self.pages.front().is_some_and(is_next)
    }

    fn put(&mut self, page: Arc<LogPage>) {
        if self.pages.len() == KEPT {
            self.pages.pop_front();
        }
        self.pages.push_back(page);
    }
}

/// Stands for a hole in the log: positions are dense, so something took an event away.
fn missing(position: i64) -> Recorded {
    let why = "the log has no event at this position".to_owned();
    Recorded {
        position,
        recorded_at: DateTime::UNIX_EPOCH,
        sequence: 0,
        event: Event::Unreadable {
            stream: Stream::Unknown,
            why,
        },
    }
}

/// Reads an event from a row of position, kind, id, sequence, version, time, payload and type.
pub(super) fn parse(row: &PgRow, position: i64) -> Result<(Recorded, usize), sqlx::Error> {
    let text = |column: usize| -> Result<&str, sqlx::Error> {
        row.try_get_raw(column)?
            .as_str()
            .map_err(sqlx::Error::Decode)
    };
    debug_assert!(!row.try_get_raw(6)?.is_null(), "payload is not null");
    let (kind, id, payload) = (text(1)?, text(2)?, text(6)?);
    let shape = (text(7)?, text(4)?);
    let sequence: i64 = row.try_get(3)?;
    let event = read_event(kind, id, sequence, shape, payload);
    Ok((
        Recorded {
            position,
            recorded_at: row.try_get(5)?,
            sequence,
            event,
        },
        payload.len(),
    ))
}

/// Reads what happened from the texts of an event; `shape` is its type and version.
pub(super) fn read_event(
    kind: &str,
    id: &str,
    sequence: i64,
    shape: (&str, &str),
    payload: &str,
) -> Event {
    let (stream, event) = match kind {
        ClaimStream::TYPE => {
            let event = typed(id, sequence, shape, payload);
            (Stream::Claim, event.map(|(id, at)| Event::Claim(id, at)))
        }
        FundStream::TYPE => {
            let event = typed(id, sequence, shape, payload);
            (Stream::Fund, event.map(|(id, at)| Event::Fund(id, at)))
        }
        ProgrammeStream::TYPE => (Stream::Unknown, Ok(Event::Programme)),
        other => {
            let why = format!("{other:?} is not a kind of stream");
            (Stream::Unknown, Err(why))
        }
    };
    event.unwrap_or_else(|why| Event::Unreadable { stream, why })
}

type Typed<I, A> = (I, Box<EventEnvelope<A>>);

fn typed<I, A>(
    id: &str,
    sequence: i64,
    (event_type, version): (&str, &str),
    payload: &str,
) -> Result<Typed<I, A>, String>
where
    I: std::str::FromStr,
    A: Aggregate,
{
    let named = id
        .parse()
        .map_err(|_| format!("{id:?} is not the id of such a stream"))?;
    let payload = decode::<A>(event_type, version, payload).map_err(|error| error.to_string())?;
    let envelope = EventEnvelope {
        aggregate_id: id.to_owned(),
        sequence: usize::try_from(sequence).map_err(|error| error.to_string())?,
        payload,
        metadata: HashMap::new(),
    };
    Ok((named, Box::new(envelope)))
}
