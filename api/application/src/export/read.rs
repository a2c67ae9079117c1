//! What an export reads: the log up to a moment, in the order that each kind of export needs.

mod claim_events;
mod events;
mod fund_events;

use std::collections::VecDeque;

use cqrs_es::Aggregate;
use domain::OrgId;
use projections::Pool;
use projections::log::scan::{ScanError, StoredEvent};
use projections::log::{StreamKind, must_be_in_order};
use projections::stream::scan::ByStream;

use super::{ExportError, Progress, Watcher};

pub(super) use claim_events::{ClaimEvents, ClaimHappened};
pub(super) use events::Events;
pub(super) use fund_events::{FundEvents, FundFacts, FundHappened};

/// Where an export reads from, up to when, and of whom.
pub(super) struct Source {
    pub pool: Pool,
    /// The last position that is read.
    pub until: u64,
    pub partner: Option<OrgId>,
    pub watcher: Watcher,
}

impl Source {
    fn is_about(&self, partner: &OrgId) -> bool {
        self.partner.as_ref().is_none_or(|asked| asked == partner)
    }
}

/// The streams of one kind, event by event, none left out.
struct Streams {
    pool: Pool,
    scan: ByStream,
    page: VecDeque<StoredEvent>,
    /// The stream and sequence of the event before.
    before: (String, u64),
    progress: Progress,
}

impl Streams {
    /// All events of the log are the most that there can be of one kind.
    fn new(source: &Source, kind: StreamKind) -> Self {
        Self {
            pool: source.pool.clone(),
            scan: ByStream::new(source.pool.clone(), kind, source.until),
            page: VecDeque::new(),
            before: (String::new(), 0),
            progress: Progress {
                events_done: 0,
                events_total: source.until,
            },
        }
    }

    async fn next(&mut self, watcher: &Watcher) -> Result<Option<StoredEvent>, ExportError> {
        if self.page.is_empty() {
            self.turn(watcher).await?;
        }
        let Some(event) = self.page.pop_front() else {
            return Ok(None);
        };
        let sequence = match event.aggregate_id == self.before.0 {
            true => self.before.1 + 1,
            false => 1,
        };
        if event.sequence != sequence {
            let stream = event.aggregate_id;
            return Err(ExportError::Gap { stream, sequence });
        }
        if sequence == 1 {
            self.before.0.clone_from(&event.aggregate_id);
        }
        self.before.1 = sequence;
        Ok(Some(event))
    }

    async fn turn(&mut self, watcher: &Watcher) -> Result<(), ScanError> {
        if self.progress.events_done == 0 {
            must_be_in_order(&self.pool, self.progress.events_total).await?;
        }
        self.page = self.scan.next_page().await?.into();
        self.progress.events_done += self.page.len() as u64;
        watcher(self.progress);
        Ok(())
    }
}

fn decoded<A: Aggregate>(event: &StoredEvent) -> Result<A::Event, ExportError> {
    event.decode::<A>().map_err(|why| ExportError::Unreadable {
        position: event.position,
        why,
    })
}
