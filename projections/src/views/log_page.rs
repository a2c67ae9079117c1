//! Pages of the log, proven and parsed once, and read by all views that stand at the same position.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use cqrs_es::Aggregate;
use domain::aggregate::{ClaimStream, FundStream, ProgrammeStream};
use domain::{ClaimEvent, ClaimId, FundEvent, FundId, Stamped};
use sqlx::{PgConnection, PgPool};
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};

use super::ViewName;
use crate::log::decode;
use crate::log::raw::Raw;
use crate::log::scan::{PageSize, after};

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
    Claim(ClaimId, Box<Stamped<ClaimEvent>>),
    Fund(FundId, Box<Stamped<FundEvent>>),
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
    /// Not one we know, or not what was recorded, or not even there: no view can go on.
    Unknown,
}

/// Some events in a row, by position.
#[derive(Debug)]
pub(super) struct LogPage {
    /// The position before the first event.
    after: i64,
    pub events: Vec<Recorded>,
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
            let mut connection = self.pool.acquire().await?;
            let size = PageSize {
                events: shelf.ask,
                ..self.size
            };
            let page = page(&mut connection, (position, i64::MAX), size).await?;
            drop(connection);
            shelf.ask = match page.events.len() < size.events {
                // It was full of bytes, or the log has no more.
                true => (page.events.len() * 2).clamp(1_000.min(self.size.events), size.events),
                false => (size.events * 2).min(self.size.events),
            };
            let page = Arc::new(page);
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
    pub(super) async fn between(
        &self,
        connection: &mut PgConnection,
        after: i64,
        until: i64,
    ) -> Result<LogPage, sqlx::Error> {
        page(connection, (after, until), self.size).await
    }
}

/// Reads and proves a page; the first event that is not what or where it must be ends it.
async fn page(
    connection: &mut PgConnection,
    (from, until): (i64, i64),
    size: PageSize,
) -> Result<LogPage, sqlx::Error> {
    let (stored, fault) =
        after(connection, from.unsigned_abs(), until.unsigned_abs(), size).await?;
    let mut events: Vec<Recorded> = stored
        .iter()
        .map(|event| Recorded::of(&event.raw()))
        .collect();
    if let Some(fault) = fault {
        events.push(Recorded {
            position: from + stored.len() as i64 + 1,
            recorded_at: DateTime::UNIX_EPOCH,
            sequence: 0,
            event: Event::Unreadable {
                stream: Stream::Unknown,
                why: fault.to_string(),
            },
        });
    }
    let after = from;
    Ok(LogPage { after, events })
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

impl Recorded {
    /// Reads what happened from an event that is proven.
    pub(super) fn of(raw: &Raw<'_>) -> Self {
        let (stream, event) = match raw.aggregate_type {
            ClaimStream::TYPE => {
                let event = typed::<_, ClaimStream>(raw);
                (Stream::Claim, event.map(|(id, at)| Event::Claim(id, at)))
            }
            FundStream::TYPE => {
                let event = typed::<_, FundStream>(raw);
                (Stream::Fund, event.map(|(id, at)| Event::Fund(id, at)))
            }
            ProgrammeStream::TYPE => (Stream::Unknown, Ok(Event::Programme)),
            other => {
                let why = format!("{other:?} is not a kind of stream");
                (Stream::Unknown, Err(why))
            }
        };
        Self {
            position: raw.position as i64,
            recorded_at: raw.recorded_at,
            sequence: raw.sequence as i64,
            event: event.unwrap_or_else(|why| Event::Unreadable { stream, why }),
        }
    }
}

fn typed<I, A>(raw: &Raw<'_>) -> Result<(I, Box<A::Event>), String>
where
    I: std::str::FromStr,
    A: Aggregate,
{
    let id = raw.aggregate_id;
    let named = id
        .parse()
        .map_err(|_| format!("{id:?} is not the id of such a stream"))?;
    let event = decode::<A>(raw.event_type, raw.event_version, raw.payload);
    Ok((named, Box::new(event.map_err(|error| error.to_string())?)))
}
