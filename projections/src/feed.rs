//! The log as it grows, for whoever follows it: in pages that followers at the same position share.
//!
//! There is no task behind it: a page is read when the first follower asks for it. Who comes late
//! finds the last pages here, who comes later still reads the log, two at a time.

mod owner;
mod page;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use sqlx::PgPool;
use tokio::sync::{Mutex, Semaphore};
use tokio::time::{Instant, sleep_until};

use crate::log::LogError;
use crate::log::scan::PageSize;

pub use owner::Owner;
use owner::Owners;
pub use page::{FeedEvent, FeedPage, Happened};

/// How large a page is at most.
const PAGE: PageSize = PageSize {
    events: 1_000,
    bytes: 512 << 10,
};

/// About how many bytes of payloads are kept for followers that come a little later.
const KEPT_BYTES: usize = 8 << 20;

/// How often the end of the log is looked at, at most: what comes between is one page.
const GATHER: Duration = Duration::from_millis(25);

/// How many followers read far behind the end at a time: commands need the database more.
const READERS: usize = 2;

/// Reads the log as it grows; cheap to clone, and all clones share what was read.
#[derive(Clone, Debug)]
pub struct Feed(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    pool: PgPool,
    owners: Owners,
    shelf: Mutex<Shelf>,
    readers: Semaphore,
}

/// The last pages, one after the other without a gap.
#[derive(Debug, Default)]
struct Shelf {
    pages: VecDeque<Arc<FeedPage>>,
    /// The position up to which they go; where the next one begins.
    end: u64,
    looked: Option<Instant>,
}

/// Where a position lies, seen from the last pages.
enum Place {
    Kept(Arc<FeedPage>),
    /// At their end, which may be looked at from then on.
    Next(Instant),
    Before,
}

impl Feed {
    /// Reads through a pool for single statements.
    pub fn new(pool: PgPool) -> Self {
        Self(Arc::new(Shared {
            owners: Owners::new(pool.clone()),
            pool,
            shelf: Mutex::default(),
            readers: Semaphore::new(READERS),
        }))
    }

    /// Gives a page that goes on after a position, and may begin before it; none: there is nothing
    /// more yet. Dropping the future loses nothing.
    pub async fn after(&self, position: u64) -> Result<Option<Arc<FeedPage>>, LogError> {
        loop {
            let mut shelf = self.0.shelf.lock().await;
            match shelf.place(position) {
                Place::Kept(page) => return Ok(Some(page)),
                Place::Next(from) if from > Instant::now() => {
                    drop(shelf);
                    sleep_until(from).await;
                }
                Place::Next(_) => {
                    let page = self.read(position).await?;
                    shelf.looked = Some(Instant::now());
                    return Ok(page.inspect(|page| shelf.put(Arc::clone(page))));
                }
                Place::Before => {
                    drop(shelf);
                    let _permit = self.0.readers.acquire().await;
                    return self.read(position).await;
                }
            }
        }
    }

    async fn read(&self, after: u64) -> Result<Option<Arc<FeedPage>>, LogError> {
        let page = FeedPage::read(&self.0.pool, &self.0.owners, after, PAGE).await?;
        Ok(page.map(Arc::new))
    }
}

impl Shelf {
    /// Says where a position lies; beyond the end, the pages begin anew there.
    fn place(&mut self, position: u64) -> Place {
        if self.looked.is_none() || position > self.end {
            *self = Self {
                end: position,
                ..Self::default()
            };
        }
        if position == self.end {
            let now = Instant::now();
            return Place::Next(self.looked.map_or(now, |looked| looked + GATHER));
        }
        let holds = |page: &&Arc<FeedPage>| page.after <= position && position < page.until;
        self.pages
            .iter()
            .find(holds)
            .map_or(Place::Before, |page| Place::Kept(Arc::clone(page)))
    }

    fn put(&mut self, page: Arc<FeedPage>) {
        self.end = page.until;
        self.pages.push_back(page);
        let mut bytes: usize = self.pages.iter().map(|page| page.bytes).sum();
        while bytes > KEPT_BYTES && self.pages.len() > 1 {
            bytes -= self.pages.pop_front().map_or(0, |page| page.bytes);
        }
    }
}
