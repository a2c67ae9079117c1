//! Every event by position, of one partner alone if that is asked for.

use std::collections::{HashSet, VecDeque};

use domain::OrgId;
use domain::aggregate::{ClaimStream, FundStream};
use projections::log::scan::{ByPosition, StoredEvent};

use super::{Kept, Source, decoded};
use crate::export::{ExportError, Progress};

/// The events of the log by position.
pub(in crate::export) struct Events {
    source: Source,
    scan: ByPosition,
    page: VecDeque<StoredEvent>,
    /// The claims and funds of the partner that is asked for.
    streams: HashSet<String>,
}

impl Events {
    pub(in crate::export) fn new(source: Source) -> Self {
        let scan = ByPosition::new(source.pool.clone(), 0, source.until);
        Self {
            source,
            scan,
            page: VecDeque::new(),
            streams: HashSet::new(),
        }
    }

    /// Gives the next event; none: that was all.
    pub(in crate::export) async fn next(&mut self) -> Result<Option<StoredEvent>, ExportError> {
        loop {
            while let Some(event) = self.page.pop_front() {
                if self.is_wanted(&event)? {
                    return Ok(Some(event));
                }
            }
            let page = self.scan.next_page().await?;
            let Some(last) = page.last() else {
                return Ok(None);
            };
            (self.source.watcher)(Progress {
                events_done: last.position,
                events_total: self.source.until,
            });
            self.page = page.into();
        }
    }

    /// A stream's first event says whose it is; programmes are nobody's.
    fn is_wanted(&mut self, event: &StoredEvent) -> Result<bool, ExportError> {
        if self.source.partner.is_none() {
            return Ok(true);
        }
        if event.sequence > 1 {
            return Ok(self.streams.contains(&event.aggregate_id));
        }
        let partner = partner_of(event)?;
        let is_wanted = partner.is_some_and(|partner| self.source.is_about(&partner));
        if is_wanted {
            self.streams.insert(event.aggregate_id.clone());
        }
        Ok(is_wanted)
    }
}

/// Tells whose claim or fund begins with an event.
fn partner_of(event: &StoredEvent) -> Result<Option<OrgId>, ExportError> {
    fn of<A: Kept>(first: &StoredEvent) -> Result<Option<OrgId>, ExportError> {
        let facts = A::facts(&decoded::<A>(first)?);
        Ok(facts.map(|facts| A::partner(&facts).clone()))
    }
    match event.aggregate_type.as_str() {
        kind if kind == ClaimStream::KIND.as_str() => of::<ClaimStream>(event),
        kind if kind == FundStream::KIND.as_str() => of::<FundStream>(event),
        _ => Ok(None),
    }
}
