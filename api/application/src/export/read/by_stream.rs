//! Claims or funds one after the other, each from its first event on, none left out.

use std::collections::VecDeque;
use std::sync::Arc;

use cqrs_es::Aggregate;
use domain::aggregate::{ClaimStream, FundStream};
use domain::{ClaimEvent, Currency, FundEvent, OrgId, PeriodId, ProgrammeId, Stamped};
use projections::log::scan::StoredEvent;
use projections::log::{LogError, StreamKind, must_be_in_order};
use projections::stream::scan::ByStream;

use super::{Source, decoded};
use crate::export::{ExportError, Progress};

/// A kind of stream whose first event says what it is, and whose.
pub(in crate::export) trait Kept: Aggregate {
    const KIND: StreamKind;
    /// What never changes.
    type Facts;

    /// Takes the facts from the first event; no other event begins a stream.
    fn facts(first: &Self::Event) -> Option<Self::Facts>;

    fn partner(facts: &Self::Facts) -> &OrgId;
}

impl Kept for ClaimStream {
    const KIND: StreamKind = StreamKind::Claim;
    /// The partner who filed it.
    type Facts = OrgId;

    fn facts(first: &Stamped<ClaimEvent>) -> Option<OrgId> {
        let ClaimEvent::ClaimCreated { partner, .. } = &first.event else {
            return None;
        };
        Some(partner.clone())
    }

    fn partner(facts: &OrgId) -> &OrgId {
        facts
    }
}

/// What a fund is.
#[derive(Debug)]
pub(in crate::export) struct FundFacts {
    pub partner: OrgId,
    pub programme: ProgrammeId,
    pub period: PeriodId,
    pub currency: Currency,
}

impl Kept for FundStream {
    const KIND: StreamKind = StreamKind::Fund;
    type Facts = FundFacts;

    fn facts(first: &Stamped<FundEvent>) -> Option<FundFacts> {
        let FundEvent::FundOpened {
            programme,
            period,
            partner,
            currency,
            ..
        } = &first.event
        else {
            return None;
        };
        Some(FundFacts {
            partner: partner.clone(),
            programme: programme.clone(),
            period: period.clone(),
            currency: *currency,
        })
    }

    fn partner(facts: &FundFacts) -> &OrgId {
        &facts.partner
    }
}

/// The events of all streams of one kind, stream by stream.
pub(in crate::export) struct EventsOf<A: Kept> {
    source: Source,
    scan: ByStream,
    page: VecDeque<StoredEvent>,
    /// The stream and sequence of the event before.
    before: (String, u64),
    /// What is known of the stream that is being read.
    facts: Option<Arc<A::Facts>>,
    events_done: u64,
}

/// An event of such a stream.
pub(in crate::export) struct Happened<A: Kept> {
    pub stored: StoredEvent,
    pub event: A::Event,
    pub facts: Arc<A::Facts>,
}

impl<A: Kept> Happened<A> {
    /// Tells whether the stream begins here.
    pub(in crate::export) fn is_first(&self) -> bool {
        self.stored.sequence == 1
    }
}

impl<A: Kept> EventsOf<A> {
    pub(in crate::export) fn new(source: Source) -> Self {
        Self {
            scan: ByStream::new(source.pool.clone(), A::KIND, source.until),
            source,
            page: VecDeque::new(),
            before: (String::new(), 0),
            facts: None,
            events_done: 0,
        }
    }

    /// Gives the next event; none: that was all.
    pub(in crate::export) async fn next(&mut self) -> Result<Option<Happened<A>>, ExportError> {
        while let Some(stored) = self.next_stored().await? {
            let event = decoded::<A>(&stored)?;
            if stored.sequence == 1 {
                self.facts = A::facts(&event).map(Arc::new);
            }
            let Some(facts) = self.facts.clone() else {
                // Whatever else begins a stream is not our log.
                let stream = stored.aggregate_id;
                return Err(ExportError::Gap {
                    stream,
                    sequence: 1,
                });
            };
            if self.source.is_about(A::partner(&facts)) {
                return Ok(Some(Happened {
                    stored,
                    event,
                    facts,
                }));
            }
        }
        Ok(None)
    }

    async fn next_stored(&mut self) -> Result<Option<StoredEvent>, ExportError> {
        if self.page.is_empty() {
            self.turn().await?;
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

    async fn turn(&mut self) -> Result<(), LogError> {
        let Source { pool, until, .. } = &self.source;
        if self.events_done == 0 {
            must_be_in_order(pool, *until).await?;
        }
        self.page = self.scan.next_page().await?.into();
        self.events_done += self.page.len() as u64;
        (self.source.watcher)(Progress {
            events_done: self.events_done,
            // All events of the log are the most that there can be of one kind.
            events_total: *until,
        });
        Ok(())
    }
}
